"""What a cap counts, in which period, and when a place comes back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from safeconduct.flow import Reason, Refusal
from safeconduct.flow.caps import CapRule, Ledger, cap_on, more_from, period_after, period_key
from safeconduct.programme import load
from safeconduct.programme.schema import Cap, EndKind

NEW_YORK = ZoneInfo("America/New_York")
CAPS = load("us-mx-ve-2022", "notice").caps


def rule(**changed: object) -> CapRule:
    return CapRule(
        **{"id": "c", "size": 2, "period": "month", "comes_back": False, "is_shared": False}
        | changed  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("period", "key"),
    [("total", "total"), ("year", "2023"), ("month", "2023-01"), ("day", "2023-01-31")],
)
def test_a_place_counts_in_the_local_days_period(period: str, key: str) -> None:
    last_minutes = datetime(2023, 2, 1, 4, 59, tzinfo=UTC)
    assert period_key(rule(period=period), last_minutes, NEW_YORK) == key


def test_the_month_turns_at_local_midnight() -> None:
    assert period_key(rule(), datetime(2023, 2, 1, 5, tzinfo=UTC), NEW_YORK) == "2023-02"


@pytest.mark.parametrize(
    ("utc", "period", "key"),
    [
        # 31 December, half past eleven in the evening in New York.
        ("2024-01-01T04:30", "year", "2023"),
        ("2024-01-01T04:30", "month", "2023-12"),
        ("2024-01-01T04:30", "day", "2023-12-31"),
        ("2024-01-01T05:00", "year", "2024"),
        # The leap day is one, to its last minute there.
        ("2024-03-01T04:59", "day", "2024-02-29"),
        ("2024-03-01T04:59", "month", "2024-02"),
        ("2023-03-01T04:59", "day", "2023-02-28"),
    ],
)
def test_boundaries_are_the_programmes_own_midnight(utc: str, period: str, key: str) -> None:
    instant = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert period_key(rule(period=period), instant, NEW_YORK) == key


@pytest.mark.parametrize(
    ("period", "day", "following"),
    [
        ("day", date(2024, 2, 28), date(2024, 2, 29)),
        ("day", date(2024, 2, 29), date(2024, 3, 1)),
        ("month", date(2024, 1, 31), date(2024, 2, 1)),
        ("month", date(2023, 12, 31), date(2024, 1, 1)),
        ("year", date(2024, 2, 29), date(2025, 1, 1)),
        ("total", date(2024, 2, 29), None),
        ("day", date.max, None),
        ("month", date.max, None),
        ("year", date.max, None),
    ],
)
def test_the_next_period_begins_on(period: str, day: date, following: date | None) -> None:
    assert period_after(rule(period=period), day) == following


def version(size: int, start: str, until: str | None = None, period: str = "month") -> Cap:
    words = {"en": "a", "es": "a"}
    return Cap.model_validate(
        {
            "id": "c", "basis": "required", "from": start, "until": until, "name": words,
            "text": words, "counts": words, "size": size, "period": period,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("caps", "day", "expected"),
    [
        ([version(2, "2023-01-01")], "2023-01-20", "2023-02-01"),
        ([version(2, "2023-01-01", period="total")], "2023-01-20", None),
        ([version(2, "2023-01-01", "2023-01-31")], "2023-01-20", None),
        # Raised within the month, above what is taken; a smaller rise is no day to wait for.
        ([version(2, "2023-01-01", "2023-01-24"), version(9, "2023-01-25")], "2023-01-20", "2023-01-25"),
        ([version(2, "2023-01-01", "2023-01-24"), version(3, "2023-01-25")], "2023-01-20", "2023-02-01"),
        ([version(2, "2023-01-01", "2023-06-30", "total"), version(9, "2023-07-01", period="total")], "2023-01-20", "2023-07-01"),
        # Nothing in February; the cap has places again from March.
        ([version(2, "2023-01-01", "2023-01-31"), version(0, "2023-02-01", "2023-02-28"), version(2, "2023-03-01")], "2023-01-20", "2023-03-01"),
        ([version(0, "2023-01-01")], "2023-01-20", None),
    ],
)  # fmt: skip
def test_when_a_full_cap_has_places_again(caps: list[Cap], day: str, expected: str | None) -> None:
    found = more_from(caps, "c", date.fromisoformat(day), taken=3)
    assert found == (date.fromisoformat(expected) if expected else None)


def test_caps_are_looked_up_as_of_the_day() -> None:
    evening = datetime(2023, 1, 9, 3, tzinfo=UTC)
    assert cap_on(CAPS, "venezuela_total", evening, NEW_YORK) is not None
    assert cap_on(CAPS, "venezuela_total", evening, UTC) is None
    monthly = cap_on(CAPS, "four_processes_monthly", evening, UTC)
    assert monthly is not None
    assert (monthly.size, monthly.period, monthly.comes_back) == (30_000, "month", False)


def test_a_shared_cap_is_one_pool_for_all_programmes() -> None:
    assert rule(is_shared=True).pool("a") == rule(is_shared=True).pool("b")
    assert rule().pool("a") != rule().pool("b")


def test_remaining_is_never_below_nothing() -> None:
    assert [rule().remaining(taken) for taken in (0, 1, 2, 3)] == [2, 1, 0, 0]


@pytest.mark.parametrize("comes_back", [True, False])
@pytest.mark.parametrize("end", [None, *EndKind])
def test_a_place_that_was_not_used_always_comes_back(comes_back: bool, end: EndKind | None) -> None:
    assert rule(comes_back=comes_back).comes_back_after(end, used=False)


@pytest.mark.parametrize(
    ("end", "back"),
    [
        (EndKind.EXPIRED, True),
        (EndKind.WITHDRAWN, True),
        (EndKind.REVOKED, True),
        (EndKind.COMPLETED, False),
        (EndKind.RETURNED, False),
        (None, False),
    ],
)
def test_a_used_place_comes_back_only_where_the_cap_says_so(
    end: EndKind | None, back: bool
) -> None:
    assert rule(comes_back=True).comes_back_after(end, used=True) is back
    assert not rule(comes_back=False).comes_back_after(end, used=True)


def test_the_ledger_gives_as_many_places_as_there_are() -> None:
    ledger = Ledger()
    for case in ("a", "b"):
        taken = ledger.take("c", "2023-01", 2, case)
        assert isinstance(taken, Ledger)
        ledger = taken
    assert ledger.take("c", "2023-01", 2, "z") == Refusal(Reason.CAP_FULL, ("c",))
    assert ledger.take("c", "2023-01", 3, "a") == Refusal(Reason.PLACE_HELD, ("c",))
    assert isinstance(ledger.take("c", "2023-02", 2, "z"), Ledger)
    back = ledger.give_back("c", "2023-01", "a")
    assert isinstance(back, Ledger)
    assert back.count("c", "2023-01") == 1
    assert back.give_back("c", "2023-01", "a") == Refusal(Reason.PLACE_NOT_HELD, ("c",))
    assert isinstance(back.take("c", "2023-01", 2, "z"), Ledger)
