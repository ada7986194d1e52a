"""What no page takes, and what is kept by nobody on the way."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from safeconduct.cases.errors import Both, Conflict, NotAllowed
from safeconduct.flow import Reason, Refusal
from safeconduct.web.failures import TranslateErrors
from safeconduct.web.limits import MOST_REQUEST_BYTES
from tests.signing_in import signed_in

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    "address",
    ["/en/my/%00/", "/en/my/?a=%00", "/en/work/?receipt=%00", "/en/check/us-mx-ve-2022/?x%00=1"],
)
def test_a_nul_in_an_address_is_bad_input_and_no_failure(visitor: Client, address: str) -> None:
    for client in (visitor, signed_in("someone"), signed_in("boss", "officer.supervisor")):
        assert client.get(address).status_code in (400, 404)


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/en/apply/invitation/", {"number": "SFC\x0022", "code": "abcd"}),
        ("/en/sign-in/staff/", {"login": "a\x00b", "password": "x"}),
        ("/en/sign-in/case/", {"case": "SFC\x00", "pin": "12345678"}),
        ("/en/sign-in/code/", {"email": "a\x00@example.org"}),
        ("/en/apply/supporter/", {"key": "\x00" * 32}),
    ],
)
def test_a_nul_in_a_form_is_bad_input_and_no_failure(
    visitor: Client, address: str, typed: dict[str, str]
) -> None:
    assert visitor.post(address, typed).status_code in (400, 404)


def test_an_endless_upload_is_refused_before_it_is_read(visitor: Client) -> None:
    class Unread:
        def read(self, *_size: int) -> bytes:
            raise AssertionError("was read")

        readline = read

    for length in (str(MOST_REQUEST_BYTES + 1), "9" * 30):
        answer = visitor.generic(
            "POST",
            "/es/my/SFC2200000001/documents/",
            CONTENT_LENGTH=length,
            **{"wsgi.input": Unread()},
        )
        assert answer.status_code == 413
        assert "10 MB" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/en/my/", "/en/my/SFC2200000099/", "/en/work/", "/en/account/"]
)
def test_what_is_not_for_everyone_is_kept_nowhere(visitor: Client, address: str) -> None:
    clients = (visitor, signed_in("someone"), signed_in("olga", "officer.travel"))
    for client in (*clients, signed_in("nobody-yet", "officer.travel", second_factor=False)):
        answer = client.get(address)
        assert "no-store" in answer.headers["Cache-Control"], (address, answer.status_code)


def test_a_refusal_that_no_page_catches_is_told_in_words(database: str) -> None:
    translate = TranslateErrors(lambda request: None)
    request = RequestFactory(headers={"host": "localhost"}).post("/es/")
    refused = translate.process_exception(request, NotAllowed(Refusal(Reason.PAUSED)))
    assert refused is not None and refused.status_code == 403
    moved = translate.process_exception(
        request, Conflict({"birth_date": Both("1990-01-01", "1991-01-01", "somebody")}, 3)
    )
    assert moved is not None and moved.status_code == 409
    # What the other one wrote is not shown where nobody asked whether the reader may see it.
    assert "1991" not in moved.content.decode() and "somebody" not in moved.content.decode()


def test_codes_of_invitations_are_not_guessed_without_end(visitor: Client) -> None:
    told = [
        visitor.post("/en/apply/invitation/", {"number": "SFC2299999999", "code": f"abcd{n}"})
        for n in range(7)
    ]
    assert "do not belong together" in told[0].content.decode()
    assert "too many wrong tries" in told[-1].content.decode()
