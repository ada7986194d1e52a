"""Numbers, months and changes as sentences have them, in English and Spanish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from safeconduct.impact.months import apart as apart_in_months
from safeconduct.impact.months import first_day
from safeconduct.impact.numerals import number, written
from safeconduct.impact.text import Text
from safeconduct.issuing.words import day_in_words
from safeconduct.programme.schema import PartialDate

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_PERCENT = {"en": "percent", "es": "por ciento"}
#: From so many times as many on, nobody reads a percentage.
_MANY = 3.0


def percent(share: float, language: str, *, closely: bool = False) -> str:
    """A share without its sign, in words: 75 percent, 75 por ciento; `closely`: with one decimal."""
    size = abs(share) * 100
    digits = 0 if (size >= 9.95 and not closely) or size == round(size) else 1
    return f"{written(f'{size:.{digits}f}', language)} {_PERCENT[language]}"


def month(given: str, language: str) -> str:
    """A month such as `November 2022`."""
    day = first_day(given)
    name = _MONTHS[language].split()[day.month - 1]
    return f"{name} {day.year}" if language == "en" else f"{name} de {day.year}"


def months(first: str, last: str, language: str) -> str:
    """Some months: one, two, or from one to another."""
    if first == last:
        return month(first, language)
    begin, end = first_day(first), first_day(last)
    names = _MONTHS[language].split()
    start = names[begin.month - 1] if begin.year == end.year else month(first, language)
    joined = {"en": (" and ", " to "), "es": (" y ", " a ")}[language][apart(first, last) > 1]
    return f"{start}{joined}{month(last, language)}"


def during(first: str, last: str, language: str) -> str:
    """The same with its preposition: `in November 2022`, `from July to September 2022`."""
    is_long = apart(first, last) > 1
    word = {"en": ("in", "from"), "es": ("en", "de")}[language][is_long]
    return f"{word} {months(first, last, language)}"


def apart(first: str, last: str) -> int:
    """How many months one month lies after another."""
    return apart_in_months(first_day(first), first_day(last))


def day(given: PartialDate, language: str) -> str:
    """A day as far as it is known."""
    if given.exact:
        return day_in_words(given.exact, language)
    return month(str(given), language) if given.month else str(given)


def change(before: float, after: float, language: str, *, closely: bool = False) -> str:
    """How much fewer or more: `75 percent fewer`, `63 percent more`, `27 times as many`."""
    if before == 0:
        nothing = {
            "en": ("where there were none before", "none, as before"),
            "es": ("donde antes no había", "ninguno, como antes"),
        }
        return nothing[language][after == 0]
    share = after / before - 1
    if round(abs(share), 3) == 0:
        return {"en": "as many", "es": "igual que antes"}[language]
    if after / before >= _MANY:
        times = number(round(after / before, 0 if after / before >= 10 else 1), language)
        return {"en": f"{times} times as many", "es": f"{times} veces la cantidad anterior"}[
            language
        ]
    more = {"en": ("fewer", "more"), "es": ("menos", "más")}[language][share > 0]
    return f"{percent(share, language, closely=closely)} {more}"


def listed(parts: Sequence[str], language: str) -> str:
    """Words one after the other, with `and` before the last."""
    if len(parts) < 2:
        return "".join(parts)
    last = {"en": "and", "es": "y"}[language]
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def told(words: Mapping[str, str] | Text, language: str) -> str:
    """A text of a programme, or of a result, in one language."""
    return words.as_data()[language] if isinstance(words, Text) else words[language]


__all__ = [
    "apart", "change", "day", "during", "listed", "month", "months", "number", "percent", "told",
]  # fmt: skip
