"""letters/*.yaml: what people are told in writing, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator

from safeconduct.programme.schema.common import Dated, Identifier, Model, Words, as_tuple

#: What a letter may be for beside the outcome of a stage.
OCCASIONS = (
    "received",
    "evidence_requested",
    "evidence_not_given",
    "reminder",
    "changed",
    "looked_again",
    "order_changed",
    "paused",
    "resumed",
    "withdrawn",
    "review_requested",
    "review_upheld",
    "review_set_aside",
    "party_ended",
    "party_stepped_back",
)
#: What stands in braces in a letter's text, and what is written there instead.
PLACEHOLDERS = {
    "receipt_number": "the case's receipt number",
    "programme": "the programme's name",
    "variant": "the name of the programme's variant, which says on which account of it the case runs",
    "day": "the day of the letter",
    "stage": "the name of the stage that the letter is about",
    "outcome": "the name of the outcome that the letter is about",
    "reasons": "alone in a paragraph: the written reasons, what stood in the way, facts and sources",
    "review_until": "the last day for asking for a review",
    "until": "the last day of the time that begins with what the letter tells, or that it recalls",
    "evidence": "alone in a paragraph: what was asked for, in the officer's words",
    "pause": "the words for the people when a whole stage stands still",
    "options": "what may be done before the stage's time is over, as its reminders say",
    "order": "in what order the cases that wait are taken from now on, as the programme says it",
    "post": "where it takes place, or took place",
}
#: These are whole blocks, and stand in a paragraph of their own.
BLOCKS = frozenset({"reasons", "evidence"})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_FOR = rf"^([A-Za-z][A-Za-z0-9_-]*\.[A-Za-z][A-Za-z0-9_-]*|{'|'.join(OCCASIONS)})$"

Occasion = Annotated[str, Field(pattern=_FOR)]
Occasions = Annotated[
    tuple[Occasion, ...],
    BeforeValidator(as_tuple),
    Field(min_length=1),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": _FOR},
                {"type": "array", "items": {"type": "string", "pattern": _FOR}, "minItems": 1},
            ],
            "description": "STAGE.OUTCOME, or one of: " + ", ".join(OCCASIONS),
        }
    ),
]


def placeholders(text: str) -> Iterator[str]:
    """The names that stand in braces in a text."""
    yield from _PLACEHOLDER.findall(text)


class Paragraph(Model):
    """Words of a letter, under a heading if it has one."""

    heading: Words | None = None
    text: Words


class Passage(Dated):
    """A paragraph that several letters share, by its id."""

    heading: Words | None = None
    text: Words


def _or_plain_words(schema: dict[str, Any]) -> None:
    words = {"type": "object", "additionalProperties": {"type": "string"}}
    schema["items"]["anyOf"].append(words)


class LetterTemplate(Dated):
    """A letter: what it is for, to whom it goes, and its words in every language."""

    track: Identifier
    for_: Occasions = Field(alias="for")
    to: Literal["person", "supporter"] = "person"
    title: Words
    paragraphs: tuple[Identifier | Paragraph, ...] = Field(
        min_length=1,
        description="Paragraphs of its own, and ids of passages.",
        json_schema_extra=_or_plain_words,
    )
    encloses: Literal["travel_authorization"] | None = Field(
        default=None, description="What is issued with it, valid until the letter's `{until}`."
    )

    @field_validator("paragraphs", mode="before")
    @classmethod
    def _plain_words(cls, given: object) -> object:
        """A paragraph without a heading may be written as its words alone."""
        if not isinstance(given, list | tuple):
            return given
        return [
            {"text": one} if isinstance(one, dict) and not {"text", "heading"} & set(one) else one
            for one in given
        ]
