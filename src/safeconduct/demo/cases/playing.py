"""Living the lives: every step is a call of the same services that pages call, on its day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import transaction

from safeconduct import clock
from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account
from safeconduct.capacity.appointments import set_hours, soonest
from safeconduct.capacity.models import PostHours
from safeconduct.cases import appointments, documents, services
from safeconduct.cases.models import Case
from safeconduct.demo.accounts import OFFICERS
from safeconduct.demo.cases.drawing import drawn_document
from safeconduct.demo.cases.reading import (
    PERSON,
    REPRESENTATIVE,
    SUPPORTER,
    Book,
    Human,
    Life,
    Step,
)
from safeconduct.demo.day import STANDS_AT
from safeconduct.errors import InputError, SafeconductError
from safeconduct.flow import Actor
from safeconduct.flow.clocks import zone
from safeconduct.people import services as people
from safeconduct.people.models import Person
from safeconduct.programme import Definition

TRACK = "admission"
#: Mornings in Washington; on the demonstration's own day everything lies before its hour.
_MORNING, _EARLY = time(14), time(9)
_BETWEEN_STEPS = timedelta(minutes=4)
#: What is noted at a post, some minutes after the time of the appointment.
_AT_THE_POST, _AT_THE_DOOR = ("kept", "moved"), timedelta(minutes=20)
_ABOUT_ME = "about_me"
#: Not every programme asks for it.
_SUPPORTER_NAME = "supporter_name"
_OFFICERS = {desk.name: desk for desk in OFFICERS}
_ROLES = {PERSON: "beneficiary", SUPPORTER: "supporter"}


def unlived(book: Book) -> tuple[Life, ...]:
    """The lives that this installation does not hold yet, in the order in which they begin."""
    held = set(Account.objects.values_list("name", flat=True))
    return tuple(life for life in book.lives if life.account(PERSON) not in held)


def open_posts(book: Book, definition: Definition) -> None:
    """Say how many people the posts see, where the installation has not been told."""
    programme = definition.programme.id
    told = set(PostHours.objects.filter(programme=programme).values_list("post", flat=True))
    posts = {post.id: post for post in definition.posts}
    for held in book.posts:
        if held.post not in told:
            with clock.at(datetime.combine(held.from_, _MORNING, UTC)):
                set_hours(
                    programme=programme,
                    post=posts[held.post],
                    from_date=held.from_,
                    hours=held.hours,
                    places_a_day=held.places_a_day,
                    by="chief-1",
                )


@transaction.atomic
def live(life: Life, book: Book, definition: Definition) -> None:
    """Live a life, whole or not at all. A step that the services refuse is an error of the data."""
    _Living(life, book, definition).live()


class _Living:
    """One life while it is lived: who is who, which cases there are, and what time it is."""

    def __init__(self, life: Life, book: Book, definition: Definition) -> None:
        self.life, self.book, self.definition = life, book, definition
        self.persons: dict[str, Person] = {}
        self.cases: list[Case] = []
        #: Lives of one day do not all happen in the same minute.
        self.minute = timedelta(minutes=book.lives.index(life) % 60)
        self.at = datetime.min.replace(tzinfo=UTC)
        self.accounts: dict[str, Account] = {}
        self.acted: set[str] = set()

    def live(self) -> None:
        self._meet()
        for step in self.book.way(self.life):
            if self._stands_at(self.life.walks.up_to):
                break
            self._told(step)
        if not self._stands_at(self.life.walks.up_to):
            raise InputError(f"{self.life.id} never comes to {self.life.walks.up_to}.")
        for step in self.life.steps:
            self._told(step)
        for name in sorted(self.acted):
            with clock.at(self.at):
                accounts.note_sign_in(account=self.accounts[name])

    # --- who there is ---------------------------------------------------------------------------------

    def _meet(self) -> None:
        with clock.at(self._morning(self.life.walks.from_)):
            self.members = tuple(people.add_person() for _human in self.life.people)
            self.persons[PERSON] = self.members[0]
            for role in (SUPPORTER, "co_supporter", REPRESENTATIVE):
                if getattr(self.life, role):
                    self.persons[role] = people.add_person()
            for role, person in self.persons.items():
                name = self.life.account(role)
                self.accounts[name] = accounts.add_account(
                    name=name, language="es" if role == PERSON else "en", person_id=person.id
                )
            self.group = (
                people.form_group(kind="family", principal=self.members[0], others=self.members[1:])
                if len(self.members) > 1
                else None
            )

    def _actor(self, who: str) -> Actor:
        if who in _OFFICERS:
            return Actor(_OFFICERS[who].roles[0], who)
        if who == "carrier":
            return Actor("carrier", "airline-1")
        name = self.life.account(who)
        self.acted.add(name)
        if who == REPRESENTATIVE:
            return Actor(REPRESENTATIVE, name, acting_for=_ROLES[PERSON])
        return Actor(_ROLES[who], name)

    # --- what happens ---------------------------------------------------------------------------------

    def _told(self, step: Step) -> None:
        """Take a step; where it is refused, say in whose life and which."""
        try:
            self._take(step)
        except SafeconductError as error:
            error.add_note(f"{self.life.id}, {step.day}: {step.who} {step.does}")
            raise

    def _take(self, step: Step) -> None:
        """One step, in every case of the household; or all of them in one, where they go together."""
        with clock.at(self._next(step)):
            if step.does == "begins":
                self._begin(step)
                return
            deed = DEEDS.get(step.does)
            actor = self._actor(step.who)
            for case, human in zip(self.cases, self.life.people, strict=True):
                asked: dict[str, Any] = {
                    "case_id": case.id,
                    "actor": actor,
                    "expected_number": case.events.count(),
                }
                if deed is not None:
                    deed(self, step, case, asked)
                    continue
                services.act(
                    **asked,
                    outcome=step.does,
                    facts=self._said(step, human),
                    reasons=step.because,
                    post=step.at,
                )

    def _begin(self, step: Step) -> None:
        names = {_ROLES[role]: self.life.account(role) for role in _ROLES if role in self.persons}
        supporter = self.life.supporter
        for person, human in zip(self.members, self.life.people, strict=True):
            done = services.open_case(
                definition=self.definition,
                track=TRACK,
                person=person,
                group=self.group,
                supporter=self.persons.get(SUPPORTER),
                supporter_is_organisation=supporter is not None and supporter.organisation,
                actor=self._actor(step.who),
                accounts=names,
                start=step.start,
                facts=self._said(step, human),
            )
            self.cases.append(Case.objects.get(id=done.case_id))

    def _said(self, step: Step, human: Human) -> Mapping[str, Any]:
        """The facts that come with a step; of a person's own, those of this person."""
        said = tuple(name for name in step.says if name != _ABOUT_ME)
        facts = self.book.facts(said)
        if _ABOUT_ME in step.says:
            own = {"full_name": human.name, "birth_date": human.born}
            facts = self.book.facts(("never_on_the_way", *human.says)) | own | facts
        supporter = self.life.supporter
        if supporter and step.who == SUPPORTER and _SUPPORTER_NAME in self.definition.facts:
            facts |= {_SUPPORTER_NAME: supporter.name}
        return facts

    def _stands_at(self, stage: str) -> bool:
        if not self.cases:
            return False
        self.cases[0].standing.refresh_from_db()
        return bool(self.cases[0].standing.stage == stage)

    def _next(self, step: Step) -> datetime:
        """The step's own instant: on its day, and after the one before it."""
        self.at = max(self._morning(step.day), self.at + _BETWEEN_STEPS)
        if step.does in _AT_THE_POST:
            held = appointments.appointment_of(self.cases[0])
            assert held is not None
            self.at = max(self.at, held.starts_at + _AT_THE_DOOR)
        if self.at > STANDS_AT:
            raise InputError(f"{self.life.id} goes on after the demonstration's day.")
        return self.at

    def _morning(self, day: Any) -> datetime:
        hour = _EARLY if day == STANDS_AT.date() else _MORNING
        return datetime.combine(day, hour, UTC) + self.minute


# --- deeds ------------------------------------------------------------------------------------------

_Deed = Callable[[_Living, Step, Case, dict[str, Any]], object]


def _notes(living: _Living, step: Step, case: Case, asked: dict[str, Any]) -> object:
    human = living.life.people[living.cases.index(case)]
    return services.record_facts(**asked, facts=living._said(step, human))


def _confirms(living: _Living, step: Step, case: Case, asked: dict[str, Any]) -> object:
    return services.confirm(**asked)


def _asks_for_evidence(living: _Living, step: Step, case: Case, asked: dict[str, Any]) -> object:
    assert step.what and step.until
    return services.request_evidence(**asked, what=step.what, until=step.until)


def _withdraws(living: _Living, step: Step, case: Case, asked: dict[str, Any]) -> object:
    return services.withdraw(**asked)


def _steps_back(living: _Living, step: Step, case: Case, asked: dict[str, Any]) -> object:
    return services.end_party(**asked, why="withdrew")


def _pauses(living: _Living, step: Step, case: Case, asked: dict[str, Any]) -> object:
    return services.pause(**asked, reasons=step.because or "")


def _asks_for_review(living: _Living, step: Step, case: Case, asked: dict[str, Any]) -> object:
    return services.request_review(**asked)


def _decides_review(living: _Living, step: Step, case: Case, asked: dict[str, Any]) -> object:
    return services.decide_review(**asked, outcome=step.outcome or "", reasons=step.because or "")


def _books(living: _Living, step: Step, case: Case, asked: dict[str, Any]) -> object:
    assert step.at and step.time
    if step.time == "soonest":
        free = appointments.free_days(case, step.at, *soonest(step.day + timedelta(days=1)))
        starts_at = free[0].times[0]
    else:
        post = next(post for post in living.definition.posts if post.id == step.at)
        starts_at = datetime.fromisoformat(step.time).replace(tzinfo=zone(post.time_zone))
    return appointments.book(**asked, post=step.at, starts_at=starts_at)


def _lets_act(living: _Living, step: Step, case: Case, asked: dict[str, Any]) -> object:
    assert step.until
    return services.grant_delegation(
        **asked,
        account=living.life.account(REPRESENTATIVE),
        scope=(step.scope,),
        until=step.until,
    )


def _adds_co_supporter(living: _Living, step: Step, case: Case, asked: dict[str, Any]) -> object:
    return services.add_party(
        **asked,
        person=living.persons["co_supporter"],
        role="co_supporter",
        account=living.life.account("co_supporter"),
    )


def _sends_document(living: _Living, step: Step, case: Case, asked: dict[str, Any]) -> object:
    assert step.kind
    human = living.life.supporter if step.who == SUPPORTER else living.life.people[0]
    assert human
    drawn = drawn_document(step.kind, human.name)
    return documents.add(**asked, kind=step.kind, content=drawn)


#: What people do beside bringing a stage to an outcome.
DEEDS: Mapping[str, _Deed] = {
    "notes": _notes,
    "confirms": _confirms,
    "asks_for_evidence": _asks_for_evidence,
    "withdraws": _withdraws,
    "steps_back": _steps_back,
    "pauses": _pauses,
    "asks_for_review": _asks_for_review,
    "decides_review": _decides_review,
    "books": _books,
    "lets_act": _lets_act,
    "adds_co_supporter": _adds_co_supporter,
    "sends_document": _sends_document,
}
