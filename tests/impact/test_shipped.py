"""The reference programme's own small table: what it says, where it is from, and that no case knows it."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml

from safeconduct.errors import InputError, NotFound, ProgrammeError
from safeconduct.impact.building import build
from safeconduct.impact.series import Series, series
from safeconduct.impact.shipped import load_figures, provenance_of
from safeconduct.programme import load
from safeconduct.programme.folder import content_files, digest_of
from tests.impact.written import published

PROGRAMME = "us-mx-ve-2022"
FOLDER = load(PROGRAMME).folder
FIGURES = load_figures(FOLDER)


def asked(measure: str, place: str, **more: str) -> Series:
    return series(FIGURES.table, measure, place, **more)  # type: ignore[arg-type]


#: As published: month -> southwest USBP, southwest OFO, expulsions USBP, Darién, Mexico's events.
VENEZUELANS = {
    date(2022, 4, 1): (4_075, 32, 10, 2_694, 1_983),
    date(2022, 9, 1): (33_749, 55, 68, 38_399, 15_397),
    date(2022, 10, 1): (21_845, 215, 6_555, 40_593, 21_751),
    date(2022, 11, 1): (6_803, 1_210, 5_891, 668, 11_844),
    date(2022, 12, 1): (6_205, 1_982, 5_473, 1_374, 11_333),
    date(2023, 6, 1): (12_549, 7_904, 0, 18_501, 18_476),
    date(2023, 12, 1): (46_917, 10_930, 0, 11_505, 28_132),
}


def test_venezuelans_month_by_month_as_published() -> None:
    usbp = asked("encounters", "southwest", component="USBP", nationality="VE", publisher="CBP")
    ofo = asked("encounters", "southwest", component="OFO", nationality="VE")
    expelled = asked("encounters", "southwest", component="USBP", nationality="VE", authority="42")
    darien = asked("transits", "darien", nationality="VE")
    mexico = asked("irregular_events", "mexico", nationality="VE")
    for month, wanted in VENEZUELANS.items():
        found = tuple(one.at(month) for one in (usbp, ofo, expelled, darien, mexico))
        assert found == wanted, month


@pytest.mark.parametrize(
    ("measure", "month", "count"),
    [
        ("paroles", date(2022, 10, 1), 470),
        ("paroles", date(2023, 2, 1), 7_990),
        ("authorizations", date(2022, 10, 1), 8_680),
        ("confirmed_supporters", date(2022, 10, 1), 12_820),
    ],
)
def test_the_way_in_as_published(measure: str, month: date, count: int) -> None:
    found = asked(measure, "nationwide", nationality="VE")
    assert (found.at(month), found.rounded_to) == (count, 10)


def test_all_nationalities_together_as_published() -> None:
    total = asked("encounters", "southwest", publisher="CBP")
    assert total.months[0] == date(2017, 10, 1) and total.months[-1] == date(2025, 5, 1)
    assert not np.isnan(total.values).any()
    year = slice(total.months.index(date(2023, 10, 1)), total.months.index(date(2024, 9, 1)) + 1)
    assert total.values[year].sum() == 2_135_005
    darien = asked("transits", "darien")
    months = [darien.at(date(2023, month, 1)) for month in range(1, 13)]
    assert sum(months) == 520_085


def test_months_without_rows_are_missing() -> None:
    darien = asked("transits", "darien", nationality="VE")
    assert [darien.missing[n] for n in (3, 4, 6)] == ["no_rows"] * 3
    assert darien.at(date(2020, 6, 1)) >= 0


def test_cubans_had_no_such_parole_before_january_2023() -> None:
    cuba = asked("paroles", "nationwide", nationality="CU")
    assert cuba.missing[:4] == ("not_applicable",) * 3 + (None,)


def test_the_programmes_arrivals_are_in_the_counts_by_air_and_so_refused() -> None:
    by_air = asked("encounters", "other", nationality="VE")
    northern = asked("encounters", "northern", nationality="VE")
    months = (date(2022, 11, 1), date(2022, 12, 1), date(2023, 1, 1), date(2023, 2, 1))
    not_southwest = [by_air.at(month) + northern.at(month) for month in months]
    assert not_southwest == [5_631, 5_489, 5_844, 8_214]
    paroles = asked("paroles", "nationwide", nationality="VE")
    for month, count in zip(months, not_southwest, strict=True):
        assert 0.9 < paroles.at(month) / count < 1
    with pytest.raises(InputError, match="arrived by air"):
        series(FIGURES.table, "encounters", "other", nationality="VE", outcome=True)


def test_the_border_patrols_figures_since_1999_agree_with_the_exact_ones() -> None:
    exact = asked("encounters", "southwest", component="USBP", nationality="VE", publisher="CBP")
    long = asked("encounters", "southwest", component="USBP", nationality="VE", publisher="OHSS")
    assert long.months[0] == date(1999, 10, 1) and long.rounded_to == 10
    for month in exact.months[: exact.months.index(date(2024, 11, 1)) + 1]:
        assert abs(exact.at(month) - long.at(month)) <= 5, month


def test_the_table_is_small_and_that_of_its_recipe() -> None:
    content = (FOLDER / "impact" / "figures.csv").read_bytes()
    table = FIGURES.provenance.table
    assert len(content) < 400_000
    assert hashlib.sha256(content).hexdigest() == table.sha256 == FIGURES.sha256
    assert len(content.splitlines()) - 1 == table.rows == FIGURES.table.height
    assert set(FIGURES.provenance.sets) == {
        line.split(b",")[0].decode() for line in content.splitlines()[1:]
    }


def test_every_file_says_where_it_is_from() -> None:
    for file in FIGURES.provenance.files.values():
        assert file.repository.startswith("github.com/") and len(file.commit) == 40
        assert file.licence and file.publisher and file.title
    assert len(FIGURES.provenance.traps) >= 8


def test_the_table_made_again_is_the_shipped_one() -> None:
    folder = published("KHSM_Encounters_USBP_fy25m11.xlsx").parent
    for home in (FOLDER, load("uniting-for-ukraine").folder):
        assert build(home, folder) == (home / "impact" / "figures.csv").read_bytes()


def test_the_second_programmes_table_is_known_by_its_recipe() -> None:
    """Ukrainians at southwest ports: the peak of April 2022, and a zero that is written out."""
    figures = load_figures(load("uniting-for-ukraine").folder)
    found = series(figures.table, "encounters", "southwest", component="OFO", nationality="UA")
    assert found.at(date(2022, 4, 1)) == 20_102 and found.at(date(2020, 4, 1)) == 0
    assert figures.table.height == figures.provenance.table.rows


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / PROGRAMME
    shutil.copytree(FOLDER, folder)
    return folder


def test_figures_are_no_part_of_what_a_case_points_to(copy: Path) -> None:
    before = digest_of(copy)
    assert before == digest_of(FOLDER)
    (copy / "impact" / "figures.csv").write_text("other figures")
    (copy / "impact" / "claims.yaml").write_text("claims: []\n")
    assert digest_of(copy) == before
    shutil.rmtree(copy / "impact")
    assert digest_of(copy) == before
    assert not [path for path in content_files(FOLDER) if "impact" in path.parts[-2:]]
    assert load(str(copy)).digest == before, "a programme without figures is whole"


def test_a_changed_rule_still_changes_it(copy: Path) -> None:
    before = digest_of(copy)
    with (copy / "posts.yaml").open("a") as file:
        file.write("# a word more\n")
    assert digest_of(copy) != before


def test_a_table_that_was_changed_is_refused(copy: Path) -> None:
    path = copy / "impact" / "figures.csv"
    path.write_bytes(
        path.read_bytes().replace(b",21845,", b",21844,").replace(b"VE,6555", b"VE,655")
    )
    with pytest.raises(ProgrammeError, match=r"the table is another than figures\.yaml"):
        load_figures(copy)
    path.unlink()
    with pytest.raises(NotFound, match=r"There is no us-mx-ve-2022/impact/figures\.csv"):
        load_figures(copy)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"traps": "many"}, "`traps`"),
        ({"more": 1}, "`more` is no key of this entry; known here: title,"),
        ({"sets": {"a": {}}}, "`file` is missing"),
    ],
)
def test_a_recipe_that_is_wrong_is_refused_with_its_place(
    copy: Path, change: dict[str, object], what: str
) -> None:
    path = copy / "impact" / "figures.yaml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | change))
    with pytest.raises(ProgrammeError) as refused:
        provenance_of(copy)
    assert what in str(refused.value)
    assert refused.value.place and refused.value.place.line


def test_a_set_of_an_unlisted_file_is_refused(copy: Path) -> None:
    path = copy / "impact" / "figures.yaml"
    path.write_text(path.read_text().replace("    file: darien\n", "    file: danube\n"))
    with pytest.raises(ProgrammeError, match="the set `darien` is of a file `danube`"):
        provenance_of(copy)


def test_a_programme_without_figures_says_so() -> None:
    with pytest.raises(NotFound, match="has no published figures of its own"):
        load_figures(load("eu-georgia-readmission").folder)


def test_building_refuses_a_missing_and_another_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="There is no file cbp-southwest"):
        build(FOLDER, tmp_path)
    name = FIGURES.provenance.files["southwest"].name
    row = "2022-10-01,2023-10-01,U.S. Border Patrol,Yuma,Title 8,Apprehensions,FMUA,VEN,5"
    head = "t,t_fy,component,area,authority,type,demog,nat,n"
    (tmp_path / name).write_text(f"{head}\n{row}\n")
    with pytest.raises(InputError, match="is another file than the one from which"):
        build(FOLDER, tmp_path)
