"""`safeconduct impact show | claims | promise | effect | report`, as typed, right and wrong."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest

from safeconduct.cli.main import call
from safeconduct.impact import keeping
from safeconduct.impact.readers import read
from safeconduct.impact.shipped import load_figures
from safeconduct.programme import load
from tests.impact import studies
from tests.impact.test_cbp import state
from tests.impact.written import STATE, csv

NAME = "us-mx-ve-2022"
Said = pytest.CaptureFixture[str]


@pytest.fixture
def small(tmp_path: Path) -> tuple[str, str]:
    """A small programme, and a table of made-up figures to ask it about."""
    table = tmp_path / "figures.parquet"
    studies.world().write_parquet(table)
    return str(studies.folder(tmp_path)), str(table)


def test_show_prints_series_beside_events(capsys: Said) -> None:
    assert call(["impact", "show", NAME]) == 0
    said = capsys.readouterr().out
    assert "(1) Venezuelans met between ports of entry, southwest border" in said
    assert re.search(r"^2022-11 +6,803 +5,891 +5,230 +6,410 +1,210 +47 +– +668", said, re.M)
    month, event = (
        said.rindex("2022-10 "),
        said.index("> [2] 12 October 2022: Announced; returns to Mexico"),
    )
    assert month < event < said.rindex("2022-11 ")
    assert "75 percent fewer" in said and "What these figures cannot say" in said


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("width", [60, 100])
def test_show_draws_the_outcome_in_the_terminals_width(
    capsys: Said, monkeypatch: pytest.MonkeyPatch, language: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert call(["impact", "show", NAME, "--lang", language]) == 0
    drawn = capsys.readouterr().out.split("\n\n")[1].splitlines()
    assert len(drawn) == 46 and max(map(len, drawn)) == width
    bars = {line[:7]: line.count("█") for line in drawn}
    # The highest month fills the line; the others are drawn to the same scale.
    assert drawn[[line[:7] for line in drawn].index("2023-09")].endswith("█")
    assert bars["2022-09"] / bars["2023-09"] == pytest.approx(33_749 / 54_833, abs=0.03)
    number = {"en": "21,845", "es": "21.845"}[language]
    (announced,) = (line for line in drawn if line.startswith("2022-10"))
    assert re.match(rf"2022-10 \[2\] +{re.escape(number)} █", announced)
    assert sum("[" in line for line in drawn) == 16


def test_show_as_data_has_no_drawing(capsys: Said) -> None:
    assert call(["impact", "show", NAME, "--json"]) == 0
    assert "█" not in capsys.readouterr().out


@pytest.mark.parametrize("asked", [[], [NAME], ["uniting-for-ukraine", NAME]])
def test_prepare_prepares_what_is_named_or_all(
    capsys: Said, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    prepared: list[str] = []

    def fake(definition: Any, home: Path, progress: Any) -> Path:
        prepared.append(definition.programme.id)
        return home

    monkeypatch.setattr(keeping, "prepare", fake)
    assert call(["impact", "prepare", *asked]) == 0
    assert sorted(prepared) == sorted(asked or keeping.studied())
    assert "us-mx-ve-2022: the page on whether it works is ready." in capsys.readouterr().out


def test_prepare_refuses_a_programme_without_a_study_before_any_work(
    capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "prepare", lambda *given: pytest.fail("it worked"))
    assert call(["impact", "prepare", "eu-georgia-readmission"]) == 2
    assert "eu-georgia-readmission" in capsys.readouterr().err


def test_show_as_data_and_in_spanish(capsys: Said) -> None:
    assert call(["impact", "show", NAME, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    darien = next(each for each in data["measures"] if each["measure"] == "darien")
    assert darien["counts"][data["months"].index("2022-11")] == 668
    assert {"id": "announced", "on": "2022-10-12"}.items() <= data["events"][1].items()
    assert call(["impact", "show", NAME, "--lang", "es"]) == 0
    said = capsys.readouterr().out
    assert "6.803" in said and "75 por ciento menos" in said and "percent" not in said


def test_the_chart_is_a_picture_without_script(tmp_path: Path, capsys: Said) -> None:
    out = tmp_path / "chart.svg"
    assert call(["impact", "show", NAME, "--chart", str(out), "--lang", "es"]) == 0
    root = ElementTree.fromstring(out.read_text(encoding="utf-8"))
    assert root.tag.endswith("svg") and root.get("role") == "img"
    assert "Gráfico: Personas venezolanas" in (root.get("aria-label") or "")
    assert "<script" not in out.read_text() and "55.000" not in out.read_text()
    assert call(["impact", "show", NAME, "--chart", str(tmp_path / "chart.png")]) == 2
    assert "a name that ends in .svg" in capsys.readouterr().err


def test_claims_are_counted_again(capsys: Said) -> None:
    assert call(["impact", "claims", NAME]) == 0
    said = capsys.readouterr().out
    assert "On today's figures: this is not stated precisely enough to be counted again." in said
    assert (
        "= October against September 2022, whole southwest border: 22,044 a month after 33,804"
        in said
    )
    assert (
        "≠ November against September 2022, between ports: 6,803 a month after 33,749, 79.8 percent fewer."
        in said
    )
    assert call(["impact", "claims", NAME, "--json"]) == 0
    data = {one["claim"]: one for one in json.loads(capsys.readouterr().out)}
    assert (
        data["fall_35"]["today"]["standing"] == data["fall_35"]["then"]["standing"] == "reproduced"
    )
    assert data["very_successful"]["today"]["standing"] == "not_precise"


def test_a_programme_without_claims_says_so(capsys: Said) -> None:
    assert call(["impact", "claims", "uniting-for-ukraine"]) == 0
    assert capsys.readouterr().out == "No claims about uniting-for-ukraine are listed.\n"


def test_the_promise_by_variant(capsys: Said) -> None:
    assert call(["impact", "promise", NAME]) == 0
    said = capsys.readouterr().out
    article, notice = said.index(f"{NAME}:article"), said.index(f"{NAME}:notice")
    assert re.search(r"2022-11 +5,891 +0 +not published", said[article:notice])
    assert re.search(
        r"2022-11 +5,891 +5,891 +0 +not published.*by irregular_entry_us", said[notice:]
    )
    assert "irregular_entry_us (from some day of the month on)" in said[notice:]
    assert call(["impact", "promise", f"{NAME}:notice", "--json"]) == 0
    [data] = json.loads(capsys.readouterr().out)
    assert data["variant"] == "notice" and data["barred_for_certain"] == 31_690


def test_effect_shows_what_failed_as_failed(capsys: Said) -> None:
    assert call(["impact", "effect", NAME, "--no-calibration"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "Venezuelans met between ports of entry, southwest border: between 47 percent and 75 percent"
    )
    assert "cannot be told from these figures" in said.partition("\n")[0]
    assert re.search(r"\* synthetic-index .*failed: too few months before, does not follow", said)
    assert "No comparison in these months: Cuba. The same measure holds" in said


def test_one_window_and_one_method(capsys: Said) -> None:
    asked = ["--window", "year_2024", "--method", "interrupted", "--no-calibration"]
    assert call(["impact", "effect", NAME, *asked, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    [window] = data["windows"]
    assert window["window"] == "year_2024" and data["verdict"] is data["headline"]["method"] is None
    assert {tried["method"] for tried in window["tried"]} == {"interrupted"}


def test_other_figures_can_be_asked(
    small: tuple[str, str], capsys: Said, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Calibrations are kept at home, and the headline is the estimate that passed."""
    monkeypatch.setenv("SAFECONDUCT_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("safeconduct.cli.impact_study.SIMULATIONS", 1000)
    programme, table = small
    asked = [
        "impact",
        "effect",
        programme,
        "--figures",
        table,
        "--window",
        "early",
        "--method",
        "synthetic",
    ]
    assert call([*asked, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["headline"] == {"window": "early", "method": "synthetic-index", "why_none": []}
    assert data["figures"] == [
        {"name": "figures.parquet", "sha256": hashlib.sha256(Path(table).read_bytes()).hexdigest()}
    ]
    assert len(list((tmp_path / "home" / "impact" / "calibrations").glob("*.json"))) == 3
    assert call(asked) == 0
    assert re.search(
        r"\* synthetic-index +-6\d% .* → 9\d% +passed its checks", capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (["show", "nowhere"], 2, "There is no programme 'nowhere'."),
        (["effect", "eu-georgia-readmission"], 2, "says nothing for the question whether it works"),
        (["effect", NAME, "--window", "ever"], 2, "Accepted: first_two_months"),
        (["effect", NAME, "--method", "guess"], 2, "Accepted: difference, interrupted, synthetic"),
        (["claims", NAME, "--figures", "none.csv"], 2, "none.csv"),
        (["promise", f"{NAME}:other"], 2, "has no variant 'other'"),
        (["report", NAME], 2, "--out"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    words: list[str], code: int, expected: str, capsys: Said
) -> None:
    assert call(["impact", *words]) == code
    said = capsys.readouterr()
    assert expected in said.err and not said.out and "Traceback" not in said.err


def test_a_refusal_is_said_in_the_language_that_was_asked_for(tmp_path: Path, capsys: Said) -> None:
    """Counts with the programme's own arrivals are no outcome; what was given and accepted too."""
    world = tmp_path / "figures.parquet"
    studies.world().write_parquet(world)
    changed = ("southwest, component: USBP, nationality: VE}]", "nationwide, nationality: VE}]")
    home = str(studies.folder(tmp_path, changed))
    asked = ["impact", "effect", home, "--no-calibration", "--figures", str(world)]
    for spanish in (["--lang", "es"], ["--lang=es"]):
        assert call([*asked, *spanish]) == 2
        said = capsys.readouterr().err
        assert said.startswith("encuentros, todo el país: esta cuenta incluye a personas")
        assert "Se acepta: una frontera terrestre" in said and "Accepted" not in said
    assert call(asked) == 2
    assert capsys.readouterr().err.startswith("encounters nationwide contain people")
    assert call([*asked, "--json", "--lang", "es"]) == 2
    data = json.loads(capsys.readouterr().err)
    assert data["message"] == data["text"]["en"] and data["text"]["es"].startswith("encuentros")


def test_checks_that_failed_are_named_in_words(capsys: Said) -> None:
    asked = ["--window", "year_2024", "--no-calibration", "--lang", "es"]
    assert call(["impact", "effect", NAME, *asked]) == 0
    said = capsys.readouterr().out
    assert "no supera: muy pocos meses antes" in said and "months-before" not in said


def test_figures_without_the_series_say_which_is_missing(tmp_path: Path, capsys: Said) -> None:
    table = tmp_path / "darien.parquet"
    load_figures(load(NAME).folder).table.filter(pl.col("place") == "darien").write_parquet(table)
    assert call(["impact", "effect", NAME, "--no-calibration", "--figures", str(table)]) == 2
    assert "the table has no encounters southwest" in capsys.readouterr().err


def test_help_of_the_group_imports_no_estimates() -> None:
    """Reading a file should not pay for what it never uses."""
    code = "import safeconduct.cli.impact, sys; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_same_figures_given_twice_are_refused_by_their_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = csv(tmp_path, STATE, state(), name="one.csv")
    two = csv(tmp_path, STATE, state(), name="two.csv")
    assert call(["impact", "claims", NAME, "--figures", str(one), "--figures", str(two)]) == 2
    said = capsys.readouterr()
    assert "one.csv and two.csv are both CBP, nationwide-by-state-fy23-fy23." in said.err
    assert not said.out


def test_figures_that_hold_only_a_part_leave_the_rest_unsaid(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table written as CSV is taken as well, and no claim is called wrong for want of figures."""
    long = tmp_path / "long.csv"
    read(csv(tmp_path, STATE, state())).table.write_csv(long)
    assert call(["impact", "claims", NAME, "--figures", str(long)]) == 0
    said = capsys.readouterr().out
    assert "these figures do not hold what its words need to be counted again" in said
    assert "the number comes out again on these figures" in said, "on those of the day"
