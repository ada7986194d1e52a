"""`safeconduct mail` tells those who watch over an installation what did not leave, and nothing of it."""

from __future__ import annotations

import json

import pytest

from safeconduct.cli.main import call
from tests.messages.mail_server import mail_server

pytestmark = pytest.mark.database


@pytest.fixture
def say(fresh_database: str, capsys: pytest.CaptureFixture[str]):
    def run(*words: str):
        code = call(list(words))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_what_did_not_leave_is_told_and_tried_again(say, monkeypatch: pytest.MonkeyPatch) -> None:
    assert say("mail", "unsent") == (0, "All mail has left.\n", "")
    from safeconduct.messages.services import put_mail  # noqa: PLC0415 (needs Django set up)

    put_mail(to="secret@example.org", subject="secret", body="secret", kind="news")
    code, told, _ = say("mail", "unsent", "--json")
    assert code == 1
    assert json.loads(told) | {"oldest": ""} == {
        "kind": "news", "stuck": 1, "waiting": 0, "oldest": "",
    }  # fmt: skip
    assert "secret" not in told + say("mail", "unsent")[1]
    assert "There is no mail server" in say("mail", "retry")[2]
    with mail_server() as started:
        monkeypatch.setenv("SAFECONDUCT_MAIL_URL", started.url)
        assert json.loads(say("mail", "retry", "--json")[1]) == {"tried": 1}
    # It waits for a worker now: nothing is stuck.
    code, told, _ = say("mail", "unsent")
    assert code == 0 and "1 being tried" in told
