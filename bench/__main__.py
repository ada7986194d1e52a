"""Measure, print, and write the results to docs/benchmarks.md."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench import effect, machine, measure, reading, report, rules
from bench.measure import NUMPY, OPENFISCA, ORACLE, SAFECONDUCT
from safeconduct import clock
from safeconduct.eligibility import compile_track

MILLION, BATCH = 1_000_000, 100


def main() -> None:
    """Results of fewer people than a million are printed and not kept."""
    arguments = _arguments()
    load_before = machine.load()
    with tempfile.TemporaryDirectory(prefix="safeconduct-bench-") as folder:
        _say(f"drawing {arguments.people:,} people")
        given = measure.prepare(arguments.people, BATCH, Path(folder))
        _say(f"batches of {BATCH}")
        batches = measure.by_batch(given, 9)
        _say("one case")
        cases = measure.by_case(given, 2 * BATCH)
        _say("everyone, from memory")
        tables = measure.by_table(given, 11)
        _say("rescreening after a change")
        rescreened = measure.rescreening(given, 15)
        _say("from file to file, and memory")
        files = measure.from_file_to_file(given, 3)
    _say("published figures")
    figures = reading.lines(9)
    _say("effects, beside their peers, and calibrations")
    effects = effect.lines()
    _say(f"{rules.OTHER_VARIANT} on {rules.OTHER_DAY}")
    other = measure.by_other_variant(arguments.people, 11)
    lines = [
        *_conditions_of_measurement(arguments.people, given, load_before),
        "",
        *_reached(arguments.people, cases[0], tables, rescreened, other),
        "",
        *_beside_peers(arguments.people, cases, batches, tables),
        "",
        *_files(arguments.people, files),
        "",
        *figures,
        "",
        *effects,
    ]
    print("\n".join(lines))
    if arguments.people == MILLION:
        report.write(report.DOCUMENT, lines)
        _say(f"written to {report.DOCUMENT}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--people", type=int, default=MILLION, help="how many; default a million")
    return parser.parse_args()


def _say(text: str) -> None:
    print(f"  {text}", flush=True)


def _conditions_of_measurement(people: int, given: measure.People, busy: float) -> list[str]:
    compiled = compile_track(given.definition, rules.TRACK, rules.DAY)
    records = given.as_drawn.lists["entries"].frame.height
    return [
        f"Measured on {clock.today()}: {machine.machine()}.",
        f"{machine.versions()}.",
        f"Load of the machine before: {busy:.1f}, after: {machine.load():.1f}.",
        "",
        f"Rules: `{given.definition.label}` on {rules.DAY}, {len(compiled.conditions)} conditions "
        f"from {len(compiled.leaves)} leaves over {len(compiled.facts)} facts. "
        f"People: {people:,} with {records:,} entries. Times are medians, with the least and the "
        "most in brackets.",
    ]


def _reached(
    people: int,
    case: measure.Timings,
    tables: tuple[measure.Timings, measure.Timings],
    rescreened: dict[str, tuple[measure.Timing, measure.Timing]],
    other: measure.OtherVariant,
) -> list[str]:
    whole, known = tables
    per_million = MILLION / people
    rows = [
        (
            "one case with all reasons, dict to dict",
            case[SAFECONDUCT].shown("ms"),
            "under 5 ms",
            _met(case[SAFECONDUCT].median < 0.005),
        ),
        (
            f"{people:,} people, `{rules.VARIANT}`",
            whole[SAFECONDUCT].shown("s"),
            "under 0.15 s a million",
            _met(whole[SAFECONDUCT].median * per_million < 0.15),
        ),
        (
            f"{people:,} people, `{rules.OTHER_VARIANT}` on {rules.OTHER_DAY} "
            f"({other.conditions} conditions, {other.leaves} leaves)",
            other.timing.shown("s"),
            "under 0.15 s a million",
            _met(other.timing.median * per_million < 0.15),
        ),
        (
            "against OpenFisca-Core, the same rules and people",
            f"{known[OPENFISCA].times(known[SAFECONDUCT]):.1f} times as fast",
            "at least 5 times",
            _met(known[OPENFISCA].times(known[SAFECONDUCT]) >= 5),
        ),
    ]
    for name, (again, anew) in rescreened.items():
        part = again.times(anew)
        shown = f"{part:.2f} of a full pass: {again.shown('ms')}"
        change = f"rescreening after one changed condition, {name}"
        rows.append((change, shown, "at most 0.3", _met(part <= 0.3)))
    return report.table(("what was to be reached", "measured", "wanted", ""), rows)


def _met(is_met: bool) -> str:
    return "reached" if is_met else "MISSED"


def _beside_peers(
    people: int,
    cases: tuple[measure.Timings, measure.Timings],
    batches: tuple[measure.Timings, measure.Timings],
    tables: tuple[measure.Timings, measure.Timings],
) -> list[str]:
    names = (SAFECONDUCT, OPENFISCA, ORACLE, NUMPY)
    kinds = ("as drawn", "fully known")
    rows = []
    for kind, one in zip(kinds, cases, strict=True):
        rows.append((f"one case, {kind}", *_shown(one, names, "ms")))
    for kind, batch in zip(kinds, batches, strict=True):
        rows.append((f"{BATCH} cases, {kind}", *_shown(batch, names, "ms")))
    for kind, everyone in zip(kinds, tables, strict=True):
        shown = dict(zip(names, _shown(everyone, names, "ms"), strict=True))
        if kind == kinds[0]:
            scaled = batches[0][ORACLE].median * people / BATCH
            shown[ORACLE] = f"about {scaled:,.0f} s, reckoned from {BATCH}"
        rows.append((f"{people:,} people, {kind}", *shown.values()))
    known = tables[1]
    by_work = known[OPENFISCA].processor_times(known[SAFECONDUCT])
    return [
        *report.table(("the same rules and people", *names), rows),
        "",
        f"By the processor's time over all cores, OpenFisca-Core's work on {people:,} people is "
        f"{by_work:.1f} times ours; it runs on one core, Polars and our NumPy on all.",
    ]


def _shown(timings: measure.Timings, names: tuple[str, ...], unit: str) -> list[str]:
    return [timings[name].shown(unit) if name in timings else "–" for name in names]


def _files(people: int, files: measure.Files) -> list[str]:
    mebibytes = 2**20
    held, passing = files.peak_in_memory.before, files.peak_in_memory.highest
    rows = [
        (
            "from Parquet to Parquet, each row checked",
            files.timing.shown("s"),
            f"{files.peak.highest:,.0f} MiB at most, {files.peak.before:,.0f} before",
        ),
        (
            "the pass over typed columns in memory",
            "see above",
            f"{passing:,.0f} MiB at most, {held:,.0f} before, people included",
        ),
    ]
    return [
        *report.table((f"{people:,} people", "time", "memory of the process"), rows),
        "",
        f"The file of people has {files.people_bytes / mebibytes:,.0f} MiB, "
        f"the file of findings {files.findings_bytes / mebibytes:,.0f} MiB.",
    ]


if __name__ == "__main__":
    main()
