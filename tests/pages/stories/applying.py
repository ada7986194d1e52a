"""What someone who applies does on their telephone, by tapping and typing alone."""

from __future__ import annotations

from collections.abc import Mapping

from safeconduct.cases.models import Case
from safeconduct.flow import Actor
from tests.pages.stories.walking import Walk
from tests.stories.telling import Story

MAIN = "main .buttons button.usa-button, main .buttons a.usa-button"


def begins(walk: Walk, day: str, who: str) -> Story:
    """Open a case from the page for everyone, and go on to it with its number and PIN written down."""
    walk.now(day)
    phone = walk.phone
    phone.context.clear_cookies()
    phone.goto(f"/{walk.language}/apply/")
    walk.follows(phone, f".ways a[href$='/apply/{who}/']")
    walk.follows(phone, "#open")
    number = phone.locator(".handed .code").first.inner_text()
    walk.follows(phone, MAIN)
    return _story(number)


def invites(walk: Walk) -> str:
    """From the page of one's case: a code for the other party."""
    walk.follows(walk.phone, "a[href$='/invitation/']")
    walk.follows(walk.phone, "main button[value=code]")
    return walk.phone.locator(".handed .code").nth(1).inner_text()


def accepts(walk: Walk, day: str, story: Story, code: str) -> None:
    """The other party opens an account of their own with the number and the code."""
    walk.now(day)
    phone = walk.phone
    phone.context.clear_cookies()
    phone.goto(f"/{walk.language}/apply/invitation/")
    phone.fill("#number", story.case.receipt_number)
    phone.fill("#code", code)
    walk.follows(phone, "main button[value=open]")
    walk.follows(phone, MAIN)


def answers(walk: Walk, replies: Mapping[str, str]) -> None:
    """Answer what is asked, one question a page, until all answers are shown."""
    phone = walk.phone
    phone.goto(f"/{walk.language}/my/{_number(phone.url)}/questions/")
    asked: list[str] = []
    while "/questions/" in phone.url:
        asked.append(phone.url.split("/questions/")[1].split("/")[0])
        assert len(asked) == len(set(asked)), f"asked again: {asked}"
        _reply(walk, replies[asked[-1]])


def _reply(walk: Walk, text: str) -> None:
    phone = walk.phone
    if (
        text in ("none", "unknown")
        and phone.locator(f'input[name="f.other"][value={text}]').count()
    ):
        tick(walk, "f.other", text)
    elif phone.locator(f'input[name="f"][value="{text}"]').count():
        tick(walk, "f", text)
    elif phone.locator("select#f").count():
        phone.select_option("#f", text)
    elif phone.locator("#f-day").count():
        types_day(walk, "f", text)
    else:
        phone.fill('input[name="f"]', text)
    walk.follows(phone, MAIN)


def tick(walk: Walk, name: str, value: str) -> None:
    """Choose an answer by its label."""
    given = walk.phone.locator(f'input[name="{name}"][value="{value}"]').get_attribute("id")
    walk.phone.locator(f'label[for="{given}"]').click()


def types_day(walk: Walk, name: str, day: str) -> None:
    """Type a date in its three parts."""
    year, month, of_month = day.split("-")
    walk.phone.fill(f"#{name}-day", str(int(of_month)))
    walk.phone.select_option(f"#{name}-month", str(int(month)))
    walk.phone.fill(f"#{name}-year", year)


def sends(walk: Walk, outcome: str = "") -> None:
    """From all answers: choose how it goes on, if there is a choice, and send."""
    phone = walk.phone
    if "/answers/" not in phone.url:
        phone.goto(f"/{walk.language}/my/{_number(phone.url)}/answers/")
    if outcome:
        tick(walk, "outcome", outcome)
    walk.follows(phone, "#answers .buttons button")


def opens_letter(walk: Walk, title: Mapping[str, str]) -> None:
    """From the page of the case: open a letter by its title."""
    with walk.phone.expect_navigation():
        walk.phone.locator(".letters a", has_text=walk.told(title)).first.click()


def _number(address: str) -> str:
    return address.split("/my/")[1].split("/")[0]


def _story(number: str) -> Story:
    case = Case.objects.get(receipt_number=number)
    accounts = {party.role: party.account for party in case.parties.all()}
    return Story(
        case,
        Actor("beneficiary", accounts.get("beneficiary", "")),
        Actor("supporter", accounts.get("supporter", "")),
    )
