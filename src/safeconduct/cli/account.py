"""`safeconduct account`: the way in which an installation makes its first officers."""

from __future__ import annotations

import getpass
import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from safeconduct.cli import arguments
from safeconduct.cli.case import casework
from safeconduct.errors import InputError, NotFound

if TYPE_CHECKING:
    from safeconduct.accounts.models import Account


@click.group("account")
def command() -> None:
    """Make accounts, give them offices, and hand out PINs."""


@command.command("add")
@click.argument("name")
@click.option("--shown-name", default="", help="How colleagues and letters call the officer.")
@click.option("--email", default="", help="The address to which codes go, or that an agency knows.")
@click.option(
    "--password",
    "how",
    type=click.Choice(["make", "ask", "none"]),
    default="make",
    show_default=True,
    help="Make one and print it once, ask for one, or have none: for people who apply, for officers "
    "who sign in by their agency, and for those who get a link (`account link`).",
)
@arguments.as_json
def add(name: str, shown_name: str, email: str, how: str, as_json: bool) -> None:
    """Make an account of a NAME. It opens no desk before it is given an office."""
    with casework():
        # Django's models cannot be imported before it is set up; so too below.
        from safeconduct.accounts import services  # noqa: PLC0415

        if not name:
            raise InputError("An account of an officer needs a name.", accepted="such as olga")
        password = _password(how, name=name, email=email, shown_name=shown_name)
        made = services.add_account(
            name=name, password=password, email=email, shown_name=shown_name
        )
        services.note(made, "made", by=_by())
    told = {"account": name}
    if how == "make" and password:
        told["password"] = password
    _tell(told, as_json)


@command.group("office")
def office() -> None:
    """Give an account an office, or end one."""


@office.command("give")
@click.argument("name")
@click.argument("role")
@click.option("--post", default="", help="The post at which it is held, such as us_tijuana.")
@arguments.as_json
def give(name: str, role: str, post: str, as_json: bool) -> None:
    """Let the account NAME hold a ROLE, such as officer.travel, from now on."""
    with casework(), _account(name) as account:
        from safeconduct.accounts import services  # noqa: PLC0415

        services.give_office(account=account, role=role, post=post, by=_by())
        _tell(_offices(account), as_json)


@office.command("end")
@click.argument("name")
@click.argument("role")
@arguments.as_json
def end(name: str, role: str, as_json: bool) -> None:
    """Take a ROLE away from the account NAME."""
    with casework(), _account(name) as account:
        from safeconduct.accounts import services  # noqa: PLC0415

        services.end_office(account=account, role=role, by=_by())
        _tell(_offices(account), as_json)


@command.command("link")
@click.argument("name")
@arguments.as_json
def link(name: str, as_json: bool) -> None:
    """Make a link for the first sign-in to the account NAME, print it once, and end the one before.

    What is printed comes after the address of the app, such as https://safeconduct.example.
    """
    with casework(), _account(name) as account:
        from django.urls import reverse  # noqa: PLC0415

        from safeconduct.accounts import officers  # noqa: PLC0415

        secret, until = officers.make_first_link(account=account, by=_by())
        path = reverse("first_sign_in", args=[secret])
        _tell({"account": name, "link": path, "until": until.isoformat()}, as_json)


@command.command("close")
@click.argument("name")
@arguments.as_json
def close(name: str, as_json: bool) -> None:
    """End all offices of the account NAME and let nobody enter it any more."""
    with casework(), _account(name) as account:
        from safeconduct.accounts import officers  # noqa: PLC0415

        officers.close_officer(account=account, by=_by())
        _tell(_offices(account) | {"closed": "yes"}, as_json)


@command.command("record")
@click.argument("name", required=False)
@arguments.as_json
def record(name: str | None, as_json: bool) -> None:
    """Print what was done to the account NAME, or to all officers' accounts: when, what, by whom."""
    with casework():
        from safeconduct.accounts import selectors  # noqa: PLC0415

        if name is None:
            acts = selectors.acts_on()
        else:
            with _account(name) as account:
                acts = selectors.acts_on(account)
        for act in acts:
            told = {
                "at": act.at.isoformat(),
                "account": act.account.name,
                "what": act.what,
                "role": act.role,
                "post": act.post,
                "by": act.by,
            }
            line = json.dumps(told) if as_json else " · ".join(filter(None, told.values()))
            click.echo(line)


@command.command("pin")
@click.argument("name")
@arguments.as_json
def pin(name: str, as_json: bool) -> None:
    """Make a new PIN for the account NAME, print it once, and end the one that it had."""
    with casework(), _account(name) as account:
        from safeconduct.accounts import services  # noqa: PLC0415

        _tell({"account": name, "pin": services.new_pin(account=account)}, as_json)


@command.command("list")
@click.option("--everyone", is_flag=True, help="Also accounts that hold no office.")
@arguments.as_json
def list_accounts(everyone: bool, as_json: bool) -> None:
    """Print officers, their offices, and whether each has a second factor."""
    with casework():
        from allauth.mfa.adapter import get_adapter  # noqa: PLC0415

        from safeconduct.accounts import selectors  # noqa: PLC0415

        for account in selectors.accounts(everyone=everyone):
            told = _offices(account) | {
                "shown_name": account.shown_name,
                "second_factor": get_adapter().is_mfa_enabled(account),
            }
            if as_json:
                click.echo(json.dumps(told, ensure_ascii=False))
            else:
                factor = "second factor" if told["second_factor"] else "no second factor"
                roles = ", ".join(told["offices"]) or "no office"
                click.echo(f"{account.name:<24} {roles} · {factor} · {account.shown_name}")


def _password(how: str, **of: str) -> str | None:
    if how == "none":
        return None
    given = secrets.token_urlsafe(15) if how == "make" else _asked()
    from django.contrib.auth.password_validation import validate_password  # noqa: PLC0415
    from django.core.exceptions import ValidationError  # noqa: PLC0415

    from safeconduct.accounts.models import Account  # noqa: PLC0415

    try:
        validate_password(given, Account(**of))
    except ValidationError as error:
        raise InputError(
            f"The password cannot be used. {' '.join(error.messages)}", accepted="a longer one"
        ) from error
    return given


def _asked() -> str:
    """A password typed twice; one line of standard input where nobody sits."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\n")


@contextmanager
def _account(name: str) -> Iterator[Account]:
    from safeconduct.accounts.models import Account  # noqa: PLC0415

    found = Account.objects.filter(name=name).first()
    if found is None:
        raise NotFound(f"There is no account {name!r}.", given=name)
    yield found


def _by() -> str:
    """Who gives the command, for the record."""
    try:
        return f"command:{getpass.getuser()}"
    except (KeyError, OSError):
        return "command"


def _offices(account: Account) -> dict[str, Any]:
    from safeconduct.accounts import selectors  # noqa: PLC0415

    held = selectors.offices_of(account)
    return {"account": account.name, "offices": [each.role for each in held]}


def _tell(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for key, value in told.items():
        click.echo(f"{key}: {', '.join(value) if isinstance(value, list) else value}")
    if {"password", "pin", "link"} & set(told):
        click.echo("It is shown this once.", err=True)
