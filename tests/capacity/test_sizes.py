"""A size that changes inside a period: never one over, never one lost, whoever comes across the change (I4)."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.capacity.models import CapPeriod, CapSize, Place
from safeconduct.capacity.selectors import standing_of, standings
from safeconduct.capacity.services import CapAsked, NoPlaceLeft, give_back, note_size, take_place
from safeconduct.errors import InputError
from tests.capacity.test_places import OFFICERS, at_once

pytestmark = pytest.mark.database
FIRST, CHANGE = date(2023, 1, 1), date(2023, 1, 16)
POOL = "somewhere/monthly"


def asked(size: int, since: date = FIRST, pool: str = POOL, period: str = "2023-01") -> CapAsked:
    return CapAsked(pool, period, size, since)


def takes(wanted: CapAsked, holder: uuid.UUID | None = None) -> bool:
    try:
        with transaction.atomic():
            take_place(asked=wanted, holder=holder or uuid.uuid4())
        return True
    except NoPlaceLeft:
        # As `at_work` does: the size stays known, though what was asked is undone.
        note_size(wanted)
        return False


def test_a_raised_size_adds_its_places_from_its_day_on(fresh_database: str) -> None:
    assert [takes(asked(2)) for _ in range(3)] == [True, True, False]
    assert [takes(asked(4, CHANGE)) for _ in range(3)] == [True, True, False]
    assert [(s.size, s.taken, s.left) for s in standings()] == [(4, 4, 0)]


def test_a_size_below_what_is_taken_takes_nothing_back_and_gives_nothing_more(
    fresh_database: str,
) -> None:
    holders = [uuid.uuid4() for _ in range(4)]
    assert all(takes(asked(5), holder) for holder in holders)
    assert not takes(asked(3, CHANGE))
    assert [(s.size, s.taken, s.left) for s in standings()] == [(3, 4, 0)]
    # Who holds one has it still, and is told so.
    assert not take_place(asked=asked(3, CHANGE), holder=holders[0]).is_new
    for holder, is_one_left in zip(holders[:2], (False, True), strict=True):
        assert give_back(holder=holder, pool=POOL, period="2023-01")
        assert takes(asked(3, CHANGE)) is is_one_left


def test_who_asks_under_an_older_entry_meets_the_newer_one(fresh_database: str) -> None:
    """A case of an older edition, or an officer who was slow over midnight."""
    assert takes(asked(2))
    assert takes(asked(2, CHANGE))
    assert not takes(asked(9, FIRST.replace(day=2)))


def test_who_was_slow_over_midnight_gets_none_of_the_new_days_places(fresh_database: str) -> None:
    assert takes(asked(1))
    assert takes(asked(3, CHANGE))
    assert not takes(asked(1))
    assert takes(asked(3, CHANGE))


def test_a_size_that_is_said_otherwise_for_the_same_day_is_refused(fresh_database: str) -> None:
    assert takes(asked(3))
    assert takes(asked(5, CHANGE))
    for wrong in (asked(4), asked(6, CHANGE)):
        with pytest.raises(InputError, match="a new entry of the cap"):
            takes(wrong)


def test_a_cap_of_no_places_gives_none_until_there_are_some(fresh_database: str) -> None:
    assert not takes(asked(0))
    assert takes(asked(1, CHANGE))
    assert not takes(asked(0, date(2023, 1, 20)))


def test_programmes_that_share_a_cap_cannot_count_it_by_different_periods(
    fresh_database: str,
) -> None:
    """By the month and by the year at once each would be full alone, and both together over."""
    assert takes(asked(1))
    for period in ("2023", "total", "2023-01-16"):
        with pytest.raises(InputError, match="another is another cap"):
            takes(asked(1, period=period))
    assert takes(asked(1, period="2023-02"))


def test_of_two_who_begin_a_cap_at_once_with_different_periods_one_is_refused(
    fresh_database: str,
) -> None:
    def begin(officer: int) -> str:
        try:
            return str(takes(asked(OFFICERS, period=("2023", "2023-01")[officer % 2])))
        except InputError:
            return "refused"

    told = at_once(begin, 16)
    assert told == {"True": 8, "refused": 8}
    assert CapPeriod.objects.count() == 1


def test_the_database_itself_keeps_the_newest_size(fresh_database: str) -> None:
    """Whoever writes past the services meets the triggers."""
    assert takes(asked(3))
    assert takes(asked(2, CHANGE))
    period, now = CapPeriod.objects.get(), Place.objects.first().taken_at
    with pytest.raises(DatabaseError, match="no place is left"):
        Place.objects.create(cap_period=period, holder=uuid.uuid4(), taken_at=now)
    for day in (FIRST.replace(day=2), CHANGE):
        with pytest.raises(DatabaseError, match=r"a later day on|cap_size_once_a_day"):
            CapSize.objects.create(cap_period=period, from_date=day, size=99)
    for forbidden in (
        "UPDATE capacity_capsize SET size = 100",
        "DELETE FROM capacity_capsize",
    ):
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(forbidden)
    empty = CapPeriod.objects.create(pool="nobody/said", period="total")
    with pytest.raises(DatabaseError, match="no place is left"):
        Place.objects.create(cap_period=empty, holder=uuid.uuid4(), taken_at=now)


@pytest.mark.parametrize(("before", "after"), [(40, 20), (20, 40)])
def test_sixty_four_officers_across_the_change(
    fresh_database: str, before: int, after: int
) -> None:
    """Half ask on the evening before, half on the day of the change, all at the same moment."""

    def take(officer: int) -> str:
        is_new = officer % 2 == 1
        holder = uuid.UUID(int=officer + 1)
        won = takes(asked(after, CHANGE) if is_new else asked(before), holder)
        return f"{'after' if is_new else 'before'}: {'taken' if won else 'full'}"

    told = at_once(take)
    held = list(Place.objects.order_by("id").values_list("holder", flat=True))
    assert len(held) == told["before: taken"] + told["after: taken"] <= max(before, after)
    # Each in the order in which the row was theirs: nobody was given one beyond the size of their day.
    for rank, holder in enumerate(held, start=1):
        assert rank <= (after if (holder.int - 1) % 2 == 1 else before)
    # Nothing is lost: to the last place, and not beyond.
    while takes(asked(after, CHANGE)):
        pass
    standing = standing_of(POOL, "2023-01")
    assert standing.size == after
    assert standing.taken == max(after, len(held))


SAID = st.lists(st.integers(0, 5), min_size=1, max_size=4)
STEPS = st.lists(
    st.tuples(st.sampled_from(["take", "take", "take", "back", "tomorrow"]), st.integers(0, 7)),
    max_size=30,
)


@given(sizes=SAID, steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_the_ledger_is_what_the_definition_says(
    fresh_database: str, sizes: list[int], steps: list[tuple[str, int]]
) -> None:
    """Against a count by hand: the size of the day decides, what is taken stays, what is back is free."""
    pool, day, held = f"somewhere/{uuid.uuid4().hex}", 0, set()
    people = [uuid.uuid4() for _ in range(8)]
    for step, who in steps:
        size, since = sizes[day], FIRST.replace(day=day + 1)
        if step == "tomorrow":
            day = min(day + 1, len(sizes) - 1)
        elif step == "back":
            was = people[who] in held
            assert give_back(holder=people[who], pool=pool, period="2023-01") is was
            held.discard(people[who])
        else:
            wanted = people[who] in held or len(held) < size
            assert takes(asked(size, since, pool), people[who]) is wanted
            held |= {people[who]} if wanted else set()
        standing = standing_of(pool, "2023-01")
        assert (standing.taken if standing else 0) == len(held)
