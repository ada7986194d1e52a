"""Stages that stand still at the officers' desk, and what the programme depends on."""

from __future__ import annotations

import pytest

from safeconduct.cases import holds
from safeconduct.cases.models import DependencyCheck, StageHold
from tests.stories.telling import on

pytestmark = pytest.mark.database
STAGE = "admission/supporter_review"
GOOD = {
    "stage": STAGE,
    "words-en": "Reviews stand still for two weeks.",
    "words-es": "Las revisiones se detienen dos semanas.",
    "reasons": "Order of the director.",
    "every_variant": "yes",
}
NEEDS = "mexico_accepts_venezuelans_2022"


@pytest.fixture(autouse=True)
def today():
    with on("2022-11-23"):
        yield


@pytest.fixture
def chief(definitions, desk):
    return desk("chief-9", "supervisor")


def posts(officer, path: str, given: dict[str, str], language: str = "en") -> str:
    answer = officer.client.post(f"/{language}/work/{path}", given, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_stage_is_held_and_let_go_on(filed, chief, desk) -> None:
    story = filed()
    page = chief.sees("work/holds/new/", stage=STAGE)
    assert "0 cases stand at this stage now" in page and "1 in every variant" in page
    assert "Deadlines stand still" in page
    page = posts(chief, "holds/new/", GOOD)
    assert "The stage is held." in page and "Order of the director." in page
    assert "Sending it a second time changed nothing." in posts(chief, "holds/new/", GOOD)
    hold = StageHold.objects.get()
    assert (hold.account, hold.variant) == ("chief-9", None)
    holds.spread()
    assert "1 case stands still for it" in chief.sees("work/holds/")
    officer = desk("review-7", "supporter_review")
    assert "stage held" in officer.sees("work/")
    page = officer.sees(f"work/{story.case.receipt_number}/", "es")
    assert "Toda la etapa está detenida" in page and "dos semanas" in page
    assert "stage held" in chief.sees("work/stages/")
    page = posts(chief, f"holds/{hold.id}/end/", {"reasons": ""})
    assert "Say why the stage goes on." in page and f'href="#end-{hold.id}"' in page
    page = posts(chief, f"holds/{hold.id}/end/", {"reasons": "The order was lifted."})
    assert "The hold has ended." in page and "The order was lifted." in page
    again = posts(chief, f"holds/{hold.id}/end/", {"reasons": "The order was lifted."})
    assert "Sending it a second time changed nothing." in again
    holds.spread()
    assert story.stands_at == ("supporter_review", "open")
    assert story.is_sound()


@pytest.mark.parametrize(
    ("instant", "day"),
    [("2022-12-01T04:30+00:00", "30 November 2022"), ("2022-12-01T05:30+00:00", "1 December 2022")],
)
def test_a_hold_and_a_check_bear_the_day_that_it_was_in_washington(
    filed, desk, instant: str, day: str
) -> None:
    filed()
    with on(instant):
        assert f"since {day}" in posts(desk("chief-9", "supervisor"), "holds/new/", GOOD)
        given = {"stands": "yes", "source": "Statement."}
        page = posts(desk("boss-1", "manager"), f"depends/{NEEDS}/", given)
        assert f"Last checked on {day}" in page


@pytest.mark.parametrize("lacks", ["words-en", "words-es", "reasons"])
def test_a_hold_without_its_words_comes_back_as_typed(chief, lacks: str) -> None:
    page = posts(chief, "holds/new/", GOOD | {lacks: "  "})
    assert f'href="#{lacks}"' in page and f'id="{lacks}"' in page
    assert all(value in page for name, value in GOOD.items() if name != lacks)
    assert not StageHold.objects.exists()


def test_holds_are_for_supervisors_and_managers(chief, desk) -> None:
    assert desk("travel-7", "travel").client.get("/en/work/holds/").status_code == 404
    assert desk("travel-7", "travel").client.post("/en/work/holds/new/", GOOD).status_code == 404
    assert chief.client.get("/en/work/holds/new/?stage=admission/none").status_code == 404
    nobody = "00000000-0000-4000-8000-000000000000"
    assert chief.client.post(f"/en/work/holds/{nobody}/end/", {"reasons": "x"}).status_code == 404


def test_a_manager_lands_here_and_records_checks(chief, desk) -> None:
    manager = desk("boss-1", "manager")
    page = manager.sees("work/")
    assert "Stages that stand still" in page and "Record a check" in page
    assert "Record a check" not in chief.sees("work/holds/")
    assert manager.client.get("/en/work/stages/").status_code == 200
    at = f"depends/{NEEDS}/"
    page = posts(manager, at, {"stands": "perhaps", "source": ""})
    assert "2 things need a correction" in page and f'id="source-{NEEDS}"' in page
    failed = {"stands": "no", "source": "Note of the foreign ministry, 23 November."}
    page = posts(manager, at, failed)
    assert "Issuing is held in every variant" in page and "does not stand" in page
    assert StageHold.objects.filter(until__isnull=True, dependency=NEEDS).exists()
    assert "Sending it a second time changed nothing." in posts(manager, at, failed)
    assert DependencyCheck.objects.count() == 1
    page = posts(manager, at, {"stands": "yes", "source": "A new note."}, "es")
    assert "se cumple" in page
    assert not StageHold.objects.filter(until__isnull=True).exists()
    assert manager.client.post("/en/work/depends/nothing/", failed).status_code == 404
    assert chief.client.post(f"/en/work/{at}", failed).status_code == 404


def test_an_auditor_lands_on_all_work(filed, desk) -> None:
    story = filed()
    page = desk("audit-7", "auditor").sees("work/")
    assert "All work" in page and story.case.receipt_number in page
