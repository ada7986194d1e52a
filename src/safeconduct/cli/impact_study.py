"""`safeconduct impact show | claims | promise | effect | report`: is it true that a programme works?"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import click
import polars as pl

from safeconduct import settings
from safeconduct.cli import arguments
from safeconduct.cli.impact_told import (
    chart_told,
    claims_told,
    effect_told,
    no_claims,
    parts_told,
    promise_told,
    series_told,
)
from safeconduct.cli.progress import progress_bar
from safeconduct.demo.figures import write_whole
from safeconduct.errors import InputError
from safeconduct.impact import keeping
from safeconduct.impact.analysis import Analysis, estimated, every_way, measured
from safeconduct.impact.beside import beside
from safeconduct.impact.claims import recount
from safeconduct.impact.displacement import displacement
from safeconduct.impact.effect.calibration import SIMULATIONS
from safeconduct.impact.keeping import calibrations, note_measured
from safeconduct.impact.promise import promise
from safeconduct.impact.readers import read
from safeconduct.impact.report import DOCUMENTS, Source, report_files
from safeconduct.impact.report.charts import series_chart
from safeconduct.impact.shipped import TABLE, load_figures
from safeconduct.impact.study import Study, load_study
from safeconduct.impact.table import joined, read_table
from safeconduct.impact.verdict import observed, verdict
from safeconduct.programme import Definition, load

_FILE = click.Path(path_type=Path)
_figures = click.option(
    "--figures", "figures", multiple=True, type=_FILE, metavar="FILE",
    help="Other published files, or tables written by `impact read`, instead of the programme's own"
    " figures; may be given several times.",
)  # fmt: skip
_no_calibration = click.option(
    "--no-calibration", "uncalibrated", is_flag=True,
    help="A quick look: coverage is not measured, and so nothing may be the headline.",
)  # fmt: skip


@click.command("show")
@click.argument("programme")
@click.option("--chart", type=_FILE, help="Also write the chart: a name in .svg.")
@_figures
@arguments.language
@arguments.as_json
def show(
    programme: str, chart: Path | None, figures: Sequence[Path], language: str, as_json: bool
) -> None:
    """Show PROGRAMME's published series beside its dated events, before anything is estimated."""
    if chart is not None and chart.suffix != ".svg":
        raise InputError(
            f"A chart cannot be written to {chart}.",
            given=str(chart),
            accepted="a name that ends in .svg",
        )
    study = load_study(load(programme))
    table, _ = _published(study.programme, figures)
    found = beside(study, table)
    parts = observed(study, displacement(study, table), table)
    if chart is not None:
        write_whole(chart, series_chart(found, language).encode())
    if as_json:
        data = found.as_data() | {"sentences": [part.as_data() for part in parts]}
        click.echo(json.dumps(data, ensure_ascii=False))
        return
    drawn = chart_told(found, language, shutil.get_terminal_size().columns)
    lines = (*drawn, "", *series_told(found, language), "", *parts_told(parts, language))
    click.echo("\n".join(lines))
    if chart is not None:
        click.echo(f"\n{chart}")


@click.command("claims")
@click.argument("programme")
@_figures
@arguments.language
@arguments.as_json
def claims(programme: str, figures: Sequence[Path], language: str, as_json: bool) -> None:
    """Count again what was claimed of PROGRAMME's effect.

    Each claim on its own words and by one fixed comparison, on the figures published by its day, where
    they are kept, and on today's.
    """
    study = load_study(load(programme))
    table, _ = _published(study.programme, figures)
    found = recount(study, table)
    if as_json:
        click.echo(json.dumps([one.as_data() for one in found], ensure_ascii=False))
        return
    told = claims_told(study, found, language) if found else [no_claims(study, language)]
    click.echo("\n".join(told))


@click.command("promise")
@click.argument("programme")
@_figures
@arguments.language
@arguments.as_json
def promised(programme: str, figures: Sequence[Path], language: str, as_json: bool) -> None:
    """Of those whom PROGRAMME returned: who could apply, applied, was approved, arrived.

    PROGRAMME:VARIANT asks under one variant, PROGRAMME under each. What is not published stands as
    "not published"; nothing is simulated.
    """
    study = load_study(load(programme))
    table, _ = _published(study.programme, figures)
    name, _, variant = programme.partition(":")
    variants = (variant,) if variant else _variants(study.programme)
    found = [promise(study, table, load(name, one or None)) for one in variants]
    if as_json:
        click.echo(json.dumps([one.as_data() for one in found], ensure_ascii=False))
        return
    click.echo("\n".join(promise_told(study, found, language)))


@click.command("effect")
@click.argument("programme")
@click.option("--window", help="One window of the plan; all if left out.")
@click.option("--method", help="One method of the plan; all if left out.")
@_no_calibration
@_figures
@arguments.language
@arguments.as_json
def effect(
    programme: str,
    window: str | None,
    method: str | None,
    uncalibrated: bool,
    figures: Sequence[Path],
    language: str,
    as_json: bool,
) -> None:
    """Estimate PROGRAMME's effect as its plan says, and say in plain words what that is worth.

    An estimate that fails its own checks is shown as failed. If none may lead, the answer is that it
    cannot be told from these figures.
    """
    study = load_study(load(programme))
    table, sources = _published(study.programme, figures)
    analysis = _analysed(study, table, window, method, uncalibrated)
    whole = window in (None, study.plan.headline) and method is None
    moved = displacement(study, table)
    found = verdict(analysis, moved, recount(study, table), table) if whole else None
    if as_json:
        data = analysis.as_data() | {
            "figures": [source.as_data() for source in sources],
            "displacement": moved.as_data(),
            "verdict": found and found.as_data(),
        }
        click.echo(json.dumps(data, ensure_ascii=False))
        return
    lines = list(effect_told(analysis, language))
    if found is not None:
        said = [getattr(found.answer, language), "", *parts_told(found.parts, language), ""]
        lines = said + lines
    click.echo("\n".join(lines))


@click.command("report")
@click.argument("programme")
@click.option("--out", type=_FILE, required=True, help="The folder to write to.")
@_no_calibration
@_figures
@arguments.as_json
def report(
    programme: str, out: Path, uncalibrated: bool, figures: Sequence[Path], as_json: bool
) -> None:
    """Write PROGRAMME's verdict with all that it rests on: HTML, PDF, and the data beside it.

    In English and Spanish. The same figures give the same bytes.
    """
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is no folder.", given=str(out), accepted="a folder, there or not")
    study = load_study(load(programme))
    table, sources = _published(study.programme, figures)
    analysis = _analysed(study, table, None, None, uncalibrated)
    with progress_bar("writing", DOCUMENTS) as progress:
        made = report_files(
            analysis,
            table,
            sources,
            command=_again(programme, figures, uncalibrated),
            is_demonstration=settings.read("SAFECONDUCT_DEMO") == "1",
            progress=progress,
        )
    out.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        write_whole(out / name, content)
    written = [
        {"file": str(out / name), "bytes": len(content), "sha256": _sha256(content)}
        for name, content in made.items()
    ]
    if as_json:
        click.echo(json.dumps(written))
        return
    for one in written:
        click.echo(f"{one['file']}: {one['bytes']:,} bytes, sha256 {one['sha256']}")


@click.command("prepare")
@click.argument("programmes", nargs=-1, metavar="[PROGRAMME...]")
@arguments.as_json
def prepare(programmes: Sequence[str], as_json: bool) -> None:
    """Make the public page of each PROGRAMME ready, so that no reader waits; of all, if none is named.

    Measures coverage, which takes about ten seconds once. What is ready already is left as it is. A job
    of the worker does the same each night.
    """
    made = []
    for definition in map(load, programmes or keeping.studied()):
        # Wrong input is said before any work.
        load_study(definition)
        with progress_bar(
            f"preparing {definition.programme.id}", keeping.STEPS_MEASURED
        ) as progress:
            place = keeping.prepare(definition, settings.home(), progress)
        made.append({"programme": definition.programme.id, "answer": str(place)})
    if as_json:
        click.echo(json.dumps(made))
        return
    for one in made:
        click.echo(f"{one['programme']}: the page on whether it works is ready.")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _again(programme: str, figures: Sequence[Path], uncalibrated: bool) -> str:
    """The command that makes the report again; where files lie is each reader's own matter."""
    words = ["safeconduct impact report", programme, "--out DIR"]
    words += [f"--figures {path.name}" for path in figures]
    return " ".join(words + ["--no-calibration"] * uncalibrated)


def _analysed(
    study: Study, table: pl.DataFrame, window: str | None, method: str | None, uncalibrated: bool
) -> Analysis:
    analysis = estimated(study, table, window=window, method=method)
    made = sum(tried.estimate is not None for _, tried in every_way(analysis))
    if uncalibrated or not made:
        return analysis
    with progress_bar("measuring coverage", 4 * SIMULATIONS * made) as progress:
        found = measured(
            analysis,
            folder=calibrations(settings.home()),
            progress=lambda done, of: progress(done),
        )
    note_measured(found, settings.home())
    return found


def _published(
    definition: Definition, files: Sequence[Path]
) -> tuple[pl.DataFrame, tuple[Source, ...]]:
    """The programme's own figures, or the files that were named instead, with their digests."""
    if not files:
        own = load_figures(definition.folder)
        return own.table, (Source(TABLE, own.sha256),)
    tables, sources = [], []
    for path in files:
        is_table = path.suffix == ".parquet" and path.is_file()
        tables.append((path.name, read_table(path) if is_table else read(path).table))
        sources.append(Source(path.name, _sha256(path.read_bytes())))
    return joined(tables), tuple(sources)


def _variants(definition: Definition) -> tuple[str | None, ...]:
    return tuple(variant.id for variant in definition.programme.variants) or (None,)
