"""The report of an effect in a real browser: accessible, in both languages, on a telephone and a desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from safeconduct.cli.main import call
from tests.impact import studies
from tests.pages.conftest import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("study")
    table = home / "figures.parquet"
    studies.world().write_parquet(table)
    asked = ["--figures", str(table), "--no-calibration", "--out", str(home / "report")]
    assert call(["impact", "report", str(studies.folder(home)), *asked]) == 0
    return home / "report"


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("width", [375, 1280])
def test_the_page_is_readable_by_all(
    folder: Path, browser: Browser, language: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto((folder / f"report.{language}.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert_accessible(page)
    page.get_by_role("link", name="Español" if language == "en" else "English").click()
    other = {"en": "es", "es": "en"}[language]
    assert page.locator("html").get_attribute("lang") == other
    page.close()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a programme with many claims, some of them of one office and day."""
    out = tmp_path_factory.mktemp("shipped") / "report"
    asked = ["us-mx-ve-2022", "--no-calibration", "--out", str(out)]
    assert call(["impact", "report", *asked]) == 0
    return out


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_place_of_a_long_report_has_a_name_of_its_own(
    shipped: Path, browser: Browser, language: str
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((shipped / f"report.{language}.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    # Axe's rule for it, `landmark-unique`, is among those that are always asked.
    assert_accessible(page)
    names = page.locator("[role=region]").evaluate_all(
        "all => all.map(each => each.getAttribute('aria-label'))"
    )
    captions = page.locator("caption").all_inner_texts()
    assert len(names) == len(set(names)) == len(captions) == len(set(captions)) > 20
    page.close()
