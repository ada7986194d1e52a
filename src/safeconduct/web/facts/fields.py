"""One question's fields on a page: what to show, what was typed, and what it means."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from safeconduct.eligibility.dictionary import EARLIEST, LATEST
from safeconduct.programme.schema import Fact
from safeconduct.web import countries, wording
from safeconduct.web.facts.answers import Answer, value_of

NONE, UNKNOWN = "none", "unknown"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with what was typed, and the id of the field to go to."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose."""

    value: str
    label: str
    id: str


@dataclass(frozen=True)
class Field:
    """A question as a page shows it. `typed` holds each input's text by its name."""

    fact: Fact
    name: str
    typed: Mapping[str, str]
    problems: tuple[Problem, ...]
    likely: tuple[str, ...]

    @property
    def id(self) -> str:
        """The prefix of the ids of its inputs."""
        return self.name.replace(".", "-")

    @property
    def kind(self) -> str:
        """Which inputs: choices, country, date or text."""
        return {
            "boolean": "choices",
            "choice": "choices",
            "country": "country",
            "date": "date",
        }.get(self.fact.type, "text")

    @property
    def question(self) -> str:
        """The question in the page's language."""
        return wording.told(self.fact.question) or wording.told(self.fact.label)

    @property
    def text(self) -> str:
        """What was typed into the main input."""
        return self.typed.get(self.name, "")

    @property
    def other(self) -> str:
        """The ticked box: none, unknown or empty."""
        return self.typed.get(f"{self.name}.other", "")

    @property
    def choices(self) -> list[Choice]:
        """The answers of a question with few of them, `I do not know` last."""
        if self.fact.type == "boolean":
            pairs = [("yes", str(wording.BOOLEANS[True])), ("no", str(wording.BOOLEANS[False]))]
        else:
            pairs = [(option.id, wording.told(option.label)) for option in self.fact.options]
        return self._numbered(pairs + self._others())

    @property
    def boxes(self) -> list[Choice]:
        """The answers that stand beside a date, a country or a text."""
        return self._numbered(self._others(), "other-")

    def _others(self) -> list[tuple[str, str]]:
        none = [(NONE, wording.told(self.fact.none_label) or _("None"))]
        unknown = [] if self.fact.asked_first else [(UNKNOWN, str(wording.UNKNOWN))]
        return (none if self.fact.may_be_none else []) + unknown

    def _numbered(self, pairs: Sequence[tuple[str, str]], mark: str = "") -> list[Choice]:
        return [
            Choice(value, label, f"{self.id}-{mark}{number}")
            for number, (value, label) in enumerate(pairs)
        ]

    @property
    def countries(self) -> list[tuple[str, str]]:
        """Every country's code and name."""
        return list(countries.names(wording.language()).items())

    @property
    def likely_countries(self) -> list[tuple[str, str]]:
        """The countries that the rules speak of."""
        return [(code, countries.name(code)) for code in self.likely]

    @property
    def months(self) -> list[tuple[str, str]]:
        """The months, numbered and named."""
        return [(str(number), str(name)) for number, name in MONTHS.items()]

    @property
    def parts(self) -> dict[str, str]:
        """What was typed as day, month and year."""
        return {part: self.typed.get(f"{self.name}.{part}", "") for part in _PARTS}

    @property
    def first_id(self) -> str:
        """The input that an error leads to."""
        return {"choices": f"{self.id}-0", "date": f"{self.id}-day"}.get(self.kind, self.id)


_PARTS = ("day", "month", "year")


def blank(fact: Fact, name: str, likely: tuple[str, ...] = ()) -> Field:
    """The question with nothing typed yet."""
    return Field(fact, name, {}, (), likely)


def filled(fact: Fact, name: str, answer: Answer | None, likely: tuple[str, ...] = ()) -> Field:
    """The question with an earlier answer in its fields; who did not know it starts afresh."""
    return Field(fact, name, _typed_for(fact, name, answer), (), likely)


def _typed_for(fact: Fact, name: str, answer: Answer | None) -> dict[str, str]:
    if answer is None or answer.kind == "unknown":
        return {}
    if answer.kind != "value":
        is_choice = fact.type in ("boolean", "choice")
        return {name if is_choice else f"{name}.other": answer.kind}
    if isinstance(answer.value, date):
        parts = (answer.value.day, answer.value.month, answer.value.year)
        return {f"{name}.{part}": str(n) for part, n in zip(_PARTS, parts, strict=True)}
    return {name: answer.text()[1:]}


def typed(fact: Fact, name: str, posted: Mapping[str, str], likely: tuple[str, ...] = ()) -> Field:
    """The question with what was typed, unread."""
    mine = {key: text.strip()[:500] for key, text in posted.items() if _is_of(key, name)}
    return Field(fact, name, mine, (), likely)


def _is_of(key: str, name: str) -> bool:
    return key == name or key in {f"{name}.{part}" for part in (*_PARTS, "other")}


def read(field: Field) -> tuple[Answer | None, Field]:
    """The answer that was typed; or None, and the field with what is wrong with it."""
    readers = {"choices": _read_choice, "country": _read_country, "date": _read_date}
    result = readers.get(field.kind, _read_text)(field)
    if isinstance(result, Answer):
        return result, field
    return None, Field(field.fact, field.name, field.typed, (result,), field.likely)


def _read_choice(field: Field) -> Answer | Problem:
    if field.text == UNKNOWN:
        return Answer("unknown")
    if field.text == NONE and field.fact.may_be_none:
        return Answer("none")
    value = value_of(field.fact, field.text)
    if value is None:
        return Problem(field.first_id, _("Choose one of the answers."))
    return Answer("value", value)


def _ticked(field: Field, is_filled: bool) -> Answer | Problem | None:
    boxes = {box.value: box.label for box in field.boxes}
    if field.other not in boxes:
        return None
    if is_filled:
        text = _("You gave an answer and also ticked “%(box)s”. Keep only one of them.")
        return Problem(field.first_id, text % {"box": boxes[field.other]})
    return Answer("none" if field.other == NONE else "unknown")


def _read_country(field: Field) -> Answer | Problem:
    ticked = _ticked(field, bool(field.text))
    if ticked is not None:
        return ticked
    value = value_of(field.fact, field.text) if field.text else None
    if value is None:
        return Problem(field.first_id, _("Choose a country, or tick a box below the list."))
    return Answer("value", value)


def _read_text(field: Field) -> Answer | Problem:
    ticked = _ticked(field, bool(field.text))
    if ticked is not None:
        return ticked
    value = value_of(field.fact, field.text) if field.text else None
    if value is not None:
        return Answer("value", value)
    if field.fact.type in ("integer", "money"):
        return Problem(field.first_id, _("Enter a whole number, or tick a box below."))
    if not field.boxes:
        return Problem(field.first_id, _("Enter an answer."))
    return Problem(field.first_id, _("Enter an answer, or tick a box below."))


def _read_date(field: Field) -> Answer | Problem:
    parts = field.parts
    ticked = _ticked(field, any(parts.values()))
    if ticked is not None:
        return ticked
    names = {"day": _("the day"), "month": _("the month"), "year": _("the year")}
    missing = [names[part] for part in _PARTS if not parts[part]]
    if len(missing) == 3:
        text = _("Enter the day, the month and the year, or tick a box below the date.")
        return Problem(f"{field.id}-day", text)
    if missing:
        first = next(part for part in _PARTS if not parts[part])
        text = _("Also enter %(missing)s.") % {"missing": _(" and ").join(missing)}
        return Problem(f"{field.id}-{first}", text)
    return _calendar_day(field, parts)


def _calendar_day(field: Field, parts: Mapping[str, str]) -> Answer | Problem:
    for part in _PARTS:
        if not (parts[part].isascii() and parts[part].isdecimal()):
            text = _("“%(given)s” is not a number.") % {"given": parts[part]}
            return Problem(f"{field.id}-{part}", text)
    day, month, year = (int(parts[part]) for part in _PARTS)
    if not EARLIEST.year <= year <= LATEST.year:
        text = _("Enter the year with four digits, from %(first)d to %(last)d.")
        return Problem(f"{field.id}-year", text % {"first": EARLIEST.year, "last": LATEST.year})
    if not 1 <= month <= 12:
        return Problem(f"{field.id}-month", _("Choose a month from the list."))
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        text = _("There is no day %(day)s in %(month)s %(year)s.")
        named = {"day": parts["day"], "month": str(MONTHS[month]), "year": str(year)}
        return Problem(f"{field.id}-day", text % named)
    return Answer("value", date(year, month, day))
