"""Caps are exact: never one over and never one lost, whoever crowds, dies or withdraws (I4)."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction

from safeconduct.capacity.models import CapPeriod, Place
from safeconduct.capacity.selectors import standings
from safeconduct.capacity.services import CapAsked, NoPlaceLeft, give_back, take_place
from safeconduct.errors import InputError

pytestmark = pytest.mark.database
OFFICERS = 64
SIZE = 40
ASKED = CapAsked(pool="somewhere/total", period="2023-01", size=SIZE)


class Died(Exception):
    """An officer's process is gone before it could commit."""


def held() -> int:
    """Places that are taken, counted without the services."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM capacity_place WHERE given_back_at IS NULL")
        return int(cursor.fetchone()[0])


def at_once(work, number: int = OFFICERS) -> Counter[str]:
    """Let so many officers, each with a connection of their own, do it at the same moment."""
    barrier = threading.Barrier(number)

    def one(officer: int) -> str:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            return work(officer)
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return Counter(pool.map(one, range(number)))


def taking(holder: uuid.UUID) -> str:
    try:
        with transaction.atomic():
            take_place(asked=ASKED, holder=holder)
        return "taken"
    except NoPlaceLeft:
        return "full"


def test_sixty_four_officers_fill_the_cap_to_the_last_place_and_not_beyond(
    fresh_database: str,
) -> None:
    told = at_once(lambda officer: taking(uuid.uuid4()))
    assert told == {"taken": SIZE, "full": OFFICERS - SIZE}
    assert held() == SIZE
    assert [(s.period, s.taken, s.left) for s in standings()] == [("2023-01", SIZE, 0)]


def test_officers_who_die_and_people_who_withdraw_leave_no_place_lost_or_over(
    fresh_database: str,
) -> None:
    """A third takes, a third is cut off after taking and before committing, a third takes and gives back."""

    def work(officer: int) -> str:
        holder = uuid.uuid4()
        match officer % 3:
            case 0:
                return taking(holder)
            case 1:
                return cut_off(holder)
            case _:
                return withdrawn(holder)

    told = at_once(work)
    assert held() == told["taken"] <= SIZE
    assert told["died"] + told["full"] + told["given back"] + told["taken"] == OFFICERS
    # Nothing is lost: what is left can still be taken, to the last place.
    left = SIZE - held()
    assert at_once(lambda officer: taking(uuid.uuid4()), left + 3) == {"taken": left, "full": 3}


def cut_off(holder: uuid.UUID) -> str:
    """The server ends this officer's connection in the middle of the transaction."""
    try:
        with transaction.atomic():
            take_place(asked=ASKED, holder=holder)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    except NoPlaceLeft:
        return "full"
    except DatabaseError:
        return "died"
    raise AssertionError("the connection was not cut off")


def withdrawn(holder: uuid.UUID) -> str:
    if taking(holder) == "full":
        return "full"
    assert give_back(holder=holder, pool=ASKED.pool, period=ASKED.period)
    return "given back"


def test_a_holder_has_one_place_however_often_they_ask(fresh_database: str) -> None:
    holder = uuid.uuid4()
    assert at_once(lambda officer: taking(holder), 8) == {"taken": 8}
    assert held() == 1
    assert not take_place(asked=ASKED, holder=holder).is_new


def test_a_place_is_given_back_once_and_can_be_taken_again(fresh_database: str) -> None:
    asked = CapAsked("somewhere/small", "total", 1)
    first, second = uuid.uuid4(), uuid.uuid4()
    take_place(asked=asked, holder=first)
    with pytest.raises(NoPlaceLeft, match="All 1 places"):
        take_place(asked=asked, holder=second)
    assert give_back(holder=first, pool=asked.pool, period="total")
    assert not give_back(holder=first, pool=asked.pool, period="total")
    assert take_place(asked=asked, holder=second).left == 0


def test_periods_and_pools_are_counted_apart(fresh_database: str) -> None:
    holder = uuid.uuid4()
    for pool in ("a/cap", "b/cap"):
        for period in ("2023-01", "2023-02"):
            assert take_place(asked=CapAsked(pool, period, 1), holder=holder).is_new


def test_a_size_that_changes_without_a_date_is_refused(fresh_database: str) -> None:
    take_place(asked=CapAsked("somewhere/cap", "total", 3), holder=uuid.uuid4())
    with pytest.raises(InputError, match="was begun with 3"):
        take_place(asked=CapAsked("somewhere/cap", "total", 4), holder=uuid.uuid4())


def test_the_database_itself_lets_nobody_over_the_cap(fresh_database: str) -> None:
    """Whoever writes past the services meets the trigger."""
    take_place(asked=CapAsked("somewhere/cap", "total", 1), holder=uuid.uuid4())
    period = CapPeriod.objects.get()
    now = Place.objects.get().taken_at
    with pytest.raises(DatabaseError, match="no place is left"):
        Place.objects.create(cap_period=period, holder=uuid.uuid4(), taken_at=now)
    for forbidden in (
        "UPDATE capacity_capsize SET size = 100",
        "DELETE FROM capacity_place",
        "UPDATE capacity_place SET holder = gen_random_uuid()",
    ):
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(forbidden)
    give_back(holder=Place.objects.get().holder, pool="somewhere/cap", period="total")
    with pytest.raises(DatabaseError, match="only be given back"):
        Place.objects.update(given_back_at=None)
