"""Random conditions in FEEL over the facts of tests/feel/conftest.py, and random cases."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from tests.feel.conftest import COUNTRIES, UNKNOWN

_DATES = st.dates(dt.date(2000, 1, 1), dt.date(2004, 3, 31)) | st.sampled_from(
    [dt.date(2000, 2, 29), dt.date(2004, 2, 29), dt.date(2001, 1, 31), dt.date(2003, 2, 28)]
)
_NUMBERS = st.integers(-3, 12)
_NAMES = st.sampled_from(["", "ana", "José", "o'hara", "an"])
_COUNTRIES = st.sampled_from(COUNTRIES.options)

_ENTRY = {
    "country": _COUNTRIES,
    "date": _DATES,
    "irregular": st.booleans(),
    "left": st.none() | _DATES,
    "fee": _NUMBERS,
}
_FACTS = {
    "age": _NUMBERS,
    "name": _NAMES,
    "married": st.booleans(),
    "birth": _DATES,
    "removal": st.none() | _DATES,
    "visits": st.none() | _NUMBERS,
    "country": _COUNTRIES,
    "second_country": st.none() | _COUNTRIES,
}

KNOWN_CASES = st.fixed_dictionaries(
    {
        **_FACTS,
        "entries": st.lists(st.fixed_dictionaries(_ENTRY), max_size=3),
        "nationalities": st.lists(_COUNTRIES, max_size=3),
    }
)


@st.composite
def holes(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A known case, and the same with some of it unknown."""
    known = draw(KNOWN_CASES)
    partly: dict[str, Any] = {}
    for name, value in known.items():
        if not isinstance(value, list):
            partly[name] = UNKNOWN if draw(st.integers(0, 5)) == 0 else value
            continue
        kept = [
            {key: UNKNOWN if draw(st.integers(0, 7)) == 0 else own for key, own in item.items()}
            if isinstance(item, dict)
            else item
            for item in value
            if draw(st.integers(0, 4))
        ]
        complete = len(kept) == len(value) and draw(st.booleans())
        partly[name] = kept if complete else [*kept, UNKNOWN]
    return known, partly


def _literal(date: dt.date) -> str:
    return f'@"{date}"'


_DURATIONS = st.sampled_from(["P1Y", "P18M", "-P1M", "P30D", "P1M", "P366D"])
_OPERATORS = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])


def _numbers(record: str | None) -> st.SearchStrategy[str]:
    plain = st.sampled_from(
        ["age", "visits", "birth.year", "removal.month", "count(nationalities)"]
    )
    aggregates = st.sampled_from(
        [
            "count(entries)",
            "count(entries[irregular])",
            'count(entries[country = "VE" and fee > 2])',
            "count(entries[left > date])",
            "sum(entries.fee)",
            "max(entries[irregular].fee)",
            "min(entries.fee)",
        ]
    )
    base = plain | aggregates | _NUMBERS.map(str) | st.just("string length(name)")
    if record:
        base = base | st.just(f"{record}.fee")
    both = st.tuples(base, st.sampled_from("+-*"), base)
    return base | both.map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})")


def _dates(record: str | None) -> st.SearchStrategy[str]:
    base = st.sampled_from(
        ["birth", "removal", "decision_date", "max(entries.date)", "min(entries[irregular].left)"]
    ) | _DATES.map(_literal)
    if record:
        base = base | st.sampled_from([f"{record}.date", f"{record}.left"])
    moved = st.tuples(base, st.sampled_from("+-"), _DURATIONS)
    return base | moved.map(lambda parts: f'({parts[0]} {parts[1]} duration("{parts[2]}"))')


def _texts(record: str | None) -> st.SearchStrategy[str]:
    base = st.sampled_from(["country", "second_country"]) | _COUNTRIES.map(lambda one: f'"{one}"')
    return base | st.just(f"{record}.country") if record else base


def _simple(record: str | None) -> st.SearchStrategy[str]:
    def compared(values: st.SearchStrategy[str], operators: st.SearchStrategy[str]) -> Any:
        return st.tuples(values, operators, values).map(" ".join)

    def between(values: st.SearchStrategy[str]) -> Any:
        return st.tuples(values, values, values).map(
            lambda parts: f"({parts[0]} between {parts[1]} and {parts[2]})"
        )

    def within(values: st.SearchStrategy[str]) -> Any:
        bounds = st.sampled_from(["[{}..{}]", "({}..{})", "]{}..{}]"])
        return st.tuples(values, bounds, values, values).map(
            lambda parts: f"({parts[0]} in {parts[1].format(parts[2], parts[3])})"
        )

    listed = st.tuples(_texts(record), st.lists(_COUNTRIES, min_size=1, max_size=4)).map(
        lambda parts: f"({parts[0]} in ({', '.join(chr(34) + one + chr(34) for one in parts[1])}))"
    )
    numbers = st.tuples(_numbers(record), st.lists(_NUMBERS, min_size=3, max_size=4)).map(
        lambda parts: f"({parts[0]} in {parts[1]})"
    )
    return st.one_of(
        compared(_numbers(record), _OPERATORS),
        compared(_dates(record), _OPERATORS),
        compared(_texts(record), st.sampled_from(["=", "!="])),
        between(_numbers(record)),
        between(_dates(record)),
        within(_numbers(record)),
        within(_dates(record)),
        listed,
        numbers,
        st.sampled_from(
            [
                "married",
                "removal = null",
                "visits != null",
                "second_country = null",
                'starts with(name, "an")',
                'contains(lower case(name), "o")',
                'substring after(name, "n") = "a"',
                'substring(name, 2) = "na"',
                'list contains(nationalities, "VE")',
                "country in nationalities",
                "years and months duration(birth, decision_date).years >= 2",
                'decision_date - birth > duration("P400D")',
                "any(entries.irregular)",
                "all(entries.irregular)",
                f"{record}.irregular" if record else "married = true",
                f"{record}.left = null" if record else "not(married)",
            ]
        ),
    )


def _joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(parts, st.sampled_from(["and", "or"]), parts).map(
            lambda chosen: f"({' '.join(chosen)})"
        ),
        parts.map(lambda part: f"not({part})"),
        st.tuples(parts, parts, parts).map(
            lambda chosen: f"(if {chosen[0]} then {chosen[1]} else {chosen[2]})"
        ),
    )


def _quantified(body: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(
        st.sampled_from(["some", "every"]),
        st.sampled_from(["entries", "entries[irregular]", "entries[left = null or fee > 3]"]),
        body,
    ).map(lambda parts: f"({parts[0]} e in {parts[1]} satisfies {parts[2]})")


_INNER = st.recursive(_simple("e"), _joined, max_leaves=3)
_OUTER = _simple(None) | _quantified(_INNER)
CONDITIONS = st.recursive(_OUTER, _joined, max_leaves=4)
