"""Who is affected by a change: counted by result, by condition and by direction."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from safeconduct.eligibility import compile_track, population_of, read_case
from safeconduct.eligibility.affected import Affected, affected
from safeconduct.programme import Definition, load
from tests import small_programme

STRICT = """\
extends: small
id: strict
change:
  rules:
    - id: ordered_removed
      when: order_date >= decision_date - duration("P20Y")
    - id: national
      when: nationality in ("CU", "VE")
"""
DAY = date(2022, 11, 23)
OLD, NEW = date(2010, 1, 1), date(2022, 1, 1)
PEOPLE: list[dict[str, Any]] = [
    {"nationality": "VE", "order_date": None, "entries": []},
    {"nationality": "VE", "order_date": OLD, "entries": []},
    {"nationality": "VE", "order_date": OLD, "entries": [{"country": "MX", "entry_date": DAY}]},
    {"nationality": "VE", "order_date": NEW, "entries": []},
    {"nationality": "CU", "order_date": None, "entries": []},
    {"nationality": "CU", "order_date": OLD, "entries": []},
    {"nationality": "VE", "entries": []},
]


def compare(old: Definition, new: Definition) -> Affected:
    before, after = (compile_track(d, "admission", DAY) for d in (old, new))
    cases = [read_case(old.facts, person) for person in PEOPLE]
    people = population_of(old.facts, cases, before.facts | after.facts)
    return affected(before, after, people, people)


def test_both_directions_are_counted(tmp_path: Path) -> None:
    folder = small_programme.write(tmp_path, variants__strict=STRICT)
    found = compare(load(f"{folder}:plain"), load(f"{folder}:strict"))
    assert found.moves == {
        ("eligible", "eligible"): 1,
        ("eligible", "barred"): 1,
        ("open", "open"): 1,
        ("barred", "eligible"): 1,
        ("barred", "barred"): 3,
    }
    assert (found.lose_the_way_in, found.gain_the_way_in) == (1, 1)
    assert found.now_barred_by == {"ordered_removed": 1}
    assert found.now_barred_by_alone == {"ordered_removed": 1}
    assert found.no_longer_barred_by == {"national": 1}
    assert found.now_in_the_way == {"ordered_removed": 3}
    assert found.no_longer_in_the_way == {"national": 2}


def test_turned_around_it_is_its_mirror(tmp_path: Path) -> None:
    folder = small_programme.write(tmp_path, variants__strict=STRICT)
    there = compare(load(f"{folder}:plain"), load(f"{folder}:strict"))
    back = compare(load(f"{folder}:strict"), load(f"{folder}:plain"))
    assert back.moves == {(new, old): number for (old, new), number in there.moves.items()}
    assert back.no_longer_barred_by == there.now_barred_by
    assert back.now_in_the_way == there.no_longer_in_the_way


def test_pieces_add_up(tmp_path: Path) -> None:
    folder = small_programme.write(tmp_path, variants__strict=STRICT)
    once = compare(load(f"{folder}:plain"), load(f"{folder}:strict"))
    twice = once.plus(once)
    assert twice.cases == 2 * once.cases
    assert twice.now_in_the_way == {"ordered_removed": 6}


def test_pieces_add_up_in_the_order_of_the_whole() -> None:
    def piece(moves: dict[tuple[str, str], int], by: dict[str, int]) -> Affected:
        return Affected(sum(moves.values()), moves, by, {}, {}, {}, {})

    first = piece({("open", "barred"): 1}, {"b": 1, "c": 1})
    second = piece({("eligible", "barred"): 3}, {"c": 2, "a": 1})
    total = first.plus(second)
    assert list(total.moves) == [("eligible", "barred"), ("open", "barred")]
    assert list(total.now_barred_by.items()) == [("c", 3), ("a", 1), ("b", 1)]
    assert second.plus(first).as_data() == total.as_data()
