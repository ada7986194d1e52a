"""Every setting: its name in the environment, its default, and what it is for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safeconduct.errors import InputError


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, as `docs/settings.md` lists it."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting(
        "SAFECONDUCT_HOME",
        ".safeconduct",
        "Folder for all state: the embedded database, secrets and logs.",
    ),
    Setting(
        "SAFECONDUCT_PROGRAMMES",
        "",
        "Further folders that hold programmes, separated like PATH; the shipped ones come first.",
    ),
    Setting("SAFECONDUCT_STATE", "US", "Whose installation this is: a two-letter country code."),
    Setting(
        "SAFECONDUCT_DATABASE_URL",
        "",
        "An outside PostgreSQL, 15 or later; empty means the embedded one.",
    ),
    Setting(
        "SAFECONDUCT_DATABASE_ROLE",
        "web",
        "Which of the database's roles this process is: web, worker, protection, or owner for migrations.",
    ),
    Setting("SAFECONDUCT_HOST", "127.0.0.1", "Address on which the app listens."),
    Setting("SAFECONDUCT_PORT", "8000", "Port on which the app listens."),
    Setting(
        "SAFECONDUCT_SITE_NAMES",
        "",
        "Further host names under which the app may be asked, separated by commas.",
    ),
    Setting(
        "SAFECONDUCT_HTTPS",
        "0",
        "1 when people reach the app by https alone: cookies then travel on nothing else.",
    ),
    Setting(
        "SAFECONDUCT_PROGRAMME",
        "us-mx-ve-2022/article",
        "What people apply under here: a programme and, after a slash, its variant.",
    ),
    Setting(
        "SAFECONDUCT_PACKET",
        "5",
        "Published statistics tell counts in packets of so many, 3 or more; what fills none stays hidden.",
    ),
    Setting(
        "SAFECONDUCT_MAIL_URL",
        "",
        "Mail server, smtp://host:25 or smtps://user:password@host:587; empty sends nothing.",
    ),
    Setting("SAFECONDUCT_MAIL_FROM", "safeconduct@localhost", "Sender's address of all mail."),
    Setting(
        "SAFECONDUCT_MAIL_DAYS",
        "7",
        "How many days mail is kept after it left; then address and text are removed.",
    ),
    Setting(
        "SAFECONDUCT_PROXIES",
        "0",
        "How many proxies of your own stand before the app and add to X-Forwarded-For.",
    ),
    Setting(
        "SAFECONDUCT_OIDC_URL",
        "",
        "Issuer of the agencies' own sign-in (OpenID Connect); empty offers none.",
    ),
    Setting("SAFECONDUCT_OIDC_CLIENT", "", "Client id of this installation at that issuer."),
    Setting("SAFECONDUCT_OIDC_SECRET_FILE", "", "File that holds the client's secret and no more."),
    Setting("SAFECONDUCT_OIDC_NAME", "Agency account", "What the sign-in page calls that issuer."),
    Setting(
        "SAFECONDUCT_DEMO", "1", "1 runs the demonstration: invented people, a standing clock."
    ),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


def read(name: str, environ: Mapping[str, str] | None = None) -> str:
    """The value of a setting, or its default. A name that no `Setting` declares is a KeyError."""
    setting = _BY_NAME[name]
    return (os.environ if environ is None else environ).get(name) or setting.default


def home() -> Path:
    """The folder for all state, absolute."""
    return Path(read("SAFECONDUCT_HOME")).expanduser().resolve()


def port() -> int:
    """The port to listen on; InputError when it is not a port."""
    given = read("SAFECONDUCT_PORT")
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise InputError(
            f"SAFECONDUCT_PORT is {given!r}, which is no port.",
            given=given,
            accepted="a whole number from 1 to 65535",
        )
    return int(given)


def proxies() -> int:
    """How many proxies to trust; InputError when it is not a number."""
    return _small_number("SAFECONDUCT_PROXIES")


def mail_days() -> int:
    """For how many days sent mail is kept; InputError when it is not a number."""
    return _small_number("SAFECONDUCT_MAIL_DAYS")


def _small_number(name: str) -> int:
    given = read(name)
    if not (given.isascii() and given.isdecimal()) or len(given) > 2:
        raise InputError(
            f"{name} is {given!r}.", given=given, accepted="a whole number from 0 to 99"
        )
    return int(given)


def packet() -> int:
    """In packets of how many statistics tell counts; InputError when it is no such number."""
    given = read("SAFECONDUCT_PACKET")
    if not given.isdecimal() or len(given) > 4 or int(given) < 3:
        raise InputError(
            f"SAFECONDUCT_PACKET is {given!r}.",
            given=given,
            accepted="a whole number from 3 to 9999",
        )
    return int(given)


@dataclass(frozen=True, slots=True)
class AgencySignIn:
    """The OpenID Connect issuer at which officers of agencies sign in."""

    url: str
    client: str
    secret: str
    name: str


def agency_sign_in() -> AgencySignIn | None:
    """The agencies' own sign-in, if there is one; InputError when half of it is missing."""
    url, client = read("SAFECONDUCT_OIDC_URL"), read("SAFECONDUCT_OIDC_CLIENT")
    if not url:
        return None
    file = read("SAFECONDUCT_OIDC_SECRET_FILE")
    if not client or not file:
        raise InputError(
            "SAFECONDUCT_OIDC_URL needs SAFECONDUCT_OIDC_CLIENT and SAFECONDUCT_OIDC_SECRET_FILE.",
            accepted="all three, or none",
        )
    try:
        secret = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"SAFECONDUCT_OIDC_SECRET_FILE cannot be read: {error}.",
            given=file,
            accepted="a file that holds the client's secret",
        ) from error
    return AgencySignIn(url.rstrip("/"), client, secret, read("SAFECONDUCT_OIDC_NAME"))


def programme_folders() -> tuple[Path, ...]:
    """The folders that hold programmes, the shipped one first."""
    shipped = Path(__file__).parent / "programmes"
    more = [Path(part) for part in read("SAFECONDUCT_PROGRAMMES").split(os.pathsep) if part]
    return (shipped, *more)
