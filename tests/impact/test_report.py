"""The report: the same bytes each time, nothing from elsewhere, a table behind each chart, both languages."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pypdf
import pytest

from safeconduct.cli.main import call
from safeconduct.impact.analysis import Analysis, estimated, measured
from safeconduct.impact.report import DOCUMENTS, Source, report_files
from safeconduct.impact.report.content import _rule
from safeconduct.impact.report.words import WORDS
from safeconduct.impact.shipped import TABLE, load_figures
from safeconduct.impact.study import load_study
from safeconduct.programme import load
from tests.impact import studies

NAME = "us-mx-ve-2022"
FILES = {
    "report.en.html", "report.es.html", "report.en.pdf", "report.es.pdf", "series.csv",
    "series.parquet", "results.json",
}  # fmt: skip


def made(analysis: Analysis, table: pl.DataFrame, **more: bool) -> dict[str, bytes]:
    sources = (Source("made-up.parquet", "0" * 64),)
    return report_files(
        analysis, table, sources, command="safeconduct impact report X --out DIR", **more
    )


@pytest.fixture(scope="module")
def shipped() -> dict[str, bytes]:
    definition = load(NAME)
    figures = load_figures(definition.folder)
    analysis = estimated(load_study(definition), figures.table)
    sources = (Source(TABLE, figures.sha256),)
    return report_files(
        analysis,
        figures.table,
        sources,
        command="safeconduct impact report us-mx-ve-2022 --out DIR",
    )


class _Page(HTMLParser):
    """Counts elements, and keeps every address that is named."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("href", "src", "xlink:href") and value:
                self.addresses.append(value)
            if name == "id" and value:
                self.ids.append(value)


def test_the_same_results_give_the_same_bytes(shipped: dict[str, bytes]) -> None:
    definition = load(NAME)
    figures = load_figures(definition.folder)
    told: list[int] = []
    again = report_files(
        estimated(load_study(definition), figures.table),
        figures.table,
        (Source(TABLE, figures.sha256),),
        command="safeconduct impact report us-mx-ve-2022 --out DIR",
        progress=told.append,
    )
    assert told == list(range(1, DOCUMENTS + 1)), "each document is told when it is done"
    assert set(shipped) == FILES
    for name, content in shipped.items():
        assert again[name] == content, name


def test_other_figures_give_another_report(tmp_path: Path) -> None:
    study = studies.study_in(tmp_path)
    one, two = (
        made(estimated(study, table), table) for table in (studies.world(1), studies.world(2))
    )
    assert all(one[name] != two[name] for name in FILES)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_needs_nothing_from_elsewhere(shipped: dict[str, bytes], language: str) -> None:
    text = shipped[f"report.{language}.html"].decode()
    page = _Page(text)
    other = {"en": "es", "es": "en"}[language]
    assert page.addresses == [f"report.{other}.html"]
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert "@import" not in text and "url(http" not in text
    assert f'<html lang="{language}">' in text
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_chart_says_what_it_shows_and_has_a_table(
    shipped: dict[str, bytes], language: str
) -> None:
    text = shipped[f"report.{language}.html"].decode()
    charts = re.findall(r'<svg role="img" aria-label="([^"]+)"', text)
    tables = re.findall(r"<details><summary>([^<]+)</summary>", text)
    claims = [name for name in tables if re.match(r"\d+\. ", name)]
    # Two pictures of series over one table, one for each estimate that may lead, and the events.
    assert len(charts) == 4 and len(tables) - len(claims) == 4
    assert len(claims) == 15
    assert all(re.match("Chart: |Gráfico: ", chart) for chart in charts)
    for row in re.findall(r"<tr>(.*?)</tr>", text):
        assert '<th scope="' in row


@pytest.mark.parametrize(
    ("language", "partly", "rule"),
    [
        (
            "en",
            "[1], from some day of the month on",
            "[1] “You entered the United States without permission",
        ),
        ("es", "[1], desde algún día del mes", "[1] “Entró a los Estados Unidos sin permiso"),
    ],
)
def test_rules_that_bar_are_numbered_and_quoted_as_they_stood(
    shipped: dict[str, bytes], language: str, partly: str, rule: str
) -> None:
    text = shipped[f"report.{language}.html"].decode()
    months = dict(re.findall(r"<th scope=\"row\">(2022-1\d)</th>.*?<td>([^<]*)</td></tr>", text))
    assert months["2022-11"] == "[1]" and months["2022-10"] == partly
    (quoted,) = re.findall(r"<li>(\[1\][^<]+)</li>", text)
    day = {"en": "19 October 2022", "es": "19 de octubre de 2022"}[language]
    assert quoted.startswith(rule) and day in quoted and "(irregular_entry_us)" in quoted


def test_a_rule_is_quoted_as_it_stood_at_the_end_of_the_month() -> None:
    def version(day: date, words: str) -> SimpleNamespace:
        return SimpleNamespace(id="bar", from_=day, text={"en": words})

    rules = [version(date(2023, 1, 31), "later"), version(date(2022, 10, 12), "first")]
    definition: Any = SimpleNamespace(conditions=rules)
    told = [_rule(definition, "bar", month, "en") for month in ("2022-12", "2023-01")]
    assert told == ["“first” (bar)", "“later” (bar)"]


def test_every_page_says_method_digests_versions_and_command(shipped: dict[str, bytes]) -> None:
    study, figures = load_study(load(NAME)), load_figures(load(NAME).folder)
    text = shipped["report.en.html"].decode()
    for said in (
        study.digest,
        figures.sha256,
        "Safeconduct 0.1.0",
        "numpy ",
        "safeconduct impact report us-mx-ve-2022 --out DIR",
    ):
        assert said in text
    assert all(
        file.sha256 in text and file.commit in text for file in figures.provenance.files.values()
    )
    assert "This is a quick look: coverage was not measured" in text


def test_full_months_beside_a_claim_are_called_so(shipped: dict[str, bytes]) -> None:
    """A claim of a week in January 2023 is not borne out by February, though the number is the same."""
    page = shipped["report.en.html"].decode()
    row = page[page.index("the same, February 2023 against December 2022") :].partition("</tr>")[0]
    assert "(full months beside it, today" in row and "97.6 percent fewer" in row
    assert "it speaks of other days" in row and "yes" not in row


def test_a_failed_estimate_is_shown_as_failed(shipped: dict[str, bytes]) -> None:
    text = shipped["report.en.html"].decode()
    assert "Synthetic control (synthetic-index): failed its checks, no finding" in text
    assert "no supera sus comprobaciones, no es un hallazgo" in shipped["report.es.html"].decode()
    assert "the headline</" not in text


def test_an_estimate_that_leads_is_called_the_headline(tmp_path: Path) -> None:
    study, table = studies.study_in(tmp_path), studies.world()
    analysis = measured(estimated(study, table, method="synthetic"), simulations=300)
    text = made(analysis, table)["report.en.html"].decode()
    assert "Synthetic control (synthetic-index): the headline" in text
    assert "61 percent fewer from February to July 2022 than was expected" in text
    assert "quick look" not in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_pdf_is_tagged_and_in_its_language(shipped: dict[str, bytes], language: str) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(shipped[f"report.{language}.pdf"]))
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == language and root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    words = " ".join(page.extract_text() for page in pdf.pages)
    assert {"en": "75 percent fewer", "es": "75 por ciento menos"}[language] in " ".join(
        words.split()
    )
    assert pdf.metadata is not None and pdf.metadata.title


def test_the_data_beside_it_are_the_series(shipped: dict[str, bytes]) -> None:
    table = pl.read_parquet(io.BytesIO(shipped["series.parquet"]))
    assert table.equals(pl.read_csv(shipped["series.csv"], schema=table.schema))
    october = table.filter(
        (pl.col("series") == "between_ports") & (pl.col("month") == pl.date(2022, 10, 1))
    )
    assert october["count"].to_list() == [21_845] and october["role"].to_list() == ["outcome"]
    assert set(table.filter(pl.col("role") == "donor")["series"]) >= {"CO", "OTHER", "NI"}
    appointments = table.filter(pl.col("series") == "appointments")
    assert appointments["rounded_to"].unique().to_list() == [10]
    results = json.loads(shipped["results.json"])
    assert results["headline"]["method"] is None and len(results["windows"]) == 4
    assert {"verdict", "displacement", "claims", "promise", "figures", "command"} <= set(results)


def test_a_demonstration_says_so_on_every_paper(tmp_path: Path) -> None:
    study, table = studies.study_in(tmp_path), studies.world()
    analysis = estimated(study, table, window="early", method="interrupted")
    files = made(replace(analysis), table, is_demonstration=True)
    for language in ("en", "es"):
        assert (
            "Made by a demonstration, not by a government service."
            in files[f"report.{language}.html"].decode()
        )
        pages = pypdf.PdfReader(io.BytesIO(files[f"report.{language}.pdf"])).pages
        assert all("Hecho por una demostración" in page.extract_text() for page in pages)
    assert "demonstration" not in made(analysis, table)["report.en.html"].decode()


def test_every_word_is_told_in_both_languages() -> None:
    for key, text in WORDS.items():
        assert text.en and text.es, key
        assert set(re.findall(r"{\w+}", text.en)) == set(re.findall(r"{\w+}", text.es)), key


def test_the_command_writes_them_all_or_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "figures.parquet"
    studies.world().write_parquet(table)
    asked = [
        "impact",
        "report",
        str(studies.folder(tmp_path)),
        "--figures",
        str(table),
        "--no-calibration",
    ]
    out = tmp_path / "new" / "report"
    assert call([*asked, "--out", str(out), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (
        {Path(one["file"]).name for one in said} == FILES == {path.name for path in out.iterdir()}
    )
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    assert call([*asked, "--out", str(out)]) == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first
    assert "--figures figures.parquet --no-calibration" in first["report.en.html"].decode()
    assert call([*asked, "--out", str(table)]) == 2
    assert "is no folder" in capsys.readouterr().err
