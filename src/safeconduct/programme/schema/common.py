"""What every entry shares: names, words, basis, sources, dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic.json_schema import SkipJsonSchema

from safeconduct.errors import Place

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
Words = dict[str, str]


def in_language(words: Words, language: str) -> str:
    """A programme's text in a language, or in the first one that there is."""
    return words.get(language) or next(iter(words.values()), "")


def as_tuple(given: Any) -> Any:
    """One value may stand where a list is meant: `source: ven-22` and `source: [ven-22, pia-073]`."""
    if given is None:
        return ()
    return tuple(given) if isinstance(given, list | tuple) else (given,)


SourceReferences = Annotated[
    tuple[str, ...],
    BeforeValidator(as_tuple),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
            "description": "One or more `source-id` or `source-id#heading`.",
        }
    ),
]
Identifiers = Annotated[
    tuple[Identifier, ...],
    BeforeValidator(as_tuple),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class Basis(StrEnum):
    """Where an entry comes from: an instrument, a report, or our own duty."""

    RECORDED = "recorded"
    REPORTED = "reported"
    REQUIRED = "required"


class Mark(StrEnum):
    """How far an entry was checked: read itself, read in a report, unverified, calculated."""

    VERIFIED = "V"
    SECONDARY = "S"
    UNVERIFIED = "U"
    CALCULATED = "C"


class Model(BaseModel):
    """Frozen; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def named_twice(entries: Iterable[Any]) -> str | None:
    """The first id that two of the entries share."""
    names = [entry.id for entry in entries]
    return next((name for name in names if names.count(name) > 1), None)


class Entry(Model):
    """Anything with a name of its own; `place` is where it stands, for messages."""

    id: Identifier
    place: SkipJsonSchema[Place | None] = Field(default=None, exclude=True, repr=False)


class Sourced(Entry):
    """An entry that says on what it rests."""

    basis: Basis
    source: SourceReferences = ()
    mark: Mark | None = None


class Dated(Sourced):
    """A sourced entry that is in force from a day to a last day; no `until` means open."""

    from_: date = Field(alias="from")
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Dated:
        if self.until and self.until < self.from_:
            raise ValueError(f"until ({self.until}) lies before from ({self.from_})")
        return self

    def in_force(self, day: date) -> bool:
        """Whether the entry is in force on that day; both ends count."""
        return self.from_ <= day and (self.until is None or day <= self.until)
