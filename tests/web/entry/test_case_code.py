"""Case number and PIN: who gets in, who does not, and what the answer tells of that: nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from safeconduct import clock
from safeconduct.accounts import offices, pins, services, tries
from safeconduct.accounts.models import Pin, WrongTries
from safeconduct.errors import InputError
from tests.cases.conftest import filed, small  # noqa: F401 (fixtures)
from tests.clocks import standing_still
from tests.signing_in import account_with

pytestmark = pytest.mark.database
PAGE = "/en/sign-in/case/"
NOON = datetime(2023, 1, 9, 12, tzinfo=UTC)


@pytest.fixture
def case(small, filed):  # noqa: F811 (fixtures)
    """A case of two people, sam and ana, each with an account."""
    found = filed(small()).case
    for name in ("sam", "ana"):
        account_with(name)
    return found


def try_in(number: str, pin: str, address: str = "192.0.2.1", language: str = "en") -> tuple:
    client = Client(headers={"host": "localhost"}, REMOTE_ADDR=address)
    answer = client.post(f"/{language}/sign-in/case/", {"case": number, "pin": pin})
    return client, answer


def told(answer) -> str:
    shown = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    return re.sub(r"[A-Z]{3}\d{10}", "…", shown)


def user_of(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_the_pin_picks_the_one_of_several(case) -> None:
    accounts = {name: account_with(name) for name in ("sam", "ana")}
    known = {name: services.new_pin(account=account) for name, account in accounts.items()}
    for name, pin in known.items():
        client, answer = try_in(case.receipt_number.lower(), f"{pin[:4]} {pin[4:]}")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/en/my/")
        assert user_of(client) == str(accounts[name].pk)


def test_a_pin_is_shown_once_and_a_new_one_ends_it(case) -> None:
    account = account_with("ana")
    old, new = (services.new_pin(account=account) for _ in range(2))
    assert re.fullmatch(r"\d{8}", new)
    assert new not in str(Pin.objects.filter(account=account).values())
    assert user_of(try_in(case.receipt_number, old)[0]) is None
    assert user_of(try_in(case.receipt_number, new)[0]) == str(account.pk)


def test_no_such_case_and_a_wrong_pin_sound_the_same(case) -> None:
    services.new_pin(account=account_with("ana"))
    answers = [try_in(number, "12345678")[1] for number in (case.receipt_number, "SFC9900000001")]
    assert {answer.status_code for answer in answers} == {200}
    assert told(answers[0]) == told(answers[1])
    assert "do not belong together" in told(answers[0])


def test_a_try_takes_as_long_for_a_case_that_there_is_not(
    case, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.new_pin(account=account_with("ana"))
    done = []
    real = pins.stretched
    monkeypatch.setattr(pins, "stretched", lambda pin: done.append(pin) or real(pin))
    for number in (case.receipt_number, "SFC9900000001"):
        done.clear()
        try_in(number, "12345678")
        assert len(done) == 1


def test_a_pin_of_another_case_or_of_an_officer_opens_nothing(case) -> None:
    pin = services.new_pin(account=account_with("elsewhere"))
    assert user_of(try_in(case.receipt_number, pin)[0]) is None
    pin = services.new_pin(account=account_with("ana"))
    services.give_office(account=account_with("ana"), role=offices.PORT)
    assert user_of(try_in(case.receipt_number, pin)[0]) is None
    with pytest.raises(InputError, match="second factor"):
        services.new_pin(account=account_with("ana"))


def test_a_closed_account_opens_nothing(case) -> None:
    account = account_with("ana")
    pin = services.new_pin(account=account)
    account.is_active = False
    account.save()
    assert user_of(try_in(case.receipt_number, pin)[0]) is None


def test_after_five_wrong_tries_there_is_a_pause_that_grows(case) -> None:
    account = account_with("ana")
    pin = services.new_pin(account=account)
    number, now = case.receipt_number, NOON
    with clock.at(now):
        for _ in range(4):
            assert "do not belong" in told(try_in(number, "00000000")[1])
        assert "Wait 1 minute, then" in told(try_in(number, "00000000")[1])
        # Not even the right one, from wherever; but another case is not held up.
        client, answer = try_in(number, pin, address="192.0.2.2", language="es")
        assert (answer.status_code, user_of(client)) == (429, None)
        assert "Espere 1 minuto" in answer.content.decode()
        assert try_in("SFC9900000001", "00000000")[1].status_code == 200
    for minutes in (2, 4, 8, 15, 15):
        now += timedelta(minutes=15)
        with clock.at(now):
            assert f"Wait {minutes} minutes" in told(try_in(number, "00000000")[1])
    with clock.at(now + timedelta(minutes=15)):
        assert user_of(try_in(number, pin)[0]) == str(account.pk)
        assert "do not belong" in told(try_in(number, "00000000")[1])


def test_a_case_that_there_is_not_is_held_up_the_same(case) -> None:
    with clock.at(NOON):
        for number in (case.receipt_number, "SFC9900000001"):
            shown = [told(try_in(number, "00000000")[1]) for _ in range(6)]
            assert "Wait 1 minute" in shown[-1]


def test_from_one_address_twenty_are_free(case) -> None:
    with clock.at(NOON):
        for number in range(tries.FREE["address"]):
            answer = try_in(f"SFC99{number:08}", "00000000")[1]
        assert "Wait 1 minute" in told(answer)
        assert try_in("SFC9912345678", "00000000")[1].status_code == 429
        assert try_in("SFC9912345678", "00000000", address="192.0.2.9")[1].status_code == 200


def test_the_pause_ends_while_the_demonstrations_clock_stands_still(case) -> None:
    with standing_still(NOON):
        assert abs(clock.machine_now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_what_was_tried_is_not_in_the_table_and_goes_after_a_day(case) -> None:
    with clock.at(NOON):
        try_in(case.receipt_number, "00000000")
        kept = str(list(WrongTries.objects.values()))
        assert case.receipt_number not in kept and "192.0.2.1" not in kept
    with clock.at(NOON + timedelta(days=2)):
        try_in("SFC9900000009", "00000000", address="192.0.2.7")
        assert WrongTries.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"case": "", "pin": ""}, ("Enter the case number.", "Enter the PIN.")),
        ({"case": "12", "pin": "13"}, ("three letters and ten digits", "A PIN has eight digits.")),
        ({"case": "SFC2200000001", "pin": "1234567é"}, ("A PIN has eight digits.",)),
        ({}, ("Enter the case number.",)),
    ],
)
def test_wrong_input_is_said_by_its_field_and_nothing_typed_is_lost(
    database: str, given: dict, expected: tuple[str, ...]
) -> None:
    client = Client(headers={"host": "localhost"})
    answer = client.post(PAGE, given)
    shown = answer.content.decode()
    assert answer.status_code == 200
    for text in expected:
        assert shown.count(text) == 2, text
    assert 'href="#id_pin"' in shown or not given
    if given.get("case"):
        assert f'value="{given["case"]}"' in shown
    # A PIN is not written back into a page.
    assert not given.get("pin") or f'value="{given["pin"]}"' not in shown


def test_the_key_of_the_session_changes_and_a_planted_one_is_worth_nothing(case) -> None:
    pin = services.new_pin(account=account_with("ana"))
    client = Client(headers={"host": "localhost"})
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    client.cookies["session"] = before
    client.post(PAGE, {"case": case.receipt_number, "pin": pin})
    assert client.session.session_key != before
    assert not client.session.exists(before)


def test_after_signing_in_one_goes_on_to_the_page_asked_for_on_this_site_alone(case) -> None:
    pin = services.new_pin(account=account_with("ana"))
    for wanted, leads in (
        ("/en/programmes/us-mx-ve-2022/", "/en/programmes/us-mx-ve-2022/"),
        ("https://elsewhere.example/", "/en/my/"),
        ("//elsewhere.example/", "/en/my/"),
    ):
        client = Client(headers={"host": "localhost"})
        given = {"case": case.receipt_number, "pin": pin, "next": wanted}
        assert client.post(PAGE, given).headers["Location"] == leads
