"""The files of a report, all made in memory: nothing is written unless everything could be made."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, time

import numpy as np
import polars as pl

from safeconduct.errors import NotFound
from safeconduct.impact.analysis import Analysis
from safeconduct.impact.beside import beside
from safeconduct.impact.claims import recount
from safeconduct.impact.displacement import displacement
from safeconduct.impact.promise import Promise, promise
from safeconduct.impact.report.content import Results, Source, document
from safeconduct.impact.report.html import html
from safeconduct.impact.report.pdf import FONT, pdf
from safeconduct.impact.shipped import TABLE, provenance_of
from safeconduct.impact.study import Study, counted
from safeconduct.impact.study.schema import Cells
from safeconduct.impact.verdict import verdict
from safeconduct.programme import load

_LANGUAGES = (("en", "es"), ("es", "en"))
_PAPER = {"US": "us-letter"}
#: How many documents a report has: the slow part of it, each told when it is done.
DOCUMENTS = 2 * len(_LANGUAGES)


def report_files(
    analysis: Analysis,
    table: pl.DataFrame,
    sources: tuple[Source, ...],
    *,
    command: str,
    is_demonstration: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> dict[str, bytes]:
    """Name -> content of every file; the same results give the same bytes."""
    found = results_of(analysis, table, sources, command, is_demonstration)
    programme = analysis.study.programme.programme
    paper = _PAPER.get(programme.states[0], "a4")
    at = datetime.combine(analysis.study.plan.registered, time(), tzinfo=UTC)
    made: dict[str, bytes] = {}
    for language, other in _LANGUAGES:
        page = document(found, language, "sans-serif")
        made[f"report.{language}.html"] = html(page, f"report.{other}.html", other).encode()
        progress(len(made))
        made[f"report.{language}.pdf"] = pdf(document(found, language, FONT), paper=paper, at=at)
        progress(len(made))
    series = series_table(analysis.study, table)
    made["series.csv"] = series.write_csv().encode()
    parquet = io.BytesIO()
    series.write_parquet(parquet)
    made["series.parquet"] = parquet.getvalue()
    made["results.json"] = results_json(found)
    return made


def results_of(
    analysis: Analysis,
    table: pl.DataFrame,
    sources: tuple[Source, ...],
    command: str,
    is_demonstration: bool,
) -> Results:
    """Everything that a report tells, from an analysis and the figures it was made on."""
    study = analysis.study
    moved, claims = displacement(study, table), recount(study, table)
    own = [source for source in sources if source.name == TABLE]
    return Results(
        analysis,
        verdict(analysis, moved, claims, table),
        beside(study, table),
        moved,
        claims,
        tuple(_promises(study, table)),
        sources,
        provenance_of(study.programme.folder) if own else None,
        command,
        is_demonstration,
    )


def _promises(study: Study, table: pl.DataFrame) -> Iterator[Promise]:
    """The promise under every variant; none where a programme makes none."""
    if study.promise is None:
        return
    name = str(study.programme.folder)
    for variant in tuple(each.id for each in study.programme.programme.variants) or (None,):
        yield promise(study, table, load(name, variant))


def series_table(study: Study, table: pl.DataFrame) -> pl.DataFrame:
    """Every series that was counted, a row for each month: measures first, then donors."""
    named: list[tuple[str, str, str, tuple[Cells, ...]]] = [
        *((one.id, one.role.value, one.name["en"], one.cells) for one in study.measures.values()),
        *((one.id, "donor", one.name["en"], one.cells) for one in study.donors),
    ]
    rows = []
    for name, role, words, cells in named:
        try:
            found = counted(table, cells)
        except NotFound:
            continue
        source = "; ".join(f"{publisher}, {release}" for publisher, release in found.sources)
        for month, value, missing in zip(found.months, found.values, found.missing, strict=True):
            count = None if np.isnan(value) else int(value)
            rows.append((month, name, role, words, count, missing, found.rounded_to, source))
    columns = {
        "month": pl.Date(),
        "series": pl.String(),
        "role": pl.String(),
        "name": pl.String(),
        "count": pl.Int64(),
        "missing": pl.String(),
        "rounded_to": pl.Int64(),
        "source": pl.String(),
    }
    return pl.DataFrame(rows, schema=columns, orient="row")


def results_json(found: Results) -> bytes:
    """All results with every check, as one JSON text."""
    data: Mapping[str, object] = {
        **found.analysis.as_data(),
        "figures": [source.as_data() for source in found.sources],
        "verdict": found.verdict.as_data(),
        "displacement": found.displacement.as_data(),
        "claims": [one.as_data() for one in found.claims],
        "promise": [one.as_data() for one in found.promises],
        "command": found.command,
    }
    return (json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
