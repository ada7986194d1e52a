"""`safeconduct caseload`: a table of invented people, drawn from the published figures."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import click
import polars as pl

from safeconduct.cli.arguments import as_json
from safeconduct.cli.progress import progress_bar
from safeconduct.demo.caseload import AUTUMN_2022, STEPS, draw, returned_people
from safeconduct.demo.caseload.files import check_path, write_caseload

#: From about this many people on, drawing and writing take over two seconds.
_MANY = 300_000


@click.command("caseload")
@click.option(
    "--seed", type=int, default=0, show_default=True, help="The same seed, the same people."
)
@click.option(
    "--month",
    "months",
    multiple=True,
    metavar="YYYY-MM",
    help="Month of the crossings; may be given several times.  [default: 2022-10 to 2022-12]",
)
@click.option(
    "--nationality",
    "nationalities",
    multiple=True,
    metavar="CODE",
    help="Nationality of the principals, such as VE; may be given several times.  [default: VE]",
)
@click.option("--size", type=int, help="How many people; one for each encounter if left out.")
@click.option(
    "--returns",
    is_flag=True,
    help="Only the 17,919 returns of Venezuelans to Mexico, October to December 2022.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="The file to write: .parquet or .csv.",
)
@as_json
def command(
    seed: int,
    months: tuple[str, ...],
    nationalities: tuple[str, ...],
    size: int | None,
    returns: bool,
    out: Path,
    as_json: bool,
) -> None:
    """Draw invented people in the proportions of the published figures.

    Nobody in the table is real. Encounters are events, of which one person may have several; here each
    is drawn as one person. What was assumed beyond the figures stands in docs/figures.md.
    """
    if returns and (months or nationalities or size is not None):
        raise click.UsageError("--returns goes with no --month, --nationality or --size.")
    check_path(out)
    bar = progress_bar("drawing", STEPS) if (size or 0) >= _MANY else nullcontext(lambda step: None)
    with bar as progress:
        if returns:
            people = returned_people(seed=seed, progress=progress)
        else:
            people = draw(
                seed=seed,
                months=months or AUTUMN_2022,
                nationalities=nationalities or ("VE",),
                size=size,
                progress=progress,
            )
        write_caseload(people, out)
    counted = _counted(people)
    if as_json:
        click.echo(json.dumps({"out": str(out), "seed": seed, **counted}))
        return
    click.echo(
        f"{out}: {counted['people']:,} invented people in {counted['families']:,} families, "
        f"{counted['returned']:,} of them returned to Mexico under an agreement."
    )


def _counted(people: pl.DataFrame) -> dict[str, int]:
    manners = people["entries"].explode().struct.field("manner")
    return {
        "people": people.height,
        "families": people["family_id"].n_unique(),
        "returned": int((manners == "handed_over").sum()),
    }
