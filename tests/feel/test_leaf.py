"""Leaves: what they answer for known, none and unknown, and what they refuse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from safeconduct.errors import InputError
from safeconduct.feel import (
    DATE,
    DATETIME,
    DT_DURATION,
    TIME,
    YM_DURATION,
    Child,
    Duration,
    FactType,
    FeelSyntaxError,
    FeelTypeError,
    FeelUnsupported,
    ListOf,
    Population,
    Record,
    compile_leaf,
    evaluate,
    prepare,
    run_leaves,
)
from tests.feel.conftest import CONSTANTS, SCOPE, UNKNOWN, population_of

Ask = Callable[..., bool | None]
DAY = dt.date


@pytest.mark.parametrize(
    ("text", "case", "answer"),
    [
        ("age >= 18", {"age": 18}, True),
        ("age >= 18", {"age": 17}, False),
        ("age >= 18", {}, None),
        ("age + 2 > 3 * visits", {"age": 20, "visits": 7}, True),
        ("age between 18 and 20", {"age": 20}, True),
        ("age in ]18..20]", {"age": 18}, False),
        ("age in (< 10, 18, [60..70])", {"age": 18}, True),
        ('country = "VE"', {"country": "VE"}, True),
        ('country != "VE"', {}, None),
        ('country in ["MX", "US", "PA"]', {"country": "VE"}, False),
        ('country in ["MX", "US", "PA"]', {}, None),
        ('not(country in ["MX", "US", "PA"])', {}, None),
        ("country = second_country", {"country": "VE", "second_country": None}, False),
        ("country != second_country", {"country": "VE", "second_country": None}, True),
        ("country != second_country", {"country": "VE"}, None),
        ("not(country = second_country)", {"country": "VE", "second_country": None}, True),
        ("removal = null", {"removal": None}, True),
        ("removal = null", {"removal": DAY(2020, 1, 1)}, False),
        ("removal = null", {}, None),
        ("removal >= decision_date", {"removal": None}, False),
        ("not(removal >= decision_date)", {"removal": None}, False),
        ("not(removal >= decision_date)", {}, None),
        ("visits in [1, 2, 3]", {"visits": None}, False),
        ("not(visits in [1, 2, 3])", {"visits": None}, True),
        ("visits in [1, 2, 3]", {}, None),
        ("if married then age > 15 else age > 99", {"married": True, "age": 16}, True),
        ("if married then age > 15 else age > 99", {"age": 100}, None),
        ("if removal = null then true else age > 18", {"removal": None}, None),
        ('starts with(upper case(name), "JO")', {"name": "joão"}, True),
        ('contains(country, "V")', {"country": "VE"}, True),
        ("string length(name) = 4", {"name": "joão"}, True),
        ("birth.year = 2000 and birth.month = 2", {"birth": DAY(2000, 2, 29)}, True),
        ("supporter.income > 100", {"supporter.income": 200}, True),
        ("supporter.income > 100", {"supporter.country": "VE"}, None),
        ("decision_date > @\"2022-01-01\"", {}, True),
        ("some x in [1, 2, 3] satisfies x = age", {"age": 3}, True),
        ("min(age, visits) = 3", {"age": 3, "visits": 4}, True),
        ("decision_date - birth > duration(\"P30D\")", {"birth": DAY(2022, 9, 1)}, True),
    ],
)  # fmt: skip
def test_single_facts(ask: Ask, text: str, case: dict[str, Any], answer: bool | None) -> None:
    assert ask(text, **case) is answer


@pytest.mark.parametrize(
    ("text", "case", "answer"),
    [
        ("age > 18 and married", {"age": 5}, None),
        ("age > 18 or married", {"age": 50}, None),
        ("age > 18 and removal = null", {"age": 5}, None),
        ("visits > 18 or removal = null", {"visits": 5, "removal": None}, True),
        ("visits > 18 or removal = null", {"removal": None}, None),
    ],
)
def test_a_leaf_is_unknown_if_any_fact_that_it_uses_is(
    ask: Ask, text: str, case: dict[str, Any], answer: bool | None
) -> None:
    assert ask(text, **case) is answer


US = {"country": "US", "date": DAY(2022, 11, 1), "irregular": True, "left": None, "fee": 100}
MX = {"country": "MX", "date": DAY(2021, 1, 1), "irregular": False, "left": None, "fee": 7}
NO_DATE = {"country": "US", "irregular": True}
SOME = 'some e in entries satisfies e.country = "US" and e.date > decision_date'
EVERY = 'every e in entries satisfies e.country = "US" and e.date > decision_date'


@pytest.mark.parametrize(
    ("text", "entries", "answer"),
    [
        (SOME, [MX, US], True),
        (SOME, [MX, US, NO_DATE, UNKNOWN], True),
        (SOME, [MX], False),
        (SOME, [], False),
        (SOME, [MX, UNKNOWN], None),
        (SOME, [MX, NO_DATE], None),
        # Strict by record: that it was not in the US settles nothing while its date is unknown.
        (SOME, [{"country": "MX"}], None),
        (EVERY, [US], True),
        (EVERY, [], True),
        (EVERY, [US, MX, NO_DATE, UNKNOWN], False),
        (EVERY, [US, NO_DATE], None),
        (EVERY, [US, UNKNOWN], None),
        ("count(entries) = 2", [MX, US], True),
        ("count(entries) = 2", [MX, NO_DATE], True),
        ("count(entries) >= 1", [US, UNKNOWN], None),
        ('count(entries[country = "US"]) = 1', [US, MX], True),
        ('count(entries[country = "US"]) = 1', [US, {"fee": 1}], None),
        ("sum(entries.fee) = 107", [US, MX], True),
        ("sum(entries[irregular].fee) = 100", [US, MX], True),
        ("sum(entries.fee) = 107", [US, MX, NO_DATE], None),
        ("sum(entries.fee) = null", [], True),
        ("max(entries.date) > decision_date", [US, MX], True),
        ("max(entries.date) > decision_date", [], False),
        ("min(entries[irregular].date) > decision_date", [US, MX], True),
        ("max(entries.left) < decision_date", [US], False),
        ("max(entries.left) = null", [US], True),
        ("max(entries.left) = null", [US, {**US, "left": UNKNOWN}], None),
        ("some e in entries satisfies e.left = null", [US], True),
        ("not(some e in entries satisfies e.left < decision_date)", [US], False),
        ("not(every e in entries satisfies e.left < decision_date)", [US], False),
        ("not(some e in entries satisfies e.left < decision_date)", [], True),
        ("some e in entries[irregular] satisfies e.fee > 50", [US, MX], True),
        ("every e in entries[irregular] satisfies e.fee > 50", [US, MX], True),
        ("any(entries.irregular)", [MX, US], True),
        ("all(entries.irregular)", [MX, US], False),
        ('list contains(entries.country, "US")', [US], True),
        ('"PA" in entries.country', [US], False),
    ],
)
def test_lists_of_records(ask: Ask, text: str, entries: list[Any], answer: bool | None) -> None:
    assert ask(text, entries=entries) is answer


def test_outer_facts_inside_a_list_make_the_leaf_unknown_even_over_no_record(ask: Ask) -> None:
    text = "some e in entries satisfies e.fee > age"
    assert ask(text, age=50, entries=[US]) is True
    assert ask(text, age=500, entries=[US]) is False
    assert ask(text, entries=[]) is None
    assert ask(text, entries=[US]) is None


def test_a_count_of_one_list_may_stand_inside_another(ask: Ask) -> None:
    text = "some e in entries satisfies e.irregular and count(nationalities) = 2"
    assert ask(text, entries=[US], nationalities=["VE", "US"]) is True
    assert ask(text, entries=[US], nationalities=["VE"]) is False
    assert ask(text, entries=[US], nationalities=["VE", UNKNOWN]) is None


def test_lists_of_single_values(ask: Ask) -> None:
    assert ask('"VE" in nationalities', nationalities=["US", "VE"]) is True
    assert ask('list contains(nationalities, "VE")', nationalities=["US"]) is False
    assert ask('list contains(nationalities, "VE")', nationalities=["US", UNKNOWN]) is None
    assert ask('some n in nationalities satisfies n = "VE"', nationalities=[]) is False
    assert ask('count(nationalities[item != "VE"]) = 1', nationalities=["US", "VE"]) is True


def test_a_birthday_on_29_february(ask: Ask) -> None:
    of_age = 'birth + duration("P18Y") <= @"2022-02-28"'
    assert ask(of_age, birth=DAY(2004, 2, 29)) is True
    assert ask(of_age, birth=DAY(2004, 3, 1)) is False
    leap_day = 'birth - duration("P5Y") = @"2019-02-28"'
    assert ask(leap_day, birth=DAY(2024, 2, 29)) is True
    assert ask('birth + duration("P1M") = @"2023-02-28"', birth=DAY(2023, 1, 31)) is True


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("age >=", FeelSyntaxError, "1:7: The expression ends too early."),
        ('age >= "18"', FeelTypeError, "1:1: `>=` does not order number and string."),
        ('cuntry = "VE"', FeelTypeError, "Did you mean `country`?"),
        ('country = "XX"', FeelTypeError, '"XX" is not one of the choices'),
        ('"XX" in nationalities', FeelTypeError, '"XX" is not one of the choices'),
        ("age = null", FeelTypeError, "never be none"),
        ("entries = null", FeelTypeError, "count(...) = 0"),
        ("some e in entries satisfies e.foo", FeelTypeError, "1:29: `entries` has no field `foo`"),
        ("age + 1", FeelTypeError, "A leaf must be true or false; this is a number."),
        ("entries", FeelTypeError, "A leaf must be true or false"),
        ("removal + 1 > birth", FeelTypeError, "`+` does not join date and number."),
        ('date("2022-13-01") > birth', FeelTypeError, '"2022-13-01" is no date.'),
        ("country < second_country", FeelTypeError, "Choices have no order."),
        ("age and married", FeelTypeError, "`and` needs a condition"),
        ("sum(entries) > 1", FeelTypeError, "name the field"),
        ("age / 2 > 9", FeelUnsupported, "compare by multiplying"),
        ("age > 1.5", FeelUnsupported, "Only whole numbers"),
        ("age > 99999999999999999999", FeelUnsupported, "too large"),
        ("now() > birth", FeelUnsupported, "`now`"),
        ("entries[1].date = birth", FeelUnsupported, "no order"),
        (
            "some a in entries, b in entries satisfies a.date < b.date",
            FeelUnsupported,
            "1:43",
        ),
        (
            "some e in entries satisfies some n in nationalities satisfies n = e.country",
            FeelUnsupported,
            "1:67",
        ),
        (
            "some a in entries satisfies count(entries[date > a.date]) > 0",
            FeelUnsupported,
            "1:50",
        ),
        ("(function(f) f(f))(function(f) f(f))", FeelUnsupported, "without end"),
    ],
)
def test_what_is_refused_says_why_and_where(text: str, error: type[Exception], says: str) -> None:
    with pytest.raises(error) as caught:
        compile_leaf(text, SCOPE, constants=CONSTANTS)
    assert says in str(caught.value)


def test_a_leaf_names_what_it_uses() -> None:
    leaf = compile_leaf("some e in entries satisfies e.date > birth", SCOPE)
    assert leaf.facts == {"entries", "birth"}
    assert leaf.fields == {("entries", "date")}
    (step,) = leaf.over_lists
    assert step.outer_facts == {"birth"}


def test_leaves_that_ask_the_same_are_run_once() -> None:
    leaves = {
        "a": compile_leaf("count(entries[irregular]) > 1", SCOPE),
        "b": compile_leaf("count( entries[item.irregular] ) > 1", SCOPE),
        "c": compile_leaf("count(entries[irregular]) > 2", SCOPE),
    }
    plan = prepare(leaves)
    assert len(plan.expressions) == 2
    assert [len(wave.steps) for wave in plan.waves] == [1]
    found = plan.run(population_of([{"entries": [US, US]}]))
    assert found.to_dicts() == [{"a": True, "b": True, "c": False}]


def test_constants_only() -> None:
    leaf = compile_leaf('decision_date > @"2022-01-01"', SCOPE, constants=CONSTANTS)
    assert leaf.constant is True
    assert run_leaves(Population(pl.DataFrame({"x": [1, 2]})), [leaf]).to_series().to_list() == [
        True,
        True,
    ]


def test_no_cases() -> None:
    leaves = [compile_leaf(SOME, SCOPE, constants=CONSTANTS), compile_leaf("age > 1", SCOPE)]
    assert run_leaves(population_of([]), leaves).shape == (0, 2)


def test_a_mark_left_out_means_that_null_is_unknown() -> None:
    leaf = compile_leaf("removal = null", SCOPE)
    main = pl.DataFrame({"removal": [None, DAY(2020, 1, 1)]})
    assert run_leaves(Population(main), [leaf]).to_series().to_list() == [None, False]


@pytest.mark.parametrize(
    ("main", "says"),
    [
        ({"name": ["x"]}, "The column `age` is missing"),
        ({"age": ["x"]}, "does not hold number"),
        ({"age": [1.5]}, "does not hold number"),
    ],
)
def test_a_table_that_does_not_fit(main: dict[str, Any], says: str) -> None:
    leaf = compile_leaf("age > 1", SCOPE)
    with pytest.raises(InputError, match=says):
        run_leaves(Population(pl.DataFrame(main)), [leaf])


def test_children_that_do_not_fit() -> None:
    main = pl.DataFrame({"age": [1, 2]})
    unsorted = pl.DataFrame({"row": pl.Series([1, 0], dtype=pl.UInt32)})
    beyond = pl.DataFrame({"row": pl.Series([0, 2], dtype=pl.UInt32)})
    for frame, says in ((unsorted, "in order"), (beyond, "row 2 of 2"), (main, "no column")):
        with pytest.raises(InputError, match=says):
            Population(main, {"entries": Child(frame)})


MOMENTS = {
    "seen_at": FactType(DATETIME),
    "opens": FactType(TIME),
    "stay": FactType(YM_DURATION, may_be_none=True),
    "wait": FactType(DT_DURATION),
    "day": FactType(DATE),
    "visits": FactType(ListOf(Record({"at": FactType(DATETIME), "length": FactType(DT_DURATION)}))),
}
SEEN = dt.datetime(2022, 10, 19, 8, 30)  # noqa: DTZ001  (a clock on the wall)
MOMENT = {
    "seen_at": SEEN,
    "opens": dt.time(8),
    "stay": 14,
    "wait": dt.timedelta(days=3, hours=2),
    "day": DAY(2022, 1, 31),
    "visits": [{"at": SEEN, "length": dt.timedelta(minutes=90)}],
}


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ('seen_at > @"2022-10-19T08:29:59"', True),
        ('date(seen_at) = @"2022-10-19" and seen_at.hour = 8', True),
        ("time(seen_at) > opens", True),
        ('seen_at + duration("PT1H") >= @"2022-10-19T09:30:00"', True),
        ('seen_at - @"2022-10-18T08:30:00" = duration("P1D")', True),
        ('opens + duration("PT17H") = @"01:00:00"', True),
        ('opens in [@"07:00:00"..@"09:00:00"]', True),
        ('stay >= duration("P1Y2M") and stay.years = 1 and stay.months = 2', True),
        ('day + stay = @"2023-03-31"', True),
        ('day + wait = @"2022-02-03"', True),
        ("wait.days = 3 and wait.hours = 2", True),
        ('wait * 2 > duration("P6D")', True),
        ('2 * stay = @"P28M"', True),
        ("-stay < stay", True),
        ('max(visits.length) = duration("PT1H30M")', True),
        ("min(visits.at) = seen_at", True),
        ('some v in visits satisfies v.at + v.length > @"2022-10-19T09:59:59"', True),
        ("day of year(day) = 31 and day.weekday = 1", True),
        ('month of year(day) = "January"', True),
    ],
)
def test_moments_and_durations_as_facts(text: str, answer: bool) -> None:
    leaf = compile_leaf(text, MOMENTS)
    cases = [MOMENT, {}]
    found = run_leaves(population_of(cases, MOMENTS), [leaf]).to_series().to_list()
    assert found == [answer, None]
    plain = {**MOMENT, "stay": Duration(months=14)}
    assert evaluate(text, plain) is answer


def test_types_that_do_not_compare_are_errors() -> None:
    for text in ("seen_at > day", "stay > wait", "opens = seen_at", "seen_at + opens > day"):
        with pytest.raises(FeelTypeError):
            compile_leaf(text, MOMENTS)
