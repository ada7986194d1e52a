"""Times at posts: open on its own working days, in its own time zone, one person a time."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from safeconduct import clock
from safeconduct.capacity import appointments
from safeconduct.capacity.models import Appointment
from safeconduct.capacity.slots import OpeningHours
from safeconduct.errors import InputError
from safeconduct.programme.schema import Post

pytestmark = pytest.mark.database
JUAREZ = Post(
    id="juarez",
    basis="reported",
    source=("press",),
    name={"en": "Juárez"},
    kind="consulate",
    country="MX",
    time_zone="America/Ciudad_Juarez",
    holidays=("US", "MX"),
    **{"from": date(2022, 10, 18)},
)
NOON = datetime(2022, 11, 23, 12, tzinfo=UTC)


def hours(places: int = 4, of: str = "08:00-12:00") -> OpeningHours:
    return appointments.opening(JUAREZ, of, places)


def free(first: str, last: str) -> list[str]:
    found = appointments.free_days(
        programme="p", post=JUAREZ, first=date.fromisoformat(first), last=date.fromisoformat(last)
    )
    return [day.day.isoformat() for day in found]


@pytest.fixture
def open_post(fresh_database):
    with clock.at(NOON):
        appointments.set_hours(
            programme="p", post=JUAREZ, from_date=date(2022, 11, 1), hours="08:00-12:00",
            places_a_day=4, by="chief",
        )  # fmt: skip
        yield


def test_times_are_local_and_spread_over_the_hours() -> None:
    # In that November Juárez kept the time of the centre; on the 30th it took that of the mountains.
    assert [t.isoformat() for t in hours().times(date(2022, 11, 23))] == [
        "2022-11-23T14:00:00+00:00",
        "2022-11-23T15:00:00+00:00",
        "2022-11-23T16:00:00+00:00",
        "2022-11-23T17:00:00+00:00",
    ]
    assert hours().times(date(2022, 12, 5))[0].isoformat() == "2022-12-05T15:00:00+00:00"


@pytest.mark.parametrize(
    ("day", "why"),
    [("2022-11-26", "Saturday"), ("2022-11-24", "Thanksgiving"), ("2022-11-21", "Revolution Day")],
)
def test_on_weekends_and_holidays_of_either_state_nobody_is_seen(day: str, why: str) -> None:
    assert hours().times(date.fromisoformat(day)) == (), why


@pytest.mark.parametrize(
    ("given", "places"),
    [("8-12", 4), ("12:00-08:00", 4), ("08:00", 1), ("25:00-26:00", 1), ("08:00-09:00", 61)],
)
def test_hours_that_cannot_be_are_refused(given: str, places: int) -> None:
    with pytest.raises(InputError) as refused:
        hours(places, given)
    assert refused.value.accepted


def test_a_post_without_hours_offers_nothing(fresh_database) -> None:
    assert free("2022-11-23", "2022-12-23") == []


def test_what_is_taken_or_past_is_not_offered(open_post) -> None:
    assert free("2022-11-22", "2022-11-29") == [
        "2022-11-23",
        "2022-11-25",
        "2022-11-28",
        "2022-11-29",
    ]
    for instant in hours().times(date(2022, 11, 25)):
        appointments.book(programme="p", post=JUAREZ, starts_at=instant, holder=uuid.uuid4())
    assert "2022-11-25" not in free("2022-11-22", "2022-11-29")
    # At noon in Juárez the day is over.
    with clock.at(datetime(2022, 11, 23, 19, tzinfo=UTC)):
        assert free("2022-11-23", "2022-11-23") == []


def test_new_hours_count_from_their_day_and_leave_appointments_alone(open_post) -> None:
    taken = hours().times(date(2022, 11, 29))[1]
    made = appointments.book(programme="p", post=JUAREZ, starts_at=taken, holder=uuid.uuid4())
    appointments.set_hours(
        programme="p", post=JUAREZ, from_date=date(2022, 11, 28), hours="13:00-14:00",
        places_a_day=1, by="chief",
    )  # fmt: skip
    first, second, *_ = appointments.free_days(
        programme="p", post=JUAREZ, first=date(2022, 11, 25), last=date(2022, 11, 28)
    )
    assert (len(first.times), len(second.times)) == (4, 1)
    assert appointments.held_by(made.holder) == made
    assert appointments.booked(
        programme="p", post=JUAREZ, first=date(2022, 11, 29), last=date(2022, 11, 29)
    ) == (made,)


def test_who_moves_frees_the_time_they_had(open_post) -> None:
    ana, berta = uuid.uuid4(), uuid.uuid4()
    first, second, *_ = hours().times(date(2022, 11, 25))
    appointments.book(programme="p", post=JUAREZ, starts_at=first, holder=ana)
    with pytest.raises(appointments.TimeTaken):
        appointments.book(programme="p", post=JUAREZ, starts_at=first, holder=berta)
    appointments.book(programme="p", post=JUAREZ, starts_at=second, holder=ana)
    appointments.book(programme="p", post=JUAREZ, starts_at=first, holder=berta)
    assert appointments.held_by(ana).starts_at == second
    assert appointments.end(holder=berta) is True
    assert appointments.end(holder=berta) is False


@pytest.mark.parametrize(
    "instant",
    ["2022-11-26T15:00:00+00:00", "2022-11-25T15:07:00+00:00", "2022-11-25T19:00:00+00:00"],
)
def test_a_time_at_which_nobody_is_seen_is_refused(open_post, instant: str) -> None:
    with pytest.raises(appointments.TimeTaken):
        appointments.book(
            programme="p",
            post=JUAREZ,
            starts_at=datetime.fromisoformat(instant),
            holder=uuid.uuid4(),
        )


def test_of_many_who_are_quick_one_gets_the_time(open_post) -> None:
    instant = hours().times(date(2022, 11, 25))[0]
    ready, got = Barrier(8), []

    def take() -> None:
        with clock.at(NOON):
            ready.wait()
            try:
                appointments.book(
                    programme="p", post=JUAREZ, starts_at=instant, holder=uuid.uuid4()
                )
                got.append(True)
            except appointments.TimeTaken:
                got.append(False)
            finally:
                connection.close()

    threads = [Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 7 + [True]


def test_the_database_itself_allows_no_second_one(open_post) -> None:
    instant = hours().times(date(2022, 11, 25))[0]
    row = {"programme": "p", "post": "juarez", "starts_at": instant, "made_at": NOON}
    Appointment.objects.create(holder=uuid.uuid4(), **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(holder=uuid.uuid4(), **row)
