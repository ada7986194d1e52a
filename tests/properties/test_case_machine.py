"""Random actors do random things to cases: the fold is total, and I1, I2 and I4 hold all along.

What holds is judged from the events and the programme's data, never by what the fold itself refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from safeconduct.flow import (
    EVENT_OF,
    Act,
    Actor,
    CaseState,
    Course,
    Event,
    EventKind,
    Status,
    allowed,
    refusal_of,
    state_of,
    step,
)
from safeconduct.flow.actions import Action
from safeconduct.flow.caps import period_key
from safeconduct.programme.schema import Outcome, Stage
from tests.flow.living import course

PARTIES = ("applicant", "beneficiary", "supporter", "petitioner")
ACCOUNTS = ("ana", "bo", "cy", "di", None)
MOVES = (EventKind.STAGE_COMPLETED, EventKind.SECOND_OFFICER_CONFIRMED, EventKind.DEADLINE_PASSED)


def roles(of: Course) -> list[str]:
    actors = {stage.actor for stage in of.track.stages}
    return sorted(actors | {*PARTIES, "officer.supervisor", "officer.review", "representative"})


def refs_for(
    of: Course, state: CaseState, action: Action, actor: Actor, at: datetime
) -> dict[str, str]:
    """What a service would write beside such an act."""
    refs = {"reasons": "d1", "until": (at + timedelta(days=9)).date().isoformat()}
    if action.act is Act.GIVE_BACK_PLACE and state.places:
        refs |= {"cap": state.places[0].cap, "period": state.places[0].period}
    stage = of.standing(state, at)
    if action.act is Act.TAKE_PLACE and stage:
        cap = of.cap(stage.takes[0], at)
        refs |= {"cap": stage.takes[0], "period": period_key(cap, at, of.zone) if cap else ""}
    if action.act is Act.GRANT_DELEGATION:
        refs |= {"delegation": "d", "account": "di", "role": actor.voice, "scope": "all"}
    if action.act is Act.END_DELEGATION:
        refs["delegation"] = "d"
    if action.act is Act.RECORD_FACT:
        refs["fact"] = "nationality"
    if action.act is Act.END_PARTY:
        refs |= {"role": "supporter", "supporter": "s1"}
    return refs


def outcome_then(of: Course, event: Event) -> tuple[Stage, Outcome]:
    """The stage and outcome that an event names, out of the track's data as of its day."""
    day = event.at.astimezone(of.zone).date()
    (stage,) = [s for s in of.track.stages if s.id == event.stage and s.in_force(day)]
    (outcome,) = [o for o in stage.outcomes if o.id == event.outcome]
    return stage, outcome


class CaseMachine(RuleBasedStateMachine):
    """One case; some events are what someone may do, others anything that can be put into words."""

    of: Course

    @initialize(start=st.integers(0, 900))
    def begin(self, start: int) -> None:
        self.at = datetime(2022, 10, 14, 12, tzinfo=UTC) + timedelta(days=start)
        self.events: list[Event] = []
        self.heeded: list[Event] = []
        self.state = CaseState()
        self.freed_at: datetime | None = None
        self.happen(EventKind.CASE_OPENED, Actor("clock"), None, None, {})

    @rule(stages=st.sampled_from((1, 3, 6, 12, 17, 20)))
    def the_case_goes_on(self, stages: int) -> None:
        """The first outcome that leads on, often: chance alone would seldom come to a departure."""
        for _ in range(stages):
            self._go_on()

    def _go_on(self) -> None:
        stage = self.of.standing(self.state, self.at)
        day = self.at.astimezone(self.of.zone).date()
        outcome = (
            next((o for o in stage.outcomes if self.of.leads_on(stage, o, day)), None)
            if stage
            else None
        )
        if stage is None or outcome is None:
            return
        first, second = ("eve", "fay") if self.state.set_aside else ("bo", "cy")
        here = Actor(stage.actor, first if stage.actor.startswith("officer.") else None)
        self.take_place_first(Action(Act.COMPLETE_STAGE, stage.id, places=stage.takes), here)
        kind = EventKind.OUTCOME_PROPOSED if outcome.four_eyes else EventKind.STAGE_COMPLETED
        self.happen(kind, here, stage.id, outcome.id, {"reasons": "d1"})
        if outcome.four_eyes:
            other = Actor(stage.actor, second)
            self.happen(EventKind.SECOND_OFFICER_CONFIRMED, other, stage.id, outcome.id, {})

    def happen(
        self,
        kind: EventKind,
        actor: Actor,
        stage: str | None,
        outcome: str | None,
        refs: Mapping[str, str],
        number: int | None = None,
    ) -> bool:
        event = Event(
            self.state.number + 1 if number is None else number,
            kind,
            self.at,
            actor,
            stage,
            outcome,
            refs,
        )
        refusal = refusal_of(self.of, self.state, event)
        before, self.state = self.state, step(self.of, self.state, event)
        self.events.append(event)
        assert (refusal is None) == (self.state.disregarded == before.disregarded)
        if refusal is None:
            self.heeded.append(event)
            self._note_freed(before, event)
        else:
            kept = (before.stage, before.status, before.cleared, before.places, before.decision)
            now = self.state
            assert kept == (now.stage, now.status, now.cleared, now.places, now.decision)
        return refusal is None

    def _note_freed(self, before: CaseState, event: Event) -> None:
        """A used place that went back may be another's from here on."""
        named = (event.refs.get("cap"), event.refs.get("period"))
        for place in before.places if event.kind is EventKind.PLACE_GIVEN_BACK else ():
            if place.used and (place.cap, place.period) == named:
                self.freed_at = place.at

    @rule(data=st.data(), minutes=st.integers(1, 600), account=st.sampled_from(ACCOUNTS[:4]))
    def somebody_does_what_they_may(self, data: st.DataObject, minutes: int, account: str) -> None:
        """First what is done is drawn, then by whom: reviews come about as often as mere notes."""
        self.at += timedelta(minutes=minutes)
        found: dict[Act, list[tuple[Actor, Action]]] = {}
        for role in roles(self.of):
            actor = Actor(role, None if role == "clock" else account)
            if role == "representative":
                actor = Actor(role, "di", data.draw(st.sampled_from(PARTIES)))
            for action in allowed(self.of, self.state, actor, self.at):
                found.setdefault(action.act, []).append((actor, action))
        if not found:
            return
        act = data.draw(st.sampled_from(sorted(found)))
        actor, action = data.draw(st.sampled_from(found[act]))
        self.take_place_first(action, actor)
        refs = refs_for(self.of, self.state, action, actor, self.at)
        outcome = action.outcome
        if act is Act.DECIDE_REVIEW:
            outcome = data.draw(st.sampled_from(["upheld", "set_aside"]))
        self.happen(EVENT_OF[act], actor, action.stage, outcome, refs)

    def take_place_first(self, action: Action, actor: Actor) -> None:
        if action.places:
            taking = Action(Act.TAKE_PLACE, action.stage)
            refs = refs_for(self.of, self.state, taking, actor, self.at)
            self.happen(EventKind.PLACE_TAKEN, actor, action.stage, None, refs)

    @precondition(lambda self: bool(self.state.lacks))
    @rule()
    def another_supporter_is_named(self) -> None:
        named = {"fact": "party", "role": "supporter", "supporter": "s2"}
        self.happen(EventKind.FACT_RECORDED, Actor("beneficiary", "ana"), None, None, named)

    @precondition(lambda self: self.state.decision is not None)
    @rule(outcome=st.sampled_from(("upheld", "set_aside")))
    def a_review_is_asked_for_and_decided(self, outcome: str) -> None:
        self.happen(EventKind.REVIEW_REQUESTED, Actor("beneficiary", "ana"), None, None, {})
        reviewer = Actor("officer.review", "rita")
        self.happen(EventKind.REVIEW_DECIDED, reviewer, None, outcome, {"reasons": "d1"})

    @rule(looks=st.booleans())
    def an_answer_is_corrected_and_the_case_would_go_on(self, looks: bool) -> None:
        """Often enough after the stage that rests on it, so that what is decided then is on the new value."""
        for _ in range(12):
            here = self.of.standing(self.state, self.at)
            if here is None or "issuing" in here.tags:
                break
            self._go_on()
        here = self.of.standing(self.state, self.at)
        person, fact = Actor("beneficiary", "ana"), {"fact": "nationality"}
        self.happen(EventKind.FACT_RECORDED, person, here.id if here else None, None, fact)
        if looks and self.state.changed:
            stage = self.of.stage(self.state.changed[0].stage, self.of.day(self.at))
            officer = Actor(stage.actor if stage else "clock", "gus")
            self.happen(EventKind.LOOKED_AGAIN, officer, self.state.changed[0].stage, None, {})
        self._go_on()

    @rule()
    def the_whole_stage_is_held_or_goes_on(self) -> None:
        """As `holds` carries it out: the clock pauses for a hold, and lets go for that hold alone."""
        stage = self.of.standing(self.state, self.at)
        if stage is None:
            return
        clock, before = Actor("clock"), self.of.as_of(self.state, self.at)
        if before.paused_for is None:
            self.happen(EventKind.STAGE_PAUSED, clock, stage.id, None, {"hold": "h1"})
            return
        for refs in ({}, {"hold": "another"}):
            assert not self.happen(EventKind.STAGE_RESUMED, clock, stage.id, None, refs)
        chief = Actor("officer.supervisor", "bo")
        assert not self.happen(EventKind.STAGE_RESUMED, chief, stage.id, None, {"hold": "h1"})
        went_on = self.happen(EventKind.STAGE_RESUMED, clock, stage.id, None, {"hold": "h1"})
        assert went_on == (before.status is Status.PAUSED)

    @rule()
    def what_is_due_is_reminded_of(self) -> None:
        due = [r for r in self.of.reminders(self.state, self.at) if r.due_at <= self.at]
        if not due:
            return
        nearest = min(due, key=lambda reminder: reminder.days)
        refs = {"days": str(nearest.days), "last_day": nearest.last_day.isoformat()}
        sent = (EventKind.REMINDER_SENT, Actor("clock"), nearest.stage, None, refs)
        assert self.happen(*sent)
        assert not self.happen(*sent)

    @invariant()
    def a_family_never_goes_ahead_one_by_one(self) -> None:
        """Whoever may act: with a family left behind, nothing leads on where it goes together."""
        stage = self.of.standing(self.state, self.at)
        if stage is None or not stage.goes_together:
            return
        day = self.at.astimezone(self.of.zone).date()
        on = {o.id for o in stage.outcomes if self.of.leads_on(stage, o, day) and not o.four_eyes}
        for role in (stage.actor, "officer.supervisor"):
            actor = Actor(role, "eve" if role.startswith("officer.") else None)
            may = allowed(self.of, self.state, actor, self.at, is_apart=True)
            assert not on & {action.outcome for action in may}

    @invariant()
    def nothing_moves_while_it_is_held(self) -> None:
        """From the events: between a hold's pause and its end, only what may happen to who waits."""
        held_at: str | None = None
        for event in self.heeded:
            if event.stage != held_at and event.kind in MOVES:
                # The programme has that stage no more, and the case stands elsewhere since.
                held_at = None
            over = event.kind in (EventKind.STAGE_RESUMED, EventKind.CASE_WITHDRAWN)
            if event.kind is EventKind.STAGE_PAUSED and event.refs.get("hold"):
                held_at = event.stage
            elif over or event.outcome == "set_aside":
                held_at = None
            elif held_at and event.kind in MOVES and event.outcome is not None:
                stage, outcome = outcome_then(self.of, event)
                day = event.at.astimezone(self.of.zone).date()
                assert self.of.is_protective(stage, outcome, day)
                held_at = None

    @rule(data=st.data())
    def anything_is_put_into_the_history(self, data: st.DataObject) -> None:
        stages = sorted({stage.id for stage in self.of.track.stages})
        here = self.of.standing(self.state, self.at)
        outcomes = sorted(
            {o.id for s in ([here] if here else self.of.track.stages) for o in s.outcomes}
        )
        actor = Actor(
            data.draw(st.sampled_from(roles(self.of))),
            data.draw(st.sampled_from(ACCOUNTS)),
            data.draw(st.sampled_from([None, None, None, *PARTIES, "officer.travel", ""])),
        )
        self.happen(
            data.draw(st.sampled_from(sorted(EventKind))),
            actor,
            data.draw(st.sampled_from([here.id if here else None, *stages, None])),
            data.draw(st.sampled_from([*outcomes, "upheld", "set_aside", None])),
            data.draw(
                st.dictionaries(
                    st.sampled_from(
                        [
                            "reasons",
                            "until",
                            "cap",
                            "period",
                            "delegation",
                            "account",
                            "role",
                            "scope",
                            "hold",
                            "days",
                            "last_day",
                            "supporter",
                            "fact",
                        ]
                    ),
                    st.sampled_from(
                        [
                            "",
                            "x",
                            "2022-12-01",
                            "9999-12-31",
                            "venezuela_total",
                            "total",
                            "all",
                            "supporter",
                            "30",
                        ]
                    ),
                    max_size=4,
                )
            ),
            data.draw(st.sampled_from([None, None, None, 0, 1, 10**6])),
        )

    @rule(days=st.integers(1, 200))
    def time_goes_by(self, days: int) -> None:
        self.at += timedelta(days=days)

    @precondition(lambda self: self.state.status is Status.ENDED)
    @rule()
    def what_is_due_back_goes_back(self) -> None:
        for place in self.of.places_due_back(self.state, self.at):
            refs = {"cap": place.cap, "period": place.period}
            assert self.happen(EventKind.PLACE_GIVEN_BACK, Actor("clock"), None, None, refs)
        assert all(place.used for place in self.state.places)

    @invariant()
    def the_fold_is_total_and_deterministic(self) -> None:
        """Heeded events alone, with their own numbers left as they are, tell the whole case."""
        again = state_of(self.of, self.events)
        assert again == self.state
        assert len(self.heeded) + len(self.state.disregarded) == len(self.events)

    @invariant()
    def nothing_is_decided_on_what_was_corrected_since(self) -> None:
        """From the events: after a fact changed on which a passed stage rests, its officers come first."""
        owed: set[str] = set()
        passed: set[str] = set()
        for event in self.heeded:
            rests = {
                stage.id
                for stage in self.of.track.stages
                if event.refs.get("fact") in stage.rests_on and stage.id in passed
            }
            if event.kind is EventKind.FACT_RECORDED:
                owed |= rests
            if event.kind is EventKind.LOOKED_AGAIN:
                looking = {s.actor for s in self.of.track.stages if s.id == event.stage}
                assert event.stage in owed and event.actor.role in looking
                owed.discard(event.stage)
            if event.kind in MOVES and event.outcome is not None:
                stage, outcome = outcome_then(self.of, event)
                if "issuing" in stage.tags and outcome.end != "withdrawn":
                    assert not owed or event.kind is EventKind.DEADLINE_PASSED
                    owed.clear()
                passed.add(stage.id)
                owed.discard(outcome.next or "")

    @invariant()
    def nobody_departs_with_a_gate_open(self) -> None:
        """I1, from the events: what officers cleared, less what was reopened since."""
        cleared: set[str] = set()
        against: set[str] = set()
        needed = {gate.id for gate in self.of.gates if gate.when == "before_departure"}
        for event in self.heeded:
            if event.kind is EventKind.REVIEW_DECIDED and event.outcome == "set_aside":
                cleared -= against
            if event.kind not in MOVES or event.outcome is None:
                continue
            _, outcome = outcome_then(self.of, event)
            if outcome.against_the_person:
                against = set(outcome.clears)
            if outcome.clears:
                assert event.actor.role.startswith("officer.") and event.actor.account
            cleared = (cleared | set(outcome.clears)) - set(outcome.reopens)
            day = event.at.astimezone(self.of.zone).date()
            following = self.of.stage(outcome.next, day)
            if following and {"departure", "transfer", "handover"} & set(following.tags):
                assert needed <= cleared, (event, needed - cleared)

    @invariant()
    def nothing_is_decided_against_a_person_alone(self) -> None:
        """I2, from the events: a named officer, written reasons, and a second who is another."""
        sides: dict[str, set[bool]] = {}
        proposed: Event | None = None
        for event in self.heeded:
            voice = event.actor.acting_for or event.actor.role
            if event.actor.account and (voice in PARTIES or voice.startswith("officer.")):
                sides.setdefault(event.actor.account, set()).add(voice in PARTIES)
            if event.kind is EventKind.OUTCOME_PROPOSED:
                proposed = event
            if event.kind not in MOVES or event.outcome is None:
                continue
            _, outcome = outcome_then(self.of, event)
            if outcome.against_the_person:
                first = proposed if outcome.four_eyes else event
                assert first is not None and first.outcome == event.outcome
                for officer in (first.actor, event.actor):
                    assert officer.role.startswith("officer.") and officer.account
                assert first.refs.get("reasons")
            if outcome.four_eyes:
                assert event.kind is EventKind.SECOND_OFFICER_CONFIRMED
                assert proposed is not None and proposed.actor.account != event.actor.account
        assert all(len(both) == 1 for both in sides.values())

    @invariant()
    def nobody_acts_in_a_place_that_is_empty(self) -> None:
        """From the events: whose part ended does not act again before another is named."""
        gone, stands = False, False
        for event in self.heeded:
            if event.kind is EventKind.PARTY_ENDED:
                assert not gone and not stands, (
                    "a part ends once, and while no authorization stands"
                )
                gone = True
            if event.kind is EventKind.FACT_RECORDED and event.refs.get("fact") == "party":
                gone = gone and event.refs.get("role") != "supporter"
            if event.kind in MOVES and event.outcome is not None:
                stage, outcome = outcome_then(self.of, event)
                assert not (gone and stage.actor == "supporter"), event
                stands = outcome.id == "authorized" or (stands and outcome.end is None)

    @invariant()
    def every_authorization_stands_on_a_place_of_its_own_period(self) -> None:
        """I4 for one case: places are those taken less those given back, and never two of a cap."""
        held: list[tuple[str, str]] = []
        for event in self.heeded:
            place = (event.refs.get("cap", ""), event.refs.get("period", ""))
            if event.kind is EventKind.PLACE_TAKEN:
                assert place[0] not in [cap for cap, _ in held]
                held.append(place)
            if event.kind is EventKind.PLACE_GIVEN_BACK:
                held.remove(place)
            if event.kind is EventKind.STAGE_COMPLETED and event.outcome == "authorized":
                stage, _ = outcome_then(self.of, event)
                assert set(stage.takes) <= {cap for cap, _ in held}
        assert sorted(held) == sorted((p.cap, p.period) for p in self.state.places)

    @invariant()
    def nobody_stands_on_a_place_that_went_back(self) -> None:
        """I4: once a used place is free, only a decision from before it was taken can be set aside."""
        if self.freed_at is not None and self.state.end is None:
            decision = self.state.decision
            assert decision is not None and decision.reviewed == "set_aside"
            assert decision.at < self.freed_at


class ComingBackMachine(CaseMachine):
    """The same with caps whose places come back, and officers who take authorizations back."""

    of = replace(
        course("article"),
        caps=tuple(cap.model_copy(update={"comes_back": True}) for cap in course("article").caps),
    )

    @rule(days=st.sampled_from((0, 1, 29, 30, 31, 89, 90, 91, 200)), is_reviewed=st.booleans())
    def what_was_given_is_taken_back(self, days: int, is_reviewed: bool) -> None:
        """And time goes by, the place goes back as soon as it may, and a review comes late or not."""
        for _ in range(20):
            stage = self.of.standing(self.state, self.at)
            outcomes = stage.outcomes if stage else ()
            against = next((outcome for outcome in outcomes if outcome.against_the_person), None)
            if against and any(place.used for place in self.state.places):
                break
            self._go_on()
        if stage is None or against is None:
            return
        role, reasons = stage.actor_of(against), {"reasons": "d1"}
        first, second = ("gil", "hal") if self.state.set_aside else ("bo", "cy")
        kind = EventKind.OUTCOME_PROPOSED if against.four_eyes else EventKind.STAGE_COMPLETED
        self.happen(kind, Actor(role, first), stage.id, against.id, reasons)
        confirmed = (EventKind.SECOND_OFFICER_CONFIRMED, Actor(role, second))
        self.happen(*confirmed, stage.id, against.id, {})
        self.at += timedelta(days=days)
        self.somebody_gives_places_back_whenever_they_may()
        if is_reviewed:
            self.a_review_is_asked_for_and_decided("set_aside")

    @rule()
    def somebody_gives_places_back_whenever_they_may(self) -> None:
        for place in self.state.places:
            refs = {"cap": place.cap, "period": place.period}
            self.happen(EventKind.PLACE_GIVEN_BACK, Actor("clock"), None, None, refs)


class ArticleMachine(CaseMachine):
    of = course("article")


class NoticeMachine(CaseMachine):
    of = course("notice")


class ReturnMachine(CaseMachine):
    of = course("article", "return")


SETTINGS = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
for machine in (ArticleMachine, ComingBackMachine, NoticeMachine, ReturnMachine):
    machine.TestCase.settings = SETTINGS
TestArticle = ArticleMachine.TestCase
TestComingBack = ComingBackMachine.TestCase
TestNotice = NoticeMachine.TestCase
TestReturn = ReturnMachine.TestCase
