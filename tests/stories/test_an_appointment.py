"""A man sent to Mexico takes an appointment at the consulate: before his stay ends, moved, given up."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from safeconduct import clock
from safeconduct.capacity.appointments import TimeTaken, set_hours
from safeconduct.cases import appointments, selectors, services
from safeconduct.cases.errors import NotAllowed
from safeconduct.errors import NotFound
from tests.stories.people import (
    ATTESTED,
    CONSUL,
    JOSE,
    REVIEWER,
    SUPPORTER,
    SUPPORTER_REVIEWED,
    VETTED,
    VETTER,
)
from tests.stories.telling import Story, on

pytestmark = pytest.mark.database
NINE = datetime(2022, 11, 22, 16, tzinfo=UTC)
AFTER_HIS_STAY = datetime(2022, 12, 6, 16, tzinfo=UTC)


@pytest.fixture
def article(definitions):
    """Juárez sees four people each working morning."""
    post = next(post for post in definitions["article"].posts if post.id == "us_ciudad_juarez")
    with on("2022-11-01"):
        set_hours(
            programme="us-mx-ve-2022", post=post, from_date=date(2022, 11, 1),
            hours="08:00-12:00", places_a_day=4, by="chief-1",
        )  # fmt: skip
    return definitions["article"]


def at_the_consulate(article) -> Story:
    """A case that waits for its appointment; the paper lets the man stay until 5 December."""
    story = Story.begins("2022-11-03", article, by="person", start="returned_person_starts", **JOSE)
    story.does("2022-11-03", story.person, "has_supporter", supporter_named=True)
    story.does("2022-11-05", story.supporter, "filed", **SUPPORTER)
    story.does("2022-11-09", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    story.does("2022-11-10", story.person, "confirmed")
    story.does("2022-11-10", story.person, "made", attestations_made=True, **ATTESTED)
    story.does("2022-11-11", story.person, "sent", lawful_stay_until_date="2022-12-05")
    story.does("2022-11-11", VETTER, "appointment_due", **VETTED)
    return story


def book(story: Story, day: str, starts_at: datetime, **more) -> services.Done:
    return story.asks(
        day, appointments.book, story.person, post="us_ciudad_juarez", starts_at=starts_at, **more
    )


def test_he_takes_a_time_and_the_day_is_known_by_that(article) -> None:
    jose = at_the_consulate(article)
    with on("2022-11-12"):
        offered = appointments.free_days(
            jose.case, "us_ciudad_juarez", date(2022, 11, 12), date(2022, 11, 25)
        )
    # Weekends, Revolution Day and Thanksgiving are left out.
    assert [day.day.day for day in offered] == [14, 15, 16, 17, 18, 22, 23, 25]
    book(jose, "2022-11-12", NINE)
    known = selectors.known_facts(jose.case, selectors.events_of(jose.case))
    assert known["consular_appointment_date"].value == "2022-11-22"
    jose.does("2022-11-22", CONSUL, "kept", at="us_ciudad_juarez", consular_appointment_kept=True)
    assert jose.is_sound()


def test_a_day_after_his_stay_is_not_taken(article) -> None:
    jose = at_the_consulate(article)
    with pytest.raises(NotAllowed) as refused:
        book(jose, "2022-11-12", AFTER_HIS_STAY)
    assert refused.value.refusal.about == ("appointment_within_lawful_stay",)
    assert appointments.appointment_of(jose.case) is None
    # With the stay extended he may.
    jose.notes("2022-11-14", jose.person, lawful_stay_until_date="2022-12-31")
    book(jose, "2022-11-14", AFTER_HIS_STAY)
    assert jose.is_sound()


def test_the_second_who_wants_a_time_is_told_and_loses_nothing(article) -> None:
    jose, luis = at_the_consulate(article), at_the_consulate(article)
    book(jose, "2022-11-12", NINE)
    before = luis.number
    with pytest.raises(TimeTaken):
        book(luis, "2022-11-12", NINE)
    assert luis.number == before
    assert luis.is_sound()


def test_who_withdraws_frees_the_time_for_another(article) -> None:
    jose, luis = at_the_consulate(article), at_the_consulate(article)
    book(jose, "2022-11-12", NINE)
    jose.asks("2022-11-14", services.withdraw, jose.person)
    assert appointments.appointment_of(jose.case) is None
    book(luis, "2022-11-14", NINE)
    assert jose.is_sound() and luis.is_sound()


def test_he_lays_it_down_and_takes_another(article) -> None:
    jose = at_the_consulate(article)
    book(jose, "2022-11-12", NINE)
    jose.asks("2022-11-14", appointments.cancel, jose.person)
    with pytest.raises(NotAllowed):
        jose.asks("2022-11-14", appointments.cancel, jose.person)
    again = book(jose, "2022-11-14", NINE, key="once")
    assert not again.repeated
    assert jose.is_sound()


def test_another_post_or_stage_has_no_appointments(article, definitions) -> None:
    jose = at_the_consulate(article)
    with pytest.raises(NotFound), on("2022-11-12"):
        appointments.free_days(
            jose.case, "handover_tijuana", date(2022, 11, 12), date(2022, 11, 30)
        )
    ana = Story.begins("2022-11-03", definitions["notice"], by="supporter", supporter_named=True)
    with clock.at(NINE):
        assert appointments.posts_of(ana.case) == ()
