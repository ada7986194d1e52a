"""A study's answer kept ready for pages: worked out once for each state of figures, study and code.

It stands in a folder under `SAFECONDUCT_HOME/impact/answers`, whose name is made of all that it hangs on.
Coverage is measured by the commands alone, which takes minutes: what they measured is used, nothing is
measured here.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safeconduct import __version__
from safeconduct.programme import Definition
from safeconduct.programme.folder import IMPACT

# numpy, scipy and the charts are imported where an answer is made: who only asks for a kept one waits
# for none of them.
if TYPE_CHECKING:
    from safeconduct.impact.analysis import Analysis
    from safeconduct.impact.report.document import Block, Document

LANGUAGES = ("en", "es")
SERIES_CSV, SERIES_PARQUET, SERIES_JSON = "series.csv", "series.parquet", "series.json"
RESULTS = "results.json"
#: What anybody may take home.
DOWNLOADS = (SERIES_CSV, SERIES_PARQUET, SERIES_JSON, RESULTS)
#: Told how many steps of `STEPS` are done.
Progress = Callable[[int], None]
STEPS = 5
_STUDY = "study.yaml"


def has_study(folder: Path) -> bool:
    """Whether a programme says anything for the question whether it works."""
    return (folder / IMPACT / _STUDY).is_file()


def calibrations(home: Path) -> Path:
    """Where measured coverage is kept."""
    return home / IMPACT / "calibrations"


def place_of(definition: Definition, home: Path) -> Path:
    """The folder of a programme's answer, there or not; named by all that the answer hangs on."""
    total = hashlib.sha256(f"{__version__}\0{_code()}\0".encode())
    for path in sorted((definition.folder).rglob("*.*")):
        if path.suffix in (".yaml", ".csv"):
            name = str(path.relative_to(definition.folder))
            total.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    note = _note(home, definition.folder.name)
    total.update(note.read_bytes() if note.is_file() else b"")
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
        place.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(dir=place.parent, prefix=".partial-"))
        try:
            for name, content in _files(definition, home, progress):
                (partial / name).write_bytes(content)
            _put(partial, place)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        _forget_others(place, definition)
    return place


def note_measured(analysis: Analysis, home: Path) -> None:
    """Remember that a plan's coverage was measured, so that pages are made anew with it."""
    from safeconduct.impact.analysis import every_way  # noqa: PLC0415

    keys = sorted(
        tried.estimate.calibration.key
        for _window, tried in every_way(analysis)
        if tried.estimate is not None and tried.estimate.calibration is not None
    )
    note = _note(home, analysis.study.programme.folder.name)
    note.parent.mkdir(parents=True, exist_ok=True)
    partial = note.with_name(f".{note.name}.{os.getpid()}")
    partial.write_text(json.dumps(keys), "utf-8")
    partial.replace(note)


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


def _note(home: Path, name: str) -> Path:
    return home / IMPACT / "measured" / f"{name}.json"


@lru_cache(maxsize=1)
def _code() -> str:
    """Changes when the way to an answer does, so that an old one is made anew."""
    total, folder = hashlib.sha256(), Path(__file__).parent
    for path in sorted(folder.rglob("*.py")):
        total.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _put(partial: Path, place: Path) -> None:
    try:
        partial.rename(place)
    except OSError:
        # Somebody else made the same at the same time: theirs is as good.
        if not is_kept(place):
            raise


def _forget_others(place: Path, definition: Definition) -> None:
    """Answers to older figures, studies or code are not asked for again."""
    for other in place.parent.glob(f"{definition.programme.id}-*"):
        if other.name != place.name and len(other.name) == len(place.name):
            shutil.rmtree(other, ignore_errors=True)


def _files(definition: Definition, home: Path, progress: Progress) -> Iterator[tuple[str, bytes]]:
    from safeconduct.impact.analysis import estimated  # noqa: PLC0415
    from safeconduct.impact.report.charts import NARROW, WIDTH  # noqa: PLC0415
    from safeconduct.impact.report.content import Source, document  # noqa: PLC0415
    from safeconduct.impact.report.files import (  # noqa: PLC0415
        results_json,
        results_of,
        series_table,
    )
    from safeconduct.impact.shipped import TABLE, load_figures  # noqa: PLC0415
    from safeconduct.impact.study import load_study  # noqa: PLC0415

    study = load_study(definition)
    figures = load_figures(definition.folder)
    progress(1)
    analysis = with_kept_coverage(estimated(study, figures.table), home)
    progress(2)
    name = definition.folder.name
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
    made = [each.estimate for window in analysis.windows for each in window.tried if each.estimate]
    return bool(made) and all(estimate.calibration for estimate in made)


def _page(wide: Document, narrow: Document) -> dict[str, Any]:
    """A document as plain data, each picture with its other for a phone."""
    return {
        "title": wide.title,
        "registered": wide.subtitle,
        "answer": wide.answer,
        "sections": {
            one.name: {
                "heading": one.heading,
                "blocks": _told_apart(
                    [
                        _block(block, other, f"{one.name}-{number}")
                        for number, (block, other) in enumerate(
                            zip(one.blocks, two.blocks, strict=True)
                        )
                    ]
                ),
            }
            for one, two in zip(wide.sections, narrow.sections, strict=True)
        },
    }


def _told_apart(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tables with names of their own: two claims of one office and day share a caption."""
    seen: dict[str, int] = {}
    for block in blocks:
        for table in (block, block.get("table")):
            if table and "caption" in table:
                caption = table["caption"]
                seen[caption] = seen.get(caption, 0) + 1
                table["name"] = caption if seen[caption] == 1 else f"{caption} ({seen[caption]})"
    return blocks


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
