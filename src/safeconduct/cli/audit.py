"""`safeconduct audit`: histories that an outsider can prove, with an export and checkpoints alone."""

from __future__ import annotations

import json
from pathlib import Path

import click

from safeconduct.cases import proof
from safeconduct.cli import arguments
from safeconduct.cli.case import casework
from safeconduct.errors import InputError

EXIT_BROKEN = 1


@click.group("audit")
def command() -> None:
    """Export histories, sign how far they have come, and prove them.

    Exit code 1: `verify` found a history that does not hold.
    """


@command.command("export")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write.")
@arguments.as_json
def export(out: Path, as_json: bool) -> None:
    """Write every case's events to a file: ids, digests and names from programmes, no personal values."""
    cases = -1
    unfinished = out.with_name(f".{out.name}.new")
    try:
        with casework(), open(unfinished, "w", encoding="utf-8") as file:
            from safeconduct.cases import audit  # noqa: PLC0415 (needs Django)

            for line in audit.export_lines():
                file.write(line + "\n")
                cases += 1
        unfinished.rename(out)
    finally:
        unfinished.unlink(missing_ok=True)
    told = {"cases": cases, "file": str(out)}
    click.echo(json.dumps(told) if as_json else f"{cases} cases are in {out}.")


@command.command("checkpoint")
@arguments.as_json
def checkpoint(as_json: bool) -> None:
    """Sign how far every case's history has come. Hand the file to someone who is to hold you to it."""
    with casework():
        from safeconduct.cases import audit  # noqa: PLC0415

        made, file = audit.make_checkpoint()
    told = {"number": made.number, "cases": len(made.heads), "key": made.key, "file": str(file)}
    if as_json:
        click.echo(json.dumps(told))
    else:
        click.echo(
            f"Checkpoint {made.number} over {len(made.heads)} cases is in {file}, signed by the key"
            f" {made.key}."
        )


@command.command("verify")
@click.argument("export_file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A checkpoint that you kept; may be given several times.",
)
@click.option("--key", help="The installation's public key, as it was published.")
@arguments.as_json
def verify(export_file: Path, checkpoints: tuple[Path, ...], key: str | None, as_json: bool) -> int:
    """Prove the histories in FILE, a file of `audit export`; needs no database.

    Without a checkpoint, what was cut off at the end or left out whole cannot show.
    """
    held = [_read_checkpoint(path) for path in checkpoints]
    try:
        with open(export_file, encoding="utf-8") as lines:
            found = proof.verify(lines, held, key)
    except UnicodeDecodeError as error:
        raise InputError("The export is no text.", given=str(export_file)) from error
    if as_json:
        faults = [{"about": fault.about, "message": fault.message} for fault in found.faults]
        told: dict[str, object] = {"holds": found.holds, "cases": found.cases}
        told |= {"events": found.events, "checkpoints": found.checkpoints}
        told |= {"keys": list(found.keys), "faults": faults}
        click.echo(json.dumps(told))
    else:
        for fault in found.faults:
            click.echo(f"{fault.about}: {fault.message}.")
        if found.holds:
            click.echo(f"{found.events} events of {found.cases} cases hold.")
            click.echo(_against(found, key))
    return 0 if found.holds else EXIT_BROKEN


def _against(found: proof.Verdict, key: str | None) -> str:
    if not found.checkpoints:
        return "No checkpoint was given: an end that was cut off would not show."
    signed = f"signed by the key {', '.join(found.keys)}"
    unknown = "" if key else "; compare it with the published one, or name it with --key"
    return f"They hold against {found.checkpoints} checkpoints, {signed}{unknown}."


def _read_checkpoint(path: Path) -> proof.Checkpoint:
    try:
        return proof.Checkpoint.from_data(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise InputError(f"{path} is no checkpoint.", given=str(error)) from error
