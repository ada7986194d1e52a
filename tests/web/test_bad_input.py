"""Whatever is sent to a page, it answers: never with a failure of ours, and nothing is half done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from safeconduct.accounts import offices
from safeconduct.cases import selectors
from safeconduct.web.access import ACCESS, may_reach
from tests.cases.test_letters import authorized
from tests.signing_in import signed_in
from tests.stories.conftest import definitions  # noqa: F401 (a fixture)
from tests.stories.people import SUPPORTER
from tests.stories.telling import Story, on
from tests.web.foreign import FILLING

pytestmark = pytest.mark.database

ODD = ("9" * 5000, "0001-01-01T00:00+14:00", "a\r\nSet-Cookie: x=1", "x" * 20_000, "\u0663")
FIELDS = ("key", "number", "expected_number", "do", "outcome", "kind", "answer", "account", "scope",
          "days", "delegation", "member", "post", "time", "from", "fact", "facts", "reasons", "what",
          "until", "receipt", "after", "stage", "status", "language", "name", "role", "next", "text",
          "code", "case", "pin", "email", "login", "password", "f", "f.day", "f.month", "f.year",
          "f.other", "index", "change", "token", "on", "variant", "q", "a.entries", "a.entries.0.country",
          f"a.entries.{'9' * 5000}.country", "d.birth_date.year", "n.birth_date.day")  # fmt: skip
FORM = "application/x-www-form-urlencoded"
DOES = ("save:" + "9" * 5000, "edit:-1", "remove:99", "end")


ASKED = ("from", "fact", "post", "after", "next", "receipt", "on", "variant", "stage", "status")


@pytest.fixture
def cases(definitions) -> dict[str, Story]:  # noqa: F811
    filing = Story.begins("2022-11-21", definitions["notice"], by="supporter", supporter_named=True)
    reviewed = Story.begins(
        "2022-11-20", definitions["notice"], by="supporter", supporter_named=True
    )
    reviewed.does("2022-11-21", reviewed.supporter, "filed", **SUPPORTER)
    return {"filing": filing, "reviewed": reviewed, "authorized": authorized(definitions)}


def _addresses(route: str, number: str) -> Iterator[str]:
    for shapes, _pattern, _defaults, converters in get_resolver().reverse_dict.getlist(route):
        for _text, names in shapes:
            filled = {name: FILLING[type(converters[name]).__name__] for name in names}
            for name in names:
                if name in ("case", "receipt"):
                    filled[name] = number
                if name == "fact":
                    filled[name] = "birth_date"
                if name == "programme":
                    filled[name] = "us-mx-ve-2022"
            yield reverse(route, kwargs=filled)
            if "fact" in filled:
                # A list of records has a page of another kind.
                yield reverse(route, kwargs=filled | {"fact": "entries"})


ROUTES = sorted(set(ACCESS) - {"sign_out", "openid_connect_callback"})


@pytest.mark.parametrize(
    ("name", "reader"),
    [
        ("filing", "supporter"),
        ("authorized", "beneficiary"),
        ("reviewed", offices.SUPPORTER_REVIEW),
    ],
)
def test_no_page_fails_whatever_is_sent(cases: dict[str, Story], name: str, reader: str) -> None:
    story = cases[name]
    role = reader if reader.startswith("officer.") else None
    actors = {"supporter": story.supporter, "beneficiary": story.person}
    failed, unread, odd = [], 0, 0
    with on("2022-11-23"):
        client = signed_in("olga", role) if role else signed_in(actors[reader].account)
        client.raise_request_exception = False
        for route in ROUTES:
            if not may_reach(ACCESS[route], is_signed_in=True, role=role):
                continue
            for address in _addresses(route, story.case.receipt_number):
                for what, answer in _sent(client, address):
                    if answer.status_code >= 500:
                        failed.append((address, what))
                    if what.startswith("POST"):
                        odd += 1
                        unread += answer.status_code == 400
    assert not failed, failed[:20]
    assert unread < odd / 4, "what is refused before a page reads it says nothing of the page"
    assert all(selectors.verify_chain(each.case).holds for each in cases.values())


def _sent(client: Client, address: str) -> Iterator[tuple[str, object]]:
    for odd in ODD:
        yield f"GET {odd[:20]!r}", client.get(address, dict.fromkeys(ASKED, odd[:3000]))
        # As a browser sends a form without a file: in many parts, the longest name is never read.
        filled = urlencode(dict.fromkeys(FIELDS, odd))
        yield f"POST {odd[:20]!r}", client.post(address, filled, content_type=FORM)
    for do in DOES:
        yield f"do {do[:20]}", client.post(address, {"do": do})
    file = SimpleUploadedFile("x\r\ny.jpg", b"\xff\xd8\xff" + b"\0" * 40)
    yield "file", client.post(address, {"kind": "other", "file": file})
    yield "file named", client.post(address, {"file": "no file", "kind": "other"})
    body = json.dumps({"credential": "\ud800"})
    yield "json", client.post(address, body, content_type="application/json")
    yield "broken", client.post(address, b"--x", content_type="multipart/form-data; boundary=x")
    yield "no boundary", client.post(address, b"x", content_type="multipart/form-data")
