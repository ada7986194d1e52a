"""What the self-check tells at its end: result, reasons, what is open, what the other variants say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from safeconduct.eligibility import Effect, Finding, Result, Screening, screen
from safeconduct.programme import Definition, Edition
from safeconduct.programme.schema import Fact, Stage, Words
from safeconduct.web import wording
from safeconduct.web.portal import journey
from safeconduct.web.portal.answers import Answers

_NOT_ACTING = ("clock", "carrier")


@dataclass(frozen=True)
class OpenFact:
    """A question that is still open, and whether the person could answer it."""

    id: str
    question: str
    can_answer: bool


@dataclass(frozen=True)
class OpenRule:
    """A rule that nobody can settle yet: what it says, and what would settle it."""

    finding: Finding
    would_settle: str
    doubtful: bool


@dataclass(frozen=True)
class Reason:
    """A condition that stands in the way, and the step at which the programme looks at it."""

    finding: Finding
    step: Stage | None


@dataclass(frozen=True)
class OtherVariant:
    """The same answers under another variant, and whether its own self-check takes them all."""

    definition: Definition
    result: str
    in_the_way: tuple[Finding, ...]
    can_go_on: bool


@dataclass(frozen=True)
class Outcome:
    """The whole result page. `result` is `eligible`, `barred` or `open` as the person is told."""

    screening: Screening
    result: str
    headline: Words
    in_the_way: tuple[Reason, ...]
    lifted: tuple[tuple[Finding, tuple[Finding, ...]], ...]
    open_rules: tuple[OpenRule, ...]
    open_facts: tuple[OpenFact, ...]
    to_do: tuple[Finding, ...]
    for_officers: tuple[Finding, ...]
    fine: tuple[Finding, ...]
    first_steps: tuple[Stage, ...]
    others: tuple[OtherVariant, ...]


def outcome(
    definition: Definition, answers: Answers, as_of: date, others: Sequence[Definition]
) -> Outcome:
    """What to tell someone who gave these answers."""
    screening = journey.position(definition, answers, as_of).screening
    result = told_result(screening)
    undecided = [f for f in screening.findings if f.effect is Effect.UNDECIDED]
    weighed = [f for f in undecided if f.condition.kind != "exception"]
    left = [f for f in weighed if _is_left_to_others_or_later(screening, f)]
    to_do = [f for f in left if _waits_for_a_step(screening, f)]
    doubtful = [f for f in screening.findings if f.effect is Effect.DOUBTFUL]
    return Outcome(
        screening=screening,
        result=result,
        headline=_headline(definition, result),
        in_the_way=_reasons(screening),
        lifted=_lifted(screening),
        open_rules=tuple(
            OpenRule(f, wording.told(f.condition.unknown), f in doubtful)
            for f in [*weighed, *doubtful]
            if f not in left
        ),
        open_facts=_open_facts(screening),
        to_do=tuple(to_do),
        for_officers=tuple(f for f in left if f not in to_do),
        fine=tuple(f for f in screening.findings if f.effect in (Effect.FINE, Effect.LIFTED)),
        first_steps=_first_steps(definition, as_of),
        others=tuple(
            _other(each, answers, as_of) for each in others if each.variant != definition.variant
        ),
    )


def told_result(screening: Screening) -> str:
    """The result as the person is told.

    What only officers can still settle, or a step that is yet to come, counts as nothing found.
    """
    if screening.result is Result.OPEN and is_left_to_officers(screening):
        return Result.ELIGIBLE.value
    return screening.result.value


def is_left_to_officers(screening: Screening) -> bool:
    """Whether nothing that is open is the person's to answer now, and nothing is in doubt."""
    if any(finding.effect is Effect.DOUBTFUL for finding in screening.findings):
        return False
    facts = screening.definition.facts
    return not any(journey.is_asked(facts[name.partition("[")[0]]) for name in screening.ask)


def _is_left_to_others_or_later(screening: Screening, finding: Finding) -> bool:
    unknown = _unknown(screening, finding)
    return bool(unknown) and not any(journey.is_asked(fact) for fact in unknown)


def _waits_for_a_step(screening: Screening, finding: Finding) -> bool:
    return any(fact.step for fact in _unknown(screening, finding))


def _unknown(screening: Screening, finding: Finding) -> list[Fact]:
    facts = screening.definition.facts
    return [facts[name] for name in finding.facts_used if name not in finding.facts]


def _headline(definition: Definition, result: str) -> Words:
    return definition.programme.result_words.get(journey.TRACK, {}).get(result, {})


def _lifted(screening: Screening) -> tuple[tuple[Finding, tuple[Finding, ...]], ...]:
    by_id = {finding.condition.id: finding for finding in screening.findings}
    return tuple(
        (finding, tuple(by_id[name] for name in finding.lifted_by if name in by_id))
        for finding in screening.findings
        if finding.effect is Effect.LIFTED
    )


def _open_facts(screening: Screening) -> tuple[OpenFact, ...]:
    asked = journey.asked_facts(screening.definition)
    names = dict.fromkeys(name.partition("[")[0] for name in screening.ask)
    return tuple(
        OpenFact(name, wording.told(asked[name].question), True) for name in names if name in asked
    )


def _reasons(screening: Screening) -> tuple[Reason, ...]:
    stages = _stages(screening.definition, screening.as_of)
    return tuple(
        Reason(finding, next((s for s in stages if finding.condition.id in s.needs), None))
        for finding in screening.in_the_way
    )


def _stages(definition: Definition, as_of: date) -> tuple[Stage, ...]:
    if journey.TRACK not in definition.tracks:
        return ()
    return Edition(definition, as_of).stages(journey.TRACK)


def _first_steps(definition: Definition, as_of: date) -> tuple[Stage, ...]:
    """The first two stages that a person acts in."""
    return tuple(
        stage
        for stage in _stages(definition, as_of)
        if stage.actor not in _NOT_ACTING and not stage.actor.startswith("officer")
    )[:2]


def _other(definition: Definition, answers: Answers, as_of: date) -> OtherVariant:
    known = {n: v for n, v in answers.facts().items() if n in definition.facts}
    screening = screen(definition, journey.TRACK, as_of, known)
    can_go_on = answers.given.keys() <= journey.asked_facts(definition).keys()
    return OtherVariant(definition, told_result(screening), screening.in_the_way, can_go_on)
