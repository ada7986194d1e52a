"""The key with which this installation seals: made on first use, kept where nobody else reads it."""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path

from safeconduct import clock, settings
from safeconduct.issuing import Signer
from safeconduct.issuing.seals import SPECIMEN_ISSUER


def is_demonstration() -> bool:
    """Whether what is issued here binds nobody."""
    return settings.read("SAFECONDUCT_DEMO") == "1"


def signer() -> Signer:
    """The installation's signer. A demonstration has one of its own, whose certificate says so."""
    return _signer(_file())


def issuer() -> str:
    """In whose name seals are made: the installation's state, or Utopia in a demonstration."""
    return SPECIMEN_ISSUER if is_demonstration() else settings.read("SAFECONDUCT_STATE")


def trusted() -> tuple[bytes, ...]:
    """The certificates that this installation trusts: its own, unless it is a demonstration."""
    return () if is_demonstration() or not _file().exists() else (signer().certificate,)


def _file() -> Path:
    name = "demonstration" if is_demonstration() else "seals"
    return settings.home() / f"{name}.pem"


@lru_cache(maxsize=4)
def _signer(file: Path) -> Signer:
    if not file.exists():
        _make(file)
    return Signer.from_pem(file.read_bytes())


def _make(file: Path) -> None:
    made = Signer.new(
        issuer="Safeconduct", at=clock.now(), is_demonstration=file.stem == "demonstration"
    )
    file.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(made.as_pem())
        # A link fails where a process that started at the same time was first.
        file.hardlink_to(unfinished)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
