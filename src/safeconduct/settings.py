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
        "SAFECONDUCT_MAIL_URL",
        "",
        "Mail server, smtp://host:25 or smtps://user:password@host:587; empty sends nothing.",
    ),
    Setting("SAFECONDUCT_MAIL_FROM", "safeconduct@localhost", "Sender's address of all mail."),
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


def programme_folders() -> tuple[Path, ...]:
    """The folders that hold programmes, the shipped one first."""
    shipped = Path(__file__).parent / "programmes"
    more = [Path(part) for part in read("SAFECONDUCT_PROGRAMMES").split(os.pathsep) if part]
    return (shipped, *more)
