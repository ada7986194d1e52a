"""What was measured on: machine, versions, and how busy it was with other things."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import polars as pl
import psutil

PACKAGES = ("polars", "numpy", "openfisca-core")


def machine() -> str:
    """Processor, cores, memory, system."""
    memory = psutil.virtual_memory().total / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{_processor()}, {cores} cores, {memory:.0f} GiB of memory, "
        f"{platform.system()} {platform.machine()}"
    )


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.is_file():
        lines = described.read_text().splitlines()
        words = {
            key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)
        }
        if words.get("model name"):
            family, model = words.get("cpu family", "?"), words.get("model", "?")
            return f"{words['model name']} (family {family}, model {model})"
    return platform.processor() or "an unnamed processor"


def versions() -> str:
    """Python and the packages that matter here."""
    told = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            told.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            told.append(f"{package} not installed")
    return ", ".join(told) + f"; Polars on {pl.thread_pool_size()} threads"


def load() -> float:
    """Processes that wanted a core during the last minute; ours among them."""
    return os.getloadavg()[0]
