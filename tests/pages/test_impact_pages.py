"""The answer to whether a programme works, and the estimates behind it, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from safeconduct import programme, settings
from safeconduct.accounts import offices
from safeconduct.impact import keeping
from tests.pages.conftest import assert_accessible
from tests.signing_in import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.database]

NAME = "us-mx-ve-2022"
BOTH = pytest.mark.parametrize("language", ["en", "es"])
WIDTHS = pytest.mark.parametrize("width", [375, 1280])


@pytest.fixture(scope="module", autouse=True)
def kept() -> None:
    keeping.keep(programme.load(NAME), settings.home())


def sign_in(context: BrowserContext, site: str) -> None:
    client = signed_in("impact-manager", offices.MANAGER)
    context.add_cookies(
        [{"name": name, "value": each.value, "url": site} for name, each in client.cookies.items()]
    )


@pytest.fixture
def managers_page(page_at, site):
    """A page of somebody who manages the programme."""

    def open_page(width: int, **more: object) -> Page:
        page = page_at(width, **more)
        sign_in(page.context, site)
        return page

    return open_page


@BOTH
@WIDTHS
def test_the_answer_can_be_read_by_everyone(page_at, language: str, width: int) -> None:
    page = page_at(width, language=language, javascript=True)
    page.goto(f"/{language}/impact/{NAME}/")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert_accessible(page)
    captions = page.locator("caption").all_inner_texts()
    assert len(captions) == len(set(captions)) > 20


@WIDTHS
def test_words_in_tables_wrap_so_that_no_column_is_out_of_sight(page_at, width: int) -> None:
    page = page_at(width)
    page.goto(f"/es/impact/{NAME}/")
    for section in ("claims", *(["promise"] if width == 1280 else [])):
        tables = page.locator(f"#{section} .usa-table-container--scrollable:visible").all()
        for table in tables:
            wide, shown = table.evaluate("each => [each.scrollWidth, each.clientWidth]")
            assert wide <= shown, table.get_attribute("aria-label")
        assert tables
    months = page.locator("#promise tbody th").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().height)"
    )
    # One line, where words in another column do not need more.
    assert min(months) < 35


@WIDTHS
def test_without_scripts_the_chart_fits_the_screen_and_its_letters_can_be_read(
    page_at, width: int
) -> None:
    page = page_at(width, javascript=False)
    page.goto(f"/en/impact/{NAME}/")
    shown = page.locator("#series svg:visible")
    assert shown.count() == 2
    for chart in shown.all():
        box = chart.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
        drawn = float(chart.get_attribute("width") or "0")
        # Letters are drawn at eleven pixels: no picture is made so small that they go below nine.
        assert box["width"] / drawn > 0.82
    expect(page.get_by_role("img", name="Chart:").first).to_be_visible()
    page.locator("#series summary").first.click()
    expect(page.locator("#series table").first).to_be_visible()


def test_a_file_is_saved(page_at) -> None:
    page = page_at(1280)
    page.goto(f"/en/impact/{NAME}/")
    with page.expect_download() as waited:
        page.get_by_role("link", name="series.csv").click()
    assert waited.value.suggested_filename == f"{NAME}-series.csv"


@BOTH
@WIDTHS
def test_an_estimate_shows_its_checks_to_everyone(managers_page, language: str, width: int) -> None:
    page = managers_page(width, language=language)
    page.goto(f"/{language}/impact/{NAME}/try/")
    expect(page.locator(".checks .check-line").first).to_be_visible()
    assert_accessible(page)


@BOTH
@WIDTHS
def test_what_is_wrong_has_room_and_leads_to_its_field(
    browser: Browser, site: str, language: str, width: int
) -> None:
    # Not by `page_at`: the answer's status 400 is wanted here, and would count as a problem there.
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 900})
    sign_in(context, site)
    page = context.new_page()
    page.goto(f"/{language}/impact/{NAME}/try/?window=own&first=2023-05&last=2023-1&measure=none")
    page.locator("#problems a", has_text="2023-1").click()
    assert page.url.endswith("#last")
    expect(page.locator("#first")).to_have_value("2023-05")
    box = page.locator("#last-problem").bounding_box()
    assert box is not None and box["height"] < 70
    assert_accessible(page)
    context.close()


def test_other_months_stand_in_the_address_and_are_marked(managers_page) -> None:
    page = managers_page(1280, javascript=False)
    page.goto(f"/en/impact/{NAME}/try/")
    page.select_option("#window", "own")
    page.fill("#first", "2023-01")
    page.fill("#last", "2023-03")
    page.select_option("#way", "interrupted-log-hac")
    page.get_by_role("button", name="Estimate").click()
    assert "window=own" in page.url and "first=2023-01" in page.url
    expect(page.locator(".estimate__standing")).to_contain_text("not the plan")
    again = managers_page(375)
    again.goto(page.url)
    expect(again.locator(".estimate__standing")).to_contain_text("not the plan")
    expect(again.locator("#first")).to_have_value("2023-01")
