"""How a story is walked through the pages: on a day, someone sits down, reads, and does their part."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.test import Client
from django.utils import translation
from PIL import Image
from playwright.sync_api import Page, expect

from safeconduct import clock
from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account
from safeconduct.cases.models import Case
from safeconduct.flow import Actor
from safeconduct.web import wording
from tests.clocks import standing_still
from tests.pages.conftest import assert_accessible
from tests.signing_in import sign_in
from tests.stories.telling import Story

#: Where the pictures of docs/tour.md go, when they are made anew.
PICTURES = "STORY_PICTURES"
COLOURS = 96
_TO_THE_TOP = "e => window.scrollTo(0, e.getBoundingClientRect().top + window.scrollY - %d)"


@dataclass
class Walk:
    """A story in the browser: an officer's wide screen, and the telephone of who applies."""

    site: str
    language: str
    desk: Page
    phone: Page

    @classmethod
    @contextmanager
    def begun(cls, page_at: Callable[..., Page], site: str, language: str) -> Iterator[Walk]:
        """Open both screens; the process's clock moves from here on with the story."""
        with standing_still(datetime(2022, 10, 19, 16, tzinfo=UTC)):
            yield cls(
                site, language, page_at(1280, language=language), page_at(375, language=language)
            )

    def officer(self, day: str, actor: Actor, case: Case | None = None, *, post: str = "") -> Page:
        """On a day an officer sits down at their desk and opens a case, or their list."""
        self.now(day)
        self._sit_down(self.desk, actor.account, actor.role, post)
        self.desk.goto(f"/{self.language}/work/{f'{case.receipt_number}/' if case else ''}")
        return self.desk

    def party(self, day: str, actor: Actor, case: Case, page: str = "") -> Page:
        """On a day someone who applies opens their case on the telephone, or a page of it."""
        self.now(day)
        self._sit_down(self.phone, actor.account)
        self.phone.goto(f"/{self.language}/my/{case.receipt_number}/{page}")
        return self.phone

    def now(self, day: str) -> None:
        """Move the clock: noon in Washington unless an instant is given."""
        given = datetime.fromisoformat(day)
        clock.stand_still_at(given.replace(hour=17, tzinfo=UTC) if len(day) == 10 else given)

    def knows(self, *stories: Story) -> None:
        """Let who applies have an account already, so that letters come in their language."""
        for story in stories:
            for actor in (story.person, story.supporter):
                self._account(actor.account)

    def follows(self, page: Page, link: str) -> None:
        """Click what leads to another page, or sends the form, and wait for what comes of it."""
        with page.expect_navigation():
            page.locator(link).first.click()

    def decides(self, outcome: str, reasons: str = "", **facts: str) -> None:
        """The officer at the desk notes facts, chooses an outcome, writes reasons and sends it."""
        form = self.desk.locator("#decide-form")
        for name, value in facts.items():
            form.locator(f'select[name="d.{name}"]').select_option(value)
        form.locator(f'input[name=outcome][value="{outcome}"] + label').click()
        if reasons:
            form.locator("textarea[name=reasons]").fill(reasons)
        self.follows(self.desk, "#decide-form button[type=submit]")

    def confirms(self) -> None:
        """The second officer at the desk confirms what is proposed."""
        self.follows(self.desk, "#confirm-form button[type=submit]")

    def unfolds(self, page: Page, details: str) -> None:
        """Open what is folded, unless it is open already."""
        if page.locator(f"{details}[open]").count() == 0:
            page.locator(f"{details} > summary").first.click()

    def opens(self, part: str) -> None:
        """The officer at the desk unfolds a part of what can be done, by its form."""
        self.desk.locator(f"details.act:has(#{part}-form) > summary").click()

    def said(self, english: str) -> str:
        """A text of the pages in the walk's language, named by its English."""
        with translation.override(self.language):
            return translation.gettext(english)

    def told(self, words: Mapping[str, str]) -> str:
        """A programme's own text in the walk's language."""
        return words[self.language]

    def reads(self, page: Page, *texts: str | Mapping[str, str], **named: str) -> None:
        """The page says each of these, in the walk's language: the pages' texts by their English."""
        for text in texts:
            said = self.said(text) % named if isinstance(text, str) else self.told(text)
            expect(page.locator("main")).to_contain_text(said, use_inner_text=True)

    def reads_not(self, page: Page, *texts: str | Mapping[str, str]) -> None:
        """The page says none of these."""
        for text in texts:
            said = self.said(text) if isinstance(text, str) else self.told(text)
            expect(page.locator("main")).not_to_contain_text(said, use_inner_text=True)

    def day(self, day: str) -> str:
        """A day as the pages write it."""
        with translation.override(self.language):
            return wording.day(date.fromisoformat(day))

    def sees(self, page: Page, name: str = "", *, at: str = "h1", tall: int = 640) -> None:
        """axe finds nothing, nothing runs off the side; with a name, a picture is kept if asked for.

        The picture begins at an element and shows so much of what is below it.
        """
        assert_accessible(page)
        if (folder := os.environ.get(PICTURES)) and name:
            wide = page.viewport_size["width"]
            # The way out stays at the top, over whatever is there.
            is_covered = page.locator(".quick-exit").count() > 0
            page.locator(at).first.evaluate(_TO_THE_TOP % (64 if is_covered else 12))
            clip = {"x": 0, "y": 0, "width": wide, "height": tall}
            picture = Image.open(io.BytesIO(page.screenshot(clip=clip)))
            # Pages have few colours: a palette takes a fifth of the space.
            picture.convert("RGB").quantize(COLOURS).save(
                Path(folder) / f"{name}-{self.language}.png", optimize=True
            )

    def _sit_down(self, page: Page, name: str, role: str = "", post: str = "") -> None:
        account = self._account(name, role, post)
        client = Client(headers={"host": "localhost"})
        sign_in(client, account)
        value = client.cookies["session"].value
        page.context.add_cookies([{"name": "session", "value": value, "url": self.site}])

    def _account(self, name: str, role: str = "", post: str = "") -> Account:
        account = Account.objects.filter(name=name).first()
        if account is None:
            shown = name.replace("-", " ").title() if role else ""
            account = accounts.add_account(name=name, shown_name=shown, language=self.language)
            if role:
                accounts.give_office(account=account, role=role, post=post)
        return account
