"""Peak memory of a pass, measured in a process of its own: `python -m bench.memory table.parquet`."""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import psutil

from bench import people, rules
from safeconduct.eligibility import compile_track, open_table, screen_population
from safeconduct.eligibility.files import screen_table
from safeconduct.programme import load

MIB = 2**20


@dataclass(frozen=True)
class Peak:
    """Resident memory in MiB: before the pass (people included), and at its highest."""

    before: float
    highest: float


def of_pass(table: Path) -> Peak:
    """The whole table typed in memory, then screened."""
    return _measured("pass", table)


def of_file(table: Path, out: Path) -> Peak:
    """From file to file, piece by piece."""
    return _measured("file", table, out)


def _measured(*arguments: str | Path) -> Peak:
    command = [sys.executable, "-m", "bench.memory", *map(str, arguments)]
    return Peak(**json.loads(subprocess.check_output(command, text=True)))


def main(what: str, table: str, out: str = "") -> None:
    """Do it once and tell the peak as JSON."""
    definition = load(rules.PROGRAMME, rules.VARIANT)
    compiled = compile_track(definition, rules.TRACK, rules.DAY)
    if what == "pass":
        held = people.population(pl.read_parquet(table), definition.facts)
        gc.collect()
        before = _begin()
        screened = screen_population(compiled, held)
        assert len(screened.result) == held.main.height
    else:
        opened = open_table(Path(table), definition.facts)
        before = _begin()
        screen_table(definition, rules.TRACK, rules.DAY, opened, Path(out))
    print(json.dumps({"before": before, "highest": _highest()}))


def _begin() -> float:
    """The memory in use; from here on the highest counts anew, where the system can do that."""
    anew = Path("/proc/self/clear_refs")
    if anew.exists():
        anew.write_text("5")
    return float(psutil.Process().memory_info().rss / MIB)


def _highest() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
