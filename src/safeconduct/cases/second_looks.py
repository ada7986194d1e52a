"""A second look at a sample of what was decided: drawn by lot with a proof, given blind, counted.

It changes no decision. Whoever looks a second time says what they would have decided before they see the
first officer's reasons; where the two differ, a supervisor is told.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final

from django.db import transaction
from django.db.models import F, QuerySet

from safeconduct import clock
from safeconduct.capacity import draws
from safeconduct.capacity.models import Draw
from safeconduct.cases import deeds
from safeconduct.cases.access import cases_seen_by
from safeconduct.cases.definitions import course_of
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Case, CaseEvent
from safeconduct.cases.requests import Done, Request, do
from safeconduct.cases.selectors import events_of
from safeconduct.cases.work import Work
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor, Event, EventKind, Reason, Refusal
from safeconduct.flow.course import calendar_of, outcome_of
from safeconduct.flow.events import SUPERVISOR
from safeconduct.flow.selection import Filing
from safeconduct.oversight.models import SecondLook
from safeconduct.people import selectors as people_read
from safeconduct.people import services as people
from safeconduct.programme import Definition, Edition, schema

FOR: Final = "for"
AGAINST: Final = "against"
SIDES: Final = (FOR, AGAINST)
#: A count below this is not shown: it would tell of single people.
LEAST_SHOWN: Final = 5
_DECIDING = (EventKind.STAGE_COMPLETED, EventKind.SECOND_OFFICER_CONFIRMED)


@dataclass(frozen=True, slots=True)
class Sampled:
    """An entry of a programme by which a share is looked at a second time, and of which track."""

    programme: str
    track: str
    entry: schema.SecondLook

    def line(self, side: str) -> str:
        """The name under which its draws stand."""
        return f"{self.programme}/{self.track}/{self.entry.stage}/{self.entry.id}/{side}"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often second officers agreed, by outcome and ground. None where too few were looked at."""

    outcome: str
    ground: str | None
    looked_at: int | None
    agreed: int | None


def sampled(definition: Definition) -> tuple[Sampled, ...]:
    """What the programme lets be looked at a second time today."""
    edition = Edition(definition, calendar_of(definition).day(clock.now()))
    return tuple(
        Sampled(definition.programme.id, track, entry)
        for track in definition.tracks
        for entry in edition.second_looks(track)
    )


# --- drawing -------------------------------------------------------------------------------------


@transaction.atomic
def announce(*, what: Sampled, by: str) -> tuple[Draw, ...]:
    """Fix the seeds before the pools are closed; what was announced and not made yet stands."""
    return tuple(
        announced_draw(what, side) or draws.announce(line=what.line(side), by=by) for side in SIDES
    )


def announced_draw(what: Sampled, side: str) -> Draw | None:
    """The draw that was announced and is not made."""
    return Draw.objects.filter(line=what.line(side), made_at__isnull=True).first()


@transaction.atomic
def make(*, what: Sampled, by: str) -> int:
    """Draw the share of decisions since the last draw, for and against; gives how many were drawn.

    InputError where no draw was announced.
    """
    drawn = 0
    for side in SIDES:
        row = announced_draw(what, side)
        if row is None:
            raise InputError("No draw was announced.", accepted="a draw that was announced")
        decided = {str(event.case_id): event for event in decisions(what, side)}
        pool = [Filing(case_id, event.at) for case_id, event in decided.items()]
        made = draws.make(
            draw_id=row.id,
            pool=pool,
            places=share_of(len(pool), what.entry.share_percent),
            selection=_by_lot(what.entry),
            by=by,
        )
        drawn += len(_open(what, side, made, decided))
    return drawn


def share_of(number: int, percent: int) -> int:
    """A share of a number, rounded up: of few, one is looked at as well."""
    return -(-number * percent // 100)


def _by_lot(entry: schema.SecondLook) -> schema.Selection:
    said = entry.model_dump(include={"id", "basis", "source", "mark", "name", "text"})
    return schema.Selection.model_validate(said | {"from": entry.from_, "method": "random"})


def decisions(what: Sampled, side: str) -> Iterator[CaseEvent]:
    """What was decided at the stage since the last draw, on one side; of a case the last."""
    last = Draw.objects.filter(line=what.line(side), made_at__isnull=False).order_by("-made_at")
    row = last.first()
    since = row.made_at if row else datetime.combine(what.entry.from_, time(), UTC)
    rows = CaseEvent.objects.filter(
        case__programme=what.programme,
        case__track=what.track,
        stage=what.entry.stage,
        kind__in=[kind.value for kind in _DECIDING],
        at__gt=since,
    )
    for event in rows.select_related("case").order_by("at", "id"):
        if side_of(event.case, event.stage, event.outcome, event.at) == side:
            yield event


def side_of(case: Case, stage_id: str, outcome_id: str, at: datetime) -> str | None:
    """Whether an outcome is for the person or against; None for one that decides nothing."""
    course = course_of(case)
    day = course.day(at)
    stage = course.stage(stage_id, day)
    outcome = outcome_of(stage, outcome_id) if stage else None
    if stage is None or outcome is None:
        return None
    if outcome.against_the_person:
        return AGAINST
    return FOR if course.leads_on(stage, outcome, day) else None


def _open(what: Sampled, side: str, made: Draw, decided: dict[str, CaseEvent]) -> list[SecondLook]:
    rows = []
    for turn in made.turns.order_by("position"):
        event = decided[str(turn.holder)]
        course = course_of(event.case)
        stage = course.stage(event.stage, course.day(event.at))
        assert stage is not None
        rows.append(
            SecondLook(
                programme=what.programme,
                look=what.entry.id,
                case_id=event.case_id,
                about=event.number,
                role=stage.actor_of(outcome_of(stage, event.outcome)),
                side=side,
                outcome=event.outcome,
                draw_id=made.id,
                drawn_at=clock.now(),
            )
        )
    return SecondLook.objects.bulk_create(rows)


# --- looking -------------------------------------------------------------------------------------


def deciders(events: Sequence[Event], about: int) -> frozenset[str]:
    """Who took part in a decision: who confirmed or completed it, and who proposed it."""
    decided = events[about - 1]
    found = {decided.actor.account}
    if decided.kind is EventKind.SECOND_OFFICER_CONFIRMED:
        proposed = [e for e in events[: about - 1] if e.kind is EventKind.OUTCOME_PROPOSED]
        found |= {proposed[-1].actor.account} if proposed else set()
    return frozenset(name for name in found if name)


def waiting_for(actor: Actor, *, most: int = 50) -> list[tuple[SecondLook, Case]]:
    """The looks that this officer may give, the oldest first."""
    rows = SecondLook.objects.filter(role=actor.role, answered_at__isnull=True)
    found = []
    for row in rows.order_by("drawn_at", "id"):
        case = cases_seen_by(actor).filter(pk=row.case_id).first()
        if case is not None and actor.account not in deciders(events_of(case), row.about):
            found.append((row, case))
        if len(found) == most:
            break
    return found


def some_wait(actor: Actor) -> bool:
    """Whether looks wait for officers of this role."""
    return SecondLook.objects.filter(role=actor.role, answered_at__isnull=True).exists()


def blind_in(case: Case, actor: Actor) -> SecondLook | None:
    """The look that an officer could still give in a case: until then they do not see its reasons."""
    rows = SecondLook.objects.filter(case_id=case.pk, role=actor.role, answered_at__isnull=True)
    for row in rows.order_by("drawn_at"):
        if actor.account not in deciders(events_of(case), row.about):
            return row
    return None


def look_for(look_id: uuid.UUID, actor: Actor) -> tuple[SecondLook, Case]:
    """A look that this officer may give, or gave. NotFound for every other."""
    row = SecondLook.objects.filter(id=look_id, role=actor.role).first()
    case = cases_seen_by(actor).filter(pk=row.case_id).first() if row else None
    is_theirs = (
        row is not None
        and case is not None
        and (row.answered_by == actor.account or row.answered_at is None)
        and actor.account not in deciders(events_of(case), row.about)
    )
    if row is None or case is None or not is_theirs:
        raise NotFound("There is no such second look.", given=look_id)
    return row, case


def choices(row: SecondLook, case: Case) -> tuple[schema.Outcome, ...]:
    """The outcomes that could have been decided, for and against, as the stage had them on the day."""
    at = events_of(case)[row.about - 1].at
    course = course_of(case)
    stage = course.stage(events_of(case)[row.about - 1].stage, course.day(at))
    return tuple(
        outcome
        for outcome in (stage.outcomes if stage else ())
        if stage and side_of(case, stage.id, outcome.id, at)
    )


def give(
    *, look_id: uuid.UUID, actor: Actor, outcome: str, reasons: str, key: str | None = None
) -> Done:
    """Say what one would have decided, and why; nothing else changes.

    NotFound for a look that is not this officer's, InputError for an outcome that the stage lacked.
    """
    row, case = look_for(look_id, actor)
    if outcome not in {one.id for one in choices(row, case)}:
        raise InputError("The stage had no such outcome.", given=outcome)

    def deed(work: Work) -> None:
        held = SecondLook.objects.select_for_update().get(pk=row.pk)
        if held.answered_at is not None:
            raise NotAllowed(Refusal(Reason.NOTHING_TO_DO))
        refs = deeds.written(work, {"reasons": reasons}, work.case.person)
        work.happen(
            EventKind.SECOND_LOOK_GIVEN,
            actor,
            refs={
                "look": row.look,
                "about": str(row.about),
                "draw": str(row.draw_id),
                "given": outcome,
                "agrees": "yes" if outcome == row.outcome else "no",
            }
            | refs,
        )
        SecondLook.objects.filter(pk=row.pk).update(
            answered_by=actor.account or "",
            answered_at=work.at,
            given=outcome,
            reasons=uuid.UUID(refs["reasons"]),
        )

    number = case.standing.number
    told = {"look": str(look_id), "reasons": reasons}
    request = Request("second_look", actor, number, key, outcome, told, is_beside=True)
    return do(case.id, request, deed)


# --- what it tells -------------------------------------------------------------------------------


def differing(programme: str) -> QuerySet[SecondLook]:
    """Looks that came to another outcome and about which nobody has said what was done; oldest first."""
    answered = SecondLook.objects.filter(programme=programme, answered_at__isnull=False)
    return (
        answered.exclude(given=F("outcome")).filter(closed_at__isnull=True).order_by("answered_at")
    )


def close(*, look_id: uuid.UUID, actor: Actor, note: str) -> None:
    """A supervisor says what was done about a difference. NotFound if there is none that is open."""
    if actor.role != SUPERVISOR or not actor.is_named_officer:
        raise NotAllowed(Refusal(Reason.NOT_YOUR_ROLE))
    if not note.strip():
        raise NotAllowed(Refusal(Reason.REASONS_NEEDED))
    with transaction.atomic():
        row = SecondLook.objects.select_for_update().filter(id=look_id).first()
        case = cases_seen_by(actor).filter(pk=row.case_id).first() if row else None
        if row is None or case is None or row.answered_at is None or row.closed_at is not None:
            raise NotFound("There is no such difference that is open.", given=look_id)
        kept = people.keep_value(person=case.person, name="second_look_closing", value=note)
        row.closed_by, row.closed_at, row.closing = actor.account or "", clock.now(), kept.id
        row.save(update_fields=["closed_by", "closed_at", "closing"])


def agreement(what: Sampled) -> tuple[Agreement, ...]:
    """How often both officers came to the same outcome, by the first's outcome and the ground."""
    looked: Counter[tuple[str, str | None]] = Counter()
    agreed: Counter[tuple[str, str | None]] = Counter()
    rows = SecondLook.objects.filter(
        programme=what.programme, look=what.entry.id, answered_at__isnull=False
    )
    for row, ground in _with_grounds(rows, what.entry.ground):
        looked[row.outcome, ground] += 1
        agreed[row.outcome, ground] += row.given == row.outcome
    return tuple(
        Agreement(outcome, ground, *_shown(looked[outcome, ground], agreed[outcome, ground]))
        for outcome, ground in sorted(looked, key=lambda one: (one[0], one[1] or ""))
    )


def _shown(looked: int, agreed: int) -> tuple[int | None, int | None]:
    return (looked, agreed) if looked >= LEAST_SHOWN else (None, None)


def _with_grounds(
    rows: Iterable[SecondLook], fact: str | None
) -> Iterator[tuple[SecondLook, str | None]]:
    """Each look with the ground as it stood when it was decided; None where it is not known any more."""
    rows = list(rows)
    if fact is None:
        yield from ((row, None) for row in rows)
        return
    noted: dict[uuid.UUID, dict[int, uuid.UUID]] = {}
    events = CaseEvent.objects.filter(
        case_id__in=[row.case_id for row in rows],
        kind=EventKind.FACT_RECORDED.value,
        refs__fact=fact,
    )
    for event in events:
        if "value" in event.refs:
            noted.setdefault(event.case_id, {})[event.number] = uuid.UUID(event.refs["value"])
    held = people_read.values([value for one in noted.values() for value in one.values()])
    for row in rows:
        before = {n: v for n, v in noted.get(row.case_id, {}).items() if n < row.about}
        ground = held.get(before[max(before)]) if before else None
        yield row, str(ground) if ground is not None else None
