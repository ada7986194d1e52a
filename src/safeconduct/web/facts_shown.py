"""A recorded fact in words, as pages show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from safeconduct.eligibility.dictionary import read_value
from safeconduct.programme.schema import Fact
from safeconduct.web import wording


def rows_of(held: Any) -> tuple[list[dict[str, Any]], bool]:
    """The records of a stored list, and whether they are all that there are."""
    if isinstance(held, Mapping):
        return [dict(row) for row in held.get("records", [])], bool(held.get("complete", True))
    return [dict(row) for row in held or []], True


def in_words(fact: Fact, held: Any) -> list[str]:
    """A stored value in words; a list of records has a text for each."""
    if fact.type != "records":
        return [_one(fact, held)]
    rows, complete = rows_of(held)
    if not rows:
        return [_("None") if complete else str(wording.UNKNOWN)]
    texts = ["; ".join(text for _label, text in row_in_words(fact, row)) for row in rows]
    return texts + ([] if complete else [_("Perhaps more")])


def row_in_words(fact: Fact, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """One record: label and value of each field."""
    unknown = str(wording.UNKNOWN)
    return [
        (wording.told(part.label), _one(part, row[part.id]) if part.id in row else unknown)
        for part in fact.fields
    ]


def _one(fact: Fact, held: Any) -> str:
    if held is None:
        return wording.told(fact.none_label) or _("None")
    value, problems = read_value(fact, held, (fact.id,))
    return str(held) if problems else wording.value(fact, value)
