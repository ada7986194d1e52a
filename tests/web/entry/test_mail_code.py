"""A code by e-mail, and that nobody learns from it who has an account."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from safeconduct.accounts import offices
from tests.signing_in import account_with

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("no_tries")]
ASK, CONFIRM = "/en/sign-in/code/", "/en/sign-in/code/confirm/"


def ask(address: str, path: str = ASK) -> tuple[Client, str]:
    client = Client(headers={"host": "localhost"})
    answer = client.post(path, {"email": address})
    assert answer.status_code == 302, answer.content.decode()
    shown = client.get(answer.headers["Location"]).content.decode()
    return client, re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", shown)


def test_the_code_of_the_message_signs_in(visitor: Client, outbox) -> None:
    account = account_with("mara", email="mara@example.org")
    client, _ = ask("Mara@Example.org")
    [message] = outbox
    assert message.to == ["mara@example.org"]
    code = re.search(r"\d{4}-\d{4}", message.body).group()
    assert client.post(CONFIRM, {"code": code}).headers["Location"] == "/en/my/"
    assert client.session["_auth_user_id"] == str(account.pk)
    # Once is enough.
    assert Client(headers={"host": "localhost"}).post(CONFIRM, {"code": code}).status_code == 302


def test_in_spanish_the_message_is_spanish(visitor: Client, outbox) -> None:
    account_with("mara", email="mara@example.org")
    ask("mara@example.org", "/es/sign-in/code/")
    assert outbox[0].subject == "Su código"
    assert "Su código es" in outbox[0].body


def test_nobody_learns_who_has_an_account(visitor: Client, outbox) -> None:
    account_with("mara", email="mara@example.org")
    account_with("officer", offices.PORT, email="officer@example.org")
    shown = [ask(f"{name}@example.org")[1] for name in ("mara", "nobody", "officer")]
    assert len(set(shown)) == 1
    assert [bool(re.search(r"\d{4}", each.body)) for each in outbox] == [True, False, False]
    assert len(outbox) == 3


def test_a_wrong_code_sounds_the_same_with_and_without_an_account(visitor: Client) -> None:
    account_with("mara", email="mara@example.org")
    told = []
    for name in ("mara", "nobody"):
        client, _ = ask(f"{name}@example.org")
        answers = [client.post(CONFIRM, {"code": "00000000"}) for _ in range(3)]
        assert "not right, or no longer valid" in answers[0].content.decode()
        told.append([answer.status_code for answer in answers])
    assert told[0] == told[1] == [200, 200, 302]


def test_an_account_that_asks_too_often_is_told_to_wait(visitor: Client) -> None:
    for _ in range(3):
        ask("often@example.org")
    answer = Client(headers={"host": "localhost"}).post(ASK, {"email": "often@example.org"})
    assert "too many wrong tries" in answer.content.decode()


@pytest.mark.parametrize("given", ["", "mara", "mara@"])
def test_what_is_no_address_is_said(visitor: Client, given: str) -> None:
    answer = visitor.post(ASK, {"email": given})
    shown = answer.content.decode()
    assert 'href="#id_email"' in shown
    assert not given or f'value="{given}"' in shown
