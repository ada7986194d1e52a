"""Facts as an officer notes them: several on one form, prefilled, and nothing typed means not noted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from safeconduct.programme.schema import Fact
from safeconduct.web import wording
from safeconduct.web.facts import fields
from safeconduct.web.facts.answers import Answer
from safeconduct.web.facts.fields import Field, Problem

MOST_RECORDS = 40
_BLANK_ROWS = 2


@dataclass(frozen=True)
class Inputs:
    """One fact on a form: a single field, or the rows of a list of records."""

    fact: Fact
    name: str
    fields: tuple[Field, ...] = ()
    rows: tuple[tuple[Field, ...], ...] = ()
    is_complete: bool = True

    @property
    def label(self) -> str:
        """The fact's name in the page's language."""
        return wording.told(self.fact.label)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with what was typed."""
        every = [*self.fields, *(field for row in self.rows for field in row)]
        return [
            Problem(problem.field, f"{_label(self.fact, field)}: {problem.message}")
            for field in every
            for problem in field.problems
        ]


def _label(fact: Fact, field: Field) -> str:
    own, part = wording.told(fact.label), wording.told(field.fact.label)
    return own if own == part else f"{own}, {part}"


def shown(facts: Iterable[Fact], known: Mapping[str, Any], prefix: str) -> list[Inputs]:
    """Facts to be noted, with what is known already in their fields."""
    return [
        _shown(fact, f"{prefix}.{fact.id}", fact.id in known, known.get(fact.id)) for fact in facts
    ]


def _shown(fact: Fact, name: str, is_known: bool, value: Any) -> Inputs:
    if fact.type != "records":
        return Inputs(fact, name, (_filled(fact, name, is_known, value),))
    held = value if isinstance(value, Mapping) else {"records": value or []}
    rows = [*held.get("records", []), *([{}] * _BLANK_ROWS)]
    return Inputs(
        fact,
        name,
        rows=tuple(_row(fact, f"{name}.{number}", row) for number, row in enumerate(rows)),
        is_complete=is_known and bool(held.get("complete", True)),
    )


def _row(fact: Fact, name: str, row: Mapping[str, Any]) -> tuple[Field, ...]:
    return tuple(
        _filled(part, f"{name}.{part.id}", part.id in row, row.get(part.id)) for part in fact.fields
    )


def _filled(fact: Fact, name: str, is_known: bool, value: Any) -> Field:
    if not is_known:
        return fields.blank(fact, name)
    if value is None:
        return fields.filled(fact, name, Answer("none"))
    given = date.fromisoformat(value) if fact.type == "date" and isinstance(value, str) else value
    return fields.filled(fact, name, Answer("value", given))


def read(
    facts: Iterable[Fact], posted: Mapping[str, str], prefix: str
) -> tuple[dict[str, Any], list[Inputs]]:
    """The values that were typed, and the inputs with what is wrong with them."""
    values: dict[str, Any] = {}
    read_inputs = []
    for fact in facts:
        name = f"{prefix}.{fact.id}"
        if fact.type == "records":
            value, inputs = _read_records(fact, name, posted)
        else:
            value, field = _read(fact, name, posted)
            inputs = Inputs(fact, name, (field,))
        if value is not _NOTHING:
            values[fact.id] = value
        read_inputs.append(inputs)
    return values, read_inputs


_NOTHING = object()


def _read(fact: Fact, name: str, posted: Mapping[str, str]) -> tuple[Any, Field]:
    field = fields.typed(fact, name, posted)
    if not any(field.typed.values()):
        return _NOTHING, field
    answer, field = fields.read(field)
    if answer is None or answer.kind == "unknown":
        return _NOTHING, field
    return answer.value, field


def _read_records(fact: Fact, name: str, posted: Mapping[str, str]) -> tuple[Any, Inputs]:
    rows, shown_rows, last = [], [], -1
    for number in range(MOST_RECORDS):
        row, row_fields = {}, []
        for part in fact.fields:
            value, field = _read(part, f"{name}.{number}.{part.id}", posted)
            row_fields.append(field)
            if value is not _NOTHING:
                row[part.id] = value
        if any(any(field.typed.values()) for field in row_fields):
            rows.append(row)
            shown_rows.append(tuple(row_fields))
            last = number
    is_complete = posted.get(f"{name}.complete") == "yes"
    for extra in range(1, _BLANK_ROWS + 1):
        shown_rows.append(_row(fact, f"{name}.{last + extra}", {}))
    inputs = Inputs(fact, name, rows=tuple(shown_rows), is_complete=is_complete)
    if not rows and not is_complete:
        return _NOTHING, inputs
    return {"records": rows, "complete": is_complete}, inputs


def day(text: str, earliest: date) -> date | None:
    """A day typed as YYYY-MM-DD, not before another; None if it is none."""
    try:
        given = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return given if earliest <= given <= fields.LATEST else None


def nothing_noted(name: str) -> Problem:
    """What to say when a form for facts came back empty."""
    return Problem(name, _("Enter what is to be noted."))
