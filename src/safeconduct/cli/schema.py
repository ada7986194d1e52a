"""`safeconduct schema`: the JSON Schemas with which an editor completes and checks a programme."""

from __future__ import annotations

from pathlib import Path

import click

from safeconduct.errors import InputError
from safeconduct.impact.study.files import FILES
from safeconduct.programme.json_schemas import schemas, write_schemas


@click.command("schema")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write to.")
def command(out: Path | None) -> None:
    """Write a JSON Schema for every file of a programme's folder, or list them."""
    if out is None:
        click.echo(
            "\n".join(
                f"{name}.schema.json  {schema['title']}"
                for name, schema in (schemas() | schemas(FILES)).items()
            )
        )
        click.echo("Write them with: safeconduct schema --out FOLDER")
        return
    try:
        written = [*write_schemas(out), *write_schemas(out, FILES)]
    except OSError as error:
        raise InputError(
            f"The schemas cannot be written to {out}: {error.strerror}.",
            given=str(out),
            accepted="a folder that may be written to",
        ) from error
    click.echo("\n".join(map(str, written)))
