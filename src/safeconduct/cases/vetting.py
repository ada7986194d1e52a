"""Vetting by an authority's own systems: a question goes out, later an answer comes with a reference.

A system only ever answers what a stage is there to put on record. Its answer is a fact with a reference;
it completes no stage and decides nothing: a named officer does, with the answer before them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from safeconduct.cases import deeds, selectors
from safeconduct.cases.access import case_named
from safeconduct.cases.definitions import course_of, definition_of
from safeconduct.cases.models import Case, CaseStanding
from safeconduct.cases.requests import Done, Request, do
from safeconduct.cases.work import Work
from safeconduct.errors import InputError, SafeconductError
from safeconduct.flow import Actor, CaseState, Course, Status
from safeconduct.flow.events import SYSTEM
from safeconduct.people.digests import canonical

VETTING = "officer.vetting"


@dataclass(frozen=True, slots=True)
class Question:
    """What a system is asked: the facts that a stage has to put on record, about one person.

    `known` are the facts of the case that a system may see: those of the person and the request.
    """

    receipt_number: str
    asked: tuple[str, ...]
    known: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system answered, and the reference under which its owner finds it again."""

    reference: str
    receipt_number: str
    facts: Mapping[str, Any]


class VettingSystem(Protocol):
    """An authority's own system. `docs/how-to-connect-vetting.md` says what it has to hold to."""

    @property
    def name(self) -> str:
        """A short name, of letters and digits: events and keys hold it."""
        ...

    def ask(self, question: Question) -> None:
        """Put a question; the same one again changes nothing. Answers come later, or at once."""
        ...

    def answers(self) -> Iterable[Answer]:
        """Every answer that there is; one that was taken before may come again."""
        ...


@dataclass(frozen=True, slots=True)
class Manual:
    """No system at all: the vetting officer looks, and notes the result when completing the stage."""

    name: str = "manual"

    def ask(self, question: Question) -> None:
        """Nothing goes out."""

    def answers(self) -> Iterable[Answer]:
        """Nothing comes in."""
        return ()


@dataclass(frozen=True, slots=True)
class Folder:
    """An example: questions are written as files, and answers come as files. See the how-to."""

    path: Path
    name: str = "folder"

    def ask(self, question: Question) -> None:
        """Write `asked/RECEIPT.json`, whole or not at all."""
        asked = self.path / "asked"
        asked.mkdir(parents=True, exist_ok=True)
        unfinished = asked / f".{question.receipt_number}.new"
        told = {"asked": list(question.asked), "known": dict(question.known)}
        unfinished.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        unfinished.rename(asked / f"{question.receipt_number}.json")

    def answers(self) -> Iterator[Answer]:
        """Read `answers/*.json`, by name. InputError names a file that cannot be read."""
        for file in sorted((self.path / "answers").glob("*.json")):
            try:
                data = json.loads(file.read_text(encoding="utf-8"))
                given = data["reference"], data["receipt_number"], data["facts"]
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(
                    f"The answer in {file.name} cannot be read.",
                    given=str(error),
                    accepted="an object with reference, receipt_number and facts",
                ) from error
            if not all(isinstance(text, str) and text for text in given[:2]) or not isinstance(
                given[2], dict
            ):
                raise InputError(
                    f"The answer in {file.name} is not complete.",
                    accepted="reference and receipt_number as text, facts as an object",
                )
            yield Answer(*given)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of the answers: receipt numbers by what was done, and why the others were refused."""

    noted: tuple[str, ...]
    repeated: tuple[str, ...]
    refused: tuple[tuple[Answer, SafeconductError], ...]


def ask_about_waiting(system: VettingSystem) -> int:
    """Ask about every case that waits for a vetting officer and lacks the answer; how many."""
    waiting = CaseStanding.objects.filter(
        actor=VETTING, status__in=(Status.OPEN, Status.CHANGED)
    ).select_related("case")
    questions = [question for one in waiting if (question := question_of(one.case))]
    for question in questions:
        system.ask(question)
    return len(questions)


def question_of(case: Case) -> Question | None:
    """What the case's stage still has to put on record; None if that is nothing."""
    events = selectors.events_of(case)
    course = course_of(case)
    state = selectors.state_of_case(case)
    stage = course.stage(state.stage, course.day(state.at)) if state.at else None
    known = selectors.known_facts(case, events)
    missing = tuple(name for name in (stage.records if stage else ()) if name not in known)
    missing += tuple(
        name
        for name, since in _asked_again(course, state).items()
        if name not in known or known[name].number < since
    )
    if not missing:
        return None
    facts = definition_of(case).facts
    told = {
        name: fact.value
        for name, fact in known.items()
        if facts[name].of in ("person", "request") and facts[name].sensitivity != "protection"
    }
    return Question(case.receipt_number, missing, told)


def _asked_again(course: Course, state: CaseState) -> dict[str, int]:
    """What has to be found out once more, and since which change."""
    found: dict[str, int] = {}
    for one in state.changed:
        stage = course.stage(one.stage, course.day(state.at)) if state.at else None
        for name in stage.records if stage else ():
            found[name] = max(one.number, found.get(name, 0))
    return found


def take_answers(system: VettingSystem) -> Taken:
    """Note every answer that is new. One that cannot be taken is given back with why, beside the rest."""
    noted: list[str] = []
    repeated: list[str] = []
    refused: list[tuple[Answer, SafeconductError]] = []
    for answer in system.answers():
        try:
            done = note_answer(system=system, answer=answer)
        except SafeconductError as error:
            refused.append((answer, error))
            continue
        (repeated if done.repeated else noted).append(answer.receipt_number)
    return Taken(tuple(noted), tuple(repeated), tuple(refused))


def note_answer(*, system: VettingSystem, answer: Answer) -> Done:
    """Note one answer in its case, with its reference; the same answer again changes nothing.

    NotFound for a case that is not there, InputError for one that does not wait for such an answer,
    Conflict if an officer noted otherwise, FactsError for what does not fit the dictionary.
    """
    case = case_named(answer.receipt_number)
    actor = Actor(SYSTEM, system.name)
    refs = {"reference": answer.reference, "system": system.name}

    def deed(work: Work) -> None:
        again = _asked_again(work.course, work.state)
        awaited = again or dict.fromkeys(work.stage_now().records, 0)
        unasked = set(answer.facts) - set(awaited)
        if unasked or not answer.facts:
            raise InputError(
                "The case's stage does not wait for this answer.",
                given=", ".join(sorted(unasked)),
                accepted=", ".join(awaited) or "nothing",
            )
        # An officer's own word stands: the answer is noted on top of nothing but silence, or of what
        # was found before something changed.
        since = max(again.values(), default=0)
        deeds.record(work, answer.facts, actor, since, refs=refs, anew=bool(again))

    # The reference itself may be longer than a key.
    key = hashlib.sha256(canonical([system.name, answer.reference])).hexdigest()
    told = {"facts": dict(answer.facts)}
    number = case.standing.number
    return do(
        case.id,
        Request("vetting", actor, number, key, answer.reference, told, is_beside=True),
        deed,
    )
