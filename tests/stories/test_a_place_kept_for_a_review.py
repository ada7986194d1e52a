"""A place that comes back is kept as long as a review may still restore who had it (I4)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from safeconduct import programme
from safeconduct.capacity.models import Place
from safeconduct.capacity.selectors import standings
from safeconduct.cases import selectors, services
from safeconduct.cases.caps import kept
from safeconduct.cases.deadlines import pass_deadlines
from safeconduct.cases.definitions import course_of
from safeconduct.cases.places import give_back_due
from safeconduct.database.services import record_loaded, store_content
from safeconduct.errors import InputError
from safeconduct.flow import EventKind
from safeconduct.flow.events import Actor
from safeconduct.programme import Definition
from tests.cases.conftest import LIMITS, OFFICER, SECOND, TRACK
from tests.databases import Databases
from tests.small_programme import write
from tests.stories.people import APPEALS
from tests.stories.telling import Story, on

pytestmark = pytest.mark.database
REVOKED = (
    "      - {id: revoked, name: {en: Taken back, es: Retirada}, end: revoked, by: officer.travel,"
    " against_the_person: true, four_eyes: true}\n"
)
REVIEWS = """\
reviews:
  - id: review
    basis: required
    from: 2022-01-01
    within: P30D
    text: {en: Looked at again., es: Se examina otra vez.}
start: filing
"""
WITH_REVIEWS = TRACK.replace("start: filing\n", REVIEWS) + REVOKED
BECAUSE = "The passport was reported stolen."


@pytest.fixture
def stored(
    tmp_path: Path, test_databases: Databases, fresh_database: str
) -> Callable[..., Definition]:
    """A programme of one cap, stored; with `loaded`, as the installation has it now."""

    def make(limits: str, track: str = WITH_REVIEWS, *, loaded: bool = False) -> Definition:
        folder = write(tmp_path / uuid.uuid4().hex, tracks__admission=track, limits=limits)
        definition = programme.load(str(folder))
        with test_databases.as_owner():
            store_content(folder)
            if loaded:
                record_loaded(programme="small", variant="plain", digest=definition.digest)
        return definition

    return make


@pytest.fixture
def one_place(stored) -> Definition:
    """One place in all, which comes back."""
    return stored((LIMITS % (1, "true")).replace("period: month", "period: total"))


def filed(definition: Definition, day: str = "2022-03-01") -> Story:
    """Someone who waits for the decision."""
    story = Story.begins(day, definition, by="supporter")
    story.does(day, story.supporter, "filed")
    story.notes(day, story.person, nationality="VE")
    return story


def revoked(definition: Definition) -> Story:
    """Someone whose authorization was taken back on 10 March: a review may be asked for until 9 April."""
    ana = filed(definition)
    ana.does("2022-03-02", OFFICER, "authorized")
    ana.does("2022-03-09", OFFICER, "revoked", because=BECAUSE)
    ana.is_confirmed("2022-03-10", SECOND)
    assert ana.stands_at == ("travel", "revoked")
    return ana


def taken() -> int:
    return sum(standing.taken for standing in standings())


def kinds(story: Story) -> list[str]:
    return [event.kind for event in selectors.events_of(story.case)]


def is_kept_until(story: Story, instant: str) -> object:
    with on(instant) as _:
        state = selectors.state_of_case(story.case)
        from safeconduct import clock  # noqa: PLC0415

        found = kept(course_of(story.case), state, clock.now())
    return found and (found.until.isoformat() if found.until else "the review")


def test_whose_authorization_was_taken_back_keeps_the_place_while_a_review_is_possible(
    one_place: Definition,
) -> None:
    ana, bo = revoked(one_place), filed(one_place)
    assert taken() == 1
    assert is_kept_until(ana, "2022-03-11") == "2022-04-09"
    bo.cannot("2022-03-11", OFFICER, "authorized", "cap_full")
    ana.asks("2022-04-09", services.request_review, ana.person)
    assert is_kept_until(ana, "2022-04-10") == "the review"
    with on("2022-04-20"):
        assert give_back_due() == 0
    bo.cannot("2022-04-20", OFFICER, "authorized", "cap_full")
    ana.asks(
        "2022-04-21", services.decide_review, APPEALS, outcome="set_aside", reasons="It is not."
    )
    # Restored, on the place that was theirs all along, and nobody stands beside them.
    assert ana.stands_at == ("travel", "open")
    bo.cannot("2022-04-22", OFFICER, "authorized", "cap_full")
    with on("2022-05-30"):
        assert give_back_due() == 0
    ana.does("2022-05-30", ana.person, "arrived")
    assert taken() == 1
    assert ana.is_sound() and bo.is_sound()


def test_when_the_review_is_decided_against_them_the_place_is_free_at_once(
    one_place: Definition,
) -> None:
    ana, bo = revoked(one_place), filed(one_place)
    ana.asks("2022-03-20", services.request_review, ana.person)
    ana.asks("2022-03-25", services.decide_review, APPEALS, outcome="upheld", reasons="It was.")
    assert kinds(ana)[-1] == EventKind.PLACE_GIVEN_BACK
    assert is_kept_until(ana, "2022-03-26") is None
    bo.does("2022-03-25", OFFICER, "authorized")
    assert taken() == 1
    assert ana.is_sound() and bo.is_sound()


def test_when_nobody_asks_the_clock_gives_the_place_back_at_the_end_of_the_last_day(
    one_place: Definition,
) -> None:
    ana, bo = revoked(one_place), filed(one_place)
    with on("2022-04-09T23:59:59+00:00"):
        assert give_back_due() == 0
    with on("2022-04-10T00:00:00+00:00"):
        assert give_back_due() == 1
        assert give_back_due() == 0
    assert kinds(ana)[-1] == EventKind.PLACE_GIVEN_BACK
    with pytest.raises(Exception, match="time for asking"):
        ana.asks("2022-04-10", services.request_review, ana.person)
    bo.does("2022-04-10", OFFICER, "authorized")
    assert taken() == 1
    assert ana.is_sound() and bo.is_sound()


def test_an_authorization_that_expires_gives_its_place_back_at_once(one_place: Definition) -> None:
    """Nobody decided against the person, so there is nothing that a review could set aside."""
    ana, bo = filed(one_place), filed(one_place)
    ana.does("2022-03-02", OFFICER, "authorized")
    with on("2022-06-10"):
        assert pass_deadlines() == 1
    assert ana.stands_at == ("travel", "expired")
    bo.does("2022-06-10", OFFICER, "authorized")
    assert taken() == 1


def test_a_decision_from_before_the_place_was_taken_keeps_none(one_place: Definition) -> None:
    """Setting it aside leads back to where no place was held, and on from there by taking one."""
    ana = filed(one_place)
    ana.does("2022-03-01", OFFICER, "refused", because="No.")
    ana.is_confirmed("2022-03-01", SECOND)
    ana.asks("2022-03-02", services.request_review, ana.person)
    ana.asks("2022-03-03", services.decide_review, APPEALS, outcome="set_aside", reasons="Yes.")
    ana.does("2022-03-04", Actor("officer.travel", "third"), "authorized")
    ana.asks("2022-03-05", services.withdraw, ana.person)
    assert kinds(ana)[-1] == EventKind.PLACE_GIVEN_BACK
    assert taken() == 0


def test_a_place_that_never_comes_back_is_not_said_to_be_kept(stored) -> None:
    ana = revoked(stored(LIMITS % (1, "false")))
    assert is_kept_until(ana, "2022-03-11") is None
    with on("2022-06-01"):
        assert give_back_due() == 0
    assert taken() == 1
    assert Place.objects.get().comes_back_at is None


# --- a size that changes while cases are under way ---------------------------------------------------

TWO_THEN_ONE = (LIMITS % (2, "false")).replace(
    "    from: 2022-01-01\n", "    from: 2022-01-01\n    until: 2022-03-15\n"
) + (LIMITS % (1, "false")).partition("caps:\n")[2].replace("2022-01-01", "2022-03-16")
ONE_THEN_TWO = (
    TWO_THEN_ONE.replace("size: 2", "size: 9")
    .replace("size: 1", "size: 2")
    .replace("size: 9", "size: 1")
)


def test_raised_in_the_middle_of_a_month(stored) -> None:
    definition = stored(ONE_THEN_TWO)
    first, second, third = (filed(definition) for _ in range(3))
    first.does("2022-03-02", OFFICER, "authorized")
    second.cannot("2022-03-15", OFFICER, "authorized", "cap_full")
    second.does("2022-03-16", OFFICER, "authorized")
    third.cannot("2022-03-31", OFFICER, "authorized", "cap_full")
    third.does("2022-04-01", OFFICER, "authorized")
    assert [(s.period, s.size, s.taken) for s in standings()] == [
        ("2022-03", 2, 2), ("2022-04", 2, 1),
    ]  # fmt: skip


def test_lowered_below_what_is_taken(stored) -> None:
    definition = stored(TWO_THEN_ONE)
    first, second, third = (filed(definition) for _ in range(3))
    first.does("2022-03-02", OFFICER, "authorized")
    second.does("2022-03-15", OFFICER, "authorized")
    third.cannot("2022-03-16", OFFICER, "authorized", "cap_full")
    # The database knows of the change, though who asked first under it got nothing.
    assert [(s.size, s.taken, s.left) for s in standings()] == [(1, 2, 0)]
    assert (first.stands_at, second.stands_at) == (("travel", "open"),) * 2
    third.does("2022-04-01", OFFICER, "authorized")


def test_a_change_counts_for_the_cases_of_the_edition_before_it_too(stored) -> None:
    """A case keeps its rules; how many places there are is one number, for everyone on the day."""
    before = stored(LIMITS % (2, "false"), loaded=True)
    old, older = filed(before), filed(before)
    old.does("2022-03-02", OFFICER, "authorized")
    new = filed(stored(TWO_THEN_ONE, loaded=True), "2022-03-16")
    older.cannot("2022-03-16", OFFICER, "authorized", "cap_full")
    new.cannot("2022-03-16", OFFICER, "authorized", "cap_full")
    # In the edition from before, too, nobody is authorized beyond what the last one says.
    stored(TWO_THEN_ONE.replace("size: 1", "size: 3"), loaded=True)
    with on("2022-04-02"):
        for story in (older, new):
            story.does("2022-04-02", OFFICER, "authorized")


def test_a_number_that_is_changed_without_a_date_is_refused_and_nothing_happens(stored) -> None:
    before = stored(LIMITS % (2, "false"), loaded=True)
    ana, bo = filed(before), filed(before)
    ana.does("2022-03-02", OFFICER, "authorized")
    stored(LIMITS % (3, "false"), loaded=True)
    with pytest.raises(InputError, match="a new entry of the cap"):
        bo.does("2022-03-02", OFFICER, "authorized")
    assert bo.stands_at == ("decision", "open")
    assert taken() == 1
