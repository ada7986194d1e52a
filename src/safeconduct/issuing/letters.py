"""From a programme's letter and plain data to a letter in one language, word for word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from safeconduct.issuing.words import (
    dated_in_words,
    day_in_words,
    demonstration_lines,
    value_in_words,
    word,
)
from safeconduct.programme import Definition, Edition
from safeconduct.programme.schema import LetterTemplate, Words, in_language
from safeconduct.programme.schema.letters import BLOCKS, PLACEHOLDERS

Recipient = Literal["person", "supporter"]


@dataclass(frozen=True, slots=True)
class Told:
    """What a letter tells of: plain data of one thing that happened in a case.

    `found` are the conditions that stood in the way, each with the facts that it used. `written` is what
    an officer wrote: reasons, or the evidence that is asked for.
    """

    receipt_number: str
    day: date
    track: str
    stage: Words | None = None
    outcome: Words | None = None
    stage_sources: tuple[str, ...] = ()
    review_until: date | None = None
    until: date | None = None
    post: Words | None = None
    written: str | None = None
    found_on: date | None = None
    found: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    is_demonstration: bool = False
    #: What may be done before a time is over.
    options: Words | None = None
    #: What those concerned are told when a whole stage stands still.
    pause: Words | None = None
    #: The name of whoever the letter goes to, where the case knows it.
    addressee: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """A condition that stood in the way: its words, what it rests on, and the facts relied on."""

    text: str
    sources: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, under a heading if it has one; `block` stands for reasons or evidence instead."""

    heading: str | None
    text: str
    block: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it is read, in one language. Kept with the case; later changes do not touch it."""

    kind: str
    language: str
    to: Recipient
    title: str
    receipt_number: str
    day: date
    programme: str
    variant: str | None
    parts: tuple[Part, ...]
    written: str | None = None
    reasons: tuple[Reason, ...] = ()
    stage_sources: tuple[str, ...] = ()
    demonstration: tuple[tuple[str, str], ...] = ()
    paper: str = "a4"
    addressee: str | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The letter's plain paragraphs, for a short look."""
        return tuple(part.text for part in self.parts if part.block is None)

    def as_data(self) -> dict[str, Any]:
        """The letter as plain data, from which `from_data` makes it again."""
        return asdict(self) | {"day": self.day.isoformat()}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Letter:
        """A letter out of plain data, such as JSON gives back."""
        return cls(
            **dict(data)
            | {
                "day": date.fromisoformat(data["day"]),
                "parts": tuple(Part(**part) for part in data["parts"]),
                "reasons": tuple(_reason(one) for one in data["reasons"]),
                "stage_sources": tuple(data["stage_sources"]),
                "demonstration": tuple((lang, text) for lang, text in data["demonstration"]),
            }
        )


def _reason(data: Mapping[str, Any]) -> Reason:
    facts = tuple((label, value) for label, value in data["facts"])
    return Reason(data["text"], tuple(data["sources"]), facts)


def write_letter(edition: Edition, template: LetterTemplate, told: Told, language: str) -> Letter:
    """The letter in a language. The same data give the same letter."""
    definition = edition.definition
    filled = _filled(definition, told, language)
    return Letter(
        kind=template.id,
        language=language,
        to=template.to,
        title=_fill(template.title, filled, language),
        receipt_number=told.receipt_number,
        day=told.day,
        programme=in_language(definition.programme.name, language),
        variant=in_language(definition.variant_name, language) if definition.variant_name else None,
        parts=tuple(_parts(edition, template, filled, language)),
        written=told.written,
        reasons=tuple(_reasons(definition, told, template.to, language)),
        stage_sources=tuple(cited(definition, told.stage_sources, language)),
        demonstration=demonstration_lines(definition.programme.ends)
        if told.is_demonstration
        else (),
        paper=paper_of(definition),
        addressee=told.addressee,
    )


def paper_of(definition: Definition) -> str:
    """The size of paper that is used where the programme runs."""
    return "us-letter" if {"US", "MX"} & set(definition.programme.states) else "a4"


def cited(definition: Definition, references: tuple[str, ...], language: str) -> Iterator[str]:
    """The sources that references mean, as one cites them, each with its date as far as it is known."""
    for reference in references:
        name = reference.partition("#")[0]
        if name in definition.programme.sources:
            source = definition.programme.sources[name]
            yield f"{source.citation}, {dated_in_words(source, language)}"


def _filled(definition: Definition, told: Told, language: str) -> dict[str, str]:
    """What stands for each placeholder; one that nothing fills is left out."""
    days = {"day": told.day, "review_until": told.review_until, "until": told.until}
    words = {
        "programme": definition.programme.name,
        "variant": definition.variant_name,
        "stage": told.stage,
        "outcome": told.outcome,
        "post": told.post,
        "options": told.options,
        "pause": told.pause,
    }
    filled = {name: day_in_words(day, language) for name, day in days.items() if day}
    filled |= {name: in_language(held, language) for name, held in words.items() if held}
    return filled | {"receipt_number": told.receipt_number}


def _fill(words: Words, filled: Mapping[str, str], language: str) -> str:
    """The text with its placeholders filled; the values themselves are not looked through."""
    pieces = in_language(words, language).replace("}", "{").split("{")
    return "".join(filled.get(one, "–") if i % 2 else one for i, one in enumerate(pieces))


def _parts(
    edition: Edition, template: LetterTemplate, filled: Mapping[str, str], language: str
) -> Iterator[Part]:
    for paragraph in edition.paragraphs(template):
        heading = in_language(paragraph.heading, language) if paragraph.heading else None
        block = in_language(paragraph.text, language).strip().strip("{}")
        if block in BLOCKS:
            yield Part(heading, "", block)
        elif block not in PLACEHOLDERS or block in filled:
            yield Part(heading, _fill(paragraph.text, filled, language))


def _reasons(definition: Definition, told: Told, to: Recipient, language: str) -> Iterator[Reason]:
    if told.found_on is None:
        return
    conditions = {
        condition.id: condition
        for condition in Edition(definition, told.found_on).conditions(told.track)
    }
    for name, facts in told.found:
        condition = conditions[name]
        text = in_language(condition.text, language)
        if condition.kind == "requirement":
            text = word("not_met", language, text=text)
        said = tuple(_facts(definition, facts, to, language))
        yield Reason(text, tuple(cited(definition, condition.source, language)), said)


def _facts(
    definition: Definition, facts: Mapping[str, Any], to: Recipient, language: str
) -> Iterator[tuple[str, str]]:
    """The facts relied on, of those that the reader may see: each only their own."""
    for name, value in facts.items():
        fact = definition.facts.get(name)
        if fact is None or fact.sensitivity == "protection":
            continue
        if (fact.of == "supporter") == (to == "supporter") or fact.of == "request":
            yield in_language(fact.label, language), value_in_words(fact, value, language)
