"""What templates need to print a programme: words in the page's language, days, countries, sources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from safeconduct.flow.course import Calendar, Course
from safeconduct.programme import Definition
from safeconduct.programme.schema import Condition, PartialDate, Source, Words
from safeconduct.web import citing, countries, wording
from safeconduct.web.access import ACCESS

register = template.Library()

_CODES = {
    "mark": wording.MARKS,
    "basis": wording.BASES,
    "kind": wording.CONDITION_KINDS,
    "finding": wording.FINDING_STATUSES,
    "effect": wording.EFFECTS,
    "result": wording.RESULTS,
    "agreement": wording.AGREEMENT_STATUSES,
    "instrument": wording.INSTRUMENTS,
    "end": wording.ENDS,
    "gate_time": wording.GATE_TIMES,
    "post": wording.POST_KINDS,
    "period": wording.PERIODS,
    "method": wording.SELECTION_METHODS,
    "change": wording.CHANGE_KINDS,
    "section": wording.SECTIONS,
    "field": wording.FIELDS,
    "court": wording.COURT_STATUSES,
    "authorization": wording.AUTHORIZATIONS,
}


@register.filter
def said(words: Words | None) -> str:
    """A programme's text in the page's language."""
    return wording.told(words)


@register.filter
def day(given: date | None) -> str:
    """A day in words, such as 19 October 2022."""
    return wording.day(given) if given else ""


@register.filter
def as_day(given: date | PartialDate | None) -> SafeString | str:
    """A day in words that machines can read too; of one that is not known, its month or year."""
    if given is None:
        return ""
    if isinstance(given, PartialDate):
        return format_html('<time datetime="{}">{}</time>', str(given), wording.partial_day(given))
    return format_html('<time datetime="{}">{}</time>', given.isoformat(), day(given))


@register.filter
def as_dated(source: Source) -> SafeString | str:
    """Of when a source is, as far as that is known."""
    if source.date is not None:
        return as_day(source.date)
    if source.not_before is not None:
        return format_html(gettext("undated, not before {}"), as_day(source.not_before))
    return format_html(gettext("undated, not after {}"), as_day(source.not_after))


@register.filter
def day_at(instant: datetime | None, calendar: Calendar | Course) -> str:
    """The day that an instant was where it counts: `{{ hold.since|day_at:own.course }}`."""
    return "" if instant is None else day(calendar.day(instant))


@register.filter
def as_day_at(instant: datetime | None, calendar: Calendar | Course) -> SafeString | str:
    """The same, so that machines can read it too: `{{ step.at|as_day_at:own.course }}`."""
    return "" if instant is None else as_day(calendar.day(instant))


@register.filter
def country(code: str) -> str:
    """A country's name in the page's language."""
    return countries.name(code)


@register.filter
def country_in_text(code: str) -> str:
    """A country's name within a sentence, with its article where it has one."""
    return countries.name_in_text(code)


@register.filter
def in_words(code: Any, of: str) -> str:
    """What a code of that kind means: `{{ condition.mark|in_words:"mark" }}`."""
    return str(_CODES[of].get(str(code), code)) if code is not None else ""


@register.filter
def city(zone: str) -> str:
    """The city by whose clock a place lives: `{{ post.time_zone|city }}`."""
    return wording.city(zone)


@register.filter
def office(role: str) -> str:
    """What an officer's role is about: `{{ seat.role|office }}`."""
    return wording.office(role)


@register.filter
def actor(code: str) -> str:
    """Who acts in a stage."""
    return wording.actor(code)


@register.filter
def as_reason(condition: Condition) -> str:
    """A condition that stands in the way, in words that also fit a requirement."""
    text = wording.told(condition.text)
    return (
        gettext("Not met: %(text)s") % {"text": text} if condition.kind == "requirement" else text
    )


@register.filter
def may_open(role: str | None, route: str) -> bool:
    """Whether an office leads to a page: `{{ request.office.role|may_open:"work_posts" }}`."""
    return bool(role) and role in ACCESS[route].readers


@register.filter
def duration(given: str, days: str | None = None) -> str:
    """A length of time such as P15D in words."""
    return wording.duration(given, days)


@register.filter
def without_scheme(address: str) -> str:
    """An address as people read it."""
    return address.partition("://")[2].removeprefix("www.") or address


@register.filter
def number(given: int | None) -> str:
    """A whole number with the language's separators."""
    return "" if given is None else formats.number_format(given, use_l10n=True, force_grouping=True)


@register.filter
def lower_first(text: object) -> str:
    """A sentence as it goes on after a colon."""
    return str(text)[:1].lower() + str(text)[1:]


@register.simple_tag
def period_of(start: date | None, end: date | None) -> SafeString | str:
    """From a day to a last day, either of which may be open."""
    if start and end:
        return format_html(gettext("{} to {}"), as_day(start), as_day(end))
    if start:
        return format_html(gettext("from {}"), as_day(start))
    return format_html(gettext("until {}"), as_day(end)) if end else ""


@register.inclusion_tag("components/sources.html")
def sources(definition: Definition, references: Iterable[str], mark: Any = None) -> dict[str, Any]:
    """The sources of a statement, and how far they were checked, in words.

    Where a source was checked otherwise than the statement, each says for itself how far.
    """
    citations = citing.citations(definition, references)
    return {
        "citations": citations,
        "mark": wording.MARKS.get(str(mark)) if mark else None,
        "each_marked": any(one.mark and one.mark != mark for one in citations),
    }
