"""Whatever is drawn: the same seed gives the same bytes, and no one contradicts themselves."""

from __future__ import annotations

import io
from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.demo import figures
from safeconduct.demo.caseload import draw
from safeconduct.demo.caseload.assumptions import invented_names
from safeconduct.demo.caseload.files import as_csv_table

TABLE = figures.encounters()
MONTHS = sorted({f"{month:%Y-%m}" for month in TABLE["month"]})
NATIONALITIES = ("VE", "CO", "CU", "HT", "MX", "GT", "OTHER")
seeds = st.integers(0, 2**63 - 1)
sizes = st.integers(1, 400)
months = st.lists(st.sampled_from(MONTHS), min_size=1, max_size=3, unique=True)
nationalities = st.lists(st.sampled_from(NATIONALITIES), min_size=1, max_size=3, unique=True)
drawn = st.builds(draw, seed=seeds, months=months, nationalities=nationalities, size=sizes)
few = settings(max_examples=40, deadline=None)


def parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def entries(people: pl.DataFrame) -> pl.DataFrame:
    labels = ("case_id", "family_id", "birth_date", "present_country")
    return people.select(*labels, "entries").explode("entries").unnest("entries")


@few
@given(seed=seeds, size=sizes, months=months, nationalities=nationalities)
def test_same_arguments_same_bytes(
    seed: int, size: int, months: list[str], nationalities: list[str]
) -> None:
    once, again = (
        draw(seed=seed, size=size, months=months, nationalities=nationalities) for _ in range(2)
    )
    assert once.height == size
    assert parquet(once) == parquet(again)
    assert as_csv_table(once).write_csv() == as_csv_table(again).write_csv()


@few
@given(first=seeds, second=seeds)
def test_another_seed_gives_other_people(first: int, second: int) -> None:
    assert draw(seed=first, size=200).equals(draw(seed=second, size=200)) == (first == second)


@few
@given(month=st.sampled_from(MONTHS), nationality=st.sampled_from(NATIONALITIES), seed=seeds)
def test_without_a_size_every_encounter_is_one_person(
    month: str, nationality: str, seed: int
) -> None:
    published = TABLE.filter(
        pl.col("month").dt.strftime("%Y-%m") == month, pl.col("nationality") == nationality
    )
    if not 0 < published["encounters"].sum() < 5_000:
        return
    people = draw(seed=seed, months=[month], nationalities=[nationality])
    own = None if nationality == "OTHER" else nationality
    crossed = entries(people.filter(pl.col("nationality").eq_missing(own))).filter(
        pl.col("country") == "US",
        pl.col("entry_date").dt.strftime("%Y-%m") == month,
        pl.col("departure").ne_missing("removed"),
    )
    found = crossed.select(
        component=pl.when(pl.col("manner").cast(pl.String) == "regular")
        .then(pl.lit("OFO"))
        .otherwise(pl.lit("USBP")),
        title=pl.when((pl.col("departure").cast(pl.String) == "expelled").fill_null(False))
        .then(42)
        .otherwise(8),
    )
    cell = ["component", "title"]
    counted = {row[:2]: row[2] for row in found.group_by(cell).len().iter_rows()}
    wanted = published.group_by(cell).agg(pl.col("encounters").sum())
    assert counted == {row[:2]: row[2] for row in wanted.iter_rows()}


@few
@given(people=drawn)
def test_every_family_has_one_principal(people: pl.DataFrame) -> None:
    principal = people["family_relation"].is_null() & people["family_relation.known"]
    by_family = people.with_columns(principal=principal).group_by("family_id")
    assert by_family.agg(pl.col("principal").sum())["principal"].unique().to_list() == [1]
    of_principal = people.filter(principal).select("family_id", theirs="nationality")
    members = people.filter(~principal).join(of_principal, on="family_id")
    assert members.height == people.height - principal.sum()
    assert members["principal_nationality"].eq_missing(members["theirs"]).all()
    assert people.filter(principal)["principal_nationality"].null_count() == principal.sum()


@few
@given(people=drawn)
def test_days_are_in_order(people: pl.DataFrame) -> None:
    legs = entries(people)
    in_order = legs.group_by("case_id").agg(pl.col("entry_date").is_sorted().alias("sorted"))
    assert in_order["sorted"].all()
    assert (legs["birth_date"] < legs["entry_date"]).all()
    handed = legs.filter(pl.col("manner") == "handed_over").select("case_id", "entry_date")
    crossed = legs.filter(pl.col("country") == "US", pl.col("returned_under").is_not_null())
    both = handed.join(crossed, on="case_id", how="full")
    assert both.null_count().select("entry_date", "entry_date_right").row(0) == (0, 0)
    assert (both["entry_date"] - both["entry_date_right"] == timedelta(days=1)).all()
    filed = people.filter(pl.col("consular_appointment_date").is_not_null())
    assert (filed["consular_appointment_date"] > filed["filing_date"]).all()


@few
@given(people=drawn)
def test_ages_fit_the_family(people: pl.DataFrame) -> None:
    crossing = (
        entries(people)
        .filter(pl.col("country") != "PA")
        .group_by("case_id")
        .agg(pl.col("entry_date").max())
    )
    aged = people.join(crossing, on="case_id").with_columns(
        age=(pl.col("entry_date") - pl.col("birth_date")).dt.total_days() / 365.2425
    )
    assert aged["age"].min() > 0
    principals = aged.filter(pl.col("family_relation").is_null())
    assert principals.is_empty() or principals["age"].max() < 81
    assert aged["age"].max() < 81 + 6  # partners are up to six years older
    partner = pl.col("family_relation").cast(pl.String).is_in(["spouse", "common_law_partner"])
    assert (aged.filter(partner)["age"] >= 18).all()
    child = pl.col("family_relation").cast(pl.String) == "unmarried_child_under_21"
    assert (aged.filter(child)["age"] < 21.1).all()
    parents = aged.filter(pl.col("family_relation").is_null()).select(
        "family_id", parent="birth_date"
    )
    children = aged.filter(child).join(parents, on="family_id")
    gap = (children["birth_date"] - children["parent"]).dt.total_days()
    assert gap.is_empty() or int(gap.min()) > 15 * 365
    assert False not in aged.filter(child)["travels_with_parent_or_guardian"]
    grown = aged.filter(pl.col("family_relation").is_null(), pl.col("age") > 18.1)
    assert not grown["travels_with_parent_or_guardian"].any()


@few
@given(people=drawn)
def test_names_are_drawn_from_the_invented_ones_and_shared(people: pl.DataFrame) -> None:
    given_names, family_names = invented_names()
    parts = people["name"].str.split_exact(" ", 1).struct.unnest()
    assert set(parts["field_0"]) <= set(given_names)
    assert set(parts["field_1"]) <= set(family_names)
    shared = people.with_columns(last=parts["field_1"]).group_by("family_id")
    assert shared.agg(pl.col("last").n_unique())["last"].unique().to_list() == [1]
    assert people["case_id"].str.contains(r"^DEMO-\d{6,}$").all()
    assert people["case_id"].is_unique().all()


@few
@given(people=drawn)
def test_a_value_is_always_known(people: pl.DataFrame) -> None:
    tables = [people, people["entries"].explode().struct.unnest()]
    for table in tables:
        for mark in (name for name in table.columns if name.endswith(".known")):
            assert table[mark].null_count() == 0
            assert table.filter(pl.col(mark.removesuffix(".known")).is_not_null())[mark].all()


@few
@given(people=drawn)
def test_only_the_returned_stand_in_mexico_by_handover(people: pl.DataFrame) -> None:
    legs = entries(people)
    handed = legs.filter(pl.col("manner") == "handed_over")
    assert (handed["present_country"].cast(pl.String) == "MX").all()
    returned = legs.filter(pl.col("returned_under").cast(pl.String) == "us-mx-2022")
    crossed = returned.filter(pl.col("country") == "US")["entry_date"]
    assert crossed.is_between(date(2022, 10, 12), date(2023, 5, 11)).all()
