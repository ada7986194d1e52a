"""What was corrected after officers had looked at it: the old value beside the new, and their new look."""

from __future__ import annotations

from dataclasses import dataclass

from safeconduct.cases import looking
from safeconduct.cases.facts import is_protected
from safeconduct.flow import Act
from safeconduct.programme.schema import Fact
from safeconduct.web import wording
from safeconduct.web.workbench import inputs, told
from safeconduct.web.workbench.inputs import Inputs
from safeconduct.web.workbench.sheet import Attempt, Sheet

PREFIX = "l"


@dataclass(frozen=True)
class Line:
    """A fact as it was looked at, and as it is now."""

    label: str
    before: str
    after: str
    by: str
    at: str


@dataclass(frozen=True)
class Look:
    """What changed since a stage's officers looked, and the form for those who look again."""

    stage: str
    name: str
    lines: tuple[Line, ...]
    may: bool
    inputs: tuple[Inputs, ...]


def looks(held: Sheet, attempt: Attempt | None) -> list[Look]:
    """For each stage whose officers have to look again: at what, and with which facts."""
    found: dict[str, list[Line]] = {}
    for change in looking.to_look_at(held.events, held.state):
        found.setdefault(change.stage, []).append(_line(held, change))
    return [_look(held, attempt, stage, tuple(lines)) for stage, lines in found.items()]


def facts_of(held: Sheet, stage: str) -> list[Fact]:
    """What the stage puts on record: it may be found otherwise now."""
    here = held.course.stage(stage, held.course.day(held.now))
    facts = [held.definition.facts[name] for name in here.records] if here else []
    return [fact for fact in facts if not is_protected(fact)]


def _look(held: Sheet, attempt: Attempt | None, stage: str, lines: tuple[Line, ...]) -> Look:
    here = held.course.stage(stage, held.course.day(held.now))
    may = Act.LOOK_AGAIN in held.choices.acts and here is not None and here.actor == held.actor.role
    shown = inputs.shown(facts_of(held, stage), held.values, PREFIX)
    if attempt is not None and attempt.act == "look" and attempt.facts:
        shown = list(attempt.facts)
    return Look(stage, wording.told(here.name) if here else stage, lines, may, tuple(shown))


def _line(held: Sheet, change: looking.Change) -> Line:
    fact = held.definition.facts[change.fact]
    before = told.value_in_words(fact, change.before) if change.was_known else told.words_unknown()
    return Line(
        label=wording.told(fact.label),
        before=before,
        after=told.value_in_words(fact, change.after),
        by=held.names.of(change.by),
        at=told.short(change.at, held.course),
    )
