"""Public statistics in a real browser, and the same numbers at the managers' desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from safeconduct.accounts import offices
from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account
from tests.pages.conftest import assert_accessible
from tests.pages.test_workbench_pages import keep_picture, sit_down
from tests.statistics.figures import write_figures

pytestmark = [pytest.mark.browser, pytest.mark.database]


@pytest.fixture(scope="module", autouse=True)
def figures(test_databases, database: str) -> None:
    write_figures(test_databases)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_public_reads_the_numbers_and_takes_them_home(
    page_at, language: str, width: int
) -> None:
    page = page_at(width, language=language, javascript=language == "en")
    page.goto(f"/{language}/")
    name = {"en": "Statistics", "es": "Estadísticas"}[language]
    page.get_by_role("navigation").get_by_role("link", name=name).click()
    page.select_option("#variant", "notice")
    page.select_option("#month", "2022-11")
    page.get_by_role("button", name={"en": "Show", "es": "Mostrar"}[language]).click()
    assert "month=2022-11" in page.url
    expect(page.get_by_role("img").first).to_be_visible()
    thousands = {"en": "12,490", "es": "12.490"}[language]
    shown = page.locator("table").first.inner_text()
    assert thousands in shown
    if language == "en":
        assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="(CSV)").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert "2022-11,notice,admission,opened,,,12490," in text


@pytest.mark.parametrize("width", [375, 1280])
def test_the_spanish_page_and_the_empty_one_are_accessible(page_at, width: int) -> None:
    page = page_at(width, language="es")
    page.goto("/es/statistics/us-mx-ve-2022/?variant=notice")
    assert_accessible(page)
    keep_picture(page, f"statistics-es-{width}")
    page.goto("/es/statistics/us-mx-ve-2022/?variant=article")
    assert_accessible(page)


def test_a_manager_reads_them_at_their_desk(page_at, site: str) -> None:
    if not Account.objects.filter(name="counting-boss").exists():
        account = accounts.add_account(name="counting-boss", shown_name="Boss Sample")
        accounts.give_office(account=account, role=offices.MANAGER)
    page = page_at(1280)
    sit_down(page, site, "counting-boss")
    page.goto("/en/work/holds/")
    page.get_by_role("link", name="Statistics").click()
    expect(page.locator("h1")).to_have_text("Statistics of the casework")
    assert_accessible(page)
    keep_picture(page, "statistics-manager")
