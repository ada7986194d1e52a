"""Which whole stages stand still, and what those who are concerned are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from safeconduct.cases.models import Case, StageHold
from safeconduct.programme.schema import in_language


@dataclass(frozen=True, slots=True)
class Held:
    """What someone is told whose case stands still because its whole stage does."""

    since: datetime
    words: str


def holds_in_force(programme: str | None = None) -> QuerySet[StageHold]:
    """Every hold that has not ended, of one programme or of all; the oldest first."""
    held = StageHold.objects.filter(until__isnull=True).order_by("since", "id")
    return held.filter(programme=programme) if programme else held


def holds_of(programme: str) -> QuerySet[StageHold]:
    """Every hold that there ever was in a programme, the newest first."""
    return StageHold.objects.filter(programme=programme).order_by("-since", "id")


def holds_on(case: Case) -> QuerySet[StageHold]:
    """The holds in force that concern a case, each at its own stage."""
    here = Q(variant__isnull=True) | Q(variant=case.variant)
    return holds_in_force(case.programme).filter(here, track=case.track)


def hold_on(case: Case, stage: str) -> StageHold | None:
    """The hold that stops a case at a stage, if there is one."""
    return holds_on(case).filter(stage=stage).first()


def held_words(case: Case, language: str) -> Held | None:
    """What the person is told while their case's stage is held; None if it is not."""
    hold_id = case.standing.hold
    hold = StageHold.objects.filter(id=hold_id).first() if hold_id else None
    return Held(hold.since, in_language(hold.words, language)) if hold else None
