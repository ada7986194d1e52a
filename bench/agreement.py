"""Before anything is timed: all who are compared give the same answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from bench import numpy_rules
from safeconduct.eligibility import Result, Screened, Screening

STATUS = {True: "met", False: "not_met", None: "unknown"}


class Disagreement(AssertionError):
    """Two that are compared do not answer alike; nothing is timed then."""


def with_numpy(ours: Screened, found: Mapping[str, numpy_rules.Truth]) -> None:
    """Every status of every case, and the result."""
    columns = {name: ours.statuses[name] for name in ours.statuses.columns}
    columns["result"] = ours.result
    _same_names("NumPy", columns.keys(), found.keys())
    for name, column in columns.items():
        yes = numpy_rules.unpacked(found[name].yes, len(column))
        no = numpy_rules.unpacked(found[name].no, len(column))
        _same("NumPy", name, column.fill_null(False), yes)
        _same("NumPy", name, (~column).fill_null(False), no)


def with_openfisca(ours: Screened, found: Mapping[str, np.ndarray]) -> None:
    """Every status of every case, and who is barred and who eligible."""
    columns = {name: ours.statuses[name] for name in ours.statuses.columns}
    columns["barred"] = ~ours.result.fill_null(True)
    columns["eligible"] = ours.result.fill_null(False)
    _same_names("OpenFisca", columns.keys(), found.keys())
    for name, column in columns.items():
        if column.null_count():
            raise Disagreement(f"{name} is unknown of someone who is fully known")
        _same("OpenFisca", name, column, found[name])


def with_openfisca_cases(ours: Sequence[Screening], found: Sequence[Mapping[str, bool]]) -> None:
    """The same, case by case."""
    for screening, answers in zip(ours, found, strict=True):
        expected = {f.condition.id: f.status == "met" for f in screening.findings}
        expected["barred"] = screening.result is Result.BARRED
        expected["eligible"] = screening.result is Result.ELIGIBLE
        if expected != answers:
            raise Disagreement(f"OpenFisca: {_differing(expected, answers)}")


def with_oracle(ours: Sequence[Screening], found: Sequence[Mapping[str, Any]]) -> None:
    """Every status and the result, case by case."""
    for screening, answers in zip(ours, found, strict=True):
        expected = {f.condition.id: f.status.value for f in screening.findings}
        if expected != answers["findings"] or screening.result.value != answers["result"]:
            raise Disagreement(f"the oracle: {_differing(expected, answers['findings'])}")


def with_screening_anew(again: Screened, anew: Screened) -> None:
    """Rescreening gave what a full pass gives."""
    if not again.statuses.equals(anew.statuses) or not again.result.equals(anew.result):
        raise Disagreement("rescreening differs from a full pass")


def _differing(one: Mapping[str, object], other: Mapping[str, object]) -> str:
    return ", ".join(sorted(name for name in one if one[name] != other.get(name))) or "the result"


def _same_names(peer: str, ours: Any, theirs: Any) -> None:
    if set(ours) != set(theirs):
        raise Disagreement(f"{peer} answers other conditions: {sorted(set(ours) ^ set(theirs))}")


def _same(peer: str, name: str, ours: pl.Series, theirs: np.ndarray) -> None:
    differing = int((ours.to_numpy() != theirs).sum())
    if differing:
        raise Disagreement(f"{peer}: {name} differs for {differing:,} of {len(ours):,} cases")
