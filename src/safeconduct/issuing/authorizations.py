"""The travel authorization: leave to travel to the port of entry and to ask for entry there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

#: What a person can type: without letters and digits that are taken for one another.
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Authorization:
    """A travel authorization as it was issued. `code` cannot be guessed: who has it holds the paper.

    `holder` is the name as the passport has it, where the case knows one.
    """

    number: str
    code: str
    receipt_number: str
    programme: str
    valid_from: date
    valid_until: date
    holder: str | None = None
    birth_date: date | None = None
    nationality: str | None = None
    seal: str = ""

    @property
    def initials(self) -> str:
        """The holder's initials: all that the public check shows of them."""
        return "".join(f"{part[0].upper()}." for part in (self.holder or "").split())

    def is_in_time(self, day: date) -> bool:
        """Whether the day is one on which it is valid; both ends count."""
        return self.valid_from <= day <= self.valid_until

    def message(self) -> dict[str, str]:
        """What the seal covers, under the keys of VDS-NC: `pid` is the holder."""
        told = {
            "n": self.holder,
            "dob": self.birth_date.isoformat() if self.birth_date else None,
            "nat": self.nationality,
        }
        return {
            "utai": self.number,
            "pid": {key: value for key, value in told.items() if value},  # type: ignore[dict-item]
            "prg": self.programme,
            "vf": self.valid_from.isoformat(),
            "vu": self.valid_until.isoformat(),
        }

    def as_data(self) -> dict[str, Any]:
        """The authorization as plain data, from which `from_data` makes it again."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Authorization:
        """An authorization out of plain data, such as JSON gives back."""
        held: dict[str, Any] = dict(data)
        for name in ("valid_from", "valid_until", "birth_date"):
            held[name] = date.fromisoformat(held[name]) if held[name] else None
        return cls(**held)
