"""The one hierarchy of errors: what was given, what is accepted, and where.

Code raises these; web, API and command line only translate them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file with line and column, or a field of a request. Counts from 1."""

    file: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        return ":".join(parts)


def shown(value: object) -> str:
    """A value for a message, as its writer would write it, short enough for a line."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, date):
        return value.isoformat()
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:57]}..."


class SafeconductError(Exception):
    """Something that the user can mend.

    `message` is one clear sentence; `given` and `accepted` say what came in and what would do.
    """

    #: Stable word for machines: it stands in --json output and API problems.
    code = "error"
    exit_code = 2

    def __init__(
        self,
        message: str,
        *,
        given: object = None,
        accepted: str | None = None,
        place: Place | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.given = given
        self.accepted = accepted
        self.place = place

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place and str(self.place) else ""
        accepted = f" Accepted: {self.accepted}." if self.accepted else ""
        return f"{where}{self.message}{accepted}"

    def said(self, language: str) -> str:
        """The whole error for a reader; in English where nobody wrote it in the language."""
        return str(self)

    def as_data(self) -> dict[str, object]:
        """The error as plain data, for --json and the API."""
        data: dict[str, object] = {"error": self.code, "message": self.message}
        if self.given is not None:
            data["given"] = str(self.given)
        if self.accepted is not None:
            data["accepted"] = self.accepted
        if self.place is not None:
            data["place"] = {
                "file": self.place.file,
                "line": self.place.line,
                "column": self.place.column,
            }
        return data


class InputError(SafeconductError):
    """A value, file or table that the user gave cannot be used."""

    code = "input"


class NotFound(InputError):
    """A name that was asked for does not exist."""

    code = "not_found"


class ProgrammeError(SafeconductError):
    """A programme folder cannot be read or breaks its own rules."""

    code = "programme"


class MissingPiece(SafeconductError):
    """The machine lacks something; the message carries the one line that mends it."""

    code = "missing_piece"
    exit_code = 3


class DatabaseUnavailable(SafeconductError):
    """PostgreSQL did not start or does not answer."""

    code = "database"
    exit_code = 3
