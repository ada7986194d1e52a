"""What a cap counts, in which period, and when a place comes back."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from safeconduct.flow import Reason, Refusal
from safeconduct.flow.caps import CapRule, Ledger, cap_on, period_key
from safeconduct.programme import load
from safeconduct.programme.schema import EndKind

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
