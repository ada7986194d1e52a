"""Appointments at the officers' desk: today at a post, moving and cancelling, hours from a day on."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from safeconduct.capacity.appointments import hours_set, set_hours
from safeconduct.cases import appointments
from safeconduct.programme import Definition
from tests.stories.people import (
    ATTESTED,
    JOSE,
    REVIEWER,
    SUPPORTER,
    SUPPORTER_REVIEWED,
    VETTED,
    VETTER,
)
from tests.stories.telling import Story, on

pytestmark = pytest.mark.database
JUAREZ = "us_ciudad_juarez"
#: In Ciudad Juárez, which lived by Central time for that month, on Wednesday 23 November.
TEN = datetime(2022, 11, 23, 16, tzinfo=UTC)
GOOD = {"from": "2022-12-01", "opens": "09:00", "closes": "13:00", "places": "8"}


@pytest.fixture(autouse=True)
def today():
    with on("2022-11-23"):
        yield


@pytest.fixture
def article(definitions) -> Definition:
    post = next(post for post in definitions["article"].posts if post.id == JUAREZ)
    set_hours(
        programme="us-mx-ve-2022", post=post, from_date=date(2022, 11, 1), hours="08:00-12:00",
        places_a_day=4, by="chief-1",
    )  # fmt: skip
    return definitions["article"]


@pytest.fixture
def jose(article) -> Story:
    """A man who is seen at ten today, and may stay until 5 December."""
    story = Story.begins("2022-11-03", article, by="person", start="returned_person_starts", **JOSE)
    story.does("2022-11-03", story.person, "has_supporter", supporter_named=True)
    story.does("2022-11-05", story.supporter, "filed", **SUPPORTER)
    story.does("2022-11-09", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    story.does("2022-11-10", story.person, "confirmed")
    story.does("2022-11-10", story.person, "made", attestations_made=True, **ATTESTED)
    story.does("2022-11-11", story.person, "sent", lawful_stay_until_date="2022-12-05")
    story.does("2022-11-11", VETTER, "appointment_due", **VETTED)
    story.asks("2022-11-12", appointments.book, story.person, post=JUAREZ, starts_at=TEN)
    return story


@pytest.fixture
def consul(desk):
    return desk("juarez-9", "consular", JUAREZ)


def test_a_consul_sees_today_and_the_next_days_by_the_posts_time(jose, consul) -> None:
    page = consul.sees("work/today/")
    assert "Local time, Ciudad Juárez." in page
    assert "1 of 4 places booked" in page
    assert '<td class="n">10:00' in page
    assert f'href="/en/work/{jose.case.receipt_number}/"' in page
    page = consul.sees("work/today/", "es")
    assert "Hora local, Ciudad Juárez." in page and "1 de 4 plazas ocupadas" in page


def test_a_consul_without_a_post_is_told_so(article, desk) -> None:
    page = desk("nowhere-1", "consular").sees("work/today/")
    assert "Your office names no post of this programme." in page
    assert desk("port-7", "port").client.get("/en/work/today/").status_code == 404


def times(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('name="time" value="')[1:]]


def test_it_is_moved_from_the_case_and_a_time_that_is_gone_is_told(jose, consul, article) -> None:
    where = f"work/{jose.case.receipt_number}/"
    page = consul.sees(where)
    assert "23 November 2022</time>, 10:00" in page and "local time, Ciudad Juárez" in page
    assert "Move the appointment" in page
    page = consul.sees(f"{where}appointment/")
    free = times(page)
    assert free[0] == "2022-11-25T14:00:00+00:00", "neither what lies behind nor Thanksgiving"
    given = {"expected_number": str(jose.number), "key": "k1", "post": JUAREZ}
    nothing = consul.client.post(f"/en/{where}appointment/", given).content.decode()
    assert "Choose a day and a time." in nothing and 'href="#times"' in nothing
    taken = given | {"time": "2022-11-24T16:00:00+00:00", "key": "k2"}
    closed = consul.client.post(f"/en/{where}appointment/", taken).content.decode()
    assert "this time is gone" in closed, "Thanksgiving"
    after = given | {"time": "2022-12-06T16:00:00+00:00", "key": "k3"}
    too_late = consul.client.post(f"/en/{where}appointment/", after).content.decode()
    assert "This is not allowed now" in too_late
    good = given | {"time": "2022-11-25T16:00:00+00:00", "key": "k4"}
    page = consul.client.post(f"/en/{where}appointment/", good, follow=True).content.decode()
    assert "Done." in page and "25 November 2022</time>, 10:00" in page
    page = consul.client.post(f"/en/{where}appointment/", good, follow=True).content.decode()
    assert "Sending it a second time changed nothing." in page
    assert jose.is_sound()


def test_it_is_cancelled_and_others_may_only_look(jose, consul, desk) -> None:
    other = desk("travel-7", "travel")
    page = other.sees(f"work/{jose.case.receipt_number}/")
    assert "23 November 2022</time>, 10:00" in page and "Move the appointment</a>" not in page
    page = other.sees(f"work/{jose.case.receipt_number}/appointment/")
    assert "for the person and the consular officers to make" in page
    page = other.posts(jose, "cancel_appointment", consul.form(jose, "cancel_appointment"))
    assert "This is for someone in another role to do." in page
    page = consul.sends(jose, "cancel_appointment")
    assert "Done." in page and "Appointment cancelled" in page
    assert appointments.appointment_of(jose.case) is None


def test_a_supervisor_sets_hours_from_a_day_on(jose, desk) -> None:
    chief = desk("chief-9", "supervisor")
    page = chief.sees("work/posts/")
    assert "08:00–12:00" in page and "no hours set" in page
    page = chief.sees(f"work/posts/{JUAREZ}/")
    assert "Today: 08:00–12:00" in page and jose.case.receipt_number in page
    at = f"/en/work/posts/{JUAREZ}/"
    page = chief.client.post(at, GOOD, follow=True).content.decode()
    assert "The hours are set." in page and "from 1 December 2022: 09:00-13:00" in page
    page = chief.client.post(at, GOOD, follow=True).content.decode()
    assert "Sending it a second time changed nothing." in page
    assert appointments.appointment_of(jose.case) is not None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"from": "2022-11-22"}, "from"),
        ({"from": "soon"}, "from"),
        ({"opens": "25:00"}, "opens"),
        ({"closes": "08:00"}, "closes"),
        ({"closes": ""}, "closes"),
        ({"places": "-1"}, "places"),
        ({"places": "999"}, "places"),
        ({"places": "many"}, "places"),
    ],
)
def test_hours_that_cannot_be_come_back_as_typed(article, desk, wrong, field) -> None:
    typed = GOOD | wrong
    page = desk("chief-9", "supervisor").client.post(f"/en/work/posts/{JUAREZ}/", typed)
    said = page.content.decode()
    assert page.status_code == 200 and f'href="#{field}"' in said and f'id="{field}"' in said
    assert all(f'value="{value}"' in said for value in typed.values() if value)
    post = next(post for post in article.posts if post.id == JUAREZ)
    assert len(hours_set(programme="us-mx-ve-2022", post=post)) == 1


def test_posts_are_for_supervisors_and_a_strange_one_is_not_there(article, desk) -> None:
    assert desk("juarez-9", "consular", JUAREZ).client.get("/en/work/posts/").status_code == 404
    chief = desk("chief-9", "supervisor")
    assert chief.client.get("/en/work/posts/nowhere/").status_code == 404
