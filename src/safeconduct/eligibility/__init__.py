"""Facts in, findings with reasons out: one case, some, or a table of millions, by one code path."""

from safeconduct.eligibility.batch import (
    Screened,
    as_table,
    counts,
    result_counts,
    screen_population,
    ways,
)
from safeconduct.eligibility.compiling import CompiledTrack, compile_track
from safeconduct.eligibility.findings import Effect, Finding, Result, Screening, Status
from safeconduct.eligibility.population import FactsError, population_of, read_case
from safeconduct.eligibility.screening import ask_about, screen, screen_cases
from safeconduct.eligibility.tables import BadCell, Table, TableError, open_table

__all__ = [
    "BadCell",
    "CompiledTrack",
    "Effect",
    "FactsError",
    "Finding",
    "Result",
    "Screened",
    "Screening",
    "Status",
    "Table",
    "TableError",
    "as_table",
    "ask_about",
    "compile_track",
    "counts",
    "open_table",
    "population_of",
    "read_case",
    "result_counts",
    "screen",
    "screen_cases",
    "screen_population",
    "ways",
]
