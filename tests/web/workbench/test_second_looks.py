"""Second looks at the desk: drawn by the supervisor, given blind by an officer, shown side by side."""

from __future__ import annotations

import re

import pytest

from safeconduct.oversight.models import SecondLook
from tests.stories.conftest import definitions  # noqa: F401 (a fixture)
from tests.stories.people import DECIDER, SECOND, WEIGHED
from tests.stories.telling import on

pytestmark = pytest.mark.database
SECRET_REASON = "The letter from the hospital is old."


@pytest.fixture(autouse=True)
def today():
    with on("2022-11-23"):
        yield


@pytest.fixture
def refused(at_decision):
    story = at_decision()
    story.notes("2022-11-20", DECIDER, **WEIGHED)
    story.does("2022-11-20", DECIDER, "refused", because=SECRET_REASON)
    story.is_confirmed("2022-11-21", SECOND)
    return story


def posts(desk, address: str, **typed: str) -> str:
    answer = desk.client.post(f"/en/work/second-looks/{address}", typed, follow=True)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def drawn(desk) -> tuple[object, SecondLook]:
    chief = desk("chief-1", "supervisor")
    assert "The draw is announced" in posts(chief, "reason_weighed/announce/")
    page = posts(chief, "reason_weighed/make/")
    assert "The draw is made" in page and "1 of 1 were taken" in page
    return chief, SecondLook.objects.get()


def test_who_looks_a_second_time_sees_neither_outcome_nor_reasons_first(refused, desk) -> None:
    _chief, row = drawn(desk)
    ida = desk("travel-11", "travel")
    assert "Decisions were drawn for a second look" in ida.sees("work/")
    assert refused.case.receipt_number in ida.sees("work/second-looks/")
    # The case itself leads to the look as long as it is not given.
    for page in (
        ida.sees(f"work/{refused.case.receipt_number}/"),
        ida.sees(f"work/second-looks/{row.id}/"),
    ):
        assert "What would you have decided?" in page
        assert SECRET_REASON not in page and "Merits a favourable" not in page
        assert "Date of birth" in page
    page = posts(ida, f"{row.id}/", outcome="authorized", reasons="It is urgent.", key="k")
    assert SECRET_REASON in page and "Both, side by side" in page
    assert SECRET_REASON in ida.sees(f"work/{refused.case.receipt_number}/")


def test_who_decided_is_not_asked(refused, desk) -> None:
    _chief, row = drawn(desk)
    first = desk("travel-2", "travel")
    assert refused.case.receipt_number not in first.sees("work/second-looks/")
    assert first.client.get(f"/en/work/second-looks/{row.id}/").status_code == 404
    assert SECRET_REASON in first.sees(f"work/{refused.case.receipt_number}/")


def test_without_outcome_or_reasons_nothing_is_given(refused, desk) -> None:
    _chief, row = drawn(desk)
    page = posts(desk("travel-11", "travel"), f"{row.id}/", reasons=" ", key="k")
    assert "Choose what you would have decided." in page and "Give your reasons." in page
    row.refresh_from_db()
    assert row.answered_at is None


def test_the_supervisor_reads_the_difference_and_says_what_was_done(refused, desk) -> None:
    chief, row = drawn(desk)
    posts(
        desk("travel-11", "travel"), f"{row.id}/", outcome="authorized", reasons="Urgent.", key="k"
    )
    page = chief.sees("work/second-looks/")
    assert re.search(r"Decided: Not authorized\. .* would have decided: Authorized\.", page)
    assert "fewer than 5: not shown" in page
    assert "menos de 5: no se muestra" in chief.sees("work/second-looks/", "es")
    assert "Say what was done about it." in posts(chief, f"{row.id}/close/", note="")
    assert "Nothing is open." in posts(chief, f"{row.id}/close/", note="Sent to review.")
    # A second time there is nothing to close.
    answer = chief.client.post(f"/en/work/second-looks/{row.id}/close/", {"note": "x"})
    assert answer.status_code == 404
