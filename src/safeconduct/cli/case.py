"""`safeconduct case`: open a case, look at it, act on it, prove its history. Thin over the services."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from safeconduct.cli import arguments
from safeconduct.database import address
from safeconduct.eligibility import FactsError
from safeconduct.errors import InputError
from safeconduct.flow import Actor
from safeconduct.programme import load

if TYPE_CHECKING:
    from safeconduct.cases.requests import Done

EXIT_BROKEN = 1
_WHO = "Who acts, as ROLE:ACCOUNT, such as officer.travel:olga or beneficiary:ana."
who = click.option("--as", "who", required=True, metavar="ROLE:ACCOUNT", help=_WHO)
facts_file = click.option(
    "--facts", type=click.Path(path_type=Path), help="YAML or JSON file with facts to note."
)
seen = click.option(
    "--seen", type=int, help="Number of the last event that you have seen; all, if left out."
)


@click.group("case")
def command() -> None:
    """Open a case, look at it, act on it, and prove its history.

    Exit code 1: `verify` found a history that does not hold.
    """


@command.command("open")
@click.argument("programme")
@who
@click.option("--track", default="admission", show_default=True, help="The track to take.")
@click.option("--start", help="The way to begin, where the track's first stage leaves a choice.")
@click.option("--supporter", metavar="ACCOUNT", help="Account of the supporter, if there is one.")
@facts_file
@arguments.as_json
def open_case(
    programme: str,
    who: str,
    track: str,
    start: str | None,
    supporter: str | None,
    facts: Path | None,
    as_json: bool,
) -> None:
    """Open a case under PROGRAMME[:VARIANT] and print its receipt number."""
    actor, definition = _actor(who), load(programme)
    accounts = {actor.role: actor.account or ""} | ({"supporter": supporter} if supporter else {})
    with casework(), _placed(facts) as given:
        # Django's models cannot be imported before it is set up; so too below.
        from safeconduct.cases import services  # noqa: PLC0415
        from safeconduct.people import services as people  # noqa: PLC0415

        done = services.open_case(
            definition=definition,
            track=track,
            person=people.add_person(),
            supporter=people.add_person() if "supporter" in accounts else None,
            actor=actor,
            accounts=accounts,
            start=start,
            facts=given,
        )
        _tell(done, as_json)


@command.command("act")
@click.argument("case")
@click.argument("outcome")
@who
@facts_file
@seen
@click.option("--reasons", help="Written reasons; an outcome against the person needs them.")
@click.option("--post", help="The post at which it took place.")
@click.option("--key", help="A key of your own: the same request twice changes nothing.")
@arguments.as_json
def act(
    case: str,
    outcome: str,
    who: str,
    facts: Path | None,
    seen: int | None,
    reasons: str | None,
    post: str | None,
    key: str | None,
    as_json: bool,
) -> None:
    """Bring CASE's present stage to an OUTCOME; `confirm` is a second officer's word on a proposal."""
    actor = _actor(who)
    with casework(), _placed(facts) as given:
        from safeconduct.cases import access, services  # noqa: PLC0415

        found = access.access_case(name=case, actor=actor)
        number = seen if seen is not None else found.standing.number
        if outcome == "confirm":
            done = services.confirm(case_id=found.id, actor=actor, expected_number=number, key=key)
        else:
            done = services.act(
                case_id=found.id,
                outcome=outcome,
                actor=actor,
                expected_number=number,
                facts=given,
                reasons=reasons,
                post=post,
                key=key,
            )
        _tell(done, as_json)


@command.command("show")
@click.argument("case")
@who
@arguments.language
@arguments.as_json
def show(case: str, who: str, language: str, as_json: bool) -> None:
    """Say where CASE stands, and what may be done now and what not, and why not."""
    actor = _actor(who)
    with casework():
        from safeconduct.cases import access, telling  # noqa: PLC0415

        found = access.access_case(name=case, actor=actor)
        told = _standing(found) | {
            "may": [_choice(one, language) for one in telling.may_do(found, actor)]
        }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    ended = f" ({told['end']})" if told["end"] else ""
    click.echo(f"{told['case']}: {told['stage']}, {told['status']}{ended}")
    for one in told["may"]:
        sign, why = ("✓", "") if one["why_not"] is None else ("✗", f": {one['why_not']}")
        click.echo(f"  {sign} {' '.join(filter(None, (one['act'], one['outcome'])))}{why}")


@command.command("events")
@click.argument("case")
@who
@arguments.language
@arguments.as_json
def events(case: str, who: str, language: str, as_json: bool) -> None:
    """Print everything that happened in CASE, in the words of the day.

    Times are those of the place where its days are counted; with --json they are in UTC.
    """
    actor = _actor(who)
    with casework():
        from safeconduct.cases import access, definitions, telling  # noqa: PLC0415

        found = access.access_case(name=case, actor=actor)
        steps = telling.timeline(found, language)
        here = definitions.course_of(found).zone
    for step in steps:
        at = step.at.isoformat(timespec="seconds")
        if as_json:
            told = {
                "number": step.number,
                "kind": step.kind,
                "at": at,
                "date": step.date.isoformat(),
                "by": step.by,
                "stage": step.stage,
                "outcome": step.outcome,
            }
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            said = " · ".join(filter(None, (step.stage, step.outcome)))
            local = step.at.astimezone(here).isoformat(timespec="seconds")
            click.echo(f"{step.number:>3}  {local}  {step.by:<24} {step.kind:<22} {said}")


@command.command("letters")
@click.argument("case")
@who
@click.option(
    "--lang",
    "language",
    type=click.Choice(arguments.LANGUAGES),
    help="Language; each reader's own, if left out.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write each letter to, as PDF.",
)
@arguments.as_json
def list_letters(
    case: str, who: str, language: str | None, out: Path | None, as_json: bool
) -> None:
    """List the letters of CASE that the actor may read, or write them into a folder as PDF."""
    actor = _actor(who)
    with casework():
        from safeconduct.cases import access, letters  # noqa: PLC0415

        found = access.access_case(name=case, actor=actor)
        held = letters.letters_for(found, actor, language=language)
        for number, one in enumerate(held, start=1):
            if out is not None and not one.is_erased:
                out.mkdir(parents=True, exist_ok=True)
                name = f"{found.receipt_number}-{number:02}-{one.kind}-{one.language}.pdf"
                raw = letters.as_pdf(found, one.id, language=one.language)
                (out / name).write_bytes(raw)
            day = one.issued_date.isoformat()
            if as_json:
                told = {"id": str(one.id), "kind": one.kind, "to": one.to, "day": day}
                told |= {"language": one.language, "title": one.title or ""}
                click.echo(json.dumps(told, ensure_ascii=False))
            else:
                click.echo(f"{day}  {one.to:<10} {one.kind:<30} {one.title or '(erased)'}")


@command.command("verify")
@click.argument("case")
@who
@arguments.as_json
def verify(case: str, who: str, as_json: bool) -> int:
    """Work CASE's chain of hashes out anew, and the digests of its values."""
    actor = _actor(who)
    with casework():
        from safeconduct.cases import access, selectors  # noqa: PLC0415

        found = selectors.verify_chain(access.access_case(name=case, actor=actor))
    if as_json:
        flaws = [{"event": flaw.number, "message": flaw.message} for flaw in found.flaws]
        told = {"holds": found.holds, "events": found.events, "erased": found.erased}
        click.echo(json.dumps(told | {"last_hash": found.last_hash, "flaws": flaws}))
    else:
        for flaw in found.flaws:
            click.echo(f"Event {flaw.number} {flaw.message}.")
        if found.holds:
            click.echo(
                f"{found.events} events hold, {found.erased} values erased; "
                f"the last hash is {found.last_hash}."
            )
    return 0 if found.holds else EXIT_BROKEN


@contextmanager
def casework() -> Iterator[None]:
    """Django and the database, in the role that serves people."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "safeconduct.web.settings"
    with address.available():
        import django  # noqa: PLC0415
        from django.db import connections  # noqa: PLC0415

        django.setup()
        try:
            yield
        finally:
            connections.close_all()


@contextmanager
def _placed(path: Path | None) -> Iterator[dict[str, Any]]:
    """The facts of a file; what does not fit them is said with file and line."""
    if path is None:
        yield {}
        return
    held = arguments.read_facts(path)
    try:
        yield dict(held.facts)
    except FactsError as error:
        raise held.placed(error) from error


def _actor(given: str) -> Actor:
    role, colon, account = given.partition(":")
    if not role or not colon or not account:
        raise InputError(
            f"{given!r} does not say who acts.",
            given=given,
            accepted="ROLE:ACCOUNT, such as officer.travel:olga",
        )
    return Actor(role, account)


def _tell(done: Done, as_json: bool) -> None:
    from safeconduct.cases.models import Case  # noqa: PLC0415

    told = _standing(Case.objects.select_related("standing").get(id=done.case_id))
    told |= {"number": done.number, "repeated": done.repeated}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    ended = f" ({told['end']})" if told["end"] else ""
    again = " This was done before; nothing was changed." if done.repeated else ""
    click.echo(f"{told['case']}: {told['stage']}, {told['status']}{ended}.{again}")


def _standing(case: Any) -> dict[str, Any]:
    standing = case.standing
    return {
        "case": case.receipt_number,
        "stage": standing.stage,
        "status": standing.status,
        "end": standing.end or None,
        "number": standing.number,
    }


def _choice(choice: Any, language: str) -> dict[str, Any]:
    refusal = choice.refusal
    return {
        "act": choice.action.act.value,
        "outcome": choice.action.outcome,
        "why_not": (refusal.words.get(language) or refusal.words["en"]) if refusal else None,
    }
