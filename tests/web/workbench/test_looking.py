"""What was corrected after the vetting: both values on the page, and the vetting officer's new look."""

from __future__ import annotations

import pytest

from tests.stories.conftest import definitions  # noqa: F401 (a fixture)
from tests.stories.telling import on

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def today():
    with on("2022-11-23"):
        yield


@pytest.fixture
def corrected(at_decision):
    story = at_decision()
    story.notes("2022-11-22", story.person, birth_date="1988-02-12")
    return story


def test_both_values_are_shown_and_only_the_vetting_officer_looks(corrected, desk) -> None:
    path = f"work/{corrected.case.receipt_number}/"
    page = desk("travel-1", "travel").sees(path)
    assert "11 February 1988" in page and "12 February 1988" in page
    assert "Changed since it was looked at" in page
    assert 'id="look-form"' not in page and 'id="decide-form"' not in page
    page = desk("vetting-7", "vetting").sees(path, "es")
    assert "11 de febrero de 1988" in page and "12 de febrero de 1988" in page
    assert 'id="look-form"' in page


def test_looking_lets_the_case_go_on(corrected, desk) -> None:
    vera = desk("vetting-7", "vetting")
    page = vera.sends(corrected, "look", note="The passport says the twelfth.")
    assert "Done. The case is as shown below." in page
    assert "The passport says the twelfth." in page
    assert corrected.stands_at == ("travel_decision", "open")


def test_what_comes_twice_or_too_late_changes_nothing(corrected, desk) -> None:
    vera = desk("vetting-7", "vetting")
    given = vera.form(corrected, "look")
    corrected.notes("2022-11-23", corrected.person, birth_date="1988-02-13")
    page = vera.posts(corrected, "look", given)
    assert "13 February 1988" in page
    assert corrected.stands_at == ("travel_decision", "changed")
    given = vera.form(corrected, "look")
    vera.posts(corrected, "look", given)
    before = corrected.number
    assert "changed nothing" in vera.posts(corrected, "look", given)
    assert corrected.number == before


def test_it_is_on_the_list_of_who_looks(corrected, desk) -> None:
    assert corrected.case.receipt_number in desk("vetting-7", "vetting").sees("work/")
    assert corrected.case.receipt_number not in desk("travel-1", "travel").sees("work/")
