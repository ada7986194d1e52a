"""Lists of work: what is to be done, by which desk, in which order. By keys, without totals."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    F,
    Func,
    QuerySet,
    SmallIntegerField,
    UUIDField,
    Value,
)
from django.db.models.lookups import GreaterThan

from safeconduct import clock
from safeconduct.accounts import offices
from safeconduct.cases import access, care
from safeconduct.cases.models import Case
from safeconduct.errors import InputError
from safeconduct.flow import Actor, CaseState, Course, Event, Status
from safeconduct.flow.clocks import Deadline
from safeconduct.flow.events import CLOCK, PARTIES
from safeconduct.worklists.models import NEVER, ORDER, WorkItem

PARTY = "party"
PAGE_SIZE = 25
#: Counts on a desk go no further than this, those of all work no further than that.
MOST_COUNTED, MOST_COUNTED_OF_ALL = 50, 1000
#: Who sees all work: those who answer for it, and those who check on it.
_OVERSEERS = frozenset({offices.SUPERVISOR, offices.AUDITOR})
#: The first columns of the indexes, those that narrow most first.
_LEADS = (("desk", "post"), ("stage",), ("desk", "status"), ("status",), ("desk",))
#: Desks that also look after what waits for the people themselves.
_BESIDE_PARTIES = frozenset({offices.CASEWORK, offices.CLERK})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a list; empty means all of it."""

    stage: str = ""
    status: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A case in a list, with the desk that has it."""

    item: WorkItem
    case: Case
    is_at_own_post: bool
    is_overdue: bool

    @property
    def care(self) -> str | None:
        """Why it is taken up before others; None if nothing says so."""
        return care.CARE[self.item.care] if self.item.care < care.NO_CARE else None


@dataclass(frozen=True, slots=True)
class Count:
    """How many, up to a most: `is_more` means that there are more than that."""

    number: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class AtStage:
    """What waits at one stage, whoever's work it is."""

    stage: str
    oldest: Case
    oldest_since: datetime
    all: Count
    over_30_days: Count
    over_90_days: Count
    overdue: Count


# --- writing ---------------------------------------------------------------------------------------


def keep(
    case: Case, course: Course, events: Sequence[Event], state: CaseState, at: datetime
) -> None:
    """Write whose work a case is now, in the transaction of its event; one that is over is nobody's."""
    if state.status is Status.ENDED:
        WorkItem.objects.filter(case_id=case.pk).delete()
        return
    stage = course.standing(state, at)
    known = WorkItem.objects.filter(case_id=case.pk).values_list("care", flat=True).first()
    if known is None or care.may_change(events, at):
        known = care.care_of(case, events, course.day(at))
    due = _next_due(state)
    item = WorkItem(
        case_id=case.pk,
        desk=_desk(course, state, course.whose(state, stage, at) if stage else CLOCK),
        post=next((event.refs["post"] for event in reversed(events) if "post" in event.refs), ""),
        stage=stage.id if stage else state.stage or "",
        status=state.status.value,
        proposed_by=(state.proposal.by.account or "") if state.proposal else "",
        due_at=due.passes_at if due else NEVER,
        due_date=due.last_day if due else None,
        care=known,
        since=state.since or at,
    )
    fields = [field.name for field in WorkItem._meta.fields if not field.primary_key]
    WorkItem.objects.bulk_create(
        [item], update_conflicts=True, unique_fields=["case_id"], update_fields=fields
    )


def _desk(course: Course, state: CaseState, actor: str) -> str:
    if state.status is Status.IN_REVIEW:
        return course.review_role
    return PARTY if actor in PARTIES else actor


def _next_due(state: CaseState) -> Deadline | None:
    return min(state.deadlines, key=lambda each: each.passes_at, default=None)


# --- reading ---------------------------------------------------------------------------------------


def work_for(
    actor: Actor, wanted: Wanted = Wanted(), *, post: str = ""
) -> tuple[list[Line], str | None]:
    """A page of an officer's work and, if there is more, the key after which the next page begins.

    An officer who sits at a post has its cases first. InputError for a key that is none of ours.
    """
    parts = [part.narrowed(wanted) for part in _parts(actor, post)]
    start, key = _read_key(wanted.after, len(parts))
    found: list[tuple[int, WorkItem]] = []
    for number in range(start, len(parts)):
        items = parts[number].items.order_by(*ORDER)
        if key is not None and number == start:
            items = items.filter(_comes_after(key, parts[number].led_by()))
        found += [(number, item) for item in items[: PAGE_SIZE + 1 - len(found)]]
        if len(found) > PAGE_SIZE:
            break
    shown = found[:PAGE_SIZE]
    cases = (
        access.cases_seen_by(actor)
        .select_related("standing")
        .in_bulk([item.case_id for _, item in shown])
    )
    now = clock.now()
    lines = [
        Line(
            item,
            cases[item.case_id],
            is_at_own_post=bool(post) and item.post == post,
            is_overdue=item.due_at <= now,
        )
        for _, item in shown
        if item.case_id in cases
    ]
    return lines, _key(*shown[-1]) if len(found) > PAGE_SIZE else None


def counts_for(actor: Actor) -> dict[str, Count]:
    """How much of an officer's work is in each status, and how much is overdue; none left out."""
    # The parts of a list lie side by side: counted one by one, each by its index.
    parts = [part.items for part in _parts(actor, "")]
    found = {}
    for status in Status:
        if status not in (Status.NOT_OPENED, Status.ENDED):
            found[status.value] = _counted([part.filter(status=status.value) for part in parts])
    found["overdue"] = _counted([part.filter(due_at__lte=clock.now()) for part in parts])
    return found


def stages_of(actor: Actor) -> list[tuple[str, Case]]:
    """The stages at which an officer's work stands, each with a case at it."""
    found = []
    for part in _parts(actor, ""):
        stage = ""
        while True:
            item = part.items.filter(stage__gt=stage).order_by("stage", *ORDER).first()
            if item is None:
                break
            stage = item.stage
            found.append((stage, Case.objects.get(pk=item.case_id)))
    return found


def work_by_stage(actor: Actor) -> list[AtStage]:
    """All work that is under way by stage: how much, how old, and how much past its time.

    What is closed to the officer who asks is in none of it.
    """
    found: list[AtStage] = []
    now, stage, work = clock.now(), "", WorkItem.objects.all()
    if closed := access.closed_to(actor):
        work = work.exclude(case_id__in=closed)
    while True:
        first = work.filter(stage__gt=stage).order_by("stage", "since").first()
        if first is None:
            return found
        stage = first.stage
        here = work.filter(stage=stage)
        older = here.order_by("since")

        def count(items: QuerySet[WorkItem]) -> Count:
            return _counted([items], MOST_COUNTED_OF_ALL)

        found.append(
            AtStage(
                stage=stage,
                oldest=Case.objects.get(pk=first.case_id),
                oldest_since=first.since,
                all=count(here),
                over_30_days=count(older.filter(since__lt=now - timedelta(days=30))),
                over_90_days=count(older.filter(since__lt=now - timedelta(days=90))),
                overdue=count(here.filter(due_at__lte=now)),
            )
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a list, and the columns that have one value in all of it."""

    items: QuerySet[WorkItem]
    fixed: Mapping[str, str]

    @classmethod
    def of(cls, **fixed: str) -> _Part:
        return cls(WorkItem.objects.filter(**fixed), fixed)

    def without(self, **others: str) -> _Part:
        return _Part(self.items.exclude(**others), self.fixed)

    def narrowed(self, wanted: Wanted) -> _Part:
        more = {"stage": wanted.stage, "status": wanted.status}
        more = {name: value for name, value in more.items() if value}
        return _Part(self.items.filter(**more), {**self.fixed, **more})

    def led_by(self) -> dict[str, str]:
        """The fixed columns with which the index begins that serves the part."""
        for columns in _LEADS:
            if all(column in self.fixed for column in columns):
                return {column: self.fixed[column] for column in columns}
        return {}


def _parts(actor: Actor, post: str) -> list[_Part]:
    """What an officer's list is made of, one part after the other; nothing that is closed to them."""
    closed = access.closed_to(actor)
    parts = _all_parts(actor, post)
    if not closed:
        return parts
    return [_Part(part.items.exclude(case_id__in=closed), part.fixed) for part in parts]


def _all_parts(actor: Actor, post: str) -> list[_Part]:
    if actor.role in _OVERSEERS:
        return [_Part.of()]
    mine = {"status": Status.AWAITING_SECOND_OFFICER.value, "proposed_by": actor.account or ""}
    own = _Part.of(desk=actor.role).without(**mine)
    if actor.role in _BESIDE_PARTIES:
        return [own, _Part.of(desk=PARTY)]
    if not post:
        return [own]
    return [_Part.of(desk=actor.role, post=post).without(**mine), own.without(post=post)]


def _counted(parts: list[QuerySet[WorkItem]], most: int = MOST_COUNTED) -> Count:
    # In an order, so that an index is walked and not the table.
    number = sum(
        len((part if part.ordered else part.order_by(*ORDER)).values_list("case_id")[: most + 1])
        for part in parts
    )
    return Count(min(number, most), number > most)


# --- keys ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Key:
    due_at: datetime
    care: int
    since: datetime
    case_id: uuid.UUID


def _comes_after(key: _Key, led_by: Mapping[str, str]) -> GreaterThan:
    """As one comparison of rows, which an index answers; parts of it joined by OR it would not.

    The index's first columns, which are the same in all rows, stand in it too: the planner takes a
    comparison of rows for a narrow one, and would else walk another index to its end.
    """
    named = Func(*map(F, (*led_by, *ORDER)), function="ROW", output_field=BooleanField())
    given = Func(
        *(Value(value, CharField()) for value in led_by.values()),
        Value(key.due_at, DateTimeField()),
        Value(key.care, SmallIntegerField()),
        Value(key.since, DateTimeField()),
        Value(key.case_id, UUIDField()),
        function="ROW",
        output_field=BooleanField(),
    )
    return GreaterThan(named, given)


def _key(part: int, item: WorkItem) -> str:
    told = (part, item.due_at.isoformat(), item.care, item.since.isoformat(), item.case_id)
    return "~".join(map(str, told))


def _read_key(text: str, parts: int) -> tuple[int, _Key | None]:
    if not text:
        return 0, None
    try:
        part, due_at, at_care, since, case_id = text.split("~")
        number = int(part)
        key = _Key(
            datetime.fromisoformat(due_at),
            int(at_care),
            datetime.fromisoformat(since),
            uuid.UUID(case_id),
        )
        is_ours = 0 <= number < parts and 0 <= key.care <= care.NO_CARE
        if not is_ours or key.due_at.tzinfo is None or key.since.tzinfo is None:
            raise ValueError(text)
    except ValueError as error:
        raise InputError("This is no place in the list.", given=text) from error
    return number, key
