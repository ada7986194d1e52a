"""A seal shows every change, in time and out of it, and a demonstration's seal lets nobody travel."""

from __future__ import annotations

import base64
import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.issuing import Authorization, Signer, Verdict, verify
from safeconduct.issuing.seals import canonical, qr_svg
from tests.issuing.papers import AT, DAY, DEMO, SIGNER, authorization

TRUSTED = [SIGNER.certificate]
PAPER = authorization()


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        ("2022-11-22", Verdict.NOT_YET_VALID),
        ("2022-11-23", Verdict.VALID),
        ("2023-02-21", Verdict.VALID),
        ("2023-02-22", Verdict.EXPIRED),
    ],
)
def test_both_ends_of_the_time_count(day: str, verdict: Verdict) -> None:
    found = verify(PAPER.seal, trusted=TRUSTED, day=date.fromisoformat(day))
    assert found.verdict is verdict
    assert found.message["utai"] == "SFC2200000007-1"
    assert not found.is_demonstration


def test_nobody_trusts_a_demonstration() -> None:
    found = verify(authorization(DEMO).seal, trusted=TRUSTED, day=DAY)
    assert found.verdict is Verdict.DEMONSTRATION and found.is_demonstration
    late = verify(authorization(DEMO).seal, trusted=TRUSTED, day=DAY + timedelta(days=91))
    assert late.verdict is Verdict.EXPIRED and late.is_demonstration


def test_a_stranger_who_seals_is_not_ours() -> None:
    stranger = Signer.new(issuer="Elsewhere", at=AT, is_demonstration=False)
    found = verify(authorization(stranger).seal, trusted=TRUSTED, day=DAY)
    assert found.verdict is Verdict.NOT_OURS


def test_a_trusted_certificate_on_a_strangers_seal_is_a_change() -> None:
    stranger = Signer.new(issuer="Elsewhere", at=AT, is_demonstration=False)
    sealed = json.loads(authorization(stranger).seal)
    sealed["sig"]["cer"] = json.loads(PAPER.seal)["sig"]["cer"]
    found = verify(canonical(sealed).decode(), trusted=TRUSTED, day=DAY)
    assert found.verdict is Verdict.CHANGED and found.message == {}


@given(st.integers(0, len(PAPER.seal) - 1), st.characters(codec="utf-8"))
def test_any_change_of_a_sealed_text_is_found(at: int, letter: str) -> None:
    changed = PAPER.seal[:at] + letter + PAPER.seal[at + 1 :]
    found = verify(changed, trusted=TRUSTED, day=DAY)
    assert (found.verdict is Verdict.VALID) == (changed.strip() == PAPER.seal)


@given(st.integers(0, 63), st.integers(0, 7))
def test_any_bit_of_the_signature_counts(byte: int, bit: int) -> None:
    sealed = json.loads(PAPER.seal)
    raw = bytearray(base64.urlsafe_b64decode(sealed["sig"]["sigvl"] + "=="))
    raw[byte] ^= 1 << bit
    sealed["sig"]["sigvl"] = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    found = verify(canonical(sealed).decode(), trusted=TRUSTED, day=DAY)
    assert found.verdict is Verdict.CHANGED


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_nothing_that_comes_in_makes_the_check_fail(text: str) -> None:
    assert verify(text, trusted=TRUSTED, day=DAY).verdict is Verdict.UNREADABLE


@pytest.mark.parametrize(
    "mend",
    [
        lambda sealed: sealed | {"more": 1} | {"data": None},
        lambda sealed: {"data": sealed["data"]},
        lambda sealed: sealed | {"sig": sealed["sig"] | {"alg": "none"}},
        lambda sealed: sealed | {"sig": sealed["sig"] | {"cer": "AAAA"}},
        lambda sealed: (
            sealed | {"data": {"hdr": sealed["data"]["hdr"], "msg": {"vf": "x", "vu": "y"}}}
        ),
    ],
)
def test_what_is_no_seal_is_called_unreadable(mend) -> None:
    text = canonical(mend(json.loads(PAPER.seal))).decode()
    assert verify(text, trusted=TRUSTED, day=DAY).verdict is Verdict.UNREADABLE


def test_a_text_written_in_another_way_is_not_taken() -> None:
    loose = json.dumps(json.loads(PAPER.seal), indent=1)
    assert verify(loose, trusted=TRUSTED, day=DAY).verdict is Verdict.UNREADABLE


def test_the_same_message_gives_the_same_seal_and_the_same_picture() -> None:
    again = Signer.from_pem(SIGNER.as_pem())
    assert again.certificate == SIGNER.certificate
    assert authorization(again).seal == PAPER.seal
    assert qr_svg(PAPER.seal) == qr_svg(PAPER.seal)


def test_an_authorization_survives_being_kept() -> None:
    assert Authorization.from_data(json.loads(json.dumps(PAPER.as_data()))) == PAPER
    assert PAPER.initials == "I.E."
    nameless = authorization(holder=None, birth_date=None)
    assert Authorization.from_data(nameless.as_data()) == nameless
    assert nameless.message()["pid"] == {"nat": "VE"}
