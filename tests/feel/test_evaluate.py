"""One value: Python's types in and out, and what is refused."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from safeconduct.feel import (
    NUMBER,
    TEXT,
    Duration,
    FactType,
    FeelError,
    FeelSyntaxError,
    FeelTypeError,
    FeelUnsupported,
    ListOf,
    Range,
    Record,
    coerce,
    compile_leaf,
    evaluate,
)
from safeconduct.feel.builtins import BUILTINS, REFUSED
from tests.feel.conftest import CONSTANTS, SCOPE

PARIS = ZoneInfo("Europe/Paris")
EAST = dt.timezone(dt.timedelta(hours=2))


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        7,
        Decimal("0.5"),
        10**33 + 1,
        "é😀",
        dt.date(1, 1, 1),
        dt.date(9999, 12, 31),
        dt.time(10, 30, 0, 5),
        dt.time(10, 30, tzinfo=EAST),
        dt.datetime(2022, 10, 19, 8, tzinfo=dt.UTC),
        dt.datetime(2022, 10, 19, 8, tzinfo=PARIS),
        Duration(months=-14),
        Duration(seconds=Decimal("0.25")),
        Range(1, 5, True, False),
        [1, [2, None], {"a": "b"}],
        {"a": {"b c": 1}},
    ],
)
def test_values_come_out_as_they_went_in(value: object) -> None:
    found = evaluate("x", {"x": value})
    assert found == value
    assert type(found) is type(value)


def test_a_float_is_the_decimal_that_it_prints() -> None:
    assert evaluate("x * 3", {"x": 0.1}) == Decimal("0.3")
    assert evaluate("x", {"x": 2.0}) == 2
    for bad in (float("nan"), float("inf"), {1, 2}):
        with pytest.raises(FeelTypeError):
            evaluate("x", {"x": bad})


def test_names_of_several_words_come_from_the_context() -> None:
    assert evaluate("Monthly Salary * 12", {"Monthly Salary": 10}) == 120
    assert evaluate("loan.rate per year + 1", {"loan": {"rate per year": 2}}) == 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("10 / 4", Decimal("2.5")),
        ("1 / 0", None),
        ("9223372036854775807 + 1", 9223372036854775808),
        ('1 + "a"', None),
        ("missing.name > 3", None),
        ('date("2022-02-29")', None),
        ('@"2022-10-19" - duration("P5Y")', dt.date(2017, 10, 19)),
        ('@"2022-01-31" + @"P1M"', dt.date(2022, 2, 28)),
        ('@"2022-10-19" - @"2022-10-12"', Duration(seconds=7 * 86400)),
        ('(@"P1Y2M").months', 2),
        ('(-@"PT90M").minutes', -30),
        ("[1, 2, 3][item > 1]", [2, 3]),
        ("[{a: 1}, {a: 2}][a = 2].a", [2]),
        ("for x in 1..3, y in [10, 20] return x * y", [10, 20, 20, 40, 30, 60]),
        ("for i in 1..3 return if i = 1 then 1 else partial[-1] * i", [1, 2, 6]),
        ("some x in [1, 2], y in [2, 3] satisfies x = y", True),
        ("every x in [] satisfies x > 1", True),
        ('{a: 1, "b c": a + 1}', {"a": 1, "b c": 2}),
        ("(function(a, b) a - b)(b: 1, a: 3)", 2),
        ('min("b", "a", "c")', "a"),
        ("sum([])", None),
        ("5 in (< 3, [5..6])", True),
        ("null in [1, null]", True),
        ('matches("banana", "^b(an)+a$")', True),
        ('substring("foobar", -3, 2)', "ba"),
        ('substring("foobar", 9)', None),
        ('split("a;b", ";")', ["a", "b"]),
        ('string join(["a", null, "b"], "-")', "a-b"),
        ("distinct values([1, 2, 1.0])", [1, 2]),
        ("string(1.50)", "1.5"),
        ("string(12)", "12"),
        ('years and months duration(@"2004-02-29", @"2022-02-28").years', 17),
        ('week of year(@"2022-01-01")', 52),
        ("{a: 1} instance of context", True),
        ("[1, 2] instance of list<number>", True),
    ],
)
def test_values(text: str, value: object) -> None:
    found = evaluate(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("now()", "1:1: The function `now` is not supported."),
        ('1 +\n today() = @"2022-01-01"', "2:2: "),
        ("0.12345678901234567890123456789012345", "34 digits"),
        ('@"2022-01-01T10:00:00.1234567"', "microsecond"),
        ('@"-0044-03-15"', "1 to 9999"),
        ('@"2021-03-28T02:30:00@Europe/Paris" + @"PT1H"', "cannot be held exactly"),
        ('@"10:00:00" = @"10:00:00Z"', "zone"),
        ('matches("a", "\\\\p{L}")', "regular expression"),
        ("for i in 1..1000000 return i", "turns"),
        ("function(x) x", "no value"),
        ("(function(f) f(f))(function(f) f(f))", "without end"),
        ("function(x) external {java: 1}", "External"),
        ('[1..2].start', "ranges"),
    ],
)  # fmt: skip
def test_what_is_refused_is_named(text: str, says: str) -> None:
    with pytest.raises(FeelUnsupported) as caught:
        evaluate(text)
    assert says in str(caught.value)


def test_syntax_errors_carry_place_and_data() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        evaluate("1 +\n+ ) 2")
    data = caught.value.as_data()
    assert data["error"] == "feel_syntax"
    assert data["place"] == {"file": None, "line": 2, "column": 3}


PERSON = Record({"name": FactType(TEXT), "age": FactType(NUMBER)})


@pytest.mark.parametrize(
    ("value", "type_", "expected"),
    [
        (["a"], TEXT, "a"),
        ([1], TEXT, None),
        (1, TEXT, None),
        (1, ListOf(NUMBER), [1]),
        ([1, "a"], ListOf(NUMBER), None),
        (None, NUMBER, None),
        ({"name": "a", "age": 1, "more": 2}, PERSON, {"name": "a", "age": 1, "more": 2}),
        ({"name": "a"}, PERSON, None),
        (True, NUMBER, None),
    ],
)
def test_implicit_conversions(value: object, type_: object, expected: object) -> None:
    assert coerce(value, type_) == expected  # type: ignore[arg-type]


def test_the_page_names_every_function() -> None:
    page = (Path(__file__).parents[2] / "docs" / "feel.md").read_text(encoding="utf-8")
    missing = [name for name in (*BUILTINS, *REFUSED) if f"`{name}`" not in page]
    assert not missing


_OPERANDS = [
    'null', '-2.5', '0', '""', '"2022-01-01"', 'true', '@"2022-01-31"', '@"10:00:00+02:00"',
    '@"2022-01-31T10:00:00@Europe/Paris"', '@"P1Y2M"', '@"P1DT2H"', '[]', '[1,2,3]', '["a",null]',
    '{a: 1}', '[1..3]', '(< 5)', '(function(x) x)', '[{a:1},{b:2}]', '1e30', '@"-0001-01-01"',
    '@"P99999999Y"', 'age', 'removal', 'country', 'second_country', 'supporter', 'entries',
    'nationalities', 'entries.date', 'entries[irregular]', 'entries.fee', 'decision_date',
]  # fmt: skip
_SHAPES = [
    "{} + {}", "{} - {}", "{} * {}", "{} / {}", "{} ** {}", "{} = {}", "{} < {}", "{} and {}",
    "{} in ({}, 1)", "{}[{}]", "some x in {} satisfies x = {}", "every x in {} satisfies x < {}",
    "if {} then {} else 1", "for x in {} return x + {}", "-{}", "{}.a", "[{}..{}]",
    "{} between {} and 5", "count({}[item = {}]) > 0", "{{x: {}, y: x = {}}}.y",
]  # fmt: skip


def test_no_combination_of_types_gives_a_traceback() -> None:
    chance = random.Random(11)
    shapes = _SHAPES + [f"{name}({', '.join(['{}'] * n)})" for name in BUILTINS for n in (1, 2, 3)]
    for shape in shapes * 4:
        text = shape.format(*(chance.choice(_OPERANDS) for _ in range(3)))
        for run in (
            lambda text: evaluate(text, CONSTANTS),
            lambda text: compile_leaf(text, SCOPE, constants=CONSTANTS),
        ):
            try:
                run(text)
            except FeelError as error:
                assert error.message
