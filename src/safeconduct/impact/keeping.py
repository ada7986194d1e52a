"""A study's answer kept ready for pages: worked out once for each state of figures, study and code.

It stands in a folder under `SAFECONDUCT_HOME/impact/answers`, whose name is made of all that it hangs on.
`keep` is for those who wait: it uses what coverage was measured and measures none. `prepare` is for jobs
and commands: it measures what is missing as well.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safeconduct import __version__
from safeconduct.programme import Definition, available
from safeconduct.programme.folder import IMPACT

# numpy, scipy and the charts are imported where an answer is made: who only asks for a kept one waits
# for none of them.
if TYPE_CHECKING:
    from safeconduct.impact.analysis import Analysis
    from safeconduct.impact.report.document import Block, Document
    from safeconduct.impact.shipped import Figures
    from safeconduct.impact.study import Study

LANGUAGES = ("en", "es")
SERIES_CSV, SERIES_PARQUET, SERIES_JSON = "series.csv", "series.parquet", "series.json"
RESULTS = "results.json"
#: What anybody may take home.
DOWNLOADS = (SERIES_CSV, SERIES_PARQUET, SERIES_JSON, RESULTS)
#: Told how many steps of `STEPS` are done.
Progress = Callable[[int], None]
STEPS = 5
#: So many of them are for measuring coverage, where that is asked for.
_MEASURING = 10
STEPS_MEASURED = STEPS + _MEASURING
_STUDY = "study.yaml"


def has_study(folder: Path) -> bool:
    """Whether a programme says anything for the question whether it works."""
    return (folder / IMPACT / _STUDY).is_file()


def studied() -> tuple[str, ...]:
    """The programmes that have a study."""
    return tuple(name for name, folder in available().items() if has_study(folder))


def calibrations(home: Path) -> Path:
    """Where measured coverage is kept."""
    return home / IMPACT / "calibrations"


def place_of(definition: Definition, home: Path, note: bytes | None = None) -> Path:
    """The folder of a programme's answer, there or not; named by all that the answer hangs on.

    `note` of what was measured is the one that is written down, if none is given.
    """
    total = hashlib.sha256(f"{__version__}\0{_code()}\0".encode())
    for path in sorted((definition.folder).rglob("*.*")):
        if path.suffix in (".yaml", ".csv"):
            name = str(path.relative_to(definition.folder))
            total.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    total.update(_noted(home, definition.folder.name) if note is None else note)
    name = f"{definition.programme.id}-{total.hexdigest()[:24]}"
    return home / IMPACT / "answers" / name


def is_kept(place: Path) -> bool:
    """Whether the answer stands there; it appears whole."""
    return place.is_dir()


def page(place: Path, language: str) -> dict[str, Any]:
    """The kept page in one language."""
    found: dict[str, Any] = json.loads((place / f"page.{language}.json").read_text("utf-8"))
    return found


def keep(definition: Definition, home: Path, progress: Progress = lambda done: None) -> Path:
    """Make a programme's answer if it is not kept yet, and say where it stands.

    NotFound if the programme has no study, ProgrammeError where study or figures are wrong.
    """
    place = place_of(definition, home)
    if not is_kept(place):
        _make(place, lambda: _answer(definition, home, progress))
        _forget_others(place, definition, home)
    return place


def prepare(definition: Definition, home: Path, progress: Progress = lambda done: None) -> Path:
    """The same with all coverage measured, which takes about ten seconds more; of several at once, one works.

    `progress` counts to `STEPS_MEASURED`. Who reads meanwhile finds what was kept before.
    """
    with _one_at_a_time(home):
        place = place_of(definition, home)
        if is_kept(place) and page(place, LANGUAGES[0])["is_measured"]:
            return place
        study, figures, analysis = _measured(definition, home, progress)
        note = _note_of(analysis, home)
        place = place_of(definition, home, note)
        if not is_kept(place):
            _make(place, lambda: _files(study, figures, analysis, _later(progress)))
        # Only now are readers led to it.
        _write_note(home, definition.folder.name, note)
        _forget_others(place, definition, home)
    return place


def note_measured(analysis: Analysis, home: Path) -> None:
    """Remember that a plan's coverage was measured, so that pages are made anew with it."""
    _write_note(home, analysis.study.programme.folder.name, _note_of(analysis, home))


def with_kept_coverage(analysis: Analysis, home: Path) -> Analysis:
    """The same with every interval whose coverage was measured before; nothing is measured."""
    from dataclasses import replace  # noqa: PLC0415

    from safeconduct.impact.effect.calibration import remembered  # noqa: PLC0415

    folder, seed = calibrations(home), analysis.study.plan.seed
    windows = []
    for window in analysis.windows:
        tried = []
        for each in window.tried:
            better = each.estimate and remembered(each.estimate, folder=folder, seed=seed)
            tried.append(replace(each, estimate=better) if better else each)
        windows.append(replace(window, tried=tuple(tried)))
    return replace(analysis, windows=tuple(windows))


def _note_of(analysis: Analysis, home: Path) -> bytes:
    """The names of all calibrations of a programme that were ever measured here."""
    from safeconduct.impact.analysis import every_way  # noqa: PLC0415

    known: set[str] = set(json.loads(_noted(home, analysis.study.programme.folder.name) or b"[]"))
    known.update(
        tried.estimate.calibration.key
        for _window, tried in every_way(analysis)
        if tried.estimate is not None and tried.estimate.calibration is not None
    )
    return json.dumps(sorted(known)).encode()


def _note(home: Path, name: str) -> Path:
    return home / IMPACT / "measured" / f"{name}.json"


def _noted(home: Path, name: str) -> bytes:
    note = _note(home, name)
    return note.read_bytes() if note.is_file() else b""


def _write_note(home: Path, name: str, content: bytes) -> None:
    note = _note(home, name)
    note.parent.mkdir(parents=True, exist_ok=True)
    partial = note.with_name(f".{note.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(note)


def _later(progress: Progress) -> Progress:
    """Tells the steps that come after measuring."""
    return lambda done: progress(done + _MEASURING)


@contextmanager
def _one_at_a_time(home: Path) -> Iterator[None]:
    """A start and the worker's job may prepare at the same moment; the second finds it done."""
    folder = home / IMPACT
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "preparing", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@lru_cache(maxsize=1)
def _code() -> str:
    """Changes when the way to an answer does, so that an old one is made anew."""
    total, folder = hashlib.sha256(), Path(__file__).parent
    for path in sorted(folder.rglob("*.py")):
        total.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _make(place: Path, files: Callable[[], Iterator[tuple[str, bytes]]]) -> None:
    """Write an answer's files, so that they appear at once or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=place.parent, prefix=".partial-"))
    try:
        for name, content in files():
            (partial / name).write_bytes(content)
        _put(partial, place)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _put(partial: Path, place: Path) -> None:
    try:
        partial.rename(place)
    except OSError:
        # Somebody else made the same at the same time: theirs is as good.
        if not is_kept(place):
            raise


def _forget_others(place: Path, definition: Definition, home: Path) -> None:
    """Answers to older figures, studies or code are not asked for again."""
    if place != place_of(definition, home):
        # Ours was overtaken by a newer one.
        return
    for other in place.parent.glob(f"{definition.programme.id}-*"):
        if other.name != place.name and len(other.name) == len(place.name):
            shutil.rmtree(other, ignore_errors=True)


def _answer(definition: Definition, home: Path, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """An answer's files with what coverage is known."""
    from safeconduct.impact.analysis import estimated  # noqa: PLC0415

    study, figures = _given(definition)
    progress(1)
    analysis = with_kept_coverage(estimated(study, figures.table), home)
    yield from _files(study, figures, analysis, progress)


def _measured(
    definition: Definition, home: Path, progress: Progress
) -> tuple[Study, Figures, Analysis]:
    """A plan carried out, with the coverage of each of its estimates."""
    from safeconduct.impact.analysis import estimated, measured  # noqa: PLC0415

    study, figures = _given(definition)
    analysis = measured(
        estimated(study, figures.table),
        folder=calibrations(home),
        progress=lambda done, of: progress(_MEASURING * done // of),
    )
    return study, figures, analysis


def _given(definition: Definition) -> tuple[Study, Figures]:
    from safeconduct.impact.shipped import load_figures  # noqa: PLC0415
    from safeconduct.impact.study import load_study  # noqa: PLC0415

    return load_study(definition), load_figures(definition.folder)


def _files(
    study: Study, figures: Figures, analysis: Analysis, progress: Progress
) -> Iterator[tuple[str, bytes]]:
    from safeconduct.impact.report.charts import NARROW, WIDTH  # noqa: PLC0415
    from safeconduct.impact.report.content import Source, document  # noqa: PLC0415
    from safeconduct.impact.report.files import (  # noqa: PLC0415
        results_json,
        results_of,
        series_table,
    )
    from safeconduct.impact.shipped import TABLE  # noqa: PLC0415

    progress(2)
    name = study.programme.folder.name
    command = f"safeconduct impact report {name} --out DIR"
    found = results_of(
        analysis, figures.table, (Source(TABLE, figures.sha256),), command, is_demonstration=False
    )
    progress(3)
    for done, language in enumerate(LANGUAGES, 4):
        wide, narrow = (document(found, language, "sans-serif", width) for width in (WIDTH, NARROW))
        data = _page(wide, narrow) | {"is_measured": _is_measured(analysis)}
        yield f"page.{language}.json", json.dumps(data, ensure_ascii=False).encode()
        progress(done)
    series = series_table(study, figures.table)
    parquet = io.BytesIO()
    series.write_parquet(parquet)
    yield SERIES_CSV, series.write_csv().encode()
    yield SERIES_PARQUET, parquet.getvalue()
    yield SERIES_JSON, series.write_json().encode()
    yield RESULTS, results_json(found)


def _is_measured(analysis: Analysis) -> bool:
    """Whether nothing is left to measure; of a plan that makes no estimate, nothing ever was."""
    made = [each.estimate for window in analysis.windows for each in window.tried if each.estimate]
    return all(estimate.calibration for estimate in made)


def _page(wide: Document, narrow: Document) -> dict[str, Any]:
    """A document as plain data, each picture with its other for a phone."""
    return {
        "title": wide.title,
        "registered": wide.subtitle,
        "answer": wide.answer,
        "sections": {
            one.name: {
                "heading": one.heading,
                "blocks": [
                    _block(block, other, f"{one.name}-{number}")
                    for number, (block, other) in enumerate(
                        zip(one.blocks, two.blocks, strict=True)
                    )
                ],
            }
            for one, two in zip(wide.sections, narrow.sections, strict=True)
        },
    }


def _block(block: Block, other: Block, name: str) -> dict[str, Any]:
    from safeconduct.impact.report.charts import with_own_names  # noqa: PLC0415
    from safeconduct.impact.report.document import (  # noqa: PLC0415
        Paragraph,
        Picture,
        Points,
        Table,
    )

    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text}
    if isinstance(block, Points):
        return {"kind": "points", "points": block.points}
    if isinstance(block, Table):
        return {
            "kind": "table",
            "caption": block.caption,
            "columns": block.columns,
            "rows": block.rows,
            "is_long": block.is_long,
            "numbers": sorted(block.numbers),
        }
    assert isinstance(block, Picture) and isinstance(other, Picture)
    return {
        "kind": "picture",
        "wide": with_own_names(block.svg, f"wide-{name}"),
        "narrow": with_own_names(other.svg, f"narrow-{name}"),
        "caption": block.caption,
        "table": block.table and _block(block.table, block.table, name),
    }
