"""Which mail server this installation uses, if any."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from safeconduct import settings
from safeconduct.errors import InputError

ACCEPTED = "smtp://host:25, or smtps://user:password@host:587 for an encrypted connection"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over."""

    host: str
    port: int
    user: str
    password: str
    is_encrypted: bool


def configured() -> MailServer | None:
    """The mail server of SAFECONDUCT_MAIL_URL; None without one. InputError if it cannot be read."""
    url = settings.read("SAFECONDUCT_MAIL_URL")
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _unreadable() from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise _unreadable()
    is_encrypted = parts.scheme == "smtps"
    return MailServer(
        parts.hostname,
        port or (587 if is_encrypted else 25),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        is_encrypted,
    )


def _unreadable() -> InputError:
    # The value itself may hold a password.
    return InputError("SAFECONDUCT_MAIL_URL cannot be read.", accepted=ACCEPTED)
