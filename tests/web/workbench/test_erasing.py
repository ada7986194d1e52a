"""Erasing a person from the case's page: one supervisor proposes, another decides, and what it says."""

from __future__ import annotations

import html

import pytest

from safeconduct.cases import erasing, services
from safeconduct.cases.models import Erasure, Party
from safeconduct.people.models import PersonalValue
from tests.stories.telling import Story, on
from tests.web.workbench.conftest import Desk

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def today():
    with on("2022-12-01"):
        yield


@pytest.fixture
def over(filed) -> Story:
    story = filed()
    story.asks("2022-11-07", services.withdraw, story.supporter)
    return story


@pytest.fixture
def chiefs(desk) -> tuple[Desk, Desk]:
    return desk("chief-8", "supervisor"), desk("chief-9", "supervisor")


def person(story: Story, role: str = "supporter") -> str:
    return str(Party.objects.get(case=story.case, role=role).person_id)


def posts(officer: Desk, story: Story, language: str = "en", **given: str) -> str:
    path = f"/{language}/work/{story.case.receipt_number}/erase/"
    answer = officer.client.post(path, {"person": person(story)} | given, follow=True)
    assert answer.status_code == 200, answer.status_code
    return html.unescape(answer.content.decode())


def test_from_the_case_to_a_person_of_whom_nothing_is_left(over, chiefs) -> None:
    first, second = chiefs
    receipt = over.case.receipt_number
    assert f"work/{receipt}/erase/" in first.sees(f"work/{receipt}/")
    page = first.sees(f"work/{receipt}/erase/")
    assert "keeps personal values for 5 years" in page and "7 November 2027" in page
    page = posts(first, over, act="propose", why="asked", reference="2022/114")
    assert "Another supervisor has to agree" in page and "Another supervisor decides." in page
    assert "2022/114" in page
    # The first officer does not find the button, and does not get by without it.
    assert "Agree and erase" not in page
    page = posts(first, over, act="confirm", sure="yes")
    assert "One thing needs a correction" in page
    assert PersonalValue.objects.filter(person=person(over)).exists()
    assert "Say that you have looked at it" in posts(second, over, act="confirm")
    page = posts(second, over, act="confirm", sure="yes")
    assert "are erased" in page and "The protection room has still to follow." in page
    assert "Nothing is kept of this person." in page
    assert "changed nothing" in posts(second, over, act="confirm", sure="yes")
    assert not PersonalValue.objects.filter(person=person(over)).exists()
    assert over.is_sound()
    # Nothing of the case's own page fails on what is gone.
    assert "Personal value or document erased" in first.sees(f"work/{receipt}/")
    assert "Decided" in first.sees("work/erasing/") and receipt in first.sees("work/erasing/")


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        ({"why": ""}, "why", "Choose why the person is erased."),
        ({"why": "because"}, "why", "Choose why the person is erased."),
        ({"why": "time_over"}, "why", "The time for keeping is not over."),
        ({"why": "asked", "reference": "José Núñez"}, "reference", "letters without accents"),
    ],
)
def test_a_wrong_proposal_comes_back_as_typed(over, chiefs, given, field: str, told: str) -> None:
    page = posts(chiefs[0], over, act="propose", **given)
    at = f"{field}-{person(over)}"
    assert told in page and f'href="#{at}"' in page and f'id="{at}"' in page
    assert given.get("reference", "") in page
    assert not Erasure.objects.exists()


def test_while_a_case_goes_on_nothing_is_proposed(filed, chiefs) -> None:
    story = filed()
    chief = chiefs[0]
    receipt = story.case.receipt_number
    assert f"work/{receipt}/erase/" not in chief.sees(f"work/{receipt}/")
    page = chief.sees(f"work/{receipt}/erase/")
    assert "before it is over nothing is erased" in page and "Propose it" not in page
    assert "Nothing is erased before it is." in posts(chief, story, act="propose", why="asked")
    assert not Erasure.objects.exists()


def test_what_the_clock_noted_waits_for_people(over, chiefs) -> None:
    with on("2027-11-08"):
        assert erasing.note_due() == 2
        page = chiefs[0].sees("work/erasing/")
        assert page.count(f"/work/{over.case.receipt_number}/erase/#person-") == 2
        assert "kept until 7 November 2027" in page
        page = posts(chiefs[0], over, "es", act="propose", why="time_over")
        assert "Está propuesto." in page
        assert "Say why the values are kept." in posts(chiefs[1], over, act="keep")
        page = posts(chiefs[1], over, act="keep", kept_for="proceeding")
        assert "The values are kept" in page and "still needs them" in page
    assert PersonalValue.objects.filter(person=person(over)).exists()


def test_erasing_is_for_supervisors_and_the_list_for_auditors_too(over, chiefs, desk) -> None:
    path = f"/en/work/{over.case.receipt_number}/erase/"
    for role in ("auditor", "travel", "manager", "casework"):
        other = desk(f"{role}-6", role)
        assert other.client.get(path).status_code == 404, role
        assert other.client.post(path, {}).status_code == 404, role
    auditor = desk("auditor-6", "auditor")
    posts(chiefs[0], over, act="propose", why="ordered")
    page = auditor.sees("work/erasing/")
    assert "A court or authority ordered it" in page and "/erase/" not in page
    assert desk("travel-6", "travel").client.get("/en/work/erasing/").status_code == 404


def test_whoever_has_a_part_in_the_case_finds_nothing(over, chiefs) -> None:
    posts(chiefs[0], over, act="propose", why="asked")
    Party.objects.create(
        case=over.case, person=over.case.person, role="co_supporter", account="chief-9",
        added_at=over.case.opened_at,
    )  # fmt: skip
    receipt = over.case.receipt_number
    assert chiefs[1].client.get(f"/en/work/{receipt}/erase/").status_code == 404
    assert receipt not in chiefs[1].sees("work/erasing/")
    assert receipt in chiefs[0].sees("work/erasing/")


@pytest.mark.parametrize("wrong", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_a_person_of_another_case_is_not_reached(over, filed, chiefs, wrong: str) -> None:
    path = f"/en/work/{over.case.receipt_number}/erase/"
    for name in (wrong, person(filed())):
        given = {"person": name, "act": "propose", "why": "asked"}
        assert chiefs[0].client.post(path, given).status_code == 400
    assert not Erasure.objects.exists()
