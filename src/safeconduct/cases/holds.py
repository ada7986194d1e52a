"""Holding a whole stage: nobody's case is cancelled, everyone's stands still and is told why.

Each case is paused by an event of its own that names the hold, in a transaction of its own. Whoever dies
in between has paused some; the next run of `spread` pauses the rest. Whoever comes to the stage later is
paused on arrival (`work.Work.finish`).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from safeconduct import clock
from safeconduct.cases import rounds
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.holding import holds_in_force
from safeconduct.cases.models import CaseStanding, StageHold
from safeconduct.cases.work import CLOCK, at_work
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor, EventKind, Reason, Refusal
from safeconduct.flow.events import SUPERVISOR
from safeconduct.programme import Definition
from safeconduct.programme.schema.common import Words

MANAGER = "officer.manager"
_MAY_HOLD = frozenset({SUPERVISOR, MANAGER})
_MOVING = ("open", "waiting_for_evidence", "awaiting_second_officer", "changed")


@transaction.atomic
def hold_stages(
    *,
    definition: Definition,
    track: str,
    stages: Collection[str],
    actor: Actor,
    reasons: str,
    words: Words,
    every_variant: bool = False,
    dependency: str = "",
) -> tuple[StageHold, ...]:
    """Declare that stages stand still from now on; `spread` then pauses the cases at them.

    `words` are what those concerned are told, in every language of the programme. NotAllowed for
    anyone but a supervisor or manager, InputError for a stage that there is not or missing words.
    """
    _refuse_others(actor)
    known = {stage.id for stage in definition.tracks[track].stages}
    languages = definition.programme.languages
    if unknown := sorted(set(stages) - known):
        raise InputError("There is no such stage.", given=", ".join(unknown))
    if not reasons.strip() or any(not words.get(language, "").strip() for language in languages):
        raise InputError(
            "A hold needs reasons, and words for those whom it concerns.",
            accepted=f"words in {', '.join(languages)}",
        )
    return tuple(
        StageHold.objects.create(
            programme=definition.programme.id,
            variant=None if every_variant else definition.variant or "",
            track=track,
            stage=stage,
            since=clock.now(),
            words=dict(words),
            reasons=reasons,
            role=actor.role,
            account=actor.account or "",
            dependency=dependency,
        )
        for stage in sorted(set(stages))
    )


def concerned(definition: Definition, track: str, stage: str, *, every_variant: bool) -> int:
    """How many cases stand at a stage now and would be paused by a hold of it."""
    found = _moving(definition.programme.id, track, stage)
    if not every_variant:
        found = found.filter(case__variant=definition.variant or "")
    return found.count()


def held_now(hold: StageHold) -> int:
    """How many cases are paused for a hold."""
    return _paused_by(hold).count()


def end_hold(*, hold_id: uuid.UUID, actor: Actor, reasons: str) -> None:
    """Let a held stage go on; `spread` then lets the cases go on. NotFound if it is not held."""
    _refuse_others(actor)
    if not reasons.strip():
        raise NotAllowed(Refusal(Reason.REASONS_NEEDED))
    held = StageHold.objects.filter(id=hold_id, until__isnull=True)
    if not held.update(until=clock.now(), ended_by=actor.account or "", ended_reasons=reasons):
        raise NotFound("There is no such hold in force.", given=hold_id)


def spread(*, most: int | None = None) -> int:
    """Carry out every hold that was declared or ended: one case after the other, each for itself.

    Gives the number of cases that it moved; `most` is the most in one run. A job calls this often.
    """
    moved = 0
    for hold in holds_in_force():
        moved += rounds.each(_cut(_to_pause(hold), moved, most), _pause)
    for hold in StageHold.objects.filter(until__isnull=False, settled_at__isnull=True):
        paused = _cut(_paused_by(hold), moved, most)
        moved += rounds.each(paused, partial(_resume, hold=str(hold.id)))
        if not _paused_by(hold).exists():
            StageHold.objects.filter(pk=hold.pk).update(settled_at=clock.now())
    return moved


def _cut(cases: QuerySet[CaseStanding], moved: int, most: int | None) -> list[uuid.UUID]:
    ids = cases.order_by("since", "case_id").values_list("case_id", flat=True)
    return list(ids if most is None else ids[: max(0, most - moved)])


def _to_pause(hold: StageHold) -> QuerySet[CaseStanding]:
    found = _moving(hold.programme, hold.track, hold.stage)
    return found if hold.variant is None else found.filter(case__variant=hold.variant)


def _moving(programme: str, track: str, stage: str) -> QuerySet[CaseStanding]:
    return CaseStanding.objects.filter(
        case__programme=programme, case__track=track, stage=stage, status__in=_MOVING
    )


def _paused_by(hold: StageHold) -> QuerySet[CaseStanding]:
    return CaseStanding.objects.filter(hold=hold.pk)


def _pause(case_id: uuid.UUID) -> bool:
    with at_work(case_id) as work:
        before = work.state.number
        # Where the case stands is asked anew, now that it is locked.
        work.stop_if_held()
        return work.state.number > before


def _resume(case_id: uuid.UUID, hold: str) -> bool:
    with at_work(case_id) as work:
        if work.state.paused_for != hold:
            return False
        try:
            work.happen(EventKind.STAGE_RESUMED, CLOCK, stage=work.state.stage, refs={"hold": hold})
        except NotAllowed:
            # In review: what was paused beneath it goes on when the review is decided.
            return False
        return True


def _refuse_others(actor: Actor) -> None:
    if not actor.is_named_officer or actor.role not in _MAY_HOLD:
        raise NotAllowed(Refusal(Reason.NOT_YOUR_ROLE))
