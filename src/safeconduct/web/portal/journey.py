"""Which question comes next: only those that can still change the answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from safeconduct.eligibility import Screening, screen
from safeconduct.programme import Definition
from safeconduct.programme.schema import Fact
from safeconduct.web.portal.answers import Answers

#: The limb that people apply for.
TRACK = "admission"
ANSWERED_BY = ("applicant", "supporter")


@dataclass(frozen=True)
class Position:
    """Where someone stands: what screening says so far, and the questions that still matter."""

    screening: Screening
    waiting: tuple[str, ...]

    @property
    def next(self) -> str | None:
        """The next question, or None when nothing can change the answer any more."""
        return self.waiting[0] if self.waiting else None


def is_offered(definition: Definition) -> bool:
    """Whether the programme has a limb that people apply for, and questions to ask about it."""
    tracks = {condition.track for condition in definition.conditions}
    return definition.runs_casework and TRACK in tracks and bool(asked_facts(definition))


@lru_cache(maxsize=64)
def asked_facts(definition: Definition) -> Mapping[str, Fact]:
    """The facts that a page may ask the person about."""
    return {name: fact for name, fact in definition.facts.items() if is_asked(fact)}


def is_asked(fact: Fact) -> bool:
    """Whether the person is asked: not for what others supply, nor for steps that come later."""
    return fact.supplied_by in ANSWERED_BY and fact.question is not None and not fact.step


def position(definition: Definition, answers: Answers, as_of: date) -> Position:
    """Screen what is known and see what is still worth asking."""
    screening = screen(definition, TRACK, as_of, answers.facts())
    asked = asked_facts(definition)
    names = dict.fromkeys(name.partition("[")[0] for name in screening.ask)
    waiting = tuple(name for name in names if name in asked and not answers.is_settled(name))
    return Position(screening, waiting)


def before(answers: Answers, current: str | None) -> str | None:
    """The question that was answered before the current one."""
    names = list(answers.given)
    if current in names:
        at = names.index(current)
        return names[at - 1] if at else None
    return names[-1] if names else None


@lru_cache(maxsize=256)
def likely_countries(definition: Definition, field: str) -> tuple[str, ...]:
    """The countries that rules compare this fact with, then the programme's own states."""
    named = dict.fromkeys(_compared_with(definition, field))
    return tuple(dict.fromkeys([*named, *definition.programme.states]))


def _compared_with(definition: Definition, field: str) -> Iterator[str]:
    pattern = re.compile(rf'\b{re.escape(field)}\b\s*(?:!=|=|in)\s*\(?((?:\s*"[A-Z]{{2}}",?)+)')
    for condition in definition.conditions:
        if condition.track == TRACK:
            for expression in _leaves(condition.when):
                for found in pattern.findall(expression):
                    yield from re.findall(r"[A-Z]{2}", found)


def _leaves(logic: object) -> Iterator[str]:
    if isinstance(logic, str):
        yield logic
    elif isinstance(logic, tuple):
        for part in logic:
            yield from _leaves(part)
    else:
        for key in ("is_", "all", "any", "not_"):
            held = getattr(logic, key, None)
            if held is not None:
                yield from _leaves(held)
