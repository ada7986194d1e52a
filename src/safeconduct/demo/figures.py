"""Published encounters at the southwest land border, as a small table that ships with the package.

The counts are US Customs and Border Protection's, regrouped here. `data/encounters.yaml` beside the
table says where they come from, `docs/figures.md` what to beware of.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
import pycountry
import yaml

from safeconduct.errors import InputError, NotFound

GROUPS = ("single_adult", "family_unit", "unaccompanied_minor", "accompanied_minor")
COMPONENTS = ("USBP", "OFO")
#: The publisher's remainder of citizenships that it does not name.
OTHER = "OTHER"
COLUMNS = ("month", "nationality", "component", "title", "group", "encounters")

_DATA = files("safeconduct.demo") / "data"
_COMPONENT_OF = {"U.S. Border Patrol": "USBP", "Office of Field Operations": "OFO"}
_TITLE_OF = {"Title 8": 8, "Title 42": 42}
_GROUP_OF = {
    "Single Adults": "single_adult",
    "FMUA": "family_unit",
    # One thing under two names: the publisher changed the word in October 2021.
    "UC / Single Minors": "unaccompanied_minor",
    "UAC": "unaccompanied_minor",
    "Accompanied Minors": "accompanied_minor",
}


@cache
def provenance() -> dict[str, Any]:
    """Where the table comes from, as `data/encounters.yaml` says it."""
    read: dict[str, Any] = yaml.safe_load((_DATA / "encounters.yaml").read_text("utf-8"))
    return read


@cache
def encounters() -> pl.DataFrame:
    """The table: one row per month, nationality, component, title and group that is not zero.

    `month` is the first day of the calendar month, `nationality` ISO 3166-1 alpha-2 or OTHER,
    `title` 8 or 42, `encounters` a count of events, of which one person may have several.
    """
    return read_table((_DATA / "encounters.csv").read_bytes())


def read_table(csv: bytes) -> pl.DataFrame:
    """The typed frame of a table in the form that `build_table` writes."""
    frame = pl.read_csv(csv, schema_overrides={"title": pl.UInt8, "encounters": pl.Int64})
    return frame.with_columns((pl.col("month") + "-01").str.to_date("%Y-%m-%d"))


def build_table(folder: Path) -> bytes:
    """The table as CSV, made again from the published file in `folder`; always the same bytes.

    NotFound when the file is not there, InputError when it is another than the provenance names.
    """
    raw = _published_file(folder)
    published = pl.read_csv(gzip.decompress(raw), infer_schema_length=None)
    named = published.filter(pl.col("nat").fill_null("") != "")
    table = (
        named.select(
            month=pl.col("t").str.slice(0, 7),
            nationality=_recoded("nat", {code: _alpha_2(code) for code in named["nat"].unique()}),
            component=_recoded("component", _COMPONENT_OF),
            title=pl.col("authority").replace_strict(_TITLE_OF, return_dtype=pl.UInt8),
            group=_recoded("demog", _GROUP_OF),
            encounters=pl.col("n"),
        )
        .group_by(COLUMNS[:-1])
        .agg(pl.col("encounters").sum())
        .filter(pl.col("encounters") > 0)
        .sort(COLUMNS[:-1])
    )
    return table.write_csv().encode()


def _recoded(column: str, codes: dict[str, str]) -> pl.Expr:
    return pl.col(column).replace_strict(codes, return_dtype=pl.String)


def _alpha_2(code: str) -> str:
    if code == "OOO":
        return OTHER
    country: Any = pycountry.countries.get(alpha_3=code)
    return str(country.alpha_2)


def _published_file(folder: Path) -> bytes:
    wanted = provenance()["raw_file"]
    path = folder / wanted["name"]
    if not path.is_file():
        raise NotFound(
            f"There is no file {wanted['name']} in {folder}.",
            given=str(folder),
            accepted="the folder that holds the published file named in docs/figures.md",
        )
    raw = path.read_bytes()
    found = hashlib.sha256(raw).hexdigest()
    if found != wanted["sha256"]:
        raise InputError(
            f"{path} is another file than the one from which the table was made: "
            f"its sha256 is {found}.",
            given=found,
            accepted=f"the file with sha256 {wanted['sha256']}",
        )
    return raw


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step, so that a failure leaves what was there; InputError if it fails."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise InputError(
            f"{path} cannot be written: {error.strerror}.",
            given=str(path),
            accepted="a file name in a folder that exists and may be written to",
        ) from error
