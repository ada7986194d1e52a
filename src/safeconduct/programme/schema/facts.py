"""facts.yaml: the dictionary of what may be known."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from safeconduct.programme.schema.common import Entry, Identifier, Model, Words


class Option(Model):
    """One value that a choice may have."""

    id: Identifier
    label: Words


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
    none_label: Words | None = Field(default=None, description="The answer that means 'none'.")
    options: tuple[Option, ...] = ()
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    fields: tuple[Fact, ...] = ()
    supplied_by: Literal["applicant", "supporter", "officer", "partner", "system"] = "applicant"
    proved_by: tuple[str, ...] = ()
    sensitivity: Literal["ordinary", "personal", "protection"] = "personal"

    @model_validator(mode="after")
    def _fits_its_type(self) -> Fact:
        if (self.type == "choice") != bool(self.options):
            raise ValueError("`options` belong to a fact of type choice, and to no other")
        if (self.type == "money") != bool(self.currency):
            raise ValueError("`currency` belongs to a fact of type money, and to no other")
        if (self.type == "records") != bool(self.fields):
            raise ValueError("`fields` belong to a fact of type records, and to no other")
        if any(field.type == "records" for field in self.fields):
            raise ValueError("a record cannot hold records")
        return self


Fact.model_rebuild()
