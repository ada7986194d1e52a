"""A table of people from file to findings file, in pieces, all or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from safeconduct import feel
from safeconduct.eligibility.batch import as_table, counts, result_counts, screen_population
from safeconduct.eligibility.compiling import CompiledTrack, compile_track
from safeconduct.eligibility.tables import SHOWN_CELLS, BadCell, Piece, Table, TableError
from safeconduct.errors import InputError
from safeconduct.programme import Definition

Progress = Callable[[int], None]


@dataclass
class Summary:
    """What came of a table: results and counts per condition, added up piece by piece."""

    rows: int = 0
    set_aside: int = 0
    results: dict[str, int] = field(default_factory=dict)
    conditions: pl.DataFrame | None = None
    bad: list[BadCell] = field(default_factory=list)
    bad_count: int = 0

    def add(self, results: dict[str, int], conditions: pl.DataFrame) -> None:
        self.rows += sum(results.values())
        for result, number in results.items():
            self.results[result] = self.results.get(result, 0) + number
        if self.conditions is None:
            self.conditions = conditions
        else:
            numbers = ("met", "not_met", "unknown", "in_the_way")
            self.conditions = self.conditions.with_columns(
                self.conditions[name] + conditions[name] for name in numbers
            )


def screen_table(
    definition: Definition,
    track: str,
    as_of: date,
    table: Table,
    out: Path | None,
    *,
    keep_good: bool = False,
    progress: Progress = lambda rows: None,
) -> Summary:
    """Screen a table piece by piece; write findings to `out` as Parquet or CSV by its ending.

    With a bad cell nothing is written and TableError is raised, unless `keep_good`: then the good
    rows are written and the others stand in a file beside them, `OUT.bad.csv`. `progress` is told how
    many rows are done.
    """
    compiled = compile_track(definition, track, as_of)
    summary = Summary()
    if out is not None:
        check_target(out, table.path)
    # Beside the target, so that the finished file can be moved into place in one step.
    with (
        _as_input_error(out),
        tempfile.TemporaryDirectory(dir=out.parent if out else None, prefix=".findings-") as folder,
    ):
        parts = Path(folder)
        for number, piece in enumerate(table.pieces(definition.facts)):
            found = _screen_piece(compiled, piece, summary, keep_good=keep_good)
            if out is not None and found is not None:
                with _as_input_error(out, pl.exceptions.PolarsError):
                    found.write_parquet(parts / f"{number:06}.parquet")
            progress(min(piece.first_row - 1 + piece.height, table.rows))
        if summary.bad and not keep_good:
            raise TableError(table.path, summary.bad, summary.bad_count)
        if out is not None:
            with _as_input_error(out, pl.exceptions.PolarsError):
                _put_in_place(parts, out, summary, keep_good=keep_good)
    return summary


def check_target(out: Path, table: Path) -> None:
    """InputError unless findings can go to `out`: its ending, its folder, and not onto the table."""
    if out.suffix not in (".parquet", ".csv"):
        raise InputError(
            f"Findings cannot be written to {out.name or out}.",
            given=str(out),
            accepted="a name that ends in .parquet or .csv",
        )
    if not out.parent.is_dir():
        raise InputError(
            f"There is no folder {out.parent}.", given=str(out), accepted="a folder that exists"
        )
    for path in (out, bad_rows_beside(out)):
        if path.exists() and not path.is_file():
            raise InputError(
                f"{path} is no file.", given=str(path), accepted="a file, or a name that is free"
            )
    if out.exists() and out.samefile(table):
        raise InputError(
            f"{out} is the table itself, and findings would replace it.",
            given=str(out),
            accepted="another name",
        )


def bad_rows_beside(out: Path) -> Path:
    """Where the bad rows of a table are listed if the good ones are kept."""
    return out.with_name(f"{out.name}.bad.csv")


@contextmanager
def _as_input_error(out: Path | None, *also: type[Exception]) -> Iterator[None]:
    """A disk that is full or may not be written to is the user's to mend; Polars says it its own way."""
    kinds: tuple[type[Exception], ...] = (OSError, *also)
    try:
        yield
    except kinds as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise InputError(
            f"{out or 'The folder for temporary files'} cannot be written: {reason}.",
            given=str(out) if out else None,
            accepted="a place with room that may be written to",
        ) from error


def _screen_piece(
    compiled: CompiledTrack, piece: Piece, summary: Summary, *, keep_good: bool
) -> pl.DataFrame | None:
    room = SHOWN_CELLS - len(summary.bad) if not keep_good else len(piece.bad)
    summary.bad += piece.bad[: max(room, 0)]
    summary.bad_count += len(piece.bad)
    if summary.bad and not keep_good:
        return None
    rows = pl.Series("row", range(piece.first_row, piece.first_row + piece.height), dtype=pl.Int64)
    screened = screen_population(compiled, piece.population)
    good = pl.Series("good", [True]).new_from_index(0, piece.height)
    if piece.bad_rows:
        good = ~rows.is_in([piece.first_row + position for position in piece.bad_rows])
        summary.set_aside += len(piece.bad_rows)
        kept = screen_population(compiled, only(piece.population, good))
        summary.add(result_counts(kept), counts(kept))
    else:
        summary.add(result_counts(screened), counts(screened))
    labels = piece.labels if piece.labels.width else rows.to_frame()
    return pl.concat([labels, as_table(screened)], how="horizontal").filter(good)


def only(population: feel.Population, keep: pl.Series) -> feel.Population:
    """The rows of a population for which `keep` is true."""
    new_index = keep.cast(pl.UInt32).cum_sum() - 1
    lists = {}
    for name, child in population.lists.items():
        frame = child.frame.filter(keep.gather(child.frame["row"]))
        frame = frame.with_columns(new_index.gather(frame["row"]).cast(pl.UInt32).alias("row"))
        complete = child.complete.filter(keep) if child.complete is not None else None
        lists[name] = feel.Child(frame, complete)
    return feel.Population(population.main.filter(keep), lists)


def _put_in_place(parts: Path, out: Path, summary: Summary, *, keep_good: bool) -> None:
    """Findings and bad rows are finished first, then moved: either all is new, or nothing."""
    finished, bad = _joined(parts, out), bad_rows_beside(out)
    if summary.bad:
        _write_bad(parts / "bad", summary)
        (parts / "bad").replace(bad)
    elif keep_good:
        # The list of an earlier run would speak of rows that are now among the good ones.
        bad.unlink(missing_ok=True)
    finished.replace(out)


def _joined(parts: Path, out: Path) -> Path:
    files = sorted(parts.glob("*.parquet"))
    finished = parts / f"finished{out.suffix}"
    whole = pl.scan_parquet(files) if files else pl.LazyFrame()
    if out.suffix == ".parquet":
        whole.sink_parquet(finished)
    else:
        whole.sink_csv(finished)
    return finished


def _write_bad(path: Path, summary: Summary) -> None:
    rows = [(cell.row, cell.column, str(cell.value), cell.accepted) for cell in summary.bad]
    bad = pl.DataFrame(rows, schema=["row", "column", "value", "accepted"], orient="row")
    bad.write_csv(path)
