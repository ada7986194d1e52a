"""A family at the officers' desk: who stands where, decided in one step, each by themselves."""

from __future__ import annotations

import re

import pytest

from safeconduct.capacity.selectors import standings
from tests.stories.people import DECIDER, SECOND
from tests.stories.telling import on
from tests.stories.test_families import Household

pytestmark = pytest.mark.database
TOGETHER = "The family goes on together"


@pytest.fixture(autouse=True)
def today():
    with on("2022-11-23"):
        yield


@pytest.fixture
def family(definitions) -> Household:
    return Household(definitions["notice"])


@pytest.fixture
def travel(desk):
    return desk("travel-7", "travel")


def sends(officer, family, language: str = "en", **more: str) -> str:
    """Fill the family's form in as the page shows it, and send it; `more` by `MEMBER_FIELD`."""
    mother = family.stories[0]
    where = f"/{language}/work/{mother.case.receipt_number}/family/"
    page = officer.client.get(where).content.decode()
    form = re.search(r'id="family-form".*?</form>', page, re.DOTALL)[0]
    given = dict(re.findall(r'<input type="hidden" name="([\w.]+)" value="([^"]*)"', form))
    given |= dict(
        re.findall(r'<input class="usa-input" id="[^"]*" name="([^"]*)" value="([^"]*)"', form)
    )
    for select, options in re.findall(
        r'<select[^>]*name="([^"]*)">(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        given[select] = chosen[1] if chosen else ""
    for number, story in enumerate(family):
        for name, value in more.items():
            member, _, field = name.partition("_")
            if member in ("all", f"m{number}"):
                given[f"{story.case.receipt_number}.{field}"] = value
    given.pop("csrfmiddlewaretoken", None)
    sends.last = (where, given)
    return officer.client.post(where, given, follow=True).content.decode()


def test_a_members_page_shows_where_each_stands(family, travel) -> None:
    mother, _father, child = family
    page = travel.sees(f"work/{mother.case.receipt_number}/")
    assert TOGETHER in page and "Before you refuse:" in page
    assert "The others came as the family of this person." in page
    assert all(story.case.receipt_number in page for story in family)
    assert page.count("<td>ready</td>") == 3
    page = travel.sees(f"work/{child.case.receipt_number}/", "es")
    assert "Para seguir en conjunto" in page and "sin nada pendiente" in page


def test_each_is_decided_by_themselves_in_one_step(family, travel) -> None:
    page = sends(travel, family)
    assert "3 things need a correction" in page
    assert ": choose an outcome." in page
    page = sends(travel, family, all_outcome="authorized", m0_reasons="A sister in Houston.")
    assert "Done. The case is as shown below." in page
    assert {story.stands_at for story in family} == {("booking", "open")}
    assert [cap.taken for cap in standings()] == [3]
    where, given = sends.last
    again = travel.client.post(where, given, follow=True).content.decode()
    assert "Sending it a second time changed nothing." in again
    assert [cap.taken for cap in standings()] == [3]
    assert all(story.is_sound() for story in family)


def test_one_who_is_not_ready_keeps_all_and_nothing_typed_is_lost(family, travel) -> None:
    mother, father, _child = family
    father.notes("2022-11-22", DECIDER, vetting_passed=False)
    page = travel.sees(f"work/{mother.case.receipt_number}/")
    assert page.count("<td>ready</td>") == 2
    page = sends(travel, family, all_outcome="authorized", m2_reasons="Goes with her mother.")
    assert "This is not allowed now" in page
    assert "Goes with her mother." in page
    assert page.count('value="authorized" checked') == 3
    assert {story.stands_at for story in family} == {("travel_decision", "open")}
    assert father.case.refusals.exists()
    where, given = sends.last
    broken = {**given, f"{mother.case.receipt_number}.seen": "x"}
    assert "cannot be read" in travel.client.post(where, broken).content.decode()


def test_someone_else_was_first(family, travel) -> None:
    sends(travel, family)
    where, given = sends.last
    given |= {f"{story.case.receipt_number}.outcome": "authorized" for story in family}
    family.stories[1].does("2022-11-23", SECOND, "refused", because="The vetting; see page 2.")
    page = travel.client.post(where, given).content.decode()
    assert "Someone else was first" in page
    assert family.stories[0].stands_at == ("travel_decision", "open")


def test_others_read_and_one_alone_is_led_back(family, desk, filed) -> None:
    mother = family.stories[0]
    page = desk("port-7", "port").sees(f"work/{mother.case.receipt_number}/family/")
    assert "This is for someone in another role to do." in page
    assert "Send the decisions" not in page
    alone = filed()
    page = desk("travel-7", "travel").sees(f"work/{alone.case.receipt_number}/family/")
    assert 'id="acts"' in page


def test_a_member_leaves_with_reasons_and_a_child_with_a_note(family, desk) -> None:
    mother, father, child = family
    officer = desk("casework-1", "casework")
    assert "What is best for this child" not in officer.sees(f"work/{father.case.receipt_number}/")
    page = officer.sends(child, "leave_group", reasons="Goes with her grandmother.")
    assert "Write down what is best for this child" in page
    assert "Goes with her grandmother." in page
    page = officer.sends(
        child, "leave_group", reasons="Goes with her grandmother.",
        best_interests="Heard alone on 20 November; both parents agree.",
    )  # fmt: skip
    assert "Done." in page and "both parents agree" in page and "left the group" in page
    assert "Say why this person leaves" in officer.sends(father, "leave_group", reasons=" ")
    assert "Done." in officer.sends(father, "leave_group", reasons="He stays in Bogotá.")
    assert 'id="leave_group-form"' not in officer.sees(f"work/{mother.case.receipt_number}/")
    assert all(story.is_sound() for story in family)
