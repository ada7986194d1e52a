"""All that is wrong in a programme's `impact/` folder, at once: files, names, and cells without figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from safeconduct.errors import NotFound, Place, SafeconductError
from safeconduct.impact.shipped import RECIPE, load_figures
from safeconduct.impact.study import Study, counted, read_study
from safeconduct.impact.study.reading import PROMISE, STUDY
from safeconduct.impact.study.schema import Cells
from safeconduct.programme import Definition, Problem
from safeconduct.programme.folder import IMPACT


def check_impact(definition: Definition) -> list[Problem]:
    """Problems of a programme's study and figures; none if it has no such folder."""
    folder = definition.folder
    if not (folder / IMPACT).is_dir():
        return []
    study, problems = read_study(definition)
    table = None
    try:
        table = load_figures(folder).table
    except NotFound:
        # A study may be read with other published figures; without any it has nothing to count.
        if study is not None:
            place = Place(f"{folder.name}/{IMPACT}/{RECIPE}")
            problems.append(Problem(place, "the file is missing, so that the study has no figures"))
    except SafeconductError as error:
        problems.append(_problem(error, f"{folder.name}/{IMPACT}/{RECIPE}"))
    if study is not None and table is not None:
        problems += _cells(study, table)
    return problems


def _cells(study: Study, table: pl.DataFrame) -> Iterator[Problem]:
    """Measures, donors and steps whose cells the figures do not hold, or that are no outcome."""
    folder = study.programme.folder.name
    outcome = study.plan.outcome
    asked: list[tuple[str, str, Iterable[Cells], bool]] = [
        *((STUDY, one.id, one.cells, one.id == outcome) for one in study.measures.values()),
        *((STUDY, one.id, one.cells, True) for one in study.donors),
    ]
    if study.promise:
        asked += [(PROMISE, one.step.value, one.cells, False) for one in study.promise.monthly]
    for file, name, cells, is_outcome in asked:
        try:
            counted(table, tuple(cells), outcome=is_outcome)
        except SafeconductError as error:
            yield Problem(Place(f"{folder}/{IMPACT}/{file}"), f"{name}: {error.message}")


def _problem(error: SafeconductError, file: str) -> Problem:
    return Problem(error.place or Place(file), error.message.rstrip("."))
