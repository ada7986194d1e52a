"""A study's answer is worked out once, kept whole, and made anew when anything that it hangs on changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from safeconduct import programme
from safeconduct.errors import NotFound
from safeconduct.impact import keeping
from safeconduct.impact.analysis import estimated, every_way, measured
from safeconduct.impact.shipped import load_figures
from safeconduct.impact.study import load_study

NAME = "uniting-for-ukraine"


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def place(home: Path) -> Path:
    return keeping.keep(programme.load(NAME), home)


def test_everything_is_kept_and_nothing_else(place: Path) -> None:
    assert {path.name for path in place.iterdir()} == {
        "page.en.json", "page.es.json", *keeping.DOWNLOADS
    }  # fmt: skip
    assert [path.name for path in place.parent.iterdir()] == [place.name]


def test_the_three_series_are_the_same(place: Path) -> None:
    parquet = pl.read_parquet(place / keeping.SERIES_PARQUET)
    rows = json.loads((place / keeping.SERIES_JSON).read_text())
    text = pl.read_csv(place / keeping.SERIES_CSV)
    assert parquet.height == len(rows) == text.height > 500
    assert parquet["count"].to_list() == [row["count"] for row in rows] == text["count"].to_list()


def test_both_languages_hold_the_same_pictures_for_desk_and_phone(place: Path) -> None:
    for section in ("series", "estimates"):
        shapes = []
        for language in keeping.LANGUAGES:
            blocks = keeping.page(place, language)["sections"][section]["blocks"]
            shapes.append([block["kind"] for block in blocks])
            for block in blocks:
                if block["kind"] == "picture":
                    assert block["wide"] != block["narrow"]
                    assert "<script" not in block["wide"] + block["narrow"]
        assert shapes[0] == shapes[1]
        assert "picture" in shapes[0]


def test_a_second_asking_makes_nothing(home: Path, place: Path) -> None:
    told: list[int] = []
    assert keeping.keep(programme.load(NAME), home, told.append) == place
    assert told == []


def test_other_figures_or_measured_coverage_are_another_answer(
    home: Path, place: Path, tmp_path: Path
) -> None:
    folder = tmp_path / NAME
    shutil.copytree(programme.load(NAME).folder, folder)
    same = programme.load(str(folder))
    assert keeping.place_of(same, home).name == place.name
    with (folder / "impact" / "figures.csv").open("a") as file:
        file.write("\n")
    assert keeping.place_of(programme.load(str(folder)), home) != place


def test_coverage_is_taken_over_where_it_was_measured_and_never_measured(tmp_path: Path) -> None:
    definition = programme.load(NAME)
    study, table = load_study(definition), load_figures(definition.folder).table
    plain = estimated(study, table, method="interrupted")
    before = keeping.place_of(definition, tmp_path)
    unknown = keeping.with_kept_coverage(plain, tmp_path)
    assert not any(t.estimate and t.estimate.calibration for _w, t in every_way(unknown))
    # Few simulations are another measurement: they are not taken for the real one.
    few = measured(plain, folder=keeping.calibrations(tmp_path), simulations=20)
    again = keeping.with_kept_coverage(plain, tmp_path)
    assert not any(t.estimate and t.estimate.calibration for _w, t in every_way(again))
    keeping.note_measured(few, tmp_path)
    assert keeping.place_of(definition, tmp_path) != before


def test_a_measured_estimate_is_the_same_as_when_it_was_measured(tmp_path: Path) -> None:
    definition = programme.load(NAME)
    study, table = load_study(definition), load_figures(definition.folder).table
    window = study.plan.headline
    plain = estimated(study, table, window=window, method="difference")
    found = measured(plain, folder=keeping.calibrations(tmp_path))
    kept = keeping.with_kept_coverage(plain, tmp_path)
    assert any(tried.estimate for _window, tried in every_way(kept))
    assert kept.as_data() == found.as_data() != plain.as_data()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> tuple[Path, Path, Path, list[int]]:
    """A home where the answer was kept and then prepared: the home, both answers, and the steps told."""
    home, told = tmp_path_factory.mktemp("prepared"), []
    kept = keeping.keep(programme.load(NAME), home)
    is_measured = keeping.page(kept, "en")["is_measured"]
    assert not is_measured
    return home, kept, keeping.prepare(programme.load(NAME), home, told.append), told


def test_prepared_is_measured_and_readers_are_led_to_it(prepared) -> None:
    home, before, place, told = prepared
    definition = programme.load(NAME)
    for language in keeping.LANGUAGES:
        assert keeping.page(place, language)["is_measured"]
    assert place == keeping.place_of(definition, home) == keeping.keep(definition, home) != before
    assert [path.name for path in place.parent.iterdir()] == [place.name]
    results = json.loads((place / keeping.RESULTS).read_text())
    tried = [one for window in results["windows"] for one in window["tried"]]
    assert all(one["estimate"] is None or one["estimate"]["calibration"] for one in tried)
    assert told == sorted(told) and told[-1] == keeping.STEPS_MEASURED


def test_prepared_again_nothing_is_done(prepared) -> None:
    home, _before, place, _told = prepared
    again: list[int] = []
    assert keeping.prepare(programme.load(NAME), home, again.append) == place
    assert again == []


def test_who_made_the_older_answer_meanwhile_removes_nothing(prepared) -> None:
    home, before, place, _told = prepared
    before.mkdir()
    keeping._forget_others(before, programme.load(NAME), home)
    assert keeping.is_kept(place)
    keeping._forget_others(place, programme.load(NAME), home)
    assert not keeping.is_kept(before)


def test_what_was_measured_for_one_window_forgets_nothing_of_the_others(prepared) -> None:
    home, _before, place, _told = prepared
    definition = programme.load(NAME)
    study, table = load_study(definition), load_figures(definition.folder).table
    one = estimated(study, table, window=study.plan.headline, method="difference")
    keeping.note_measured(keeping.with_kept_coverage(one, home), home)
    assert keeping.place_of(definition, home) == place


def test_a_programme_without_a_study_has_no_answer(tmp_path: Path) -> None:
    definition = programme.load("eu-georgia-readmission")
    assert not keeping.has_study(definition.folder)
    with pytest.raises(NotFound):
        keeping.keep(definition, tmp_path)
    assert list((tmp_path / "impact" / "answers").iterdir()) == []
