"""Random FEEL leaves over a small invented dictionary, and cases for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import strategies as st

from safeconduct import feel
from tests.oracle import UNKNOWN, Records

OPTIONS = ("a", "b", "c")
CHOICE = feel.Choice(OPTIONS)
DECISION_DATE = date(2024, 2, 29)
#: Ends of months, long and short, that lie whole months or years apart.
DAYS = [
    date(2019, 2, 28), date(2022, 1, 31), date(2022, 2, 28), date(2022, 10, 19),
    date(2023, 11, 30), date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29),
    date(2023, 8, 29), date(2023, 8, 31), date(2018, 12, 30),
]  # fmt: skip

#: Fact -> type; the second letter 0 means that there may be none.
FIELDS: dict[str, feel.FactType] = {
    "n": feel.FactType(feel.NUMBER),
    "n0": feel.FactType(feel.NUMBER, True),
    "d": feel.FactType(feel.DATE),
    "d0": feel.FactType(feel.DATE, True),
    "c": feel.FactType(CHOICE),
    "c0": feel.FactType(CHOICE, True),
    "b": feel.FactType(feel.BOOLEAN),
    "b0": feel.FactType(feel.BOOLEAN, True),
}
FACTS = {f"x{name}": type_ for name, type_ in FIELDS.items()} | {
    "xt": feel.FactType(feel.TEXT),
    "xt0": feel.FactType(feel.TEXT, True),
}
SCOPE: dict[str, feel.FactType] = {
    **FACTS, "rows": feel.FactType(feel.ListOf(feel.Record(FIELDS)))
}  # fmt: skip
LETTER = {feel.NUMBER: "n", feel.DATE: "d", feel.BOOLEAN: "b", feel.TEXT: "t"}

Text = st.SearchStrategy[str]


def _names(letter: str, prefix: str) -> list[str]:
    return [f"{prefix}{letter}", f"{prefix}{letter}0"]


class Grammar:
    """Texts of each type; `prefix` is what stands before the names in reach.

    Facts have the prefix "x". Within `some r in rows satisfies ...` the fields stand as `r.n`, within a
    filter as `n`; facts stay in reach there, but no second list does.
    """

    def __init__(self, inside: str | None = None) -> None:
        self.inside = inside
        self.prefixes = ["x"] if inside is None else [inside, inside, "x"]

    def names(self, letter: str) -> Text:
        """A fact or field of a type."""
        held = [name for prefix in self.prefixes for name in _names(letter, prefix)]
        if letter == "t":
            held = _names("t", "x")
        return st.sampled_from(held)

    def nullable(self) -> Text:
        """A fact or field of which it may be known that there is none."""
        held = [f"{prefix}{letter}0" for prefix in self.prefixes for letter in "ndcb"]
        return st.sampled_from(held)

    def number(self, depth: int) -> Text:
        """A text that is a number."""
        leaf = self.names("n") | st.integers(-3, 5).map(str)
        if depth == 0:
            return leaf
        down = self.number(depth - 1)
        deeper = [
            leaf,
            _joined(down, st.sampled_from(["+", "-", "*"]), down),
            down.map(lambda one: f"-({one})"),
            st.builds(
                "{}.{}".format, self.day(0), st.sampled_from(["year", "month", "day", "weekday"])
            ),
            st.builds("(if {} then {} else {})".format, self.truth(depth - 1), down, down),
            self.names("t").map(lambda name: f"string length({name})"),
        ]
        if self.inside is None:
            deeper += [
                self.rows().map(lambda rows: f"count({rows})"),
                st.builds("{}({}.n)".format, st.sampled_from(["sum", "min", "max"]), self.rows()),
            ]
        return _one_of(deeper)

    def day(self, depth: int) -> Text:
        """A text that is a date."""
        written = st.sampled_from(DAYS).map(lambda day: f'@"{day}"')
        leaf = self.names("d") | written | st.just("decision_date")
        if depth == 0:
            return leaf
        sign = st.sampled_from(["+", "-"])
        deeper = [leaf, _joined(leaf, sign, self.months()), _joined(leaf, sign, self.span())]
        if self.inside is None:
            deeper.append(
                st.builds("{}({}.d)".format, st.sampled_from(["min", "max"]), self.rows())
            )
        return _one_of(deeper)

    def months(self) -> Text:
        """A duration of years and months."""
        return st.sampled_from(["P1M", "P6M", "P5Y", "P18Y", "P1Y1M", "-P1M"]).map(
            lambda one: f'duration("{one}")'
        )

    def span(self) -> Text:
        """A duration of days."""
        written = st.sampled_from(["P1D", "P14D", "P90D", "-P2D"]).map(lambda one: f'@"{one}"')
        return written | st.builds("({} - {})".format, self.day(0), self.day(0))

    def word(self) -> Text:
        """A choice or text."""
        return st.sampled_from([f'"{option}"' for option in OPTIONS])

    def rows(self) -> Text:
        """The list, or what a filter leaves of it."""
        inside = Grammar("")
        asks = st.sampled_from(['(c = "a")', "(d0 != null)", "(n > 0)", "b", "b0", "(n0 <= n)"])
        joined = _joined(asks, st.sampled_from(["and", "or"]), inside.truth(1))
        filtered = (asks | joined | inside.truth(1)).map(lambda test: f"rows[{test}]")
        return st.just("rows") | filtered | filtered

    def truth(self, depth: int) -> Text:
        """A text that is true or false."""
        compare = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
        equal = st.sampled_from(["=", "!="])
        below = max(depth - 1, 0)
        number, day = self.number(below), self.day(below)
        one_of = [
            self.names("b"),
            _joined(number, compare, number),
            _joined(day, compare, day),
            _joined(self.span(), compare, self.span()),
            _joined(self.names("c"), equal, self.word()),
            _joined(self.names("t"), equal, self.word()),
            _joined(self.nullable(), equal, st.just("null")),
            st.builds("({} between {} and {})".format, number, number, number),
            st.builds(
                "({} in {}{}..{}{})".format,
                day,
                st.sampled_from("[("),
                self.day(0),
                self.day(0),
                st.sampled_from("])"),
            ),
            st.builds("({} in ({}, {}))".format, self.names("c"), self.word(), self.word()),
            st.builds('({} in ["a", "b"])'.format, self.names("c")),
            st.builds("({} in ({}, > {}))".format, number, number, number),
            st.builds(
                '{}({}, "a")'.format,
                st.sampled_from(["contains", "starts with", "ends with"]),
                self.names("t"),
            ),
        ]
        if depth > 0:
            down = self.truth(depth - 1)
            one_of += [
                _joined(down, st.sampled_from(["and", "or"]), down),
                down.map(lambda one: f"not({one})"),
                _joined(down, equal, st.sampled_from(["true", "false"])),
            ]
            if self.inside is None:
                body = Grammar("r.").truth(1)
                quantified = st.builds(
                    "({} r in {} satisfies {})".format,
                    st.sampled_from(["some", "every"]),
                    self.rows(),
                    body,
                )
                listed = st.builds("list contains({}.c, {})".format, self.rows(), self.word())
                one_of += [quantified, quantified, quantified, listed]
        return _one_of(one_of)


def _one_of(texts: list[Text]) -> Text:
    """Each with the same chance; Hypothesis' own `one_of` favours what has many branches."""
    return st.integers(0, len(texts) - 1).flatmap(lambda number: texts[number])


def _joined(left: Text, sign: Text, right: Text) -> Text:
    return st.builds("({} {} {})".format, left, sign, right)


#: The leaves to try; names in reach of a filter stand bare, so its grammar has the prefix "".
LEAVES = Grammar().truth(2)

_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "n": st.integers(-3, 5),
    "d": st.sampled_from(DAYS) | st.dates(date(1999, 1, 1), date(2030, 1, 1)),
    "b": st.booleans(),
    "c": st.sampled_from(OPTIONS),
    "t": st.sampled_from(["a", "ab", "ba", "c", ""]),
}


def _values(types: dict[str, feel.FactType]) -> st.SearchStrategy[dict[str, Any]]:
    drawn = {}
    for name, type_ in types.items():
        value = _VALUES[LETTER.get(type_.type, "c")]  # type: ignore[call-overload]
        drawn[name] = value | st.none() if type_.may_be_none else value
    whole = st.fixed_dictionaries(drawn)
    return whole | whole | st.fixed_dictionaries({}, optional=drawn)


#: One case: facts by name (absent is unknown), its records, and whether these are all.
CASES = st.tuples(
    _values(FACTS), st.lists(_values(FIELDS), max_size=3), st.sampled_from([True, True, False])
)
Case = tuple[dict[str, Any], list[dict[str, Any]], bool]


def oracle_scope(case: Case) -> dict[str, Any]:
    """The case as the oracle takes it."""
    facts, records, complete = case
    rows = tuple({name: _plain(one.get(name, UNKNOWN)) for name in FIELDS} for one in records)
    return {
        **{name: _plain(facts.get(name, UNKNOWN)) for name in FACTS},
        "rows": Records(rows, complete, frozenset(FIELDS)),
        "decision_date": DECISION_DATE,
    }


def _plain(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def population(cases: Sequence[Case]) -> feel.Population:
    """The cases as the compiler takes them: a row a case, and a flat table of all records."""
    records = [(row, record) for row, (_, held, _) in enumerate(cases) for record in held]
    child = pl.DataFrame(
        [
            pl.Series("row", [row for row, _ in records], dtype=pl.UInt32),
            *_columns(FIELDS, [record for _, record in records]),
        ]
    )
    complete = pl.Series("complete", [held for _, _, held in cases], dtype=pl.Boolean)
    main = pl.DataFrame(_columns(FACTS, [facts for facts, _, _ in cases]))
    return feel.Population(main, {"rows": feel.Child(child, complete)})


def _columns(types: dict[str, feel.FactType], held: Sequence[dict[str, Any]]) -> list[pl.Series]:
    columns = []
    for name, type_ in types.items():
        kind = feel.polars_type(type_.type)  # type: ignore[arg-type]
        columns.append(pl.Series(name, [one.get(name) for one in held], dtype=kind))
        if type_.may_be_none:
            known = [name in one for one in held]
            columns.append(pl.Series(feel.known_mark(name), known, dtype=pl.Boolean))
    return columns
