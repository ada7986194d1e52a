"""When the order changes in which waiting cases are taken, everyone who waits is written to.

The order is dated data: a change takes effect on a day, and whoever waited before is told that day, each
by an event and a letter in a transaction of their own. Whoever comes later finds the order as it is.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db.models import QuerySet

from safeconduct import clock
from safeconduct.cases import rounds
from safeconduct.cases.definitions import course, stored
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Case, CaseStanding
from safeconduct.cases.work import CLOCK, at_work
from safeconduct.flow import EventKind, Status
from safeconduct.flow.clocks import end_of_day
from safeconduct.oversight.models import OrderTold
from safeconduct.programme.schema import Selection


@dataclass(frozen=True, slots=True)
class Change:
    """An order that took the place of another, in one stored programme, variant and track."""

    content: str
    variant: str
    track: str
    selection: Selection
    #: The instant at which it took effect, where the days of the cases are counted.
    since: datetime

    def waiting(self) -> QuerySet[CaseStanding]:
        """Whoever waited at the stage when it changed, and still does."""
        return CaseStanding.objects.filter(
            case__content_id=self.content,
            case__variant=self.variant,
            case__track=self.track,
            stage=self.selection.stage,
            since__lt=self.since,
        ).exclude(status=Status.ENDED.value)

    @property
    def row(self) -> dict[str, object]:
        """How it is noted that all were told."""
        return {
            "content": self.content,
            "variant": self.variant,
            "track": self.track,
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
    """Every order in force that is not the first of its stage, in each programme on which cases run."""
    for content in _contents():
        programme = stored(content, None).programme
        named = [each.id for each in programme.variants if each.runs_casework]
        for variant in ("", *named):
            definition = stored(content, variant or None)
            for track in definition.tracks if definition.runs_casework else ():
                yield from _changes_of(content, variant, track)


def _changes_of(content: str, variant: str, track: str) -> Iterator[Change]:
    definition = stored(content, variant or None)
    held = course(definition, track)
    first: dict[str | None, Selection] = {}
    stages = {stage.id for stage in definition.tracks[track].stages}
    for selection in sorted(definition.selections, key=lambda each: each.from_):
        is_first = first.setdefault(selection.stage, selection) is selection
        if is_first or selection.stage not in stages:
            continue
        if selection.in_force(held.day(clock.now())):
            before = date.fromordinal(selection.from_.toordinal() - 1)
            yield Change(content, variant, track, selection, end_of_day(before, held.zone))


def _contents() -> Iterator[str]:
    """The stored programmes that cases point to, one step of the index each: cases are many."""
    last = ""
    while True:
        after = Case.objects.filter(content_id__gt=last).order_by("content_id")
        found = after.values_list("content_id", flat=True).first()
        if found is None:
            return
        yield found
        last = found


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
