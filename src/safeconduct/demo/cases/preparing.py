"""The demonstration's cases in an installation: lived once, and how two of their people sign in."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from safeconduct import programme, settings
from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account, Pin
from safeconduct.cases.models import Case, Party
from safeconduct.demo.cases import playing
from safeconduct.demo.cases.reading import Book, Life, read_book

#: Accounts whose case numbers and PINs `make run` prints: who has no e-mail address signs in so.
WITH_PIN = ("returned-1", "refused-1")


@dataclass(frozen=True, slots=True)
class CaseCode:
    """A case number and the PIN that belongs to it, of an invented person."""

    account: str
    case: str
    pin: str
    made_at: str


def prepare_cases(name: str, progress: Callable[[int, int], None]) -> tuple[CaseCode, ...]:
    """Live every life that is missing; gives the case codes. Runs in the database's role of the web.

    Each life is a transaction of its own: what was broken off is made whole by the next call.
    """
    book = read_book()
    missing = playing.unlived(book)
    if missing:
        _live(name, book, missing, progress)
    return case_codes()


def _live(
    name: str, book: Book, missing: tuple[Life, ...], progress: Callable[[int, int], None]
) -> None:
    definitions = {
        variant: programme.load(name, variant) for variant in {life.variant for life in missing}
    }
    playing.open_posts(book, programme.load(name, "article"))
    for number, life in enumerate(missing):
        progress(number, len(missing))
        playing.live(life, book, definitions[life.variant])


def how_many() -> int:
    """How many cases there are of the demonstration's people."""
    return Case.objects.count()


def case_codes() -> tuple[CaseCode, ...]:
    """The case numbers and PINs of two people; made anew where the kept ones are not (any more) true."""
    file = codes_file()
    kept = {code.account: code for code in _read(file)}
    found = tuple(
        kept[name] if name in kept and _is_true(kept[name]) else _made(name) for name in WITH_PIN
    )
    if set(found) != set(kept.values()):
        _write(file, found)
    return found


def codes_file() -> Path:
    """Where the case codes are kept, for the owner of this installation alone."""
    return settings.home() / "demo.json"


def _made(name: str) -> CaseCode:
    account = Account.objects.get(name=name)
    pin = accounts.new_pin(account=account)
    case = Party.objects.filter(account=name).order_by("id").first().case
    made_at = Pin.objects.get(account=account).made_at.isoformat()
    return CaseCode(name, case.receipt_number, pin, made_at)


def _is_true(code: CaseCode) -> bool:
    """Whether this PIN is the one that the account has now."""
    pin = Pin.objects.filter(account__name=code.account).first()
    return pin is not None and pin.made_at.isoformat() == code.made_at


def _read(file: Path) -> tuple[CaseCode, ...]:
    try:
        return tuple(CaseCode(**code) for code in json.loads(file.read_text())["case_codes"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _write(file: Path, codes: tuple[CaseCode, ...]) -> None:
    """Write the file whole, for its owner alone."""
    unfinished = file.with_name(f"demo.{secrets.token_hex(4)}.json")
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps({"case_codes": [asdict(code) for code in codes]}, indent=1))
    unfinished.replace(file)
