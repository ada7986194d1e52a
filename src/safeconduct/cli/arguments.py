"""What several commands take: a programme, a day, a language, a file of facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from safeconduct import clock, settings
from safeconduct.demo.day import STANDS_AT
from safeconduct.eligibility import FactsError, Table, open_table
from safeconduct.eligibility.tables import missing_columns
from safeconduct.errors import InputError, NotFound, Place, SafeconductError
from safeconduct.flow.course import Calendar, calendar_of
from safeconduct.programme import Definition, load
from safeconduct.programme.reading import Located, read_yaml

LANGUAGES = ("en", "es")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
language = click.option(
    "--lang", "language", type=click.Choice(LANGUAGES), default="en", show_default=True,
    help="Language of texts.",
)  # fmt: skip
variant = click.option("--variant", help="Variant of the programme; the default one if left out.")
as_of = click.option(
    "--as-of", "as_of", metavar="DATE", help="The day as of which rules are asked."
)

missing_unknown = click.option(
    "--missing-unknown", "missing_unknown", is_flag=True,
    help="Take a fact for which the table has no column as unknown for everyone.",
)  # fmt: skip


def day(given: str | None, definition: Definition | None = None) -> date:
    """A day as a user types it. InputError if there is no such day.

    If nothing was given: today where the programme's days are counted (in UTC for what belongs to no
    programme), or the day at which the demonstration stands.
    """
    if given is None:
        now = STANDS_AT if settings.read("SAFECONDUCT_DEMO") == "1" else clock.now()
        return (calendar_of(definition) if definition else Calendar()).day(now)
    try:
        # The week dates and dense dates of ISO 8601 are no form in which people here write a day.
        if len(given) != 10 or given[7] != "-":
            raise ValueError
        return date.fromisoformat(given)
    except ValueError as error:
        raise InputError(
            f"{given!r} is no day of the calendar.",
            given=given,
            accepted="a date written YEAR-MONTH-DAY, such as 2022-11-23",
        ) from error


@dataclass(frozen=True)
class Wanted:
    """A programme as typed, `PROGRAMME[:VARIANT][@DATE]`, loaded, and the day as of which it is asked."""

    definition: Definition
    day: date

    @property
    def label(self) -> str:
        return f"{self.definition.label}@{self.day}"


def wanted(given: str, as_of: str | None) -> Wanted:
    """Load what `PROGRAMME[:VARIANT][@DATE]` means, `as_of` standing in for DATE.

    NotFound or ProgrammeError if it means nothing.
    """
    name, at, named = given.rpartition("@")
    when: str | None = named
    if not at:
        name, when = given, as_of
    definition = load(name)
    return Wanted(definition, day(when, definition))


def track_of(definition: Definition, given: str | None) -> str:
    """The track that was asked for, or the programme's first. NotFound if there is none of the name."""
    known = tuple(dict.fromkeys(condition.track for condition in definition.conditions))
    if given is None and known:
        return known[0]
    if not known:
        raise NotFound(
            f"{definition.label} has no conditions to screen for.",
            given=given,
            accepted="a programme with rules",
        )
    if given not in known:
        raise NotFound(
            f"{definition.label} has no track {given!r} with conditions.",
            given=given,
            accepted=", ".join(known),
        )
    return given


def table_with(
    path: Path, definitions: Iterable[Definition], needed: frozenset[str], *, missing_unknown: bool
) -> Table:
    """Open a table of people whose columns are facts of the definitions.

    InputError if it lacks a column that rules need, unless that may be unknown for everyone.
    """
    facts = {name: fact for one in definitions for name, fact in one.facts.items()}
    table = open_table(path, facts, needed)
    missing = missing_columns(table, needed)
    if missing and not missing_unknown:
        raise InputError(
            f"{path.name} has no column for {', '.join(missing)}, which the rules use.",
            given=", ".join(table.columns),
            accepted="a column for each, with empty cells where it is unknown; or --missing-unknown",
        )
    return table


@dataclass(frozen=True)
class FactsFile:
    """The facts of one case from a YAML or JSON file, with the line of each."""

    path: Path
    facts: Mapping[str, Any]
    located: Located
    root: tuple[str, ...]

    def placed(self, error: FactsError) -> SafeconductError:
        """The error again, with file and line of its first problem and every problem in words."""
        lines = [
            f"{self.located.place((*self.root, *problem.path))}: {problem}"
            for problem in error.problems
        ]
        place = self.located.place((*self.root, *error.problems[0].path))
        wrapped = InputError(
            "the facts cannot be used:\n  " + "\n  ".join(lines), given=str(error.problems[0].given)
        )
        wrapped.place = place
        return wrapped


def read_facts(path: Path) -> FactsFile:
    """Read the facts of one case: keys are facts, or stand under a key `facts`.

    InputError names file and line where it cannot be read.
    """
    if not path.is_file():
        raise NotFound(
            f"There is no file {path}.", given=str(path), accepted="a YAML or JSON file with facts"
        )
    located, problems = read_yaml(path, path.name)
    if problems or located is None:
        raise InputError(
            f"{problems[0].message}.",
            given=str(path),
            accepted="YAML or JSON with one key per fact",
            place=problems[0].place,
        )
    if not isinstance(located.data, dict):
        raise InputError(
            "the file holds no facts.",
            given=str(path),
            accepted="one key per fact, such as `nationality: VE`",
            place=Place(path.name, 1),
        )
    root: tuple[str, ...] = ()
    facts = located.data
    if isinstance(facts.get("facts"), dict):
        beside = [key for key in facts if key != "facts"]
        if beside:
            raise InputError(
                f"`{beside[0]}` stands beside `facts`, where nothing is read.",
                given=str(beside[0]),
                accepted="every fact below `facts`, or all without that key",
                place=located.place((beside[0],)),
            )
        root, facts = ("facts",), facts["facts"]
    return FactsFile(path, facts, located, root)
