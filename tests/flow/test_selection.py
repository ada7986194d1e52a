"""Draws can be made again by anyone, and a changed one is found out."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from safeconduct.errors import InputError
from safeconduct.flow.selection import Filing, Proof, draw, pool_digest, seed_digest, verify
from safeconduct.programme import load
from safeconduct.programme.schema import Selection

START = datetime(2023, 5, 1, tzinfo=UTC)
POOL = [Filing(f"f{n:02}", START + timedelta(hours=n)) for n in range(20)]
OLDEST, SPLIT = load("us-mx-ve-2022", "notice").selections
RANDOM = SPLIT.model_copy(update={"method": "random", "random_share_percent": None})


def test_oldest_first_takes_the_oldest() -> None:
    proof = draw(reversed(POOL), 3, OLDEST)
    assert proof.taken == ("f00", "f01", "f02")
    assert proof.at_random == ()


def test_filings_of_one_instant_go_by_id() -> None:
    pool = [Filing(name, START) for name in ("b", "c", "a")]
    assert draw(pool, 2, OLDEST).taken == ("a", "b")


def test_one_instant_in_two_time_zones_is_one_instant() -> None:
    east = [Filing(f.id, f.filed_at.astimezone(tz=None)) for f in POOL]
    assert pool_digest(east) == pool_digest(POOL)


def test_a_split_draws_its_share_from_all_and_takes_the_oldest_of_the_others() -> None:
    proof = draw(POOL, 10, SPLIT, "a seed")
    assert (len(proof.at_random), len(proof.by_age)) == (5, 5)
    others = [f.id for f in POOL if f.id not in proof.at_random]
    assert list(proof.by_age) == others[:5]


@pytest.mark.parametrize(("places", "drawn"), [(0, 0), (1, 1), (2, 1), (7, 4), (20, 10), (99, 10)])
def test_half_a_place_goes_to_chance(places: int, drawn: int) -> None:
    proof = draw(POOL, places, SPLIT, "s")
    assert len(proof.at_random) == drawn
    assert len(proof.taken) == min(places, len(POOL))


def test_the_lots_can_be_worked_out_by_hand() -> None:
    """An outsider needs SHA-256 and a sorted list, nothing of ours."""
    lines = "".join(f"{f.filed_at.isoformat(timespec='microseconds')} {f.id}\n" for f in POOL)
    digest = hashlib.sha256(lines.encode()).hexdigest()
    lots = sorted(
        (hashlib.sha256(f"a seed\n{digest}\n{f.id}".encode()).hexdigest(), f.id) for f in POOL
    )
    assert draw(POOL, 4, RANDOM, "a seed").at_random == tuple(name for _, name in lots[:4])


def test_the_seed_matters() -> None:
    assert len({draw(POOL, 4, RANDOM, str(seed)).taken for seed in range(20)}) == 20


def test_a_proof_survives_being_published() -> None:
    proof = draw(POOL, 6, SPLIT, "a seed")
    again = Proof.from_data(proof.as_data())
    assert again == proof
    assert verify(again, POOL, seed_digest("a seed")) == ()


@pytest.mark.parametrize(
    ("changed", "finding"),
    [
        ({"at_random": ("f00", "f01", "f02")}, "drawn by chance"),
        ({"by_age": ("f17", "f18", "f19")}, "taken by age"),
        ({"seed": "another"}, "not the one that was announced"),
        ({"pool_digest": "0" * 64}, "not the one that was drawn from"),
        ({"places": 7}, "drawn by chance"),
        ({"pool_size": 21}, "own figures"),
        ({"seed_digest": "0" * 64}, "own figures"),
        ({"places": -1}, "fewer than no places"),
        ({"random_share_percent": 101}, "needs the share"),
        ({"seed": ""}, "needs a seed"),
    ],
)
def test_a_changed_proof_is_found_out(changed: dict[str, object], finding: str) -> None:
    proof = replace(draw(POOL, 6, SPLIT, "a seed"), **changed)  # type: ignore[arg-type]
    found = verify(proof, POOL, seed_digest("a seed"))
    assert any(finding in sentence for sentence in found), found


def test_a_pool_that_was_changed_afterwards_is_found_out() -> None:
    proof = draw(POOL, 6, SPLIT, "a seed")
    assert verify(proof, POOL[1:]) == ("The pool is not the one that was drawn from.",)


@pytest.mark.parametrize(
    ("pool", "places", "selection", "seed"),
    [
        (POOL + POOL[:1], 1, OLDEST, ""),
        ([Filing("", START)], 1, OLDEST, ""),
        ([Filing("a\nb", START)], 1, OLDEST, ""),
        ([Filing("a", START.replace(tzinfo=None))], 1, OLDEST, ""),
        (POOL, -1, OLDEST, ""),
        (POOL, 1, RANDOM, ""),
        (POOL, 1, SPLIT.model_copy(update={"random_share_percent": None}), "s"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    pool: list[Filing], places: int, selection: Selection, seed: str
) -> None:
    with pytest.raises(InputError):
        draw(pool, places, selection, seed)


@pytest.mark.parametrize(
    "changed",
    [
        {"method": "dice"},
        {"places": "six"},
        {"places": True},
        {"at_random": "f00"},
        {"by_age": [1]},
    ],
)
def test_a_proof_that_cannot_be_read_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Proof.from_data(draw(POOL, 6, SPLIT, "s").as_data() | changed)


def test_a_proof_with_a_field_missing_or_of_the_wrong_shape_is_refused() -> None:
    data = draw(POOL, 6, SPLIT, "s").as_data()
    del data["seed"]
    for bad in (data, ["a", "list"]):
        with pytest.raises(InputError):
            Proof.from_data(bad)  # type: ignore[arg-type]
