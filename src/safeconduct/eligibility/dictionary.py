"""The facts dictionary as types: for the check of rules, for columns, for what a user gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from safeconduct import feel
from safeconduct.errors import shown
from safeconduct.programme.load import Definition
from safeconduct.programme.schema.facts import COUNTRIES, Fact

DECISION_DATE = "decision_date"
#: No fact of a living person lies outside, and a typing error mostly does.
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class FactProblem:
    """A value that a fact cannot have: where in the facts, what was given, what is accepted."""

    path: tuple[str | int, ...]
    given: object
    accepted: str

    @property
    def name(self) -> str:
        """The fact as a user writes it, such as `entries[1].manner`."""
        text = str(self.path[0])
        for step in self.path[1:]:
            text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
        return text

    def __str__(self) -> str:
        return f"`{self.name}` is {shown(self.given)}; accepted: {self.accepted}"


@lru_cache(maxsize=64)
def scope_of(definition: Definition) -> Mapping[str, feel.FactType]:
    """The names that a rule of this programme may use, `decision_date` apart."""
    return {name: fact.feel_type for name, fact in definition.facts.items()}


def read_value(
    fact: Fact, given: Any, path: tuple[str | int, ...]
) -> tuple[Any, list[FactProblem]]:
    """A fact's value as rules use it, from YAML, JSON or a form; problems instead if it cannot be.

    None means that there is none, and is accepted only where the dictionary says so.
    """
    if fact.type == "records":
        return _read_records(fact, given, path)
    if given is None:
        if fact.may_be_none:
            return None, []
        return None, [FactProblem(path, None, f"{accepted_for(fact)}; leave it out if unknown")]
    value = _READERS[fact.type](fact, given)
    if value is None:
        # YAML takes a bare NO, and a bare no, for a truth value.
        norway = (
            ' (Norway\'s is "NO", in quotes)' if fact.type == "country" and given is False else ""
        )
        return None, [FactProblem(path, given, accepted_for(fact) + norway)]
    return value, []


def _read_records(
    fact: Fact, given: Any, path: tuple[str | int, ...]
) -> tuple[Any, list[FactProblem]]:
    complete = True
    records = given
    if isinstance(given, Mapping):
        records, complete = given.get("records", []), given.get("complete", True)
        path = (*path, "records")
        if set(given) - {"records", "complete"} or not isinstance(complete, bool):
            return None, [FactProblem(path[:-1], given, accepted_for(fact))]
    if not isinstance(records, list | tuple):
        return None, [FactProblem(path, records, accepted_for(fact))]
    by_name = {field.id: field for field in fact.fields}
    problems: list[FactProblem] = []
    rows = []
    for index, record in enumerate(records):
        row: dict[str, Any] = {}
        if not isinstance(record, Mapping):
            problems.append(FactProblem((*path, index), record, f"fields {', '.join(by_name)}"))
            continue
        for name, value in record.items():
            here = (*path, index, name)
            if name not in by_name:
                here = (*path, index, str(name))
                problems.append(FactProblem(here, value, f"fields {', '.join(by_name)}"))
                continue
            row[name], found = read_value(by_name[name], value, here)
            problems += found
        rows.append(row)
    return Records(tuple(rows), complete), problems


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one list fact; a field that is absent is unknown, a None is none."""

    rows: tuple[dict[str, Any], ...]
    complete: bool = True


def _boolean(fact: Fact, given: Any) -> bool | None:
    return given if isinstance(given, bool) else None


def _whole_number(fact: Fact, given: Any) -> int | None:
    fits = isinstance(given, int) and not isinstance(given, bool) and abs(given) < 2**53
    return given if fits else None


def _text(fact: Fact, given: Any) -> str | None:
    return given if isinstance(given, str) and given.strip() else None


def _choice(fact: Fact, given: Any) -> str | None:
    return given if any(given == option.id for option in fact.options) else None


def _country(fact: Fact, given: Any) -> str | None:
    return given if given in COUNTRIES else None


def _date(fact: Fact, given: Any) -> date | None:
    if isinstance(given, datetime):
        return None
    if isinstance(given, str):
        try:
            given = date.fromisoformat(given) if len(given) == 10 and given[7] == "-" else None
        except ValueError:
            return None
    return given if isinstance(given, date) and EARLIEST <= given <= LATEST else None


_READERS = {
    "boolean": _boolean,
    "integer": _whole_number,
    "money": _whole_number,
    "text": _text,
    "choice": _choice,
    "country": _country,
    "date": _date,
}


def accepted_for(fact: Fact) -> str:
    """What a fact accepts, in words."""
    match fact.type:
        case "boolean":
            words = "true or false"
        case "integer":
            words = "a whole number"
        case "money":
            words = f"a whole number of the smallest unit of {fact.currency}"
        case "text":
            words = "a text that is not empty"
        case "date":
            words = f"a date such as 2022-10-19, from {EARLIEST.year} to {LATEST.year}"
        case "country":
            words = "a two-letter country code of ISO 3166-1, such as VE"
        case "choice":
            words = ", ".join(option.id for option in fact.options)
        case "records":
            words = "a list of records with the fields " + ", ".join(f.id for f in fact.fields)
    return words + (", or null for none" if fact.may_be_none else "")
