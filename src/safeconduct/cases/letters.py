"""The letters of a case: written when something happens that the programme has a letter for, and kept.

A letter is kept in every language of the programme, in the words of the day: what is read later is what
was shown then, whatever became of the programme. The words stand in a value that can be erased.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from safeconduct import settings
from safeconduct.accounts.models import Account
from safeconduct.cases import selectors
from safeconduct.cases.authorizations import issue
from safeconduct.cases.definitions import course_of, definition_of
from safeconduct.cases.facts import PERSON_NAME, SUPPORTER_NAME
from safeconduct.cases.models import Case, StageHold
from safeconduct.eligibility import Effect
from safeconduct.errors import NotFound
from safeconduct.flow import Actor, CaseState, Event, EventKind, state_of
from safeconduct.flow.checks import day_in
from safeconduct.flow.course import Course, outcome_of
from safeconduct.issuing import Letter as WrittenLetter
from safeconduct.issuing import Part, Reason, Told, letter_pdf, write_letter
from safeconduct.messages.services import tell_of_news
from safeconduct.people import selectors as people_selectors
from safeconduct.people import services as people
from safeconduct.programme import Edition
from safeconduct.programme.schema import LetterTemplate, Words

if TYPE_CHECKING:
    from safeconduct.cases.work import Work

_CLOCK = Actor("clock")
#: Events that letters can be for beside the outcomes of stages.
_OCCASIONS = {
    EventKind.CASE_OPENED: "received",
    EventKind.EVIDENCE_REQUESTED: "evidence_requested",
    EventKind.STAGE_PAUSED: "paused",
    EventKind.STAGE_RESUMED: "resumed",
    EventKind.CASE_WITHDRAWN: "withdrawn",
    EventKind.REVIEW_REQUESTED: "review_requested",
    EventKind.REMINDER_SENT: "reminder",
}
_OUTCOMES = frozenset(
    {
        EventKind.STAGE_COMPLETED,
        EventKind.SECOND_OFFICER_CONFIRMED,
        EventKind.DEADLINE_PASSED,
    }
)
_PERSON, _SUPPORTER = ("beneficiary", "applicant"), ("supporter",)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a case in one language. One whose words were erased has no title and no parts."""

    id: uuid.UUID
    kind: str
    language: str
    languages: tuple[str, ...]
    to: str
    issued_at: datetime
    #: The day that it was issued, by the course of the case.
    issued_date: date
    #: The number of the event that it tells of.
    about: int
    title: str | None
    day: date | None
    variant: str | None
    paragraphs: tuple[str, ...]
    parts: tuple[Part, ...]
    written: str | None
    reasons: tuple[Reason, ...]
    stage_sources: tuple[str, ...]
    encloses: str | None
    #: The name of whoever it went to, where the case knew it on the day.
    addressee: str | None

    @property
    def is_erased(self) -> bool:
        """Whether its words are gone."""
        return self.title is None


def write_due(work: Work, events: Sequence[Event]) -> None:
    """Write the letters that follow on events of this transaction, and mail that there is news.

    Whoever gets several letters at once gets one mail, which tells nothing of them.
    """
    told: set[str] = set()
    for event in events:
        occasion = occasion_of(event)
        if occasion is not None:
            told |= _write(work, event, occasion)
    for account in sorted(told - {""}):
        tell_of_news(account=account, receipt_number=work.case.receipt_number)


def occasion_of(event: Event) -> str | None:
    """What a letter on the event is for: `STAGE.OUTCOME`, or an occasion; None for all else."""
    if event.kind is EventKind.REVIEW_DECIDED:
        return f"review_{event.outcome}"
    if event.kind in _OUTCOMES and event.outcome:
        return f"{event.stage}.{event.outcome}"
    if event.kind is EventKind.DEADLINE_PASSED:
        return "evidence_not_given"
    return _OCCASIONS.get(event.kind)


def letters_of(case: Case, *, language: str | None = None) -> tuple[Letter, ...]:
    """The case's letters, oldest first; without a language each in its reader's own."""
    issued = [e for e in selectors.events_of(case) if e.kind is EventKind.LETTER_ISSUED]
    held = people_selectors.values([uuid.UUID(event.refs["content"]) for event in issued])
    course = course_of(case)
    return tuple(_letter(event, course, held, language) for event in issued)


def letters_for(case: Case, actor: Actor, *, language: str | None = None) -> tuple[Letter, ...]:
    """The letters that an actor may read: an officer all, each party those that went to them.

    A co-supporter gets none: what the supporter is told speaks of the supporter's own means.
    """
    letters = letters_of(case, language=language)
    if actor.voice.startswith("officer."):
        return letters
    to = "person" if actor.voice in _PERSON else actor.voice
    return tuple(letter for letter in letters if letter.to == to)


def letter(
    case: Case,
    letter_id: str | uuid.UUID,
    *,
    actor: Actor | None = None,
    language: str | None = None,
) -> Letter:
    """One letter; NotFound if the case has none of this id that the actor may read."""
    given = str(letter_id)
    held = (
        letters_of(case, language=language)
        if actor is None
        else letters_for(case, actor, language=language)
    )
    for one in held:
        if str(one.id) == given:
            return one
    raise NotFound("There is no such letter.", given=given)


def as_pdf(case: Case, letter_id: str | uuid.UUID, *, language: str | None = None) -> bytes:
    """A letter as PDF, the same bytes each time. NotFound if there is none, or its words were erased."""
    found = letter(case, letter_id, language=language)
    held = people_selectors.values([found.id]).get(found.id)
    if held is None:
        raise NotFound("The words of this letter were erased.", given=str(letter_id))
    return letter_pdf(WrittenLetter.from_data(held["texts"][found.language]), at=found.issued_at)


def _letter(
    event: Event, course: Course, held: Mapping[uuid.UUID, Any], language: str | None
) -> Letter:
    content = held.get(uuid.UUID(event.refs["content"]))
    texts = content["texts"] if content else {}
    spoken = language if language and language in texts else event.refs["language"]
    text = WrittenLetter.from_data(texts[spoken]) if texts else None
    return Letter(
        id=uuid.UUID(event.refs["content"]),
        kind=event.refs["letter"],
        language=spoken,
        languages=tuple(texts),
        to=event.refs["to"],
        issued_at=event.at,
        issued_date=course.day(event.at),
        about=int(event.refs["about"]),
        title=text.title if text else None,
        day=text.day if text else None,
        variant=text.variant if text else None,
        paragraphs=text.paragraphs if text else (),
        parts=text.parts if text else (),
        written=text.written if text else None,
        reasons=text.reasons if text else (),
        stage_sources=text.stage_sources if text else (),
        encloses=event.refs.get("encloses"),
        addressee=text.addressee if text else None,
    )


def _write(work: Work, event: Event, occasion: str) -> set[str]:
    """Write what an event calls for; the accounts of those who got something."""
    definition = definition_of(work.case)
    edition = Edition(definition, work.course.day(event.at))
    templates = edition.letters_for(work.case.track, occasion)
    readers: set[str] = set()
    if not templates:
        return readers
    told = _told(work, event)
    for template in templates:
        reader = _reader(work.case, template)
        if reader is None:
            continue
        person, spoken, account = reader
        readers.add(account)
        languages = definition.programme.languages
        named = replace(told, addressee=_name_of(work, template))
        texts = {
            language: write_letter(edition, template, named, language).as_data()
            for language in languages
        }
        kept = people.keep_value(person=person, name="letter", value={"texts": texts})
        refs = {
            "letter": template.id,
            "to": template.to,
            "language": spoken if spoken in languages else languages[0],
            "about": str(event.number),
            "content": str(kept.id),
            "content_digest": kept.digest,
        }
        if template.encloses and told.until:
            paper = issue(work.case, work.events, valid_from=told.day, valid_until=told.until)
            refs |= {
                "encloses": template.encloses,
                "enclosed": str(paper.id),
                "enclosed_digest": paper.digest,
            }
        work.happen(EventKind.LETTER_ISSUED, _CLOCK, stage=event.stage, refs=refs)
    return readers


def _reader(case: Case, template: LetterTemplate) -> tuple[Any, str, str] | None:
    """To whom the letter goes, the language that their account speaks, and its name.

    None where nobody is there.
    """
    roles = _SUPPORTER if template.to == "supporter" else _PERSON
    party = case.parties.filter(role__in=roles).select_related("person").order_by("id").first()
    if party is None:
        return None if template.to == "supporter" else (case.person, "", "")
    account = Account.objects.filter(name=party.account).first() if party.account else None
    return party.person, account.language if account else "", party.account


def _name_of(work: Work, template: LetterTemplate) -> str | None:
    """The name of whoever the letter goes to, where they have said it."""
    name = SUPPORTER_NAME if template.to == "supporter" else PERSON_NAME
    known = selectors.known_facts(work.case, work.events).get(name)
    return str(known.value) if known is not None and known.value else None


def _told(work: Work, event: Event) -> Told:
    """What there is to tell of an event: its stage, outcome, times, reasons."""
    course, case = work.course, work.case
    day = course.day(event.at)
    stage = course.stage(event.stage, day)
    outcome = outcome_of(stage, event.outcome) if stage else None
    refs = _refs(work.events, event)
    held = people_selectors.values(
        [uuid.UUID(refs[name]) for name in ("reasons", "what", "findings") if name in refs]
    )
    written, findings = (
        _value(held, refs, *names) for names in (("reasons", "what"), ("findings",))
    )
    against = outcome is not None and outcome.against_the_person
    told = Told(
        receipt_number=case.receipt_number,
        day=day,
        track=case.track,
        stage=stage.name if stage else None,
        outcome=outcome.name if outcome else None,
        stage_sources=stage.source if stage and against else (),
        review_until=course.review_until(event.at) if against else None,
        until=day_in(event.refs, "until")
        or day_in(event.refs, "last_day")
        or _limit(course, work.events, event),
        pause=_pause(refs),
        options=stage.reminders.text if stage and stage.reminders else None,
        post=_post(case, refs, day),
        written=written,
        is_demonstration=settings.read("SAFECONDUCT_DEMO") == "1",
    )
    return replace(told, **_found(findings)) if findings and against else told


def _refs(events: Sequence[Event], event: Event) -> dict[str, str]:
    """The event's references, with those of the proposal that it confirms."""
    refs = dict(event.refs)
    if event.kind is EventKind.SECOND_OFFICER_CONFIRMED:
        for earlier in reversed(events[: event.number - 1]):
            if earlier.kind is EventKind.OUTCOME_PROPOSED:
                return dict(earlier.refs) | refs
    return refs


def _pause(refs: Mapping[str, str]) -> Words | None:
    """What those concerned are told of the hold that paused the case, if one did."""
    if "hold" not in refs:
        return None
    words: Words = StageHold.objects.get(id=refs["hold"]).words
    return words


def _value(held: Mapping[uuid.UUID, Any], refs: Mapping[str, str], *names: str) -> Any:
    return next((held.get(uuid.UUID(refs[name])) for name in names if name in refs), None)


def _found(findings: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "found_on": date.fromisoformat(findings["as_of"]),
        "found": tuple(_in_the_way(findings)),
    }


def _in_the_way(findings: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for found in findings["findings"]:
        if found["effect"] == Effect.IN_THE_WAY:
            yield found["condition"], found["facts"]


def _limit(course: Course, events: Sequence[Event], event: Event) -> date | None:
    """The last day of the stage that begins with the event."""
    state: CaseState = state_of(course, events[: event.number])
    ends = [deadline.last_day for deadline in state.deadlines if deadline.outcome is not None]
    return min(ends, default=None)


def _post(case: Case, refs: Mapping[str, str], day: date) -> Words | None:
    posts = {post.id: post.name for post in Edition(definition_of(case), day).posts}
    return posts.get(refs.get("post", ""))
