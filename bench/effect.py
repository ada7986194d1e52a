"""How long estimates of an effect take: `python -m bench.effect` prints a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from importlib.metadata import version

import numpy as np

from bench import effect_peers, machine, report
from bench.timing import Timing, in_turn
from safeconduct.impact.analysis import estimated
from safeconduct.impact.claims import recount
from safeconduct.impact.displacement import displacement
from safeconduct.impact.effect import (
    Compared,
    Estimate,
    Method,
    calibrated,
    difference_in_differences,
    interrupted_series,
    synthetic_control,
)
from safeconduct.impact.effect.given import Array
from safeconduct.impact.report import Source, report_files
from safeconduct.impact.shipped import TABLE, Figures, load_figures
from safeconduct.impact.study import Study, load_study
from safeconduct.impact.verdict import Verdict, verdict
from safeconduct.programme import load

UNITS, MONTHS, START = 39, 60, 45
PROGRAMME = "us-mx-ve-2022"
FIRST = date(2019, 1, 1)


def main() -> None:
    """Print what was measured."""
    print(f"{machine.machine()}. {machine.versions()}.\n")
    print("\n".join(lines()))


def lines(rounds: int = 7) -> list[str]:
    """The table, in Markdown."""
    treated, donors, names = made_up()

    def synthetic() -> Estimate:
        return synthetic_control(treated, donors, names, START, FIRST)

    def everything() -> list[Estimate]:
        return every_method(treated, donors, names)

    whole = in_turn({"synthetic": synthetic, "everything": everything}, rounds)
    asked = in_turn({"answer": answered, "report": reported}, 3, warm_up=1)
    estimates = everything()
    calibrations = {
        estimate.method: in_turn({"it": _calibrating(estimate)}, 3, warm_up=1)["it"]
        for estimate in estimates
    }
    alone = whole["synthetic"]
    beside = in_turn(_peers(treated, donors, names), rounds)
    rows = [
        (
            f"synthetic control with placebos over {UNITS} units and {MONTHS} months",
            alone.shown("ms"),
            "under 1 s",
            "reached" if alone.median < 1 else "MISSED",
        ),
        (
            f"all {len(estimates)} methods with their checks, without calibration",
            whole["everything"].shown("ms"),
            "",
            "",
        ),
        (
            f"`{PROGRAMME}`: figures, every window and method, claims, verdict, without calibration",
            asked["answer"].shown("s"),
            "",
            "",
        ),
        (
            "the same with the report: HTML and PDF in two languages, data",
            asked["report"].shown("s"),
            "under 20 s for the whole run",
            "reached" if asked["report"].median < 20 else "MISSED",
        ),
        *[
            (f"calibration of {name}", each.shown("s"), "", "")
            for name, each in calibrations.items()
        ],
        ("all calibrations together", f"{_total(calibrations.values()):.3g} s", "", ""),
    ]
    compared = [
        (
            f"weights of the treated unit and of {UNITS - 1} placebos",
            beside["synthetic"].shown("ms"),
            beside["pysyncon"].shown("ms"),
        ),
        (
            "interrupted series of logarithms with its checks; theirs: the regression alone",
            beside["interrupted"].shown("ms"),
            beside["statsmodels"].shown("ms"),
        ),
    ]
    return [
        *report.table(("effect of a measure", "time", "wanted", ""), rows),
        "",
        "A calibration draws 4,000 series and estimates each. Once made it is read from its file.",
        "",
        *report.table(
            (
                "the same estimate",
                "Safeconduct",
                f"pysyncon {version('pysyncon')}, statsmodels {version('statsmodels')}",
            ),
            compared,
        ),
    ]


def _peers(treated: Array, donors: Array, names: Sequence[str]) -> dict[str, Callable[[], object]]:
    """Ours and theirs of one kind next to one another, so that a slow moment is shared."""
    figures = np.column_stack([treated, donors])
    index = figures / figures[:START].mean(axis=0)
    called = ["treated", *names]
    return {
        "synthetic": lambda: synthetic_control(treated, donors, names, START, FIRST),
        "pysyncon": lambda: effect_peers.synthetic_with_placebos(index, called, START),
        "interrupted": lambda: interrupted_series(treated, START, FIRST, Method.LOG_HAC),
        "statsmodels": lambda: effect_peers.interrupted(treated, START),
    }


def answered() -> Verdict:
    """From the shipped table to a verdict."""
    study, figures = _shipped()
    moved, claims = displacement(study, figures.table), recount(study, figures.table)
    return verdict(estimated(study, figures.table), moved, claims, figures.table)


def reported() -> dict[str, bytes]:
    """From the shipped table to the files of a report."""
    study, figures = _shipped()
    sources = (Source(TABLE, figures.sha256),)
    return report_files(estimated(study, figures.table), figures.table, sources, command="bench")


def _shipped() -> tuple[Study, Figures]:
    definition = load(PROGRAMME)
    return load_study(definition), load_figures(definition.folder)


def every_method(treated: Array, donors: Array, names: Sequence[str]) -> list[Estimate]:
    """What a plan may ask for, one after the other."""
    return [
        synthetic_control(treated, donors, names, START, FIRST),
        *[difference_in_differences(treated, donors, names, START, FIRST, k) for k in Compared],
        *[interrupted_series(treated, START, FIRST, method) for method in Method],
    ]


def made_up(seed: int = 39) -> tuple[Array, Array, list[str]]:
    """Counts of units that share three hidden courses; the treated one falls by two fifths."""
    random = np.random.default_rng(seed)
    courses = np.cumsum(random.normal(0, 0.06, (MONTHS, 3)), axis=0)
    shares = random.dirichlet([1, 1, 1], UNITS)
    level = np.exp(7 + courses @ shares.T + random.normal(0, 0.03, (MONTHS, UNITS)))
    figures = random.poisson(level).astype(float)
    figures[START:, 0] = np.round(figures[START:, 0] * 0.6)
    return figures[:, 0], figures[:, 1:], [f"unit {i}" for i in range(1, UNITS)]


def _calibrating(estimate: Estimate) -> Callable[[], object]:
    return lambda: calibrated(estimate)


def _total(timings: Iterable[Timing]) -> float:
    return sum(each.median for each in timings)


if __name__ == "__main__":
    main()
