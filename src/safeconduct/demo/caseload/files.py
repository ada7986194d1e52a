"""A caseload as a file: Parquet, or CSV for a reader without it. The same table gives the same bytes."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from safeconduct.demo.figures import write_whole
from safeconduct.errors import InputError

_KNOWN, _COMPLETE = ".known", ".complete"


def write_caseload(frame: pl.DataFrame, path: Path) -> None:
    """Write a table of people, as Parquet or CSV by the ending; InputError for any other."""
    check_path(path)
    buffer = io.BytesIO()
    if path.suffix == ".csv":
        as_csv_table(frame).write_csv(buffer)
    else:
        frame.write_parquet(buffer, compression="zstd")
    write_whole(path, buffer.getvalue())


def check_path(path: Path) -> None:
    """InputError unless the name ends in .parquet or .csv and the folder is there."""
    if path.suffix not in (".parquet", ".csv"):
        raise InputError(
            f"{path.name} is neither a Parquet nor a CSV file by its name.",
            given=str(path),
            accepted="a name that ends in .parquet or .csv",
        )
    if not path.parent.is_dir():
        raise InputError(
            f"There is no folder {path.parent}.",
            given=str(path),
            accepted="a file name in a folder that exists",
        )


def as_csv_table(frame: pl.DataFrame) -> pl.DataFrame:
    """The table as text: `none` for none, empty for unknown, a list of records as JSON."""
    texts = []
    for name, dtype in frame.schema.items():
        if name.endswith((_KNOWN, _COMPLETE)):
            continue
        if isinstance(dtype, pl.List):
            texts.append(_as_json(frame, name))
        else:
            texts.append(_as_text(frame, name))
    return pl.DataFrame(texts)


def _as_text(frame: pl.DataFrame, name: str) -> pl.Series:
    text = pl.col(name).cast(pl.String)
    if name + _KNOWN in frame.columns:
        text = text.fill_null(pl.when(name + _KNOWN).then(pl.lit("none")))
    return frame.select(text.alias(name)).to_series()


def _as_json(frame: pl.DataFrame, name: str) -> pl.Series:
    """Each list as the text of a JSON list, or of an object that says that it is incomplete."""
    rows = frame.select(name, pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"))
    flat = rows.explode(name)
    held = flat[name].struct.unnest()
    fields = [_as_member(held, field) for field in held.columns if not field.endswith(_KNOWN)]
    record = pl.format("{{{}}}", pl.concat_str(fields, separator=", ", ignore_nulls=True))
    joined = (
        held.select(record.alias("record"), flat["row"])
        .group_by("row", maintain_order=True)
        .agg(pl.col("record").str.join(", "))
    )
    texts = joined.select(pl.format("[{}]", "record").alias(name)).to_series()
    incomplete = pl.DataFrame([texts, frame[name + _COMPLETE]]).with_columns(
        pl.when(name + _COMPLETE)
        .then(name)
        .otherwise(pl.format('{{"complete": false, "records": {}}}', name))
        .alias(name)
    )
    return incomplete[name]


def _as_member(held: pl.DataFrame, field: str) -> pl.Expr:
    """`"field": "value"`, null for none, nothing for unknown. Values are codes and dates only."""
    member = pl.format('"' + field + '": "{}"', pl.col(field).cast(pl.String))
    if field + _KNOWN in held.columns:
        none = pl.when(field + _KNOWN).then(pl.lit(f'"{field}": null'))
        member = pl.when(pl.col(field).is_not_null()).then(member).otherwise(none)
    return member
