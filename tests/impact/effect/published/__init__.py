"""Small tables of published figures, read for the tests: README.md says where they come from."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from random import Random

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


def seatbelts(who: str) -> list[float]:
    """Killed or seriously injured a month in Great Britain, January 1975 to December 1984."""
    return [float(row[who]) for row in _rows("seatbelts.csv")]


def made(ratio: float) -> tuple[list[float], list[float]]:
    """Monthly events and population over 84 months, made by the recipe in README.md.

    From the 49th month on there are `ratio` times as many. Python keeps the sequence of `random()` the
    same from version to version, so that these are the same numbers everywhere.
    """
    random = Random(1986)
    events, exposed, noise = [], [], 0.0
    for month in range(84):
        people = round(400_000 * (1 + 0.0005 * month))
        # Twelve uniform numbers less six: a normal one, near enough.
        shock = sum(random.random() for _ in range(12)) - 6
        noise = 0.4 * noise + 0.03 * shock
        turn = 2 * math.pi * month / 12
        course = 0.01 * month / 12 + 0.12 * math.cos(turn) + 0.05 * math.sin(2 * turn)
        rate = 0.0025 * math.exp(course + noise) * (ratio if month >= 48 else 1)
        events.append(float(round(rate * people)))
        exposed.append(float(people))
    return events, exposed


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
