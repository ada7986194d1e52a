"""rules/*.yaml: conditions, their logic and their leaves."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic.json_schema import SkipJsonSchema

from safeconduct.errors import Place
from safeconduct.programme.schema.common import (
    Dated,
    Identifier,
    Identifiers,
    Mark,
    Model,
    SourceReferences,
    Words,
)


class Leaf(Model):
    """One short FEEL expression, with its own reason and citation where they differ."""

    is_: str = Field(alias="is")
    id: Identifier | None = None
    text: Words | None = None
    unknown: Words | None = None
    source: SourceReferences = ()
    mark: Mark | None = None


class All(Model):
    """Met when every part is met."""

    all: tuple[Logic, ...] = Field(min_length=1)


class AnyOf(Model):
    """Met when one part is met."""

    any: tuple[Logic, ...] = Field(min_length=1)


class Not(Model):
    """Met when its part is not met."""

    not_: Logic = Field(alias="not")


def _kind_of_logic(given: Any) -> str | None:
    """Tells pydantic which model a part of `when` is, so that a mistake gives one message, not five."""
    if isinstance(given, str):
        return "leaf"
    keys = set(given) if isinstance(given, dict) else set()
    by_key = {"is": "is", "all": "all", "any": "any", "not": "not"}
    found = [word for key, word in by_key.items() if key in keys]
    if found:
        return found[0]
    by_type: dict[type, str] = {Leaf: "is", All: "all", AnyOf: "any", Not: "not"}
    return by_type.get(type(given))


Logic = Annotated[
    Annotated[str, Tag("leaf")]
    | Annotated[Leaf, Tag("is")]
    | Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(_kind_of_logic),
]


class Disputed(Model):
    """Another authority's statement, shown beside the answer."""

    says: Words
    source: SourceReferences
    mark: Mark
    on: date | None = None


class Condition(Dated):
    """A requirement, a bar, or an exception to bars.

    `when` is the statement. A requirement has to be met; a bar that is met stands in the way, unless
    an exception that names it (`to`) is met.
    """

    kind: Literal["requirement", "bar", "exception"]
    track: Identifier
    to: Identifiers = ()
    when: Logic
    text: Words
    unknown: Words | None = None
    remedy: Words | None = Field(
        default=None, description="What would have to be different, for someone who is barred."
    )
    disputed: tuple[Disputed, ...] = ()
    note: Words | None = None
    group: Words | None = Field(default=None, description="Heading under which a page lists it.")
    leaf_places: SkipJsonSchema[dict[str, Place]] = Field(
        default_factory=dict, exclude=True, repr=False
    )

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Condition:
        if self.id in ("result", "row", "case_id", "family_id", "name"):
            raise ValueError(
                f"`{self.id}` is the name of another column of findings; choose another id"
            )
        if self.kind != "exception" and self.to:
            raise ValueError("only an exception has `to`")
        return self

    @property
    def is_draft(self) -> bool:
        """Whether it rests on an unverified source alone: such a rule bars nobody."""
        return self.mark is Mark.UNVERIFIED


All.model_rebuild()
AnyOf.model_rebuild()
Not.model_rebuild()
Condition.model_rebuild()
