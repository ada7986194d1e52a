"""`safeconduct account`: from nobody to an officer at a desk, and what it says to wrong words."""

from __future__ import annotations

import io
import json

import pytest

from safeconduct.cli.main import call

pytestmark = pytest.mark.database


@pytest.fixture
def say(fresh_database: str, capsys: pytest.CaptureFixture[str]):
    """Says a command's words; gives exit code, the lines of JSON, and what was said wrong."""

    def run(*words: str):
        code = call(["account", *words, "--json"])
        printed = capsys.readouterr()
        return code, [json.loads(line) for line in printed.out.splitlines()], printed.err

    return run


def test_an_installation_makes_its_first_officers(say) -> None:
    _, [made], _ = say("add", "olga", "--shown-name", "Olga Sample", "--email", "O@example.org")
    from safeconduct.accounts.models import Account  # noqa: PLC0415 (needs Django set up)

    account = Account.objects.get(name="olga")
    assert account.check_password(made["password"])
    assert (account.email, account.shown_name) == ("o@example.org", "Olga Sample")
    assert say("office", "give", "olga", "officer.consular", "--post", "us_tijuana")[1] == [
        {"account": "olga", "offices": ["officer.consular"]}
    ]
    assert say("list")[1] == [
        {
            "account": "olga",
            "offices": ["officer.consular"],
            "shown_name": "Olga Sample",
            "second_factor": False,
        }
    ]
    assert say("office", "end", "olga", "officer.consular")[1][0]["offices"] == []
    assert say("list")[1] == []
    assert len(say("list", "--everyone")[1]) == 1


def test_a_password_is_asked_for_and_never_an_argument(
    say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("plum tree over water\n"))
    code, [made], _ = say("add", "olga", "--password", "ask")
    assert (code, made) == (0, {"account": "olga"})
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    code, made, error = say("add", "omar", "--password", "ask")
    assert (code, made) == (2, [])
    assert "too short" in json.loads(error)["message"]


def test_a_pin_is_printed_once(say) -> None:
    say("add", "ana", "--password", "none")
    _, [made], _ = say("pin", "ana")
    assert made["pin"].isdecimal() and len(made["pin"]) == 8
    assert say("pin", "ana")[1][0]["pin"] != made["pin"]


def test_a_first_link_a_closing_and_the_record_of_both(say) -> None:
    say("add", "olga", "--password", "none")
    say("office", "give", "olga", "officer.port")
    _, [made], _ = say("link", "olga")
    assert made["link"].startswith("/en/sign-in/staff/first/")
    assert say("link", "olga")[1][0]["link"] != made["link"]
    assert say("close", "olga")[1] == [{"account": "olga", "offices": [], "closed": "yes"}]
    code, printed, _ = say("record", "olga")
    assert code == 0
    assert [act["what"] for act in printed] == [
        "closed", "ended", "linked", "linked", "given", "made",
    ]  # fmt: skip
    assert all(act["by"].startswith("command") for act in printed)
    assert say("record")[1] == printed
    assert "is closed" in json.loads(say("office", "give", "olga", "officer.port")[2])["message"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["pin", "nobody"], "There is no account 'nobody'."),
        (["office", "give", "nobody", "officer.port"], "There is no account 'nobody'."),
        (["office", "give", "olga", "officer.king"], "is no role of an officer"),
        (["office", "give", "olga", "officer.review"], "together with"),
        (["office", "end", "olga", "officer.port"], "does not hold"),
        (["add", "olga"], "There is an account 'olga' already."),
        (["add", "other", "--email", "olga@example.org"], "There is an account with the address"),
        (["add", "other", "--email", "olga"], "is no e-mail address"),
        (["add", ""], "needs a name"),
        (["add", "Olga"], "There is an account"),
        (["add", "olga petrova"], "cannot be the name"),
        (["pin", "olga"], "second factor"),
        (["link", "olga"], "has set a password"),
        (["link", "nobody"], "There is no account 'nobody'."),
        (["close", "nobody"], "There is no account 'nobody'."),
        (["record", "nobody"], "There is no account 'nobody'."),
    ],
)
def test_wrong_words_get_one_clear_sentence(say, words: list[str], expected: str) -> None:
    say("add", "olga", "--email", "olga@example.org")
    say("office", "give", "olga", "officer.travel")
    code, printed, error = say(*words)
    assert (code, printed) == (2, [])
    assert expected in json.loads(error)["message"]
