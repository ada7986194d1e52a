"""When the order changes in which waiting cases are taken, everyone who waits is written to.

The order is dated data: a change takes effect on a day, and whoever waited before is told that day, each
by an event and a letter in a transaction of their own. Whoever comes later finds the order as it is.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.db.models import QuerySet

from safeconduct import clock
from safeconduct.cases import rounds
from safeconduct.cases.definitions import course_of, definition_of
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Case, CaseStanding
from safeconduct.cases.work import CLOCK, at_work
from safeconduct.flow import EventKind, Status
from safeconduct.flow.clocks import end_of_day
from safeconduct.oversight.models import OrderTold
from safeconduct.programme.schema import Selection


@dataclass(frozen=True, slots=True)
class Change:
    """An order that took the place of another, for the cases of one stored programme and variant."""

    sample: Case
    selection: Selection

    def waiting(self) -> QuerySet[CaseStanding]:
        """Whoever waited at the stage when it changed, and still does."""
        course = course_of(self.sample)
        before = self.selection.from_.toordinal() - 1
        return CaseStanding.objects.filter(
            case__content_id=self.sample.content_id,
            case__variant=self.sample.variant,
            case__track=self.sample.track,
            stage=self.selection.stage,
            since__lt=end_of_day(self.selection.from_.fromordinal(before), course.zone),
        ).exclude(status=Status.ENDED.value)

    @property
    def row(self) -> dict[str, object]:
        """How it is noted that all were told."""
        return {
            "content": self.sample.content_id,
            "variant": self.sample.variant,
            "track": self.sample.track,
            "stage": self.selection.stage or "",
            "from_date": self.selection.from_,
        }


def tell_due() -> int:
    """Tell everyone of the changes that took effect by now; gives in how many cases. A job calls this."""
    told = 0
    for change in _changes():
        if OrderTold.objects.filter(**change.row).exists():
            continue
        waiting = list(
            change.waiting().order_by("since", "case_id").values_list("case_id", flat=True)
        )
        told += rounds.each(waiting, partial(_tell, selection=change.selection))
        # Whom it failed for is tried again: it is noted once nobody is left.
        if not any(_is_owed(case_id, change.selection) for case_id in waiting):
            OrderTold.objects.get_or_create(**change.row, defaults={"told_at": clock.now()})
    return told


def _changes() -> Iterator[Change]:
    """Every order that is not the first of its stage and is in force, by programme and variant in use."""
    used = Case.objects.order_by("content_id", "variant", "track", "opened_at", "id")
    for sample in used.distinct("content_id", "variant", "track"):
        day = course_of(sample).day(clock.now())
        selections = [each for each in definition_of(sample).selections if each.stage]
        first: dict[str | None, Selection] = {}
        for selection in sorted(selections, key=lambda each: each.from_):
            is_first = first.setdefault(selection.stage, selection) is selection
            if not is_first and selection.in_force(day):
                yield Change(sample, selection)


def _tell(case_id: uuid.UUID, selection: Selection) -> bool:
    with at_work(case_id) as work:
        stage = work.stage
        if stage is None or stage.id != selection.stage:
            return False
        refs = {"selection": selection.id, "from": selection.from_.isoformat()}
        try:
            work.happen(EventKind.ORDER_CHANGED, CLOCK, stage=stage.id, refs=refs)
        except NotAllowed:
            # Told before, as when whoever told them died before it was noted for all.
            return False
        return True


def _is_owed(case_id: uuid.UUID, selection: Selection) -> bool:
    """Whether a case still waits at the stage and nobody there was told."""
    standing = CaseStanding.objects.get(pk=case_id)
    if standing.stage != selection.stage or standing.status == Status.ENDED.value:
        return False
    told = standing.case.events.filter(
        kind=EventKind.ORDER_CHANGED.value,
        refs__selection=selection.id,
        refs__from=selection.from_.isoformat(),
    )
    return not told.exists()
