"""Why a case was left as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from safeconduct.errors import SafeconductError
from safeconduct.flow.reasons import Refusal


class NotAllowed(SafeconductError):
    """Status, role or rule does not allow it; nothing was changed, and the attempt was recorded.

    `refusal` has the reason in every language. Its `about` is not for every desk's eyes.
    """

    code = "not_allowed"

    def __init__(self, refusal: Refusal, *, given: object = None) -> None:
        super().__init__(refusal.words["en"], given=given)
        self.refusal = refusal

    def as_data(self) -> dict[str, object]:
        return super().as_data() | {"reason": self.refusal.reason.value}


@dataclass(frozen=True, slots=True)
class Both:
    """What two people wanted of the same thing."""

    yours: Any
    theirs: Any
    #: Who was first, by account or role.
    by: str


class Conflict(SafeconductError):
    """Someone else changed the same thing first. Nothing was changed; `both` shows both, by name."""

    code = "conflict"

    def __init__(self, both: Mapping[str, Both], number: int) -> None:
        names = ", ".join(both)
        super().__init__(
            f"Someone else changed this in the meantime: {names}.",
            accepted="the same request again, made on what the case says now",
        )
        self.both = dict(both)
        #: The case's last event, on which a new request can be made.
        self.number = number

    def as_data(self) -> dict[str, object]:
        told = {
            name: {"yours": held.yours, "theirs": held.theirs, "by": held.by}
            for name, held in self.both.items()
        }
        return super().as_data() | {"conflicts": told, "number": self.number}
