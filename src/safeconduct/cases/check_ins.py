"""After arrival: is the support there? Asked on the programme's days; who needs help comes to an office.

The days are rows that are due, asked of the clock. A supporter and a person are asked apart, and neither
sees the other's answer. No answer is held against anyone, and none is no answer.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from safeconduct import clock
from safeconduct.cases.access import cases_seen_by
from safeconduct.cases.definitions import course_of, definition_of
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Case
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor, CaseState, Course, Reason, Refusal
from safeconduct.flow.clocks import end_of_day
from safeconduct.messages.services import tell_of_news
from safeconduct.oversight.models import CheckIn
from safeconduct.people import services as people
from safeconduct.programme import schema

_PERSON, _SUPPORTER = "beneficiary", "supporter"


def keep(case: Case, course: Course, state: CaseState, at: datetime) -> None:
    """Write when who is asked, in the transaction of an event; once a case is over nobody is any more."""
    if not course.track.check_ins:
        return
    if state.end is not None:
        CheckIn.objects.filter(case_id=case.pk, settled_at__isnull=True).update(settled_at=at)
        return
    due = list(_due(case, course, state))
    if due and not CheckIn.objects.filter(case_id=case.pk).exists():
        CheckIn.objects.bulk_create(due)


def _due(case: Case, course: Course, state: CaseState) -> Iterator[CheckIn]:
    for entry in course.track.check_ins:
        left = state.left_at(entry.after)
        if left is None or not entry.in_force(course.day(left)):
            continue
        asked = [_PERSON, *([_SUPPORTER] if entry.supporter_question else [])]
        for party in case.parties.filter(role__in=asked).order_by("id"):
            for days in entry.days:
                day = date.fromordinal(course.day(left).toordinal() + days - 1)
                yield CheckIn(
                    case_id=case.pk,
                    entry=entry.id,
                    role=party.role,
                    account=party.account,
                    days=days,
                    due_at=end_of_day(day, course.zone),
                    office=entry.office,
                )


def send_due() -> int:
    """Write to everyone whose day has come that there is news; gives to how many. A job calls this often.

    After a time without anyone to call it, the latest day of a party is asked alone.
    """
    due = CheckIn.objects.filter(due_at__lte=clock.now(), settled_at__isnull=True)
    sent = 0
    for row_id in list(due.order_by("case_id", "-days").values_list("id", flat=True)):
        with transaction.atomic():
            row = CheckIn.objects.select_for_update().get(pk=row_id)
            if row.settled_at is not None:
                continue
            same = CheckIn.objects.filter(case_id=row.case_id, entry=row.entry, role=row.role)
            same.filter(days__lte=row.days, settled_at__isnull=True).update(settled_at=clock.now())
            number = Case.objects.values_list("receipt_number", flat=True).get(pk=row.case_id)
            tell_of_news(account=row.account, receipt_number=number)
            sent += 1
    return sent


def open_for(case: Case, actor: Actor) -> CheckIn | None:
    """What a party is asked now; None if nothing is, or it is another's to answer."""
    if actor.voice not in (_PERSON, _SUPPORTER):
        return None
    rows = CheckIn.objects.filter(case_id=case.pk, role=actor.voice, due_at__lte=clock.now())
    last = rows.order_by("-days").first()
    if last is None or last.answered_at is not None:
        return None
    return last if case.standing.end == "" else None


def entry_of(case: Case, row: CheckIn) -> schema.CheckIn:
    """The programme's entry by which it is asked. NotFound if the programme has none of the name."""
    for entry in definition_of(case).tracks[case.track].check_ins:
        if entry.id == row.entry:
            return entry
    raise NotFound("The programme has no such check-in.", given=row.entry)


@transaction.atomic
def answer(
    *, case: Case, actor: Actor, check_in: uuid.UUID, needs_help: bool, words: str = ""
) -> CheckIn:
    """Say whether the support is there. NotFound for what one is not asked; a second time is refused."""
    row = CheckIn.objects.select_for_update().filter(id=check_in, case_id=case.pk).first()
    if row is None or row.role != actor.voice or row.due_at > clock.now():
        raise NotFound("You are not asked this.", given=check_in)
    if row.answered_at is not None:
        raise NotAllowed(Refusal(Reason.NOTHING_TO_DO))
    if words.strip():
        party = case.parties.filter(role=actor.voice).select_related("person").order_by("id")[0]
        row.words = people.keep_value(person=party.person, name="check_in", value=words.strip()).id
    row.answered_at, row.needs_help = clock.now(), needs_help
    row.settled_at = row.settled_at or clock.now()
    row.save(update_fields=["answered_at", "needs_help", "words", "settled_at"])
    return row


def who_need_help(actor: Actor) -> list[tuple[CheckIn, Case]]:
    """Answers “no, I need help” that wait for an office, the oldest first; for its officers alone."""
    rows = list(_waiting(actor.role)[:100])
    cases = cases_seen_by(actor).in_bulk([row.case_id for row in rows])
    return [(row, cases[row.case_id]) for row in rows if row.case_id in cases]


def some_need_help(actor: Actor) -> bool:
    """Whether such an answer waits for the officer's office."""
    return _waiting(actor.role).exists()


def _waiting(office: str) -> QuerySet[CheckIn]:
    asked = CheckIn.objects.filter(office=office, needs_help=True, handled_at__isnull=True)
    return asked.order_by("answered_at", "id")


@transaction.atomic
def handle(*, actor: Actor, check_in: uuid.UUID, note: str) -> None:
    """An officer of the office says what was done. NotFound if nothing waits for them there."""
    if not note.strip():
        raise InputError("Say what was done.", accepted="a sentence")
    row = _waiting(actor.role).select_for_update().filter(id=check_in).first()
    case = cases_seen_by(actor).filter(pk=row.case_id).first() if row else None
    if row is None or case is None or not actor.is_named_officer:
        raise NotFound("There is no such answer that waits.", given=check_in)
    kept = people.keep_value(person=case.person, name="check_in_handling", value=note.strip())
    row.handled_by, row.handled_at, row.handling = actor.account or "", clock.now(), kept.id
    row.save(update_fields=["handled_by", "handled_at", "handling"])


def course_day(case: Case, row: CheckIn) -> date:
    """The day on which it was asked, where the case's days are counted."""
    return course_of(case).day(row.due_at)
