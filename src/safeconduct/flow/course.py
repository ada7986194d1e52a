"""A track as casework walks it: stages as of a day, open gates, conditions and places asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property

from safeconduct.errors import InputError
from safeconduct.flow.caps import CapRule, cap_on, period_key
from safeconduct.flow.clocks import Deadline, Reminder, end_of_day, last_day, local_day, zone
from safeconduct.flow.state import CaseState, HeldPlace
from safeconduct.programme import Definition
from safeconduct.programme.edition import boundaries
from safeconduct.programme.schema import Cap, EndKind, Gate, Outcome, Stage, TimeLimit, Track

_ON_THE_WAY = frozenset({"departure", "transfer", "handover"})


@dataclass(frozen=True, eq=False)
class Course:
    """One track with all that its cases are judged by.

    `zone` says which calendar day an instant is; `countries` (ISO 3166-1 alpha-2) close working days.
    The time for asking for a review is the track's, as of the day of the decision; `review_within`, a
    period, stands in for it. A track without one sets no end to it.
    InputError if a time limit of the track cannot be counted.
    """

    track: Track
    gates: tuple[Gate, ...] = ()
    caps: tuple[Cap, ...] = ()
    zone: tzinfo = UTC
    countries: tuple[str, ...] = ()
    review_role: str = "officer.review"
    review_within: str | None = None

    def __post_init__(self) -> None:
        for stage in self.track.stages:
            if stage.limit:
                last_day(stage.from_, stage.limit.after, stage.limit.days, self.countries)
        for period in filter(None, (self.review_within, *(r.within for r in self.track.reviews))):
            last_day(date(2000, 1, 1), period)

    @classmethod
    def of(
        cls,
        definition: Definition,
        track: str,
        *,
        zone: tzinfo = UTC,
        countries: tuple[str, ...] = (),
        review_role: str = "officer.review",
        review_within: str | None = None,
    ) -> Course:
        """A programme's track; InputError if casework must not run on this variant or has no such track."""
        if not definition.runs_casework:
            raise InputError(
                f"No case runs on {definition.label}: it breaks the safeguards.",
                given=definition.label,
                accepted="a variant with runs_casework",
            )
        if track not in definition.tracks:
            raise InputError(
                f"{definition.label} has no track {track!r}.",
                given=track,
                accepted=", ".join(definition.tracks),
            )
        return cls(
            definition.tracks[track],
            definition.gates,
            definition.caps,
            zone,
            countries,
            review_role,
            review_within,
        )

    def day(self, instant: datetime) -> date:
        """The calendar day on which the course's rules are looked up for an instant."""
        return local_day(instant, self.zone)

    @cached_property
    def _versions(self) -> dict[str, tuple[Stage, ...]]:
        versions: dict[str, tuple[Stage, ...]] = {}
        for stage in sorted(self.track.stages, key=lambda stage: stage.from_):
            versions[stage.id] = (*versions.get(stage.id, ()), stage)
        return versions

    def stage(self, stage_id: str | None, day: date) -> Stage | None:
        """The stage as it is in force on the day."""
        versions = self._versions.get(stage_id or "", ())
        return next((stage for stage in versions if stage.in_force(day)), None)

    def as_of(self, state: CaseState, at: datetime) -> CaseState:
        """The case at an instant after its last event: the programme may have changed meanwhile.

        A case whose stage the programme no longer has stands at the track's start again, which then
        says what becomes of those who were under way; what was open at the old stage lapses.
        """
        day = self.day(at)
        if state.stage is None or state.end is not None or self.stage(state.stage, day):
            return state
        if self.stage(self.track.start, day) is None:
            return state
        return state.entered(self.track.start, at)

    def standing(self, state: CaseState, at: datetime) -> Stage | None:
        """The stage at which an open case stands, as it is in force at the instant."""
        state = self.as_of(state, at)
        return None if state.end is not None else self.stage(state.stage, self.day(at))

    def review_until(self, decided_at: datetime) -> date | None:
        """The last day for asking for a review of what was decided then; None if there is no last day."""
        day = self.day(decided_at)
        within = self.review_within or next(
            (review.within for review in self.track.reviews if review.in_force(day)), None
        )
        return last_day(day, within) if within else None

    def cap(self, cap_id: str, at: datetime) -> CapRule | None:
        """The cap as of an instant."""
        return cap_on(self.caps, cap_id, at, self.zone)

    def places_due_back(self, state: CaseState, at: datetime) -> tuple[HeldPlace, ...]:
        """The places that the case holds and has no more use for: they are to be given back now (I4)."""
        stage = self.standing(state, at)
        return tuple(place for place in state.places if self._is_due_back(state, place, stage, at))

    def _is_due_back(
        self, state: CaseState, place: HeldPlace, stage: Stage | None, at: datetime
    ) -> bool:
        rule = self.cap(place.cap, place.at)
        if rule is None or state.is_in_review:
            return False
        if place.used:
            return rule.comes_back_after(state.end, used=True)
        is_over = period_key(rule, at, self.zone) != place.period
        return is_over or stage is None or stage.id != place.stage

    def open_gates(
        self, state: CaseState, outcome: Outcome | None, following: Stage | None
    ) -> tuple[str, ...]:
        """The gates that would still be open where the outcome leads, and must not be (I1).

        `following` is the stage that the outcome leads to (on opening: the first, with no outcome).
        """
        cleared, end = state.cleared, None
        if outcome is not None:
            cleared, end = gates_after(state.cleared, outcome), outcome.end
        tags = set(following.tags) if following else set()
        returned = end is EndKind.RETURNED and not state.handed_over
        asked = set()
        if tags & _ON_THE_WAY or returned:
            asked.add("before_departure")
        if "handover" in tags or returned:
            asked.add("during")
        if end is not None and (state.handed_over or returned):
            asked.add("after")
        return tuple(g.id for g in self.gates if g.when in asked and g.id not in cleared)

    def conditions_for(self, stage: Stage, outcome: Outcome, day: date) -> tuple[str, ...]:
        """The conditions that must be met for this outcome.

        What leads a case on needs them; what refuses, withdraws or leads back does not. A step towards
        a departure needs them even where it is itself against the person.
        """
        if not stage.needs or not self.leads_on(stage, outcome, day):
            return ()
        if outcome.against_the_person and not self._reaches_departure(outcome.next, day):
            return ()
        return stage.needs

    def records_for(self, stage: Stage, outcome: Outcome, day: date) -> tuple[str, ...]:
        """The facts that have to be on record for this outcome, whatever they say."""
        return stage.records if self.leads_on(stage, outcome, day) else ()

    def places_for(self, stage: Stage, outcome: Outcome, day: date) -> tuple[str, ...]:
        """The caps of which an outcome takes a place: its stage's, if it leads on for the person."""
        if not stage.takes or outcome.against_the_person:
            return ()
        return stage.takes if self.leads_on(stage, outcome, day) else ()

    def leads_on(self, stage: Stage, outcome: Outcome, day: date) -> bool:
        """Whether an outcome takes the case further: to a stage not yet passed, or to its approval."""
        if outcome.next is None:
            return outcome.end is EndKind.APPROVED
        return not self._leads_back(stage.id, outcome.next, day)

    def is_protective(self, stage: Stage, outcome: Outcome, day: date) -> bool:
        """Whether an outcome does nothing but stop: back to a safeguard's question, opened again (G1)."""
        if not outcome.reopens or outcome.against_the_person or outcome.four_eyes:
            return False
        return outcome.next is not None and self._leads_back(stage.id, outcome.next, day)

    def _leads_back(self, stage: str, following: str, day: date) -> bool:
        """Whether every way from the start to the stage has already been through the following one."""
        if following == stage:
            return True
        change = bisect_right(self._changes, day)
        known = self._back.get((change, stage, following))
        if known is None:
            known = stage not in self._reached(self.track.start, day, without=following)
            self._back[change, stage, following] = known
        return known

    @cached_property
    def _changes(self) -> tuple[date, ...]:
        return boundaries(self.track.stages)

    @cached_property
    def _back(self) -> dict[tuple[int, str, str], bool]:
        return {}

    def _reaches_departure(self, start: str | None, day: date) -> bool:
        reached = (self.stage(name, day) for name in self._reached(start, day))
        return any("departure" in stage.tags for stage in reached if stage)

    def _reached(self, start: str | None, day: date, without: str | None = None) -> set[str]:
        reached: set[str] = set()
        waiting = [start]
        while waiting:
            stage = self.stage(waiting.pop(), day)
            if stage is None or stage.id in reached or stage.id == without:
                continue
            reached.add(stage.id)
            waiting.extend(outcome.next for outcome in stage.outcomes)
        return reached

    def deadlines(self, state: CaseState, at: datetime) -> tuple[Deadline, ...]:
        """The case's time limits as the rules of that instant's day have them, the soonest first."""
        state = self.as_of(state, at)
        stage = self.standing(state, at)
        if stage is None:
            return ()
        found = list(self._limit(state, stage, at))
        if state.evidence is not None:
            until = state.evidence.until
            found.append(Deadline(stage.id, None, until, end_of_day(until, self.zone)))
        return tuple(sorted(found, key=lambda deadline: deadline.passes_at))

    def reminders(self, state: CaseState, at: datetime) -> tuple[Reminder, ...]:
        """The reminders of the present stage's time limit that were not sent, the soonest first.

        One that is nearer to the last day stands for those before it: each is sent once, and none late.
        """
        stage = self.standing(state, at)
        if stage is None or stage.reminders is None:
            return ()
        sent = state.reminded_days
        return tuple(
            Reminder(
                stage.id, days, limit.last_day,
                end_of_day(date.fromordinal(limit.last_day.toordinal() - days - 1), self.zone),
            )
            for limit in self._limit(self.as_of(state, at), stage, at)
            for days in stage.reminders.days
            if sent is None or days < sent
        )  # fmt: skip

    def _limit(self, state: CaseState, stage: Stage, at: datetime) -> Iterator[Deadline]:
        if stage.limit is None or state.since is None:
            return
        runs_from = state.left_at(stage.limit.runs_from) if stage.limit.runs_from else None
        start = self._limit_starts(stage, self.day(state.since), self.day(at))
        if runs_from is not None and start == self.day(state.since):
            start = self.day(runs_from)
        try:
            day = last_day(start, stage.limit.after, stage.limit.days, self.countries)
            day = date.fromordinal(day.toordinal() + state.stood_still_days)
            passes_at = end_of_day(day, self.zone)
        except (InputError, ValueError):
            # Beyond the calendar's last day: such a limit never passes.
            return
        yield Deadline(stage.id, stage.limit.outcome, day, passes_at)

    def _limit_starts(self, stage: Stage, entered: date, day: date) -> date:
        """A limit counts from the day of entry; one that changed since then, from the day of the change."""
        first = self.stage(stage.id, entered)
        limit, start = first.limit if first else None, entered
        for version in self._versions[stage.id]:
            if entered < version.from_ <= day and not _same_limit(version.limit, limit):
                limit, start = version.limit, version.from_
        return start


def _same_limit(one: TimeLimit | None, other: TimeLimit | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.after, one.days, one.outcome) == (other.after, other.days, other.outcome)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where a programme's days are counted; its cases count theirs there too."""

    zone: tzinfo = UTC
    countries: tuple[str, ...] = ()

    def day(self, instant: datetime) -> date:
        """The calendar day of an instant there."""
        return local_day(instant, self.zone)


def calendar_of(definition: Definition) -> Calendar:
    """By which calendar a programme counts: of its own zone, or of the post for applications online.

    That post's country rests on its holidays. A programme with neither counts in UTC, and no holidays
    close its working days.
    """
    online = next((post for post in definition.posts if post.kind == "online"), None)
    name = definition.programme.time_zone or (online.time_zone if online else None)
    return Calendar(zone(name) if name else UTC, (online.country,) if online else ())


def outcome_of(stage: Stage, outcome_id: str | None) -> Outcome | None:
    """The stage's outcome of that name."""
    return next((outcome for outcome in stage.outcomes if outcome.id == outcome_id), None)


def gates_after(cleared: frozenset[str], outcome: Outcome) -> frozenset[str]:
    """The gates that are cleared after an outcome; what it reopens is open, whatever it clears."""
    return (cleared | set(outcome.clears)) - set(outcome.reopens)
