"""Answers to the self-check, as they travel in the form's hidden fields; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.utils.translation import gettext as _

from safeconduct.errors import InputError
from safeconduct.programme.schema import Fact
from safeconduct.web.facts.answers import NONE, UNKNOWN, VALUE, Answer, value_of

PREFIX = "a."
MOST_RECORDS = 40
#: Whether a list has all records, perhaps not all, or is still being filled.
Listed = Literal["all", "some", "asking"]


@dataclass(frozen=True, slots=True)
class Records:
    """A list of records; each has an answer per field that was asked."""

    rows: tuple[Mapping[str, Answer], ...] = ()
    listed: Listed = "asking"

    def with_row(self, index: int, row: Mapping[str, Answer]) -> Records:
        """With a record changed, or added at the end; the list is open again."""
        rows = list(self.rows)
        rows[index : index + 1] = [row]
        return Records(tuple(rows), "asking")

    def without_row(self, index: int) -> Records:
        """With a record taken out."""
        return Records((*self.rows[:index], *self.rows[index + 1 :]), "asking")


@dataclass(frozen=True)
class Answers:
    """All answers in the order in which they were given."""

    given: Mapping[str, Answer | Records] = field(default_factory=dict)

    def with_answer(self, name: str, answer: Answer | Records) -> Answers:
        """With an answer added, or changed in its place."""
        return replace(self, given={**self.given, name: answer})

    def records(self, name: str) -> Records:
        """The list of records given for a fact, empty if none was."""
        held = self.given.get(name)
        return held if isinstance(held, Records) else Records()

    def is_settled(self, name: str) -> bool:
        """Whether the question was answered, be it with `I do not know`."""
        held = self.given.get(name)
        return held is not None and not (isinstance(held, Records) and held.listed == "asking")

    def facts(self) -> dict[str, Any]:
        """The answers as `screen` takes facts: unknown ones absent, none as None."""
        facts: dict[str, Any] = {}
        for name, held in self.given.items():
            if isinstance(held, Records):
                if held.rows or held.listed == "all":
                    rows = [_known(row) for row in held.rows]
                    facts[name] = {"records": rows, "complete": held.listed == "all"}
            elif held.kind != "unknown":
                facts[name] = held.value
        return facts

    def hidden(self) -> Iterator[tuple[str, str]]:
        """Names and values of the hidden fields."""
        for name, held in self.given.items():
            if isinstance(held, Records):
                yield f"{PREFIX}{name}", held.listed
                for index, row in enumerate(held.rows):
                    for part, answer in row.items():
                        yield f"{PREFIX}{name}.{index}.{part}", answer.text()
            else:
                yield f"{PREFIX}{name}", held.text()


def _known(row: Mapping[str, Answer]) -> dict[str, Any]:
    return {name: answer.value for name, answer in row.items() if answer.kind != "unknown"}


def read(posted: Mapping[str, str], asked: Mapping[str, Fact]) -> Answers:
    """The answers in a form's hidden fields; `asked` are the facts that may be asked.

    InputError if they are not such as our own pages write.
    """
    given: dict[str, Answer | Records] = {}
    rows: dict[str, dict[int, dict[str, Answer]]] = {}
    for key, text in posted.items():
        if not key.startswith(PREFIX):
            continue
        name, *rest = key.removeprefix(PREFIX).split(".")
        fact = asked.get(name)
        if fact is None:
            raise _unreadable(key)
        if fact.type == "records":
            _read_records(fact, rest, text, given, rows)
        elif rest:
            raise _unreadable(key)
        else:
            given[name] = _answer(fact, text)
    for name, found in rows.items():
        listed = given.get(name)
        if not isinstance(listed, Records) or sorted(found) != list(range(len(found))):
            raise _unreadable(name)
        given[name] = Records(tuple(found[index] for index in sorted(found)), listed.listed)
    return Answers(given)


def _read_records(
    fact: Fact,
    rest: list[str],
    text: str,
    given: dict[str, Answer | Records],
    rows: dict[str, dict[int, dict[str, Answer]]],
) -> None:
    if not rest:
        if text not in ("all", "some", "asking"):
            raise _unreadable(text)
        given[fact.id] = Records(listed=text)  # type: ignore[arg-type]
        return
    part = next((f for f in fact.fields if rest[1:] == [f.id]), None)
    is_number = rest[0].isdecimal() and len(rest[0]) < 4
    if part is None or not is_number or int(rest[0]) >= MOST_RECORDS:
        raise _unreadable(".".join(rest))
    rows.setdefault(fact.id, {}).setdefault(int(rest[0]), {})[part.id] = _answer(part, text)


def _answer(fact: Fact, text: str) -> Answer:
    if text == UNKNOWN:
        return Answer("unknown")
    if text == NONE and fact.may_be_none:
        return Answer("none")
    if text.startswith(VALUE):
        value = value_of(fact, text[1:])
        if value is not None:
            return Answer("value", value)
    raise _unreadable(text)


def _unreadable(given: str) -> InputError:
    return InputError(
        _("Your earlier answers did not reach us whole. Please start the questions again."),
        given=given,
    )
