"""How a story is walked through the pages: on a day, someone sits down, reads, and does their part."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
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
from tests.clocks import standing_still
from tests.pages.conftest import assert_accessible
from tests.signing_in import sign_in

#: Where the pictures of docs/tour.md go, when they are made anew.
PICTURES = "STORY_PICTURES"
COLOURS = 96


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

    def decides(self, outcome: str, reasons: str = "") -> None:
        """The officer at the desk brings the stage to an outcome."""
        form = self.desk.locator("#decide-form")
        form.locator(f'input[name=outcome][value="{outcome}"] + label').click()
        if reasons:
            form.locator("textarea[name=reasons]").fill(reasons)
        form.locator("button[type=submit]").last.click()

    def confirms(self) -> None:
        """The second officer at the desk confirms what is proposed."""
        self.desk.locator("#confirm-form button[type=submit]").click()

    def said(self, english: str) -> str:
        """A text of the pages in the walk's language, named by its English."""
        with translation.override(self.language):
            return translation.gettext(english)

    def reads(self, page: Page, *texts: str) -> None:
        """The page says each of these; in the walk's language, each as its English names it."""
        for text in texts:
            expect(page.locator("main")).to_contain_text(self.said(text))

    def sees(self, page: Page, name: str = "", *, at: str = "") -> None:
        """axe finds nothing, nothing runs off the side; with a name, a picture is kept if asked for."""
        assert_accessible(page, contrast=self.language == "en")
        if (folder := os.environ.get(PICTURES)) and name:
            if at:
                page.locator(at).first.scroll_into_view_if_needed()
            picture = Image.open(io.BytesIO(page.screenshot()))
            # Pages have few colours: a palette takes a fifth of the space.
            picture.convert("RGB").quantize(COLOURS).save(
                Path(folder) / f"{name}-{self.language}.png", optimize=True
            )

    def _sit_down(self, page: Page, name: str, role: str = "", post: str = "") -> None:
        account = Account.objects.filter(name=name).first()
        if account is None:
            shown = name.replace("-", " ").title() if role else ""
            account = accounts.add_account(name=name, shown_name=shown)
            if role:
                accounts.give_office(account=account, role=role, post=post)
        client = Client(headers={"host": "localhost"})
        sign_in(client, account)
        value = client.cookies["session"].value
        page.context.add_cookies([{"name": "session", "value": value, "url": self.site}])
