"""Make the pictures of the documentation anew, from a running demonstration.

make run                                     in another terminal
python tools/pictures.py http://127.0.0.1:8000
"""

from __future__ import annotations

import base64
import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PHONE, DESK = (375, 780), (1200, 780)
PROGRAMME = "us-mx-ve-2022"
CHECK = f"/check/{PROGRAMME}/"


def main(address: str) -> int:
    """Write every picture into docs/images."""
    IMAGES.mkdir(exist_ok=True)
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    flags = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        desk(browser, address)
        phone(browser, address)
        officers(browser, address)
        people(browser, address)
        impact(browser, address)
        together(browser, "app", ["check-question", "check-result", "check-result-es"])
        browser.close()
    return 0


def desk(browser: Browser, address: str) -> None:
    """What officers, lawyers and the public see."""
    page = opened(browser, address, DESK)
    case = "/en/caseload/us-mx-ve-2022/"
    for name, path in {
        "home": "/en/",
        "programme": "/en/programmes/us-mx-ve-2022/#rule-admission-irregular_entry_us",
        "steps": "/en/programmes/us-mx-ve-2022/#steps-return",
        "caseload": case,
        "people": f"{case}people/?result=eligible&then=barred",
    }.items():
        page.goto(path)
        if name == "programme":
            page.locator(":target summary").click()
        shoot(page, name)
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="under “As published”").click()
    shoot(page, "person")


def phone(browser: Browser, address: str) -> None:
    """What the person sees."""
    page = opened(browser, address, PHONE)
    for language, suffix in (("en", ""), ("es", "-es")):
        page.goto(f"/{language}{CHECK}notice/")
        press(page, "begin")
        page.select_option("#f", "VE")
        press(page, "answer")
        tick(page, "f", "none")
        press(page, "answer")
        page.select_option("#f", "MX")
        if not suffix:
            shoot(page, "check-question")
        press(page, "answer")
        press(page, "add:entries")
        crossing(page)
        press(page, "all:entries")
        shoot(page, f"check-result{suffix}")


def officers(browser: Browser, address: str) -> None:
    """What officers see who sit at a desk of the demonstration."""
    page = opened(browser, address, DESK)
    page.goto("/en/sign-in/")
    shoot(page, "sign-in")
    for name, who in {"work": "travel-1", "work-case": "review-1", "work-day": "consul-1"}.items():
        page = opened(browser, address, DESK)
        sit_down(page, who)
        if name == "work-case":
            page.locator("main tbody a").first.click()
        if name == "work-day":
            page.goto("/en/work/today/")
        shoot(page, name)


def people(browser: Browser, address: str) -> None:
    """What people who apply see of their case, in both languages."""
    for name, who in {"my-case": "returned-1", "my-refusal": "refused-1"}.items():
        for language, suffix in (("en", ""), ("es", "-es")):
            page = opened(browser, address, PHONE)
            sit_down(page, who, language)
            page.locator("main a[href*='/my/SFC']").first.click()
            shoot(page, f"{name}{suffix}")
    page.locator("main a[href*='/letters/']").first.click()
    shoot(page, "letter-es")
    page = opened(browser, address, PHONE)
    sit_down(page, "beneficiary-1")
    page.locator("main a[href*='/my/SFC']").first.click()
    page.locator("main a[href$='/authorization/']").first.click()
    shoot(page, "authorization")
    together(browser, "casework", ["my-case", "my-refusal-es", "authorization"])


def impact(browser: Browser, address: str) -> None:
    """Whether it works: what the public reads, and what a manager may try."""
    public = f"/impact/{PROGRAMME}/"
    page = opened(browser, address, DESK)
    page.goto(f"/en{public}")
    shoot(page, "impact")
    page.goto(f"/en{public}#series")
    shoot(page, "impact-series")
    page = opened(browser, address, PHONE)
    page.goto(f"/es{public}")
    shoot(page, "impact-es")
    page = opened(browser, address, DESK)
    page.goto("/en/statistics/")
    shoot(page, "statistics")
    sit_down(page, "audit-1")
    page.goto(f"/en{public}try/#checks")
    shoot(page, "impact-try")


def sit_down(page: Page, name: str, language: str = "en") -> None:
    """One click into a desk of the demonstration."""
    page.goto(f"/{language}/sign-in/")
    page.locator(f'button[name=name][value="{name}"]').click()


def crossing(page: Page) -> None:
    """An entry of 2 November 2022 that ended in a return to Mexico."""
    page.select_option("#f-country", "US")
    page.fill("#f-entry_date-day", "2")
    page.select_option("#f-entry_date-month", "11")
    page.fill("#f-entry_date-year", "2022")
    tick(page, "f.manner", "irregular")
    tick(page, "f.border", "southwest")
    tick(page, "f.departure", "expelled")
    tick(page, "f.returned_under", "us-mx-2022")
    press(page, "answer")


def opened(browser: Browser, address: str, size: tuple[int, int]) -> Page:
    """A new page of that size."""
    width, height = size
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    return context.new_page()


def press(page: Page, button: str) -> None:
    """Press a button of the self-check."""
    page.locator(f'button[name=do][value="{button}"]:not(.default-button)').first.click()


def tick(page: Page, name: str, value: str) -> None:
    """Choose an answer by its label."""
    given = page.locator(f'input[name="{name}"][value="{value}"]').get_attribute("id")
    page.locator(f'label[for="{given}"]').click()


def shoot(page: Page, name: str) -> None:
    """Write what is on the screen."""
    page.screenshot(path=IMAGES / f"{name}.png")


def together(browser: Browser, name: str, parts: list[str]) -> None:
    """Several pictures side by side."""
    pictures = "".join(
        '<img style="border:1px solid #a9aeb1;border-radius:12px;margin:12px" src="data:image/png;base64,'
        f'{base64.b64encode((IMAGES / f"{part}.png").read_bytes()).decode()}">'
        for part in parts
    )
    page = browser.new_page(
        viewport={"width": len(parts) * (PHONE[0] + 26), "height": PHONE[1] + 26}
    )
    page.set_content(f'<body style="margin:0;display:flex;background:#fff">{pictures}</body>')
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
