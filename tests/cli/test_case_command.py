"""`safeconduct case` from the first event to a verified chain, and what it says to wrong words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from safeconduct import clock, programme
from safeconduct.cli.main import call
from tests import small_programme
from tests.databases import Databases

pytestmark = pytest.mark.database
ANA, SAM = "beneficiary:ana", "supporter:sam"
OLGA, OMAR = "officer.travel:olga", "officer.travel:omar"

LETTERS = """\
letters:
  - id: closed
    basis: required
    from: 2022-01-01
    track: admission
    for: filing.withdrawn
    title: {en: Closed, es: Cerrado}
    paragraphs:
      - {en: "Your number is {receipt_number}.", es: "Su número es {receipt_number}."}
"""


@pytest.fixture
def say(
    tmp_path: Path,
    fresh_database: str,
    test_databases: Databases,
    capsys: pytest.CaptureFixture[str],
):
    """Says a command's words; gives exit code, JSON of the last line if any, and what was said wrong."""
    from safeconduct.database.services import store_content  # noqa: PLC0415 (needs Django set up)
    from tests.cases.conftest import LIMITS, TRACK  # noqa: PLC0415

    folder = small_programme.write(
        tmp_path, tracks__admission=TRACK, limits=LIMITS % (3, "false"), letters__all=LETTERS
    )
    with test_databases.as_owner():
        store_content(programme.load(str(folder)).folder)

    def run(*words: str):
        code = call(["case", *words, "--json"])
        printed = capsys.readouterr()
        return code, json.loads(printed.out.splitlines()[-1]) if printed.out else None, printed.err

    run.folder = str(folder)
    return run


def test_a_case_from_the_first_event_to_a_chain_that_holds(
    say, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text("nationality: VE\n")
    _, opened, _ = say("open", say.folder, "--as", SAM, "--supporter", "sam")
    case = opened["case"]
    assert (opened["stage"], opened["status"]) == ("filing", "open")
    assert say("act", case, "filed", "--as", SAM)[1]["stage"] == "decision"
    code, _, error = say("act", case, "authorized", "--as", OLGA)
    assert (code, json.loads(error)["reason"]) == (2, "conditions_open")
    done = say(
        "act", case, "authorized", "--as", OLGA, "--facts", str(facts), "--key", "k", "--seen", "2"
    )[1]
    assert (done["stage"], done["repeated"]) == ("travel", False)
    again = say(
        "act", case, "authorized", "--as", OLGA, "--facts", str(facts), "--key", "k", "--seen", "2"
    )[1]
    assert (again["number"], again["repeated"]) == (done["number"], True)
    assert call(["case", "show", case, "--as", OLGA, "--lang", "es"]) == 0
    assert "Esto le corresponde a otra función." in capsys.readouterr().out
    assert call(["case", "events", case, "--as", OLGA]) == 0
    assert "Decision · Authorized" in capsys.readouterr().out
    code, verified, _ = say("verify", case, "--as", OLGA)
    assert (code, verified["holds"], verified["flaws"]) == (0, True, [])


def test_events_and_letters_bear_the_day_that_it_was_at_the_place(
    say, tmp_path: Path, test_databases: Databases, capsys: pytest.CaptureFixture[str]
) -> None:
    from safeconduct.database.services import store_content  # noqa: PLC0415 (needs Django set up)
    from tests.cases.conftest import LIMITS, TRACK  # noqa: PLC0415

    starts = "starts: 2022-01-01"
    folder = small_programme.write(
        tmp_path / "there", ("programme.yaml", starts, f"{starts}\ntime_zone: America/New_York"),
        tracks__admission=TRACK, limits=LIMITS % (3, "false"), letters__all=LETTERS,
    )  # fmt: skip
    with test_databases.as_owner():
        store_content(programme.load(str(folder)).folder)
    with clock.at(datetime(2022, 12, 1, 1, 30, tzinfo=UTC)):
        case = say("open", str(folder), "--as", SAM, "--supporter", "sam")[1]["case"]
        assert say("act", case, "withdrawn", "--as", SAM)[0] == 0
        events = say("events", case, "--as", OLGA)[1]
        assert (events["date"], events["at"][:10]) == ("2022-11-30", "2022-12-01")
        assert say("letters", case, "--as", OLGA)[1]["day"] == "2022-11-30"
        assert call(["case", "events", case, "--as", OLGA]) == 0
        assert "2022-11-30T20:30:00-05:00" in capsys.readouterr().out


def test_wrong_words_get_one_clear_sentence(say, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text("nationality: Venezuela\n")
    for words, expected in (
        (["show", "SFC2200000001", "--as", OLGA], "There is no such case."),
        (["show", "SFC2200000001", "--as", "olga"], "does not say who acts"),
        (["open", say.folder, "--as", SAM, "--facts", str(facts)], "facts.yaml:1"),
        (["open", "uniting-for-ukraine", "--as", SAM], "is not stored"),
        (["open", say.folder, "--as", SAM, "--track", "other"], "has no track"),
    ):
        code, _, error = say(*words)
        assert code == 2
        assert expected in error or expected.partition(":")[0] in error


def test_letters_are_listed_and_written_for_whoever_may_read_them(
    say, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = say("open", say.folder, "--as", SAM, "--supporter", "sam")[1]["case"]
    assert say("act", case, "withdrawn", "--as", SAM)[0] == 0
    code, letter, _ = say("letters", case, "--as", OLGA, "--lang", "es")
    assert (code, letter["kind"], letter["title"]) == (0, "closed", "Cerrado")
    assert say("letters", case, "--as", SAM)[:2] == (0, None)
    out = tmp_path / "out"
    assert call(["case", "letters", case, "--as", OLGA, "--out", str(out)]) == 0
    assert "closed" in capsys.readouterr().out
    [written] = out.iterdir()
    assert written.name == f"{case}-01-closed-en.pdf"
    assert written.read_bytes().startswith(b"%PDF")
    assert "no such case" in say("letters", "SFC9999999999", "--as", OLGA)[2]
