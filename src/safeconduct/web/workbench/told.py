"""A case's history and what is known, in the page's language and the place's time."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from safeconduct.accounts.selectors import shown_names
from safeconduct.cases import telling
from safeconduct.cases.facts import is_protected
from safeconduct.cases.models import Case
from safeconduct.cases.selectors import KnownFact
from safeconduct.eligibility import Effect, Finding, Screening
from safeconduct.eligibility.dictionary import Records
from safeconduct.flow import Actor, Course, Event, EventKind
from safeconduct.flow.course import outcome_of
from safeconduct.people import selectors as people
from safeconduct.programme import Definition
from safeconduct.programme.schema import Fact
from safeconduct.web import wording
from safeconduct.web.facts_shown import rows_of
from safeconduct.web.workbench import words

#: Written words that come with events, by the name of the reference.
_WRITTEN = ("reasons", "what", "best_interests", "note")
_OPEN = (Effect.UNDECIDED, Effect.DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the timeline."""

    number: int
    at: str
    kind: str
    by: str
    about: str
    written: str
    until: str


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that is known, and who said so when."""

    fact: Fact
    label: str
    text: str
    table: tuple[tuple[str, ...], ...]
    heads: tuple[str, ...]
    is_complete: bool
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the facts that it rests on, in words."""

    finding: Finding
    facts: tuple[tuple[str, str], ...]


def instant(at: datetime, course: Course) -> str:
    """An instant in words, by the clock of the place at which the case's days are counted."""
    local = at.astimezone(course.zone)
    return f"{wording.day(local.date())}, {local:%H:%M}"


def short(at: datetime, course: Course) -> str:
    """The same for dense lists, as it is read in any language."""
    return f"{at.astimezone(course.zone):%Y-%m-%d %H:%M}"


class Names:
    """How colleagues are called, asked for once for a whole page."""

    def __init__(self, events: Sequence[Event], *more: str) -> None:
        accounts = {event.actor.account for event in events if event.actor.is_named_officer}
        self._shown = shown_names({name for name in (*accounts, *more) if name})

    def of(self, actor: Actor) -> str:
        """Who acted: an officer by name, a party by their role."""
        if actor.is_named_officer:
            name = self.account(actor.account or "")
            if not actor.acting_for:
                return name
            return _("%(name)s for %(party)s") % {
                "name": name,
                "party": wording.actor(actor.acting_for),
            }
        if actor.acting_for:
            party = wording.actor(actor.acting_for)
            return _("%(party)s, by a representative") % {"party": party}
        return wording.actor(actor.voice)

    def account(self, name: str) -> str:
        """How an account is called; by its own name if it has no other."""
        return self._shown.get(name, name)


def timeline(case: Case, course: Course, events: Sequence[Event], names: Names) -> list[Happened]:
    """Everything that happened, the last first."""
    texts = written(events)
    definition_facts = telling.definition_of(case).facts
    lines = []
    for event in reversed(events):
        stage = course.stage(event.stage, course.day(event.at))
        outcome = outcome_of(stage, event.outcome) if stage else None
        about = wording.told(stage.name) if stage else event.stage or ""
        if event.kind is EventKind.FACT_RECORDED:
            about = _about_fact(definition_facts, event)
        elif event.kind is EventKind.DOCUMENT_ADDED:
            about = wording.document_kind(event.refs["kind"])
        elif event.kind is EventKind.APPOINTMENT_MADE:
            about = _about_appointment(case, event)
        elif outcome is not None:
            about = f"{about}: {wording.told(outcome.name)}"
        elif event.outcome:
            about = f"{about}: {words.REVIEWS.get(event.outcome, event.outcome)}"
        until = event.refs.get("until")
        lines.append(
            Happened(
                number=event.number,
                at=short(event.at, course),
                kind=str(words.EVENTS[event.kind]),
                by=names.of(event.actor),
                about=about,
                written=texts.get(event.number, ""),
                until=wording.day(date.fromisoformat(until)) if until else "",
            )
        )
    return lines


def _about_fact(facts: Mapping[str, Fact], event: Event) -> str:
    name = event.refs.get("fact", "")
    if name in facts and not is_protected(facts[name]):
        return wording.told(facts[name].label)
    return str(words.PARTIES.get(event.refs.get("role", ""), ""))


def _about_appointment(case: Case, event: Event) -> str:
    posts = {post.id: wording.told(post.name) for post in telling.definition_of(case).posts}
    day = wording.day(date.fromisoformat(event.refs["day"]))
    return f"{posts.get(event.refs['post'], event.refs['post'])}, {day}"


def written(events: Sequence[Event]) -> dict[int, str]:
    """The written words of each event that are still there, by its number."""
    refs = [
        (event.number, uuid.UUID(event.refs[name]))
        for event in events
        for name in _WRITTEN
        if name in event.refs
    ]
    held = people.values([value for _number, value in refs])
    texts: dict[int, list[str]] = {}
    for number, value in refs:
        if value in held:
            texts.setdefault(number, []).append(str(held[value]))
    return {number: "\n".join(parts) for number, parts in texts.items()}


def known(
    definition: Definition,
    facts: Mapping[str, KnownFact],
    events: Sequence[Event],
    course: Course,
    names: Names,
) -> list[Known]:
    """What is known and not protected, in the dictionary's order."""
    by_number = {event.number: event for event in events}
    lines = []
    for name, fact in definition.facts.items():
        if name not in facts or is_protected(fact):
            continue
        event = by_number[facts[name].number]
        value = facts[name].value
        table, is_complete = _table(fact, value)
        lines.append(
            Known(
                fact=fact,
                label=wording.told(fact.label),
                text=value_in_words(fact, value),
                table=table,
                heads=tuple(wording.told(part.label) for part in fact.fields),
                is_complete=is_complete,
                by=names.of(event.actor),
                at=short(event.at, course),
            )
        )
    return lines


def _table(fact: Fact, value: Any) -> tuple[tuple[tuple[str, ...], ...], bool]:
    if fact.type != "records":
        return (), True
    held, is_complete = rows_of(value)
    rows = tuple(
        tuple(
            value_in_words(part, row[part.id]) if part.id in row else words_unknown()
            for part in fact.fields
        )
        for row in held
    )
    return rows, is_complete


def words_unknown() -> str:
    """The word for what is not known."""
    return str(wording.FINDING_STATUSES["unknown"])


def value_in_words(fact: Fact, value: Any) -> str:
    """A fact's value as kept, or as screened, in words."""
    if value is None:
        return wording.told(fact.none_label) or _("None")
    if fact.type == "records":
        n = len(value.rows if isinstance(value, Records) else rows_of(value)[0])
        return _("%(n)d entries") % {"n": n} if n != 1 else _("1 entry")
    if fact.type == "date" and isinstance(value, str):
        value = date.fromisoformat(value)
    return wording.value(fact, value)


def findings(screening: Screening, needed_now: Collection[str]) -> dict[str, list[Found]]:
    """Today's findings by what they do; none that tells of a protected fact.

    What is open is told apart by whether the present stage needs it.
    """
    grouped: dict[str, list[Found]] = {"in_the_way": [], "open": [], "later": [], "fine": []}
    for finding in screening.findings:
        if tells_protected(screening.definition, finding):
            continue
        grouped[_group(finding, needed_now)].append(
            Found(finding, _facts(screening.definition, finding))
        )
    return grouped


def _group(finding: Finding, needed_now: Collection[str]) -> str:
    if finding.effect is Effect.IN_THE_WAY:
        return "in_the_way"
    if finding.effect not in _OPEN:
        return "fine"
    return "open" if finding.condition.id in needed_now else "later"


def tells_protected(definition: Definition, finding: Finding) -> bool:
    """Whether a finding rests on a fact that only the protection room may see."""
    return any(is_protected(definition.facts[name]) for name in finding.facts_used)


def _facts(definition: Definition, finding: Finding) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            wording.told(definition.facts[name].label),
            value_in_words(definition.facts[name], finding.facts[name])
            if name in finding.facts
            else words_unknown(),
        )
        for name in finding.facts_used
    )
