"""The commands as a newcomer types them, right and wrong: one clear sentence, the right exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from safeconduct.cli.main import call
from tests import small_programme

CASE = "nationality: VE\norder_date: null\nentries: []\n"
BARRED = "nationality: VE\norder_date: 2022-05-01\nentries: []\n"


class Shell:
    """Runs commands in a folder that holds the small programme and a case."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        code = call(list(words))
        printed = self.capsys.readouterr()
        return code, printed.out, printed.err


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    small_programme.write(tmp_path)
    (tmp_path / "case.yaml").write_text(CASE)
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, capsys)


def test_check_says_sound(shell: Shell) -> None:
    code, out, _ = shell("check", "small")
    assert (code, out) == (
        0,
        "Sound: 4 conditions, 1 worked examples run, in the variants plain.\n",
    )


def test_check_lists_problems_and_exits_with_1(shell: Shell) -> None:
    small_programme.write(shell.folder, ("rules/all.yaml", "mark: V", "mark: X"))
    code, out, _ = shell("check", "small")
    assert code == 1
    assert out.splitlines()[0].startswith("small/rules/all.yaml:7:5: national: `mark` is 'X'")
    code, out, _ = shell("check", "small", "--json")
    assert (code, json.loads(out)["problems"][0]["line"]) == (1, 7)


def test_screen_tells_the_answer_in_both_languages(shell: Shell) -> None:
    code, out, _ = shell("screen", "small", "--facts", "case.yaml", "--as-of", "2022-11-23")
    assert code == 0
    assert "Result: ELIGIBLE" in out
    (shell.folder / "barred.yaml").write_text(BARRED)
    code, out, _ = shell(
        "screen", "small", "--facts", "barred.yaml", "--as-of", "2022-11-23", "--lang", "es"
    )
    assert code == 0
    assert "Resultado: EXCLUIDO" in out
    assert "Se ordenó su expulsión." in out


def test_screen_gives_json(shell: Shell) -> None:
    code, out, _ = shell(
        "screen", "small", "--facts", "case.yaml", "--as-of", "2022-11-23", "--json"
    )
    data = json.loads(out)
    assert (code, data["result"], data["variant"]) == (0, "eligible", "plain")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "nationality: 5\n",
            "case.yaml:1:1: `nationality` is 5; accepted: a two-letter country code",
        ),
        (
            "nationality: VE\norder_date: 2022-02-30\n",
            "case.yaml:2:1: `order_date` is '2022-02-30'; accepted: a date such as 2022-10-19",
        ),
        (
            "entries: [{entry_date: 2022-13-01}]\n",
            "`entries[1].entry_date` is '2022-13-01'; accepted: a date such as",
        ),
        ("nationality: VE\nshoes: 44\n", "case.yaml:2:1: `shoes` is 44; accepted: a fact"),
        ("facts:\n  nationality: Narnia\n", "case.yaml:2:3: `nationality` is 'Narnia'"),
        ("entries:\n  - country: VE\n  - country: 7\n", "case.yaml:3:5: `entries[2].country` is 7"),
        ("nationality: [\n", "case.yaml:2:1: this is not valid YAML"),
        ("- VE\n", "the file holds no facts"),
        ("", "case.yaml:1: the file is empty"),
        (
            "nationality: VE\nnationality: CO\n",
            "case.yaml:2:1: `nationality` stands here twice. Accepted: YAML",
        ),
        (
            "nationality: NO\n",
            """`nationality` is false; accepted: a two-letter country code of ISO 3166-1, such as VE (Norway's is "NO", in quotes)""",
        ),
        ("order_date: 1899-12-31\n", "`order_date` is 1899-12-31; accepted: a date such as"),
        ("order_date: 2022-W01-1\n", "`order_date` is '2022-W01-1'; accepted: a date such as"),
        ("entries: [{5: VE}]\n", "`entries[1].5` is 'VE'; accepted: fields country, entry_date"),
        ("entries: null\n", "`entries` is null; accepted: a list"),
        (
            "facts: {nationality: VE}\norder_date: null\n",
            "case.yaml:2:1: `order_date` stands beside `facts`",
        ),
        ("\x00\x01", "case.yaml"),
    ],
)
def test_bad_facts_are_named_with_their_line(shell: Shell, text: str, expected: str) -> None:
    (shell.folder / "case.yaml").write_text(text)
    code, out, err = shell("screen", "small", "--facts", "case.yaml")
    assert (code, out) == (2, "")
    assert expected in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["screen", "smal", "--facts", "case.yaml"], "There is no programme 'smal'."),
        (["screen", "small:fancy", "--facts", "case.yaml"], "no variant 'fancy'"),
        (["screen", "small", "--variant", "fancy", "--facts", "case.yaml"], "no variant 'fancy'"),
        (["screen", "small", "--facts", "nowhere.yaml"], "There is no file nowhere.yaml."),
        (["screen", "small", "--facts", "case.yaml", "--as-of", "2022-02-30"], "'2022-02-30' is no day"),
        (["screen", "small", "--facts", "case.yaml", "--track", "exit"], "no track 'exit'"),
        (["screen", "small", "--facts", "case.yaml", "--as-of", "20221123"], "'20221123' is no day"),
        (["screen", "small", "--facts", "case.yaml", "--as-of", "2022-W47-3"], "'2022-W47-3' is no day"),
        (["screen", "small", "--facts", "x" * 400], "cannot be used: File name too long."),
        (["check", "x" * 400], "cannot be used: File name too long."),
        (["screen", "small", "--facts", "case.yaml", "--out", "f.csv"], "--keep-good and --missing-unknown go with --table"),
        (["screen", "small", "--table", "t.csv", "--keep-good"], "--keep-good goes with --out FILE"),
        (["screen", "small"], "Give either --facts FILE"),
        (["screen", "small", "--table", "case.yaml"], "case.yaml"),
        (["screen", "small", "--facts", "case.yaml", "--lang", "xx"], "'xx'"),
        (["check", "nothing"], "There is no programme 'nothing'."),
        (["diff", "small", "small@never"], "'never' is no day"),
        (["diff", "small", "large"], "There is no programme 'large'."),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_in_one_sentence(
    shell: Shell, words: list[str], expected: str
) -> None:
    code, out, err = shell(*words)
    assert (code, out) == (2, "")
    assert expected in err
    assert "Traceback" not in err
    code, out, err = shell(*words, "--json")
    assert code == 2
    assert json.loads(err)["message"]


def test_a_broken_programme_is_refused_by_screen_with_its_problems(shell: Shell) -> None:
    small_programme.write(shell.folder, ("rules/all.yaml", "rules:", "rules: ["))
    code, _, err = shell("screen", "small", "--facts", "case.yaml")
    assert code == 2
    assert "small/rules/all.yaml" in err
    assert "not valid YAML" in err


def test_a_rule_that_does_not_parse_is_refused_with_its_place(shell: Shell) -> None:
    small_programme.write(
        shell.folder, ("rules/all.yaml", 'nationality = "VE"', "nationality = = 5")
    )
    code, _, err = shell("screen", "small", "--facts", "case.yaml")
    assert code == 2
    assert "nationality = = 5" in err
    assert "national" in err


def people(folder: Path) -> None:
    (folder / "people.csv").write_text(
        "case_id,nationality,order_date,entries\nA,VE,none,[]\nB,VE,2022-05-01,[]\nC,CO,none,[]\nD,VE,,[]\n"
    )


def test_a_table_is_screened_with_a_summary(shell: Shell) -> None:
    people(shell.folder)
    words = [
        "screen",
        "small",
        "--table",
        "people.csv",
        "--out",
        "f.parquet",
        "--as-of",
        "2022-11-23",
    ]
    code, out, _ = shell(*words)
    assert code == 0
    assert "4 cases: 1 eligible, 2 barred, 1 open" in out
    assert pl.read_parquet("f.parquet")["result"].to_list() == [
        "eligible",
        "barred",
        "barred",
        "open",
    ]
    code, out, _ = shell(*words, "--json")
    assert json.loads(out)["results"] == {"eligible": 1, "barred": 2, "open": 1}


def test_a_bad_row_is_named_and_nothing_is_written(shell: Shell) -> None:
    people(shell.folder)
    with (shell.folder / "people.csv").open("a") as table:
        table.write("E,Narnia,none,[]\n")
    code, out, err = shell("screen", "small", "--table", "people.csv", "--out", "f.parquet")
    assert (code, out) == (2, "")
    assert "row 5, column nationality: 'Narnia'; accepted: a two-letter country code" in err
    assert not (shell.folder / "f.parquet").exists()


def test_a_missing_column_is_named_unless_it_may_be_unknown(shell: Shell) -> None:
    (shell.folder / "people.csv").write_text("case_id,nationality,entries\nA,VE,[]\nB,CO,[]\n")
    (shell.folder / "milder.yaml").write_text(MILDER)
    table = ("--table", "people.csv")
    for words in (
        ("diff", "small", "milder.yaml", *table),
        ("screen", "small", *table, "--out", "f.csv"),
    ):
        code, out, err = shell(*words)
        assert (code, out) == (2, "")
        assert err.startswith("people.csv has no column for order_date, which the rules use.")
        assert not (shell.folder / "f.csv").exists()
        code, out, _ = shell(*words, "--missing-unknown")
        assert code == 0
        assert "2 cases" in out
    code, out, _ = shell("screen", "small", *table, "--missing-unknown")
    assert "No column, so unknown for everyone: order_date" in out


def test_an_overlay_of_an_overlay_is_refused(shell: Shell) -> None:
    for text in ("extends: trial.yaml\nid: trial\n", "extends: other.yaml\nid: trial\n"):
        (shell.folder / "trial.yaml").write_text(text)
        code, out, err = shell("diff", "small", "trial.yaml")
        assert (code, out) == (2, "")
        assert err.startswith("trial.yaml:1:1: `extends` names ")


def test_two_versions_of_a_rule_at_once_are_refused(shell: Shell) -> None:
    small_programme.write(shell.folder, ("rules/all.yaml", "id: entered_mexico", "id: national"))
    code, out, err = shell("screen", "small", "--facts", "case.yaml", "--as-of", "2022-11-23")
    assert (code, out) == (2, "")
    assert "two versions of the rule `national` in force on 2022-11-23" in err


MILDER = """\
extends: small
id: milder
change:
  rules:
    - id: ordered_removed
      when: order_date >= decision_date - duration("P1M")
"""


def test_diff_says_what_changed_and_who_is_affected(shell: Shell) -> None:
    people(shell.folder)
    (shell.folder / "milder.yaml").write_text(MILDER)
    words = ["diff", "small", "milder.yaml", "--table", "people.csv", "--as-of", "2022-11-23"]
    code, out, _ = shell(*words)
    assert code == 0
    assert "Rule ordered_removed changed" in out
    assert "1 gain the way in" in " ".join(out.split())
    code, out, _ = shell("diff", "milder.yaml", *words[1:2], *words[3:], "--json")
    data: dict[str, Any] = json.loads(out)["affected"]
    assert (data["lose_the_way_in"], data["now_barred_by"]) == (1, {"ordered_removed": 1})


def test_diff_between_days_shows_what_came_into_force(shell: Shell) -> None:
    code, out, _ = shell("diff", "small@2023-01-08", "small@2023-01-09")
    assert code == 0
    assert "Rule early_order is new" in out
    code, out, _ = shell("diff", "small@2023-01-08", "small@2023-01-08")
    assert "Nothing differs." in out


def test_schemas_are_written_all_or_none(shell: Shell) -> None:
    (shell.folder / "schemas" / "facts.schema.json").mkdir(parents=True)
    code, out, err = shell("schema", "--out", "schemas")
    assert (code, out) == (2, "")
    assert err.startswith("The schemas cannot be written to schemas: Is a directory.")
    assert [p.name for p in (shell.folder / "schemas").iterdir()] == ["facts.schema.json"]


def test_an_unknown_part_of_a_command_names_those_that_there_are(shell: Shell) -> None:
    code, _, err = shell("figures", "shoes")
    assert (code, err) == (2, "No such command 'shoes'. Accepted: about, build.\n")
