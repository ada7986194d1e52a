"""facts.yaml: the dictionary of what may be known."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

import polars as pl
import pycountry
from pydantic import Field, model_validator

from safeconduct import feel
from safeconduct.programme.schema.common import Entry, Identifier, Model, Words, named_twice


class Option(Model):
    """One value that a choice may have."""

    id: Identifier
    label: Words


#: Beside ISO 3166-1: XK is Kosovo, XX stands for a person whom no state holds to be its national.
COUNTRIES = tuple(sorted([c.alpha_2 for c in pycountry.countries] + ["XK", "XX"]))
#: Names that every rule and table has beside the facts.
RESERVED = ("decision_date", "row", "case_id", "family_id", "name")
_COUNTRY = feel.Choice(COUNTRIES)

FactKind = Literal["boolean", "integer", "money", "text", "choice", "country", "date", "records"]


class Fact(Entry):
    """A fact that may be known of a person, family, supporter or request. Declared once."""

    of: Literal["person", "family", "supporter", "request"] = "person"
    type: FactKind
    may_be_none: bool = Field(
        default=False, description="Whether 'there is none' is a possible answer."
    )
    label: Words
    question: Words | None = None
    help: Words | None = None
    own_question: Words | None = Field(
        default=None,
        description="The question as it is put to a supporter about themselves, in a case under way.",
    )
    own_help: Words | None = None
    none_label: Words | None = Field(default=None, description="The answer that means 'none'.")
    options: tuple[Option, ...] = ()
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    fields: tuple[Fact, ...] = ()
    supplied_by: Literal["applicant", "supporter", "officer", "partner", "system"] = "applicant"
    proved_by: tuple[str, ...] = ()
    sensitivity: Literal["ordinary", "personal", "protection"] = "personal"
    asked_first: bool = Field(
        default=False,
        description="It says who someone is, such as a name: in a case under way it is asked before all"
        " else, though no rule needs it, and “I do not know” is no answer to it.",
    )
    looked_up: Literal["pending_with_same_supporter"] | None = Field(
        default=None,
        description="In a case under way the installation looks this up itself, whatever anyone says.",
    )
    step: bool = Field(
        default=False,
        description="It tells of a step on the way, such as a form that was filed. Someone who only"
        " wants to know whether they may apply is not asked: not yet is no bar.",
    )

    @model_validator(mode="after")
    def _fits_its_type(self) -> Fact:
        if (self.type == "choice") != bool(self.options):
            raise ValueError("`options` belong to a fact of type choice, and to no other")
        if (self.type == "money") != bool(self.currency):
            raise ValueError("`currency` belongs to a fact of type money, and to no other")
        if (self.type == "records") != bool(self.fields):
            raise ValueError("`fields` belong to a fact of type records, and to no other")
        if self.id in RESERVED:
            raise ValueError(f"`{self.id}` means something else already; choose another id")
        for key, held in (("options", self.options), ("fields", self.fields)):
            if twice := named_twice(held):
                raise ValueError(f"`{key}` has `{twice}` twice")
        if any(field.type == "records" for field in self.fields):
            raise ValueError("a record cannot hold records")
        return self

    @cached_property
    def feel_type(self) -> feel.FactType:
        """The type with which rules see the fact."""
        return feel.FactType(self._plain_type(), self.may_be_none)

    @cached_property
    def column_type(self) -> pl.DataType:
        """The type of the column that holds the fact; a list of records has none (TypeError)."""
        kind = self.feel_type.type
        if isinstance(kind, feel.Record | feel.ListOf):
            raise TypeError(f"{self.id} is a list of records and has no single column")
        return feel.polars_type(kind)

    def _plain_type(self) -> feel.Type:
        match self.type:
            case "boolean":
                return feel.BOOLEAN
            case "integer" | "money":
                return feel.NUMBER
            case "text":
                return feel.TEXT
            case "date":
                return feel.DATE
            case "country":
                return _COUNTRY
            case "choice":
                return feel.Choice(tuple(option.id for option in self.options))
            case "records":
                return feel.ListOf(
                    feel.Record({field.id: field.feel_type for field in self.fields})
                )


Fact.model_rebuild()
