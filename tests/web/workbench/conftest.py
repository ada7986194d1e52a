"""An officer's browser, and cases at the stages where officers act."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account
from tests import signing_in
from tests.stories.conftest import definitions  # noqa: F401 (a fixture)
from tests.stories.people import (
    ATTESTED,
    JOSE,
    REVIEWER,
    SUPPORTER,
    SUPPORTER_REVIEWED,
    VETTED,
    VETTER,
)
from tests.stories.telling import Story


@pytest.fixture
def desk(fresh_database: str):
    """Signs an officer in by name and role; gives their browser."""

    def sign_in(name: str, role: str, post: str = "") -> Desk:
        account = Account.objects.filter(name=name).first()
        if account is None:
            account = accounts.add_account(name=name, shown_name=f"{name.title()} Sample")
            accounts.give_office(account=account, role=f"officer.{role}", post=post)
        client = Client(headers={"host": "localhost"})
        signing_in.sign_in(client, account)
        return Desk(client)

    yield sign_in
    connections.close_all()


class Desk:
    """An officer at their screen."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def sees(self, path: str, language: str = "en", **asked: str) -> str:
        """The page at an address under the language."""
        answer = self.client.get(f"/{language}/{path}", asked, follow=True)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def form(self, story: Story, act: str, language: str = "en", **asked: str) -> dict[str, str]:
        """The hidden fields of one of the forms on the case's page."""
        page = self.sees(f"work/{story.case.receipt_number}/", language, **asked)
        form = re.search(rf'<form method="post" [^>]*id="{act}-form".*?</form>', page, re.DOTALL)
        assert form, f"no form {act} on the page"
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0])
        return {name: value for name, value in hidden if name != "csrfmiddlewaretoken"}

    def sends(self, story: Story, act: str, language: str = "en", **typed: Any) -> str:
        """Send a form that was on the page a moment ago, filled in; gives the page that follows."""
        given = self.form(story, act, language) | typed
        return self.posts(story, act, given, language)

    def posts(self, story: Story, act: str, given: dict[str, Any], language: str = "en") -> str:
        """Send a form as it is."""
        address = f"/{language}/work/{story.case.receipt_number}/{act.replace('_', '-')}/"
        answer = self.client.post(address, given, follow=True)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()


@pytest.fixture
def filed(definitions) -> Callable[..., Story]:  # noqa: F811
    """A declaration that waits for the review of the supporter."""

    def make(day: str = "2022-11-05", variant: str = "notice") -> Story:
        story = Story.begins(day, definitions[variant], by="supporter", supporter_named=True)
        story.does(day, story.supporter, "filed", **SUPPORTER)
        return story

    return make


@pytest.fixture
def waits_for_vetting(filed) -> Callable[..., Story]:
    """A person who has sent everything; by default one who was never on the way."""

    def make(**facts: Any) -> Story:
        story = filed()
        story.does("2022-11-09", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
        story.does("2022-11-10", story.person, "confirmed", **(JOSE | {"entries": []} | facts))
        story.does("2022-11-10", story.person, "made", attestations_made=True, **ATTESTED)
        story.does("2022-11-11", story.person, "sent")
        return story

    return make


@pytest.fixture
def at_decision(waits_for_vetting) -> Callable[..., Story]:
    """A person at the decision on travel; by default one whom nothing bars but what is open."""

    def make(**facts: Any) -> Story:
        story = waits_for_vetting(**facts)
        story.does("2022-11-11", VETTER, "vetted", **VETTED)
        return story

    return make


@pytest.fixture
def at_consulate(definitions) -> Callable[[], Story]:  # noqa: F811
    """A man who was sent to Mexico, on the day of his appointment."""

    def make() -> Story:
        story = Story.begins(
            "2022-11-03",
            definitions["article"],
            by="person",
            start="returned_person_starts",
            **JOSE,
        )
        story.does("2022-11-03", story.person, "has_supporter", supporter_named=True)
        story.does("2022-11-05", story.supporter, "filed", **SUPPORTER)
        story.does("2022-11-09", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
        story.does("2022-11-10", story.person, "confirmed")
        story.does("2022-11-10", story.person, "made", attestations_made=True, **ATTESTED)
        story.does(
            "2022-11-11",
            story.person,
            "sent",
            consular_appointment_date="2022-11-22",
            lawful_stay_until_date="2022-12-05",
        )
        story.does("2022-11-11", VETTER, "appointment_due", **VETTED)
        return story

    return make
