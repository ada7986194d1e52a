"""Erasing a person: two officers decide, everything that is kept of them goes, every history stays provable.

When the time for keeping is over a job notes it in a list. It erases nothing: people decide (I2, I5).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from safeconduct import clock
from safeconduct.accounts import services as accounts
from safeconduct.cases.definitions import course_of, definition_of
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Case, CaseStanding, Delegation, Erasure, Party
from safeconduct.cases.work import Work, at_work_on
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor, EventKind, Reason, Refusal, Status
from safeconduct.flow.clocks import last_day, local_day, zone
from safeconduct.flow.events import SUPERVISOR
from safeconduct.people import services as people
from safeconduct.people.models import Person, PersonalValue
from safeconduct.uploads import services as uploads
from safeconduct.uploads.models import Document

#: Why a person is erased, and why after all not.
TIME_OVER, ASKED, ORDERED = "time_over", "asked", "ordered"
WHY = (TIME_OVER, ASKED, ORDERED)
KEPT_FOR = ("duty", "proceeding", "mistake")
#: Who was kept is not noted again for so long.
NOT_NOTED_AGAIN = timedelta(days=365)
#: So many are noted at most in one run.
MOST_NOTED = 500
#: What is kept under one person and speaks of the others of the case as well.
_OF_ALL = "findings"


@transaction.atomic
def propose(*, case: Case, person: Person, why: str, actor: Actor, reference: str = "") -> Erasure:
    """Propose, as the first of two officers, that a person of the case is erased.

    What the clock had noted is taken up, with its own reason, which holds whatever else is true; what is
    proposed already stays as it is. NotAllowed for anyone but a supervisor who has no part in the
    person's cases; InputError while one of these is not over, or where the time for keeping is given as
    the reason and is not over.
    """
    _refuse_others(actor, person)
    if not Party.ever.filter(case=case, person=person).exists():
        raise NotFound("This person has no part in the case.")
    if why not in WHY:
        raise InputError("There is no such reason.", given=why, accepted=", ".join(WHY))
    _refuse_running(person)
    until = kept_until(person)
    if why == TIME_OVER and not is_over(until):
        raise InputError(
            "The time for keeping is not over.",
            given=until.isoformat() if until else None,
            accepted="another reason, or a later day",
        )
    # Two who propose at once wait for each other.
    standings = CaseStanding.objects.filter(case__in=_cases(person).values("pk"))
    list(standings.select_for_update().order_by("case_id").values_list("case_id"))
    row = Erasure.objects.filter(person=person, ended_at__isnull=True).first()
    if row is not None and row.proposed_by:
        return row
    first = {"proposed_at": clock.now(), "proposed_by": actor.account or "", "reference": reference}
    if row is None:
        return Erasure.objects.create(
            person=person, case=case, why=why, kept_until=until, noted_at=clock.now(), **first
        )
    Erasure.objects.filter(pk=row.pk).update(**first)
    row.refresh_from_db()
    return row


@transaction.atomic
def confirm(*, erasure_id: uuid.UUID, actor: Actor) -> Erasure:
    """Agree, as a second officer, and erase: all values and documents of the person in all their cases.

    Each is said by an event of its case, and the person's account is closed. What the protection room
    holds it erases itself, on the word of this row (`room`). A second time changes nothing.
    NotAllowed for the first officer and for anyone but a supervisor without a part in it.
    """
    row = _locked(erasure_id)
    _refuse_others(actor, row.person)
    if row.outcome:
        return row
    if not row.proposed_by:
        raise InputError("Nobody has proposed this yet.", accepted="a proposal by a first officer")
    if row.proposed_by == actor.account:
        raise NotAllowed(Refusal(Reason.SAME_OFFICER))
    # The jobs import this module.
    from safeconduct.cases.tasks import forget_mail  # noqa: PLC0415

    erased = _erase_person(row.person, actor)
    _end(row, actor, outcome="erased", erased=erased)
    forget_mail.defer(erasure_id=str(row.id))
    return row


@transaction.atomic
def keep(*, erasure_id: uuid.UUID, actor: Actor, kept_for: str) -> Erasure:
    """Have the values kept after all, and say why. A second time changes nothing."""
    row = _locked(erasure_id)
    _refuse_others(actor, row.person)
    if kept_for not in KEPT_FOR:
        raise InputError("There is no such reason.", given=kept_for, accepted=", ".join(KEPT_FOR))
    if not row.outcome:
        _end(row, actor, outcome="kept", kept_for=kept_for)
    return row


def kept_until(person: Person) -> date | None:
    """The last day on which a person's values are kept by the rules of all the programmes concerned.

    None while a case of theirs goes on, or where a programme says no time.
    """
    days = []
    for case in _cases(person).select_related("standing"):
        retention = definition_of(case).programme.retention
        if case.standing.status != Status.ENDED.value or retention is None:
            return None
        ended_on = local_day(case.standing.since, course_of(case).zone)
        days.append(last_day(ended_on, retention.personal_values))
    return max(days, default=None)


def is_over(until: date | None) -> bool:
    """Whether a last day of keeping is behind us."""
    return until is not None and _day_that_is_everywhere() > until


def _day_that_is_everywhere() -> date:
    """The day that has begun in the last place on earth too: nothing is erased an hour too early."""
    return local_day(clock.now(), zone("Etc/GMT+12"))


def note_due(*, most: int = MOST_NOTED) -> int:
    """Note whose time for keeping is over, for supervisors to decide; gives how many. A job calls it."""
    noted = 0
    for case, person in _perhaps_due():
        if noted >= most:
            break
        until = kept_until(person)
        if not is_over(until):
            continue
        row = Erasure(
            person=person, case=case, why=TIME_OVER, kept_until=until, noted_at=clock.now()
        )
        # Another run may have noted the same at this moment.
        noted += len(Erasure.objects.bulk_create([row], ignore_conflicts=True))
    return noted


def what_is_kept(person: Person) -> tuple[int, int]:
    """How many values and documents are kept of a person; nothing of what they say."""
    return person.values.count(), person.documents.count()


def running_cases(person: Person) -> QuerySet[Case]:
    """Cases of the person that are not over."""
    return _cases(person).exclude(standing__status=Status.ENDED.value)


def _perhaps_due() -> Iterator[tuple[Case, Person]]:
    """Of whom something is kept beside cases that are long over, programme by programme, the oldest first."""
    again = clock.now() - NOT_NOTED_AGAIN
    noted = Erasure.objects.filter(person=OuterRef("person")).filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=again)
    )
    kept = PersonalValue.objects.filter(person=OuterRef("person"))
    papers = Document.objects.filter(person=OuterRef("person"))
    contents = Case.objects.order_by("content_id", "variant").distinct("content_id", "variant")
    for sample in contents:
        retention = definition_of(sample).programme.retention
        if retention is None:
            continue
        found = Party.ever.filter(
            case__content_id=sample.content_id,
            case__variant=sample.variant,
            case__standing__status=Status.ENDED.value,
            case__standing__since__lt=_begun_before(retention.personal_values),
        ).filter(Exists(kept) | Exists(papers), ~Exists(noted))
        seen: set[uuid.UUID] = set()
        rows = found.select_related("case", "person").order_by("case__standing__since", "id")
        for party in rows.iterator(chunk_size=200):
            if party.person_id not in seen:
                seen.add(party.person_id)
                yield party.case, party.person


def _begun_before(period: str) -> datetime:
    """An instant after which no time of this length can be over: exact days are asked case by case."""
    today = _day_that_is_everywhere()
    days = (last_day(today, period) - today).days
    return clock.now() - timedelta(days=days - 3)


def _cases(person: Person) -> QuerySet[Case]:
    ids = Party.ever.filter(person=person).values("case_id")
    return Case.objects.filter(Q(pk__in=ids) | Q(person=person)).order_by("pk")


def _refuse_running(person: Person) -> None:
    running = running_cases(person).first()
    if running is not None:
        raise InputError(
            f"The case {running.receipt_number} is not over.",
            given=running.receipt_number,
            accepted="a person whose cases are all over",
        )


def _refuse_others(actor: Actor, person: Person) -> None:
    if not actor.is_named_officer or actor.role != SUPERVISOR:
        raise NotAllowed(Refusal(Reason.NOT_YOUR_ROLE))
    cases = _cases(person).values("pk")
    account = actor.account
    has_a_part = Party.ever.filter(case__in=cases, account=account).exists()
    if has_a_part or Delegation.objects.filter(case__in=cases, account=account).exists():
        raise NotAllowed(Refusal(Reason.ON_BOTH_SIDES))


def _locked(erasure_id: uuid.UUID) -> Erasure:
    found = Erasure.objects.select_for_update(of=("self",)).filter(id=erasure_id)
    row = found.select_related("person").first()
    if row is None:
        raise NotFound("There is no such erasure.", given=erasure_id)
    return row


def _end(row: Erasure, actor: Actor, **what: object) -> None:
    ended = {"ended_at": clock.now(), "ended_by": actor.account or "", **what}
    for name, value in ended.items():
        setattr(row, name, value)
    Erasure.objects.filter(pk=row.pk).update(**ended)


def _erase_person(person: Person, actor: Actor) -> int:
    ids = list(_cases(person).values_list("pk", flat=True))
    with at_work_on(ids) as works:
        for work in works:
            # Asked anew, now that they are locked.
            if work.state.status is not Status.ENDED:
                _refuse_running(person)
        erased = sum(_erase(work, actor, value) for work in works for value in _of(work, person))
    # Beside every case: the evidence for links between records.
    for value_id in list(person.values.values_list("id", flat=True)):
        erased += people.erase_value(value_id=value_id)
    accounts.close_account_of(person_id=person.pk)
    return erased


def _of(work: Work, person: Person) -> Iterator[uuid.UUID]:
    """The values and documents of a person to which a case's events point and that are still there."""
    pointed = [
        held
        for event in work.events
        if event.kind is not EventKind.VALUE_ERASED
        for name, held in event.refs.items()
        if f"{name}_digest" in event.refs
    ]
    values = PersonalValue.objects.filter(id__in=pointed)
    yield from (values.filter(person=person) | values.filter(name=_OF_ALL)).values_list(
        "id", flat=True
    )
    documents = Document.objects.filter(id__in=pointed, person=person)
    yield from documents.values_list("id", flat=True)


def _erase(work: Work, actor: Actor, value_id: uuid.UUID) -> int:
    work.happen(EventKind.VALUE_ERASED, actor, refs={"value": str(value_id)})
    people.erase_value(value_id=value_id)
    uploads.erase_document(document_id=value_id)
    return 1
