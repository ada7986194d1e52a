"""The caseload of the reference programme: its counts, its facts, its files, its command."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from safeconduct.cli.main import call
from safeconduct.demo.caseload import draw, returned_people
from safeconduct.demo.caseload.assumptions import declared, invented_names
from safeconduct.demo.caseload.files import write_caseload
from safeconduct.eligibility import open_table
from safeconduct.eligibility.dictionary import COUNTRIES
from safeconduct.eligibility.files import screen_table
from safeconduct.programme import Definition, load
from safeconduct.programme.schema import Fact

LABELS = ("case_id", "family_id", "name")
POLARS = {"date": pl.Date, "boolean": pl.Boolean}
#: Among the most common in Venezuela and its neighbours; none may be an invented person's.
REAL_NAMES = """
María José Luis Carlos Juan Ana Carmen Rosa Luisa Jesús Pedro Miguel Ángel Antonio Francisco
Manuel Rafael Alejandro Daniel Gabriel Andrés Diego Jorge Víctor Ramón Julio Héctor Yolanda
Gladys Mariela Yusmary Génesis Valentina Camila Andrea Gabriela Daniela Sofía Isabel Elena
González Rodríguez Pérez Hernández García Martínez López Sánchez Díaz Rojas Ramírez Torres
Fernández Gómez Moreno Rivas Silva Mendoza Contreras Blanco Castillo Romero Suárez Medina
Salazar Márquez Jiménez Guerrero Flores Colmenares Chacón Maduro Chávez Bolívar
"""


@pytest.fixture(scope="module")
def returned() -> pl.DataFrame:
    return returned_people(seed=7)


@pytest.fixture(scope="module")
def everyone() -> pl.DataFrame:
    return draw(seed=7)


@pytest.fixture(scope="module")
def programme() -> Definition:
    return load("us-mx-ve-2022", "article")


def crossings(people: pl.DataFrame) -> pl.DataFrame:
    legs = people.select("case_id", "nationality", "entries").explode("entries").unnest("entries")
    return legs.filter(pl.col("country") == "US", pl.col("returned_under") == "us-mx-2022")


def test_returned_people_are_the_published_returns(returned: pl.DataFrame) -> None:
    assert returned.height == 17_919
    assert returned["nationality"].unique().to_list() == ["VE"]
    assert returned["present_country"].unique().to_list() == ["MX"]
    by_month = crossings(returned).group_by(pl.col("entry_date").dt.month()).len()
    assert dict(by_month.iter_rows()) == {10: 6_555, 11: 5_891, 12: 5_473}


def test_the_same_returns_are_among_everyone(everyone: pl.DataFrame) -> None:
    by_month = crossings(everyone).group_by(pl.col("entry_date").dt.month()).len()
    assert dict(by_month.iter_rows()) == {10: 6_555, 11: 5_891, 12: 5_473}


def test_returns_of_october_follow_the_published_days(returned: pl.DataFrame) -> None:
    days = dict(crossings(returned).group_by("entry_date").len().iter_rows())
    assert min(days) == date(2022, 10, 12)
    published = {12: 744, 13: 594, 14: 251, 15: 179}
    for day, people in published.items():
        assert abs(days[date(2022, 10, day)] - people) <= 6
    later = [days[date(2022, 10, day)] for day in range(16, 32)]
    assert max(later) - min(later) < 30


def test_families_of_the_returned_are_in_the_published_proportion(returned: pl.DataFrame) -> None:
    minors = returned.filter(pl.col("family_relation") == "unmarried_child_under_21").height
    family_members, adults = 1_646 + 2_497 + 2_208, 4_909 + 3_394 + 3_265
    assert family_members + adults == 17_919
    assert 0.4 * family_members < minors < 0.7 * family_members + 0.02 * adults


def test_few_came_through_panama_once_the_transits_had_fallen(returned: pl.DataFrame) -> None:
    legs = returned.select("entries").explode("entries").unnest("entries")
    panama = legs.filter(pl.col("country") == "PA")["entry_date"]
    assert 0 < (panama > date(2022, 10, 31)).sum() < 0.05 * len(panama)
    assert (panama <= date(2022, 10, 19)).sum() > 0.85 * len(panama)


def test_relatives_of_another_nationality_travel_with_a_principal(everyone: pl.DataFrame) -> None:
    others = everyone.filter(pl.col("nationality") != "VE")
    assert 0.003 < others.height / everyone.height < 0.02
    assert others["family_relation"].null_count() == 0
    assert others["principal_nationality"].unique().to_list() == ["VE"]
    assert everyone.height - others.height == 22_060 + 8_013 + 8_187


def test_every_column_is_a_fact_of_the_programme(
    everyone: pl.DataFrame, programme: Definition
) -> None:
    for name, dtype in everyone.schema.items():
        fact = programme.facts.get(name.removesuffix(".known").removesuffix(".complete"))
        if name in LABELS:
            continue
        assert fact is not None, name
        if name.endswith((".known", ".complete")):
            assert dtype == pl.Boolean
        elif fact.type == "records":
            assert isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct)
            fields = {field.id: field for field in fact.fields}
            held = {field.name: field.dtype for field in dtype.inner.fields}
            assert set(fields) == {name for name in held if not name.endswith(".known")}
            for field, one in fields.items():
                _fits(one, held[field], f"{field}.known" in held)
        else:
            _fits(fact, dtype, f"{name}.known" in everyone.columns)


def _fits(fact: Fact, dtype: Any, has_mark: bool) -> None:
    assert has_mark == fact.may_be_none, fact.id
    if fact.type == "country":
        assert set(dtype.categories) <= set(COUNTRIES)
    elif fact.type == "choice":
        assert set(dtype.categories) <= {option.id for option in fact.options}, fact.id
    else:
        assert dtype == POLARS[fact.type], fact.id


def test_protection_facts_are_invented_for_nobody(
    everyone: pl.DataFrame, programme: Definition
) -> None:
    protected = {fact.id for fact in programme.facts.values() if fact.sensitivity == "protection"}
    assert protected and not protected & set(everyone.columns)


def test_some_facts_are_unknown_and_some_known_to_be_none(everyone: pl.DataFrame) -> None:
    order, known = everyone["last_removal_order_date"], everyone["last_removal_order_date.known"]
    assert (order.is_null() & known).mean() > 0.8
    assert 0.05 < (~known).mean() < 0.12
    assert 0.01 < (~everyone["entries.complete"]).mean() < 0.1


def test_parquet_and_csv_are_screened_alike(programme: Definition, tmp_path: Path) -> None:
    people = draw(seed=3, size=1_500)
    found = []
    for name in ("people.parquet", "people.csv"):
        write_caseload(people, tmp_path / name)
        table = open_table(tmp_path / name, programme.facts)
        findings = tmp_path / f"{name}.findings.parquet"
        summary = screen_table(programme, "admission", date(2023, 1, 3), table, findings)
        assert summary.bad_count == 0
        found.append(pl.read_parquet(findings))
    assert found[0].equals(found[1])
    assert found[0]["result"].n_unique() == 3


def test_every_assumption_says_what_it_is_and_where_it_is_from() -> None:
    for name, assumption in declared().items():
        assert assumption["source"] and assumption["text"], name


def test_no_invented_name_is_a_real_one() -> None:
    given, family = invented_names()
    words = {*given, *(part for name in family for part in name.split("-"))}
    assert not words & set(REAL_NAMES.split())
    assert all("-" in name for name in family)


def test_command_draws_the_returns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "people.parquet"
    assert call(["caseload", "--returns", "--seed", "7", "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["people"], told["returned"], told["seed"]) == (17_919, 17_919, 7)
    assert pl.read_parquet(out).equals(returned_people(seed=7))


def test_command_draws_a_month(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "people.csv"
    options = ["--month", "2022-09", "--nationality", "VE", "--nationality", "CU", "--size", "50"]
    assert call(["caseload", *options, "--out", str(out)]) == 0
    assert "50 invented people" in capsys.readouterr().out
    assert len(out.read_text("utf-8").splitlines()) == 51


@pytest.mark.parametrize(
    "options",
    [
        ["--size", "0"],
        ["--size", "many"],
        ["--size", "999999999999"],
        ["--seed", "-1"],
        ["--month", "2022-13"],
        ["--month", "October"],
        ["--month", "2031-01"],
        ["--nationality", "Venezuela"],
        ["--returns", "--size", "3"],
        ["--nationality", "MM", "--month", "2020-03"],
        ["--out", "people.xlsx"],
        ["--out", "no/such/folder/people.csv"],
    ],
)
def test_bad_option_is_one_sentence(
    options: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    out = [] if "--out" in options else ["--out", "people.parquet"]
    assert call(["caseload", *out, *options]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert options[-1].removesuffix("/people.csv") in said.err or options[0] in said.err
    assert list(tmp_path.iterdir()) == []
