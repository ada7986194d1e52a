"""What the demonstration needs before its first page: the programme, and who may sign in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from safeconduct import programme

PROGRAMME = "us-mx-ve-2022"
VARIANT = "article"

#: Called with what is being done, how much of it is done, and how much there is in all.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class SignIn:
    """An account of the demonstration, as `make run` prints it."""

    desk: str
    name: str
    password: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the demonstration shows."""

    lines: tuple[str, ...]
    sign_ins: tuple[SignIn, ...]


def prepare(progress: Progress) -> Prepared:
    """Load the demonstration's programme into the installation; quick when nothing changed.

    Runs after the migrations, as the database's owner, with Django set up. ProgrammeError when the
    programme's folder cannot be read.
    """
    # Django's models cannot be imported before it is set up.
    from safeconduct.database import services  # noqa: PLC0415

    lines = []
    if PROGRAMME in programme.available():
        progress("programme", 0, 1)
        definition = programme.load(PROGRAMME, VARIANT)
        services.record_loaded(programme=PROGRAMME, variant=VARIANT, digest=definition.digest)
        progress("programme", 1, 1)
        lines.append(f"Programme {definition.label}: {len(definition.conditions)} conditions")
    return Prepared(lines=tuple(lines), sign_ins=())
