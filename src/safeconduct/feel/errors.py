"""What can be wrong with a FEEL expression. Lines and columns count from 1, inside the text."""

from __future__ import annotations

from safeconduct.errors import Place, SafeconductError
from safeconduct.feel.tree import Span


class FeelError(SafeconductError):
    """An expression cannot be used; `place` points into its text."""

    code = "feel"

    def __init__(
        self,
        message: str,
        span: Span | None = None,
        *,
        given: object = None,
        accepted: str | None = None,
    ) -> None:
        place = Place(line=span.line, column=span.column) if span else None
        super().__init__(message, given=given, accepted=accepted, place=place)


class FeelSyntaxError(FeelError):
    """The text is not FEEL."""

    code = "feel_syntax"


class FeelTypeError(FeelError):
    """A rule names what does not exist or joins types that do not fit."""

    code = "feel_type"


class FeelUnsupported(FeelError):
    """The text is FEEL, but this engine refuses it rather than risk a wrong value."""

    code = "feel_unsupported"
