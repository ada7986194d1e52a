"""The self-check in a real browser: to its end, at both widths, in both languages, without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import assert_accessible
from tests.web.portal.walking import FINE, date_parts

pytestmark = [pytest.mark.browser, pytest.mark.database]


def question(page: Page) -> str:
    return page.locator("input[name=q]").get_attribute("value") or ""


def press(page: Page, button: str) -> None:
    page.locator(f'button[name=do][value="{button}"]:not(.default-button)').first.click()


def choose(page: Page, name: str, value: str) -> None:
    """Tick by the label, as people do."""
    given = page.locator(f'input[name="{name}"][value="{value}"]').get_attribute("id")
    page.locator(f'label[for="{given}"]').click()


def reply(page: Page, text: str) -> None:
    if text in ("none", "unknown") and page.locator("input[name='f.other']").count():
        choose(page, "f.other", text)
    elif page.locator("#f-day").count():
        for name, part in date_parts("f", text).items():
            place = page.locator(f'[name="{name}"]')
            place.select_option(part) if name == "f.month" else place.fill(part)
    elif page.locator("select#f").count():
        page.select_option("#f", text)
    else:
        choose(page, "f", text)
    press(page, "answer")


def walk(page: Page, replies: dict[str, str], until: str = "result", *, look: bool = False) -> None:
    asked: list[str] = []
    while (now := question(page)) != until:
        asked.append(now)
        assert len(asked) < 60, f"the questions do not end: {asked}"
        if look:
            assert_accessible(page)
        if now == "entries":
            press(page, "all:entries")
        else:
            reply(page, replies[now])


def start(page: Page, language: str = "en", variant: str = "article") -> None:
    page.goto(f"/{language}/check/us-mx-ve-2022/{variant}/")


def add_crossing(page: Page, day: str) -> None:
    press(page, "add:entries")
    page.select_option("#f-country", "US")
    for name, part in date_parts("f.entry_date", day).items():
        place = page.locator(f'[name="{name}"]')
        place.select_option(part) if name.endswith("month") else place.fill(part)
    for name, value in {
        "manner": "irregular",
        "border": "southwest",
        "departure": "expelled",
        "returned_under": "us-mx-2022",
    }.items():
        choose(page, f"f.{name}", value)
    press(page, "answer")


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "es"])
def test_to_the_end_with_nothing_found(page_at, language: str, width: int) -> None:
    page = page_at(width, language=language)
    start(page, language)
    assert_accessible(page)
    press(page, "begin")
    walk(page, FINE, look=True)
    assert_accessible(page)
    expect(page.locator("h1")).to_contain_text(
        {"en": "We found nothing that bars you; an officer decides.", "es": "No encontramos nada"}[
            language
        ]
    )
    assert page.url.endswith(f"/{language}/check/us-mx-ve-2022/article/")
    assert page.context.cookies() == []


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("language", ["en", "es"])
def test_barred_by_the_notice_after_a_wrong_date(page_at, language: str, width: int) -> None:
    page = page_at(width, language=language)
    start(page, language, "notice")
    press(page, "begin")
    walk(page, FINE, until="entries")
    assert_accessible(page)
    add_crossing(page, "2022-02-31")
    expect(page.get_by_role("alert")).to_be_focused()
    assert_accessible(page)
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#f-entry_date-day")).to_be_focused()
    expect(page.locator("#f-entry_date-day")).to_have_value("31")
    page.fill("#f-entry_date-day", "2")
    page.select_option("#f-entry_date-month", "11")
    press(page, "answer")
    assert_accessible(page)
    press(page, "all:entries")
    walk(page, FINE)
    assert_accessible(page)
    told = {"en": "right to ask for asylum", "es": "derecho a pedir asilo"}[language]
    expect(page.locator("h1")).to_contain_text(told)
    expect(page.locator(".reason").first).to_contain_text("87 FR 63507")


def test_open_with_scripts_switched_off(page_at) -> None:
    page = page_at(375, javascript=False)
    start(page, "es")
    press(page, "begin")
    walk(page, {**FINE, "birth_date": "unknown", "travels_with_parent_or_guardian": "no"})
    expect(page.locator("h1")).to_contain_text("Todavía no podemos decirlo")
    press(page, "change:birth_date")
    reply(page, "1990-04-03")
    expect(page.locator("h1")).to_contain_text("No encontramos nada")


def test_enter_answers_and_the_language_keeps_what_was_typed(page_at) -> None:
    page = page_at(1280)
    start(page)
    press(page, "begin")
    walk(page, FINE, until="birth_date")
    page.fill("#f-day", "3")
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("#f-day")).to_have_value("3")
    expect(page.locator("h1")).to_contain_text("¿Cuándo nació?")
    page.select_option("#f-month", "4")
    page.fill("#f-year", "1990")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=q]")).to_have_value("other_nationality")
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_the_first_page_is_light(page_at) -> None:
    page = page_at(375)
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    start(page)
    page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) < 110_000, "even before compression"


def test_on_paper_the_result_keeps_reasons_and_drops_buttons(page_at) -> None:
    page = page_at(1280)
    start(page)
    press(page, "begin")
    walk(page, {"nationality": "FR", "family_relation": "none"})
    page.emulate_media(media="print")
    expect(page.locator(".reason").first).to_be_visible()
    expect(page.locator(".demonstration")).to_be_visible()
    expect(page.get_by_role("button").first).to_be_hidden()
