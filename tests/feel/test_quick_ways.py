"""What is done in a quicker way for some rules, or for tall tables, answers as the plain way does."""

from __future__ import annotations

import polars as pl
import pytest

from safeconduct import feel
from safeconduct.feel import execute

OPTIONS = ("a", "b", "c", "d", "e")
SCOPE = {
    "sure": feel.FactType(feel.Choice(OPTIONS)),
    "maybe": feel.FactType(feel.Choice(OPTIONS), may_be_none=True),
    "visits": feel.FactType(feel.ListOf(feel.Record({"where": feel.FactType(feel.Choice(OPTIONS))}))),
}  # fmt: skip
UNKNOWN, NONE = "unknown", None


def answer(text: str, fact: str, value: str | None) -> bool | None:
    dtype = pl.Enum(OPTIONS)
    held = pl.Series(fact, [None if value == UNKNOWN else value], dtype=dtype)
    known = pl.Series(f"{fact}.known", [value != UNKNOWN])
    columns = [held, known] if fact == "maybe" else [held]
    population = feel.Population(pl.DataFrame(columns))
    found: bool | None = feel.run_leaves(population, [feel.compile_leaf(text, SCOPE)]).item()
    return found


@pytest.mark.parametrize("fact", ["sure", "maybe"])
@pytest.mark.parametrize(
    "named", ["abc", "bcd", "cde", "abcd", "abcde", "ace", "abd", "cab", "aab", "ab"]
)
def test_a_choice_among_options_whether_they_stand_beside_each_other_or_not(
    fact: str, named: str
) -> None:
    text = f"{fact} in ({', '.join(repr(one) for one in named)})".replace("'", '"')
    for option in OPTIONS:
        assert answer(text, fact, option) is (option in named), (text, option)
    assert answer(text, fact, UNKNOWN) is None
    if fact == "maybe":
        assert answer(text, fact, NONE) is False
        assert answer(f"not({text})", fact, NONE) is True


def test_none_among_the_options_is_still_found() -> None:
    assert answer('maybe in ("a", "b", "c", null)', "maybe", NONE) is True
    assert answer('maybe in ("a", "b", "c", null)', "maybe", "d") is False


@pytest.mark.parametrize("processors", [2, 3, 200])
def test_a_long_list_is_reduced_as_a_short_one(
    processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [
        f'{word} v in visits satisfies v.where = "{option}"'
        for word in ("some", "every")
        for option in OPTIONS
    ]
    texts += [f'count(visits[where = "{option}"]) > 1' for option in OPTIONS]
    rows = pl.Series("row", [row for row in range(50) for _ in range(row % 4)], dtype=pl.UInt32)
    where = [None if i % 7 == 0 else OPTIONS[i * i % 5] for i in range(len(rows))]
    child = pl.DataFrame([rows, pl.Series("where", where, dtype=pl.Enum(OPTIONS))])
    complete = pl.Series("complete", [row % 5 > 0 for row in range(50)])
    main = pl.DataFrame({"number": range(50)})
    population = feel.Population(main, {"visits": feel.Child(child, complete)})
    leaves = [feel.compile_leaf(text, SCOPE) for text in texts]
    plain = feel.run_leaves(population, leaves)
    monkeypatch.setattr(execute, "_WORTH_A_THREAD", 1)
    monkeypatch.setattr(pl, "thread_pool_size", lambda: processors)
    assert feel.run_leaves(population, leaves).equals(plain)
    assert {True, False, None} == set(plain.to_series(0)) == set(plain.to_series(5))
