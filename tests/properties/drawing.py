"""Hypothesis draws facts out of a programme's own dictionary, near to what its rules ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.oracle import read_programme
from tests.oracle.values import months_later

Facts = dict[str, Any]
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


class Shipped:
    """One programme in one variant as plain data, with what its rules mention."""

    def __init__(self, folder: Path, variant: str | None) -> None:
        self.folder = folder
        self.variant = variant
        read = read_programme(folder, variant)
        self.read = read
        self.facts: Mapping[str, Mapping[str, Any]] = read["facts"]
        text = yaml.safe_dump(read["rules"], allow_unicode=True, width=10_000)
        self.countries = sorted({*re.findall(r"\b[A-Z]{2}\b", text), "CO", "PL"} & _codes())
        self.days = sorted({date.fromisoformat(d) for d in re.findall(r"\d{4}-\d\d-\d\d", text)})
        self.years = sorted({int(y) for y in re.findall(r"P(\d+)Y", text)} | {1})
        self.months = sorted({int(m) for m in re.findall(r"P(\d+)M", text)} | {1})
        self.spans = sorted({int(d) for d in re.findall(r"P(\d+)D", text)} | {1})
        self.examples = [
            {k: v for k, v in facts.items() if k in self.facts} for facts in _examples(folder)
        ]

    def tracks(self) -> list[str]:
        """The tracks on which conditions are asked."""
        return sorted({rule["track"] for rule in self.read["rules"]})

    def boundaries(self, track: str) -> list[date]:
        """The first and last days of every rule of a track, and the days beside them.

        Days on which no rule is in force are left out: nothing can be asked then.
        """
        rules = [rule for rule in self.read["rules"] if rule["track"] == track]
        days = set()
        for rule in rules:
            for day in filter(None, (rule["from"], rule.get("until"))):
                days |= {day - timedelta(1), day, day + timedelta(1)}
        return sorted(
            day
            for day in days
            if any(r["from"] <= day <= (r.get("until") or date.max) for r in rules)
        )

    def changes(self, track: str) -> list[date]:
        """The days on which rules of a track come into force: one day of each of its periods."""
        return sorted({rule["from"] for rule in self.read["rules"] if rule["track"] == track})


def _codes() -> set[str]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    never = {"OR", "EU", "ID", "IS", "AN", "NO", "EN", "UU"}
    return {a + b for a in letters for b in letters} - never


def _examples(folder: Path) -> list[Facts]:
    people: dict[str, Facts] = {}
    examples: list[dict[str, Any]] = []
    for path in [folder / "examples.yaml", *sorted((folder / "examples").glob("*.yaml"))]:
        if path.is_file():
            read = yaml.safe_load(path.read_text(encoding="utf-8"))
            people |= {person["id"]: person["facts"] for person in read.get("people") or []}
            examples += read.get("examples") or []
    drawn = list(people.values())
    for example in examples:
        facts = {**people.get(example.get("like"), {}), **example.get("facts", {})}
        drawn.append({k: v for k, v in facts.items() if k not in example.get("without", [])})
    return drawn


def dates(shipped: Shipped, as_of: date) -> st.SearchStrategy[date]:
    """Days on which a rule may turn: those it names, and spans before and after the day asked."""
    near = set(shipped.days) | {as_of}
    for day in list(near):
        near |= {months_later(day, 12 * years * way) for years in shipped.years for way in (1, -1)}
        near |= {months_later(day, months * way) for months in shipped.months for way in (1, -1)}
        near |= {day + timedelta(days * way) for days in shipped.spans for way in (1, -1)}
    ends = {date(2024, 2, 29), date(2022, 1, 31), date(2004, 2, 29), date(2022, 8, 31)}
    held = sorted(d for d in near | ends if d and EARLIEST < d < LATEST)
    beside = st.sampled_from([-1, 0, 0, 1])
    turning = st.builds(lambda day, days: day + timedelta(days), st.sampled_from(held), beside)
    return turning | st.dates(date(1950, 1, 1), date(2027, 12, 31))


def value_of(
    fact: Mapping[str, Any], shipped: Shipped, days: st.SearchStrategy[date]
) -> st.SearchStrategy[Any]:
    """A known value of a fact; None is drawn too where there may be none."""
    kind = fact["type"]
    if kind == "records":
        return _records(fact, shipped, days)
    drawn: st.SearchStrategy[Any] = {
        "boolean": st.booleans(),
        "integer": st.integers(-1, 4),
        "money": st.integers(0, 10_000),
        "text": st.sampled_from(["a", "b", "ab"]),
        "date": days,
        "country": st.sampled_from(shipped.countries),
        "choice": st.sampled_from([option["id"] for option in fact.get("options", [{"id": ""}])]),
    }[kind]
    return drawn | st.none() if fact.get("may_be_none") else drawn


def _records(
    fact: Mapping[str, Any], shipped: Shipped, days: st.SearchStrategy[date]
) -> st.SearchStrategy[Any]:
    fields = {f["id"]: value_of(f, shipped, days) for f in fact["fields"]}
    whole = st.fixed_dictionaries(fields)
    record = whole | whole | st.fixed_dictionaries({}, optional=fields)
    records = st.lists(record, max_size=3)
    partly = st.fixed_dictionaries({"complete": st.booleans(), "records": records})
    return records | partly


def cases(shipped: Shipped, as_of: date) -> st.SearchStrategy[Facts]:
    """Facts of one case: someone of the worked examples, or nobody, with some facts changed.

    A changed fact becomes unknown, or is known to be none, or has another value.
    """
    days = dates(shipped, as_of)
    lost = object()
    change = {
        name: st.just(lost) | value_of(fact, shipped, days) | value_of(fact, shipped, days)
        for name, fact in shipped.facts.items()
    }
    changes = st.lists(st.sampled_from(sorted(change)), max_size=8, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: change[name] for name in names})
    )
    known = st.fixed_dictionaries({}, optional={n: c for n, c in change.items()})
    base = st.sampled_from(shipped.examples) if shipped.examples else known
    return st.builds(
        lambda facts, changed: {k: v for k, v in {**facts, **changed}.items() if v is not lost},
        st.one_of(base, base, base, known),
        changes,
    )
