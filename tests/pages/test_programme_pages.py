"""The readable programme in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.pages.conftest import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.database]


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_variant_can_be_read_as_of_another_day(page_at, language: str, width: int) -> None:
    page = page_at(width, language=language)
    page.goto(f"/{language}/programmes/us-mx-ve-2022/")
    page.select_option("#variant", "notice")
    page.fill("#on", "2023-02-01")
    page.get_by_role("button", name={"en": "Show", "es": "Mostrar"}[language]).click()
    assert "variant=notice" in page.url and "on=2023-02-01" in page.url
    expect(page.locator(".variant")).to_contain_text(
        {"en": "As published", "es": "Como se publicó"}[language]
    )
    page.locator("details > summary").first.click()
    expect(page.locator("details").first).to_have_attribute("open", "")
    # To click all of them takes as long as everything else here.
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert_accessible(page)


def test_the_contents_lead_to_every_part_without_scripts(page_at) -> None:
    page = page_at(375, javascript=False)
    page.goto("/en/programmes/us-mx-ve-2022/")
    for link in page.locator(".contents a").all():
        link.click()
        expect(
            page.locator(link.get_attribute("href") or "none").locator("h2").first
        ).to_be_in_viewport()


def test_the_picture_has_a_name_and_the_same_in_words(page_at) -> None:
    page = page_at(1280)
    page.goto("/en/programmes/us-mx-ve-2022/")
    expect(page.get_by_role("img", name="Steps: Return")).to_be_visible()
    boxes = page.locator("#steps-return svg rect.box").count()
    assert boxes == page.locator("#steps-return ol.steps > li").count() > 20


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", ["uniting-for-ukraine", "eu-georgia-readmission"])
def test_other_programmes_are_read_by_the_same_page(page_at, name: str, language: str) -> None:
    page = page_at(375, language=language)
    page.goto(f"/{language}/programmes/{name}/")
    assert_accessible(page)
