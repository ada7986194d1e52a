"""`safeconduct draw`: which of those who wait are taken next, so that anyone can check that it was fair."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from safeconduct.cli import arguments
from safeconduct.cli.case import casework
from safeconduct.errors import InputError, NotFound
from safeconduct.flow.selection import Filing, Proof, verify
from safeconduct.programme import load

EXIT_UNFAIR = 1


@click.group("draw")
def command() -> None:
    """Announce a draw, make it, and check one that others made.

    Exit code 1: `verify` found that the draw is not what its seed and pool give.
    """


@command.command("announce")
@click.argument("programme")
@click.argument("stage")
@click.option("--by", required=True, help="The officer's account who answers for it.")
@click.option("--track", default="admission", show_default=True)
@arguments.as_json
def announce(programme: str, stage: str, by: str, track: str, as_json: bool) -> None:
    """Fix the seed of a draw of those who wait at STAGE; publish the digest that is printed."""
    definition = load(programme)
    with casework():
        from safeconduct.cases import queues  # noqa: PLC0415

        line = queues.Line(definition.programme.id, track, stage)
        made = queues.announce_draw(definition=definition, line=line, by=by)
        told = {"draw": str(made.id), "seed_digest": made.seed_digest}
    if as_json:
        click.echo(json.dumps(told))
    else:
        click.echo(f"Draw {told['draw']} is announced. Publish this before it is made:")
        click.echo(f"  SHA-256 of the seed: {told['seed_digest']}")


@command.command("make")
@click.argument("programme")
@click.argument("stage")
@click.argument("draw_id", metavar="DRAW", type=click.UUID)
@click.option("--places", required=True, type=click.IntRange(min=0), help="How many are taken.")
@click.option("--by", required=True, help="The officer's account who answers for it.")
@click.option("--track", default="admission", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File for the proof.")
@arguments.as_json
def make(
    programme: str,
    stage: str,
    draw_id: uuid.UUID,
    places: int,
    by: str,
    track: str,
    out: Path | None,
    as_json: bool,
) -> None:
    """Draw from all that wait at STAGE now, and write the proof that is published."""
    definition = load(programme)
    with casework():
        from safeconduct.capacity import draws  # noqa: PLC0415
        from safeconduct.cases import queues  # noqa: PLC0415

        line = queues.Line(definition.programme.id, track, stage)
        made = queues.make_draw(
            definition=definition, line=line, draw_id=draw_id, places=places, by=by
        )
        proof, _pool, _announced = draws.proof_of(made.id)
        told = draws.published(made.id)
    if out is not None:
        _write(out, told)
    if as_json:
        click.echo(json.dumps(told))
    else:
        click.echo(f"{len(proof.taken)} of {proof.pool_size} were taken: ", nl=False)
        click.echo(f"{len(proof.at_random)} at random, {len(proof.by_age)} by age.")


@command.command("verify")
@click.argument("proof_file", metavar="PROOF", type=click.Path(path_type=Path))
@arguments.as_json
def check(proof_file: Path, as_json: bool) -> int:
    """Make a draw again from its published proof alone, and say whether it comes out the same."""
    proof, pool, announced = _read(proof_file)
    wrong = verify(proof, pool, announced)
    if as_json:
        click.echo(json.dumps({"fair": not wrong, "wrong": list(wrong)}))
    else:
        click.echo("\n".join(wrong) or f"Fair: {proof.pool_size} waited, {len(proof.taken)} taken.")
    return EXIT_UNFAIR if wrong else 0


def _read(file: Path) -> tuple[Proof, tuple[Filing, ...], str]:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {file}.", given=str(file)) from error
    except (OSError, ValueError) as error:
        raise _unreadable(file) from error
    try:
        pool = tuple(
            Filing(str(each["id"]), datetime.fromisoformat(each["filed_at"]))
            for each in told["pool"]
        )
        return Proof.from_data(told["proof"]), pool, str(told["announced_seed_digest"])
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable(file) from error


def _write(file: Path, told: dict[str, Any]) -> None:
    try:
        file.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"{file} cannot be written: {error.strerror}.",
            given=str(file),
            accepted="a file in a folder that may be written to; the draw itself was made",
        ) from error


def _unreadable(file: Path) -> InputError:
    return InputError(
        f"{file} is no proof of a draw.", given=str(file), accepted="what `draw make --out` wrote"
    )
