"""The steps of which services are made: noting facts, completing a stage, the clock's own moves."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from safeconduct import clock
from safeconduct.cases import facts as case_facts
from safeconduct.cases import screening, supporters
from safeconduct.cases.definitions import definition_of
from safeconduct.cases.errors import Conflict
from safeconduct.cases.models import PARTY_ROLES, Case, Party
from safeconduct.cases.selectors import known_facts
from safeconduct.cases.work import CLOCK, Work
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor, EventKind
from safeconduct.flow.clocks import Reminder
from safeconduct.people import services as people
from safeconduct.people.models import Person
from safeconduct.programme import Edition
from safeconduct.programme.schema import Outcome, Stage

#: A track whose clock goes in circles is refused on loading; this only keeps a mistake from hanging.
_MOST_STEPS = 20


def note_party(
    case: Case, person: Person, role: str, account: str, *, is_organisation: bool = False
) -> bool:
    """Give a person a role in a case; whether it is new. InputError for a role that there is not."""
    if role not in PARTY_ROLES:
        raise InputError(
            f"{role!r} is no role of a party.", given=role, accepted=", ".join(PARTY_ROLES)
        )
    if is_organisation and role not in ("supporter", "co_supporter"):
        raise InputError(
            "An organisation supports; it is not the one who travels.",
            given=role,
            accepted="supporter, co_supporter",
        )
    # Whose part is over may be named anew.
    _, is_new = Party.objects.get_or_create(
        case=case,
        person=person,
        role=role,
        defaults={
            "account": account,
            "added_at": clock.now(),
            "is_organisation": is_organisation,
        },
    )
    return is_new


def named(person: Person, role: str, account: str) -> dict[str, str]:
    """What an event says of someone who gets a part in the case by it; `selectors.verify_chain` looks."""
    return {role: str(person.id)} | ({f"{role}_account": account} if account else {})


def record(
    work: Work,
    given: Mapping[str, Any],
    actor: Actor,
    expected_number: int,
    refs: Mapping[str, str] | None = None,
    *,
    anew: bool = False,
) -> None:
    """Note facts as events with their values beside them; what is already known so is left alone.

    Unless it is noted `anew`: the same was found once more.
    Conflict, with both values, where someone noted otherwise what the actor had not seen.
    """
    if not given:
        return
    definition = definition_of(work.case)
    case_facts.check(definition, given, actor)
    known = known_facts(work.case, work.events)
    both = case_facts.conflicts(given, known, work.events, expected_number)
    if both:
        raise Conflict(both, work.state.number)
    repeats = definition.tracks[work.case.track].repeats
    compared = {name for repeat in repeats for name in repeat.facts}
    for name, value in given.items():
        fact = definition.facts[name]
        subject = case_facts.subject_of(fact, work.case)
        plain = case_facts.plain(value)
        if case_facts.is_protected(fact):
            by = actor.account or actor.role
            people.put_protected(person=subject, name=name, value=plain, by=by)
            continue
        if name in known and known[name].value == plain and not anew:
            continue
        kept = people.keep_value(
            person=subject, name=name, value=plain, is_compared=name in compared
        )
        work.happen(
            EventKind.FACT_RECORDED,
            actor,
            stage=work.state.stage,
            refs={
                "fact": name,
                "person": str(subject.id),
                "value": str(kept.id),
                "value_digest": kept.digest,
            }
            | dict(refs or {}),
        )


def complete(
    work: Work,
    actor: Actor,
    outcome_id: str,
    reasons: str | None = None,
    post: str | None = None,
) -> None:
    """Bring the present stage to an outcome, or propose one that needs a second officer."""
    stage, outcome = work.stage_now(), work.outcome(outcome_id)
    unmet, refs = findings(work, stage, outcome)
    if post is not None:
        refs["post"] = _post_of(work, stage, post)
    is_proposed = outcome.four_eyes
    if not is_proposed:
        work.take_places(actor, stage, outcome)
    work.happen(
        EventKind.OUTCOME_PROPOSED if is_proposed else EventKind.STAGE_COMPLETED,
        actor,
        stage=stage.id,
        outcome=outcome.id,
        refs=refs | written(work, {"reasons": reasons}),
        unmet=unmet,
    )


def _post_of(work: Work, stage: Stage, post: str) -> str:
    """A post of the stage's pool that is open on the day; NotFound otherwise."""
    edition = Edition(definition_of(work.case), work.course.day(work.at))
    known = [held.id for held in edition.posts if stage.pool and held.pool == stage.pool]
    if post not in known:
        raise NotFound(
            f"{post!r} is no post at which this stage takes place.",
            given=post,
            accepted=", ".join(known) or "none: this stage takes place at no post",
        )
    return post


def confirm(work: Work, actor: Actor) -> None:
    """Confirm the outcome that was proposed."""
    stage, proposal = work.stage_now(), work.state.proposal
    unmet: frozenset[str] = frozenset()
    refs: dict[str, str] = {}
    if proposal is not None:
        outcome = work.outcome(proposal.outcome)
        unmet, refs = findings(work, stage, outcome)
        work.take_places(actor, stage, outcome)
    work.happen(
        EventKind.SECOND_OFFICER_CONFIRMED,
        actor,
        stage=stage.id,
        outcome=proposal.outcome if proposal else None,
        refs=refs,
        unmet=unmet,
    )


def let_the_clock_act(work: Work) -> None:
    """Take the steps that are the clock's, need no time to pass, and leave no choice."""
    for _ in range(_MOST_STEPS):
        stage = work.stage
        if work.stop_if_held():
            return
        if stage is None or work.state.end or stage.actor != "clock" or stage.limit:
            return
        if len(stage.outcomes) != 1 or stage.outcomes[0].next == stage.id:
            return
        complete(work, CLOCK, stage.outcomes[0].id)


def remind(work: Work, reminder: Reminder) -> None:
    """Send a reminder that is due; its letter follows on it."""
    refs = {"days": str(reminder.days), "last_day": reminder.last_day.isoformat()}
    work.happen(EventKind.REMINDER_SENT, CLOCK, stage=reminder.stage, refs=refs)


def findings(work: Work, stage: Stage, outcome: Outcome) -> tuple[frozenset[str], dict[str, str]]:
    """What is not met or not on record for an outcome, and where the findings of the day are kept.

    They are kept for what leads on and for what is against the person, so that each cites them.
    """
    day = work.course.day(work.at)
    asked = work.course.conditions_for(stage, outcome, day)
    missing = screening.not_on_record(
        work.case, work.events, work.course.records_for(stage, outcome, day)
    )
    if not asked and not (stage.needs and outcome.against_the_person):
        return missing, {}
    if stage.actor == supporters.SUPPORTER:
        supporters.one_at_a_time(work.case)
    found = screening.screened(work.case, work.events, work.at)
    kept = people.keep_value(person=work.case.person, name="findings", value=screening.kept(found))
    refs = {"findings": str(kept.id), "findings_digest": kept.digest}
    return screening.unmet(found, asked) | missing, refs


def written(
    work: Work, texts: Mapping[str, str | None], person: Person | None = None
) -> dict[str, str]:
    """Put written words where they can be erased; gives what the event keeps of them.

    They are `person`'s own, or else about the party whose step is being looked at.
    """
    refs: dict[str, str] = {}
    for name, text in texts.items():
        if text is not None and text.strip():
            kept = people.keep_value(person=person or _concerned(work), name=name, value=text)
            refs |= {name: str(kept.id), f"{name}_digest": kept.digest}
    return refs


def _concerned(work: Work) -> Person:
    role = work.state.last_party
    party = work.case.parties.filter(role=role).select_related("person").order_by("id").first()
    return party.person if party is not None else work.case.person


def holds(work: Work, value_id: uuid.UUID) -> bool:
    """Whether an event of the case points to the value."""
    return any(str(value_id) in event.refs.values() for event in work.events)
