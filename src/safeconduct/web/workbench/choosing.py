"""What may be done in a case now, what may not and why: as forms and reasons on the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from safeconduct.cases.facts import is_protected
from safeconduct.eligibility import Screening
from safeconduct.flow import Act, Choice, Course, Reason, Refusal
from safeconduct.flow.course import outcome_of
from safeconduct.programme import Definition
from safeconduct.programme.schema import Condition, Fact, Outcome, Stage
from safeconduct.web import wording
from safeconduct.web.workbench import told, words

_OF_AN_OUTCOME = (Act.COMPLETE_STAGE, Act.STOP, Act.PROPOSE_OUTCOME)
#: What facts on the same form may mend: an outcome refused for these is offered all the same.
_MENDED_BY_FACTS = (Reason.CONDITIONS_OPEN, Reason.NOT_ON_RECORD)


@dataclass(frozen=True, slots=True)
class Option:
    """An outcome that can be chosen; `open` are conditions that facts on the same form may meet."""

    outcome: Outcome
    needs_reasons: bool
    needs_second_officer: bool
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotNow:
    """A reason, and everything that it keeps from being done."""

    why: str
    what: tuple[str, ...]
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What an officer may do now, and what not."""

    outcomes: tuple[Option, ...]
    acts: frozenset[Act]
    not_now: tuple[NotNow, ...]

    @property
    def any(self) -> bool:
        """Whether there is anything to do beside noting facts and adding papers."""
        return bool(self.outcomes or self.acts - words.BESIDE)

    @property
    def only_steps_in(self) -> bool:
        """Whether the stage is someone else's, and all that is offered is to end what they hold."""
        return bool(self.outcomes) and all(option.outcome.by for option in self.outcomes)


def chosen(found: Sequence[Choice], stage: Stage | None, screening: Screening | None) -> Choices:
    """The choices of an officer, sorted into what may be done and what not."""
    options, acts = [], set()
    refused: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for choice in found:
        action, refusal = choice.action, choice.refusal
        outcome = (
            outcome_of(stage, action.outcome) if stage and action.act in _OF_AN_OUTCOME else None
        )
        if outcome is None and action.act not in words.ACTS:
            continue
        name = wording.told(outcome.name) if outcome else str(words.ACTS[action.act])
        if outcome is not None and (refusal is None or refusal.reason in _MENDED_BY_FACTS):
            options.append(
                Option(
                    outcome,
                    action.needs_reasons,
                    action.needs_second_officer,
                    about(refusal, screening),
                )
            )
        elif refusal is None:
            acts.add(action.act)
        elif refusal.reason not in words.NOT_WORTH_SAYING:
            key = (why(refusal, screening), about(refusal, screening))
            refused.setdefault(key, []).append(name)
    not_now = tuple(NotNow(text, tuple(what), more) for (text, more), what in refused.items())
    return Choices(tuple(options), frozenset(acts), not_now)


def why(refusal: Refusal, screening: Screening | None) -> str:
    """A refusal's reason in the page's language; of safeguards no more than that it is not ready."""
    if refusal.reason is Reason.CONDITIONS_OPEN and not about(refusal, screening):
        refusal = Refusal(Reason.GATE_OPEN)
    return wording.told(refusal.words)


def about(refusal: Refusal | None, screening: Screening | None) -> tuple[str, ...]:
    """The conditions that a refusal names, in words; none that rests on a protected fact."""
    if refusal is None or refusal.reason is not Reason.CONDITIONS_OPEN or screening is None:
        return ()
    return tuple(
        _as_reason(finding.condition)
        for finding in screening.findings
        if finding.condition.id in refusal.about
        and not told.tells_protected(screening.definition, finding)
    )


def _as_reason(condition: Condition) -> str:
    text = wording.told(condition.text)
    return _("Not met: %(text)s") % {"text": text} if condition.kind == "requirement" else text


def facts_of_stage(
    course: Course, stage: Stage, screening: Screening, definition: Definition, day: Any
) -> list[Fact]:
    """What officers have to say for the case to go on from here: what this stage is there to find out,

    and what its conditions rest on and those of the stages after it, up to the next officer's.
    """
    needed = set(_needs(course, stage, day))
    names = {
        name
        for finding in screening.findings
        if finding.condition.id in needed
        for name in finding.facts_used
    } | set(stage.records)
    return [
        fact
        for name, fact in definition.facts.items()
        if name in names and fact.supplied_by == "officer" and not is_protected(fact)
    ]


def _needs(course: Course, stage: Stage, day: Any) -> Iterable[str]:
    waiting, seen = [stage], {stage.id}
    while waiting:
        here = waiting.pop()
        yield from here.needs
        if here is not stage and here.actor.startswith("officer."):
            continue
        for outcome in here.outcomes:
            following = course.stage(outcome.next, day)
            if following is None or following.id in seen:
                continue
            if not following.actor.startswith("officer."):
                seen.add(following.id)
                waiting.append(following)


def facts_to_note(
    definition: Definition, screening: Screening | None, known: Mapping[str, Any]
) -> list[Fact]:
    """The facts that an officer may note or correct: known ones, and those that this track asks for."""
    used = (
        {name for finding in screening.findings for name in finding.facts_used}
        if screening
        else set()
    )
    return [
        fact
        for name, fact in definition.facts.items()
        if (name in used or name in known) and not is_protected(fact)
    ]
