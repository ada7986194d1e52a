"""Small tables of published figures, read for the tests: README.md says where they come from."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from safeconduct.impact.effect.simplex import Predictors

FOLDER = Path(__file__).parent
GERMANY, BASQUE = "West Germany", "Basque Country"

Panel = dict[str, dict[str, dict[int, float]]]


def germany() -> Panel:
    """Country -> measure -> year -> figure."""
    panel: Panel = {}
    for row in _rows("germany.csv"):
        figures, first = row["figures"].split(), int(row["first"])
        years = [first + i for i in range(len(figures))]
        if row["measure"] == "schooling":
            years = [1970, 1975, 1980, 1985]
        panel.setdefault(row["country"], {})[row["measure"]] = _by_year(years, figures)
    return panel


def basque() -> Panel:
    """Region -> measure -> year -> figure."""
    panel: Panel = {}
    for row in _rows("basque.csv"):
        figures, first, every = row["figures"].split(), int(row["first"]), int(row["every"])
        years = [first + every * i for i in range(len(figures))]
        panel.setdefault(row["region"], {})[row["measure"]] = _by_year(years, figures)
    return panel


def sicily() -> tuple[list[float], list[float]]:
    """Monthly events and population, January 2002 to November 2006."""
    rows = _rows("sicily.csv")
    return [float(row["events"]) for row in rows], [float(row["population"]) for row in rows]


def means(panel: Panel, units: list[str], measure: str, years: range | list[int]) -> np.ndarray:
    """One number a unit: its mean over the years for which there is a figure."""
    return np.array(
        [np.mean([panel[u][measure][y] for y in years if y in panel[u][measure]]) for u in units]
    )


def outcome(panel: Panel, units: list[str], years: range) -> np.ndarray:
    """Years by units."""
    return np.array([[panel[unit]["gdp"][year] for unit in units] for year in years])


def predictors(
    panel: Panel, treated: str, wanted: list[tuple[str, range | list[int]]], years: range
) -> tuple[Predictors, list[str]]:
    """The matching problem, and the donors' names in order."""
    donors = [unit for unit in panel if unit != treated]
    rows = np.array([means(panel, [*donors, treated], name, over) for name, over in wanted])
    figures = outcome(panel, [*donors, treated], years)
    return Predictors(rows[:, -1], rows[:, :-1], figures[:, -1], figures[:, :-1]), donors


def _rows(name: str) -> list[dict[str, str]]:
    with open(FOLDER / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _by_year(years: list[int], figures: list[str]) -> dict[int, float]:
    return {y: float(f) for y, f in zip(years, figures, strict=True) if f != "-"}
