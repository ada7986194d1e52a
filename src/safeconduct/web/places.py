"""Places of caps in words: what becomes of a case when all are taken, and of a place kept for a review."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from safeconduct.cases import caps
from safeconduct.cases.models import Case
from safeconduct.flow.course import Course
from safeconduct.flow.state import CaseState
from safeconduct.web import wording
from safeconduct.web.templatetags.safeconduct import number

_ALL_TAKEN = {
    "total": gettext_lazy("All places of the programme are taken."),
    "year": gettext_lazy("All places of this year are taken."),
    "month": gettext_lazy("All places of this month are taken."),
    "day": gettext_lazy("All places of today are taken."),
}


def for_the_person(case: Case, on: Course, state: CaseState, at: datetime) -> tuple[str, ...]:
    """What someone is told while their case waits for a place; nothing if there is one."""
    found = caps.reached(case, on, state, at)
    if found is None:
        return ()
    return (
        _first(found),
        _("Nothing is decided against you. Your case waits and keeps its place in line."),
        *_until(found),
        _("You need not do anything for it, and nobody can sell you a place."),
    )


def for_an_officer(case: Case, on: Course, state: CaseState, at: datetime) -> tuple[str, ...]:
    """The same for who decides: how many are taken, and what can be done until there are more."""
    found = caps.reached(case, on, state, at)
    if found is None:
        return ()
    counted = ngettext(
        "%(cap)s: %(taken)s of %(size)s place is taken.",
        "%(cap)s: %(taken)s of %(size)s places are taken.",
        found.size,
    ) % {
        "cap": wording.told(found.cap.name),
        "taken": number(found.taken),
        "size": number(found.size),
    }
    return (
        counted,
        _("What takes a place cannot be decided now. The case waits and keeps its place in line."),
        *_until(found),
    )


def _first(found: caps.Reached) -> str:
    if not found.size:
        return _("The programme gives no places now.")
    return str(_ALL_TAKEN[found.cap.period])


def _until(found: caps.Reached) -> tuple[str, ...]:
    sentences = []
    if found.more_from is not None:
        more = _("There are places again from %(day)s.") % {"day": wording.day(found.more_from)}
        sentences.append(more)
    else:
        sentences.append(_("The programme names no day from which there are more."))
    if found.cap.comes_back:
        sentences.append(_("A place that someone does not use comes back, also before that."))
    return tuple(sentences)


def kept(on: Course, state: CaseState, at: datetime, *, for_the_person: bool) -> str:
    """That the place is kept for a review, and until when; empty if it is not, or not any more."""
    found = caps.kept(on, state, at)
    if found is None:
        return ""
    if found.until is None:
        return (
            _("Your place is kept for you until the review is decided.")
            if for_the_person
            else _("Its place of the cap is kept until the review is decided.")
        )
    day = {"day": wording.day(found.until)}
    if for_the_person:
        return (
            _("Your place is kept for you until the end of %(day)s, the last day for a review.")
            % day
        )
    return (
        _("Its place of the cap is kept until the end of %(day)s, the last day for a review.") % day
    )
