"""The plan carried out: what leads, what fails, what is refused, and who is a donor in which window."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from safeconduct.errors import InputError, NotFound, ProgrammeError
from safeconduct.impact import sentences
from safeconduct.impact.analysis import (
    Analysis,
    Standing,
    estimated,
    every_way,
    figures_of,
    measured,
)
from safeconduct.impact.effect import Compared, Limits, Matching, Method
from safeconduct.impact.shipped import load_figures
from safeconduct.impact.study import Study, load_study
from safeconduct.impact.study.schema import Checks
from safeconduct.impact.study.ways import WAYS, method_of
from safeconduct.programme import load
from tests.impact import studies

US_MX = load("us-mx-ve-2022")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return studies.study_in(tmp_path)


@pytest.fixture(scope="module")
def shipped() -> Analysis:
    return estimated(load_study(US_MX), load_figures(US_MX.folder).table)


def without(table: pl.DataFrame, **cell: str) -> pl.DataFrame:
    return table.filter(~pl.all_horizontal(pl.col(name) == value for name, value in cell.items()))


def test_a_known_fall_leads_once_its_coverage_is_measured(study: Study) -> None:
    """Truth: times 0.4. Before calibration nothing may lead, however good it looks."""
    quick = estimated(study, studies.world(), window="early", method="synthetic")
    assert quick.headline is None
    assert quick.leading[0].standing is Standing.UNMEASURED
    assert "has not been measured" in quick.leading[0].against[0].en
    found = measured(quick, simulations=300).headline
    assert found is not None and found.method == "synthetic-index"
    assert found.low < -0.6 < found.high < 0 and found.effect == pytest.approx(-0.6, abs=0.03)
    assert found.calibration and found.calibration.after >= 0.93


def test_the_plan_says_who_leads_and_nobody_picks(study: Study) -> None:
    """One way of each method, in the plan's order; difference is shown and never leads."""
    found = estimated(study, studies.world())
    assert [each.way for each in found.leading] == ["synthetic-index", "interrupted-log-hac"]
    ways = [tried.way for tried in found.of("early").tried]
    assert ways == [way for method in study.plan.methods for way in WAYS[method]]
    assert not any(each.may_lead for each in found.of("early").tried if each.method == "difference")


def test_the_plan_names_the_exact_estimates_that_may_lead(tmp_path: Path) -> None:
    """In its own order and in no other way; where it names none, the first of the method."""
    named = "headline_methods: [interrupted-log-ar, synthetic-log, difference]"
    study = studies.study_in(tmp_path, ("headline_methods: [synthetic, interrupted]", named))
    assert study.plan.leading == ("interrupted-log-ar", "synthetic-log", "difference-log")
    found = estimated(study, studies.world())
    assert tuple(each.way for each in found.leading) == study.plan.leading
    may_lead = [each.way for each in found.of("early").tried if each.may_lead]
    assert sorted(may_lead) == sorted(study.plan.leading)
    order = [each["method"] for each in found.as_data()["headline"]["why_none"]]  # type: ignore[index]
    assert order == list(study.plan.leading)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("[synthetic-index, synthetic-log]", "more than one way of synthetic: only one may lead"),
        ("[synthetic, synthetic-index]", "more than one way of synthetic: only one may lead"),
        ("[synthetic-best]", "synthetic-best"),
    ],
)
def test_two_ways_of_one_method_or_none_that_there_is(
    tmp_path: Path, named: str, said: str
) -> None:
    with pytest.raises(ProgrammeError) as caught:
        studies.study_in(tmp_path, ("[synthetic, interrupted]", named))
    assert said in str(caught.value)


def test_what_leads_is_among_the_methods(tmp_path: Path) -> None:
    change = ("methods: [difference, interrupted, synthetic]", "methods: [interrupted, synthetic]")
    with pytest.raises(ProgrammeError, match="names difference, which is not among methods"):
        studies.study_in(tmp_path, change, ("[synthetic, interrupted]", "[difference-level]"))


def test_the_ways_that_a_plan_may_name_are_those_that_are_made() -> None:
    assert WAYS["difference"] == tuple(f"difference-{each.value}" for each in Compared)
    assert WAYS["interrupted"] == tuple(f"interrupted-{each.value}" for each in Method)
    assert set(WAYS["synthetic"]) == {f"synthetic-{each.value}" for each in Matching}
    assert {method_of(way) for ways in WAYS.values() for way in ways} == set(WAYS)


@pytest.mark.parametrize("name", ["us-mx-ve-2022", "uniting-for-ukraine"])
def test_the_shipped_plans_say_it_in_the_file(name: str) -> None:
    """A lawyer or statistician reads it in the study, not in the code."""
    text = (load(name).folder / "impact" / "study.yaml").read_text("utf-8")
    assert "  headline_methods: [synthetic-index, interrupted-log-hac]\n" in text
    assert all(f"    {line}: " in text for line in Checks.model_fields)


def test_the_plan_draws_the_lines_of_the_checks(tmp_path: Path) -> None:
    """One of its own here, the usual ones for the rest; a line is told with the check."""
    methods = "methods: [difference, interrupted, synthetic]"
    study = studies.study_in(tmp_path, (methods, methods + "\n  checks: {months_before: 37}"))
    assert study.plan.checks.donors == Limits().donors
    for tried in estimated(study, studies.world(), window="early").of("early").tried:
        assert tried.estimate is not None
        few = next(each for each in tried.estimate.checks if each.name == "months-before")
        assert (few.passed, few.value, few.limit) == (False, 36, 37)


def test_the_headlines_window_is_estimated_again_from_other_months(tmp_path: Path) -> None:
    """Told beside the headline, each with how many months it had; nothing of it leads."""
    begin = "before_from: 2019-01"
    study = studies.study_in(tmp_path, (begin, begin + "\n  also_before: [2019-10, 2021-10]"))
    found = estimated(study, studies.world())
    assert [(each.before_from, each.months) for each in found.again] == [
        ("2019-10", 27),
        ("2021-10", 3),
    ]
    longer, shorter = found.again
    assert not any(tried.may_lead for each in found.again for tried in each.tried)
    assert "synthetic-index" in {each.method for each in longer.standing_up}
    assert shorter.standing_up == ()
    assert [each["months"] for each in found.as_data()["also_before"]] == [27, 3]  # type: ignore[attr-defined]
    assert estimated(study, studies.world(), window="late").again == ()
    some = sentences.again_some(longer, "es")
    assert some.startswith("Contando desde octubre de 2019 (27 meses), nada habla en contra de ")
    none = sentences.again_none((shorter,), "en")
    assert none.endswith("counted from October 2021 on (3 months).") and "none of the 10" in none


@pytest.mark.parametrize("month", ["2019-01", "2021-12", "2022-03"])
def test_another_beginning_is_another_and_before(tmp_path: Path, month: str) -> None:
    begin = "before_from: 2019-01"
    with pytest.raises(ProgrammeError, match=f"also_before names {month}"):
        studies.study_in(tmp_path, (begin, f"{begin}\n  also_before: [{month}]"))


def test_the_usual_lines_are_those_that_a_plan_may_leave_out() -> None:
    assert asdict(Limits()) == Checks().model_dump()


def test_months_that_are_neither_are_left_out(study: Study) -> None:
    early, late = study.plan.windows
    given, _ = figures_of(study, studies.world(), early)
    assert (given.start, given.left_out, given.months[given.start]) == (36, 1, "2022-02")
    assert given.months[-1] == "2022-07" and "2022-01" not in given.months
    given, _ = figures_of(study, studies.world(), late)
    assert (given.left_out, given.months[given.start]) == (7, "2022-08")
    estimate = (
        estimated(study, studies.world(), window="late", method="interrupted")
        .of("late")
        .tried[0]
        .estimate
    )
    assert estimate and [m.month for m in estimate.months][::5] == ["2022-08", "2023-01"]
    assert estimate.window.left_out == 7


def test_a_donor_that_is_itself_treated_is_none_from_then_on(study: Study) -> None:
    found = estimated(study, studies.world(), method="synthetic")
    assert "CU" in [donor.id for donor in found.of("early").donors]
    late = found.of("late")
    assert "CU" not in [donor.id for donor in late.donors]
    assert [(each.donor.id, each.because.es) for each in late.not_compared] == [
        ("CU", "La misma medida rige allí.")
    ]


def test_nothing_is_compared_with_itself(study: Study) -> None:
    """Whoever looks at everybody's encounters finds every donor counted among them."""
    between = study.measures["between"]
    everyone = tuple(one.model_copy(update={"nationality": None}) for one in between.cells)
    wide = replace(
        study,
        measures={**study.measures, "between": between.model_copy(update={"cells": everyone})},
    )
    early = estimated(wide, studies.world(), window="early")
    [found] = early.windows
    assert not found.donors and len(found.not_compared) == len(study.donors)
    assert {each.because.en.split(":")[0] for each in found.not_compared} == {
        "It is counted in what is asked about"
    }
    for tried in found.tried:
        assert (tried.standing is Standing.REFUSED) == (tried.method != "interrupted")


def test_a_donor_without_figures_is_named_with_the_reason(study: Study) -> None:
    """Peru is not in the figures, Brazil has a month that is not published, Honduras only zeros before."""
    table = without(studies.world(), nationality="PE").with_columns(
        count=pl.when((pl.col("nationality") == "HN") & (pl.col("month").dt.year() < 2022))
        .then(0)
        .otherwise(pl.col("count"))
    )
    hole = (pl.col("nationality") == "BR") & (pl.col("month") == pl.date(2020, 5, 1))
    table = table.with_columns(
        count=pl.when(hole).then(None).otherwise(pl.col("count")),
        missing=pl.when(hole).then(pl.lit("not_available")).otherwise(pl.col("missing")),
    )
    _, out = figures_of(study, table, study.plan.windows[0])
    reasons = {each.donor.id: each.because for each in out}
    assert set(reasons) == {"PE", "BR", "HN"}
    assert "do not name the nationality Peru (PE)" in reasons["PE"].en
    assert reasons["BR"].en == "1 of its months are not published."
    assert reasons["HN"].es == "Antes del inicio solo tiene ceros."


def test_what_cannot_be_estimated_is_refused_with_the_reason(study: Study) -> None:
    """A zero in the window: no logarithm of it; the methods that count zeros go on."""
    march = (
        (pl.col("nationality") == "VE")
        & (pl.col("measure") == "encounters")
        & (pl.col("month") == pl.date(2022, 3, 1))
    )
    table = studies.world().with_columns(count=pl.when(march).then(0).otherwise(pl.col("count")))
    tried = {each.way: each for each in estimated(study, table, window="early").windows[0].tried}
    assert tried["interrupted-log-hac"].standing is Standing.REFUSED
    assert "2022-03 is zero" in tried["interrupted-log-hac"].against[0].en
    assert tried["interrupted-poisson-hac"].estimate is not None


def test_a_window_that_is_not_published_is_refused(study: Study) -> None:
    table = studies.world().filter(pl.col("month") < pl.date(2022, 12, 1))
    late = estimated(study, table).of("late")
    assert {each.standing for each in late.tried} == {Standing.REFUSED}
    assert "2022-12 and 2023-01 are missing" in late.tried[0].against[0].en


def test_a_plan_of_too_few_months_is_refused_by_every_method(tmp_path: Path) -> None:
    short = studies.study_in(tmp_path, ("before_from: 2019-01", "before_from: 2021-03"))
    for _, tried in every_way(estimated(short, studies.world())):
        assert tried.standing is Standing.REFUSED and "too short" in tried.against[0].en


def test_an_outcome_with_the_programmes_own_arrivals_is_refused(tmp_path: Path) -> None:
    study = studies.study_in(
        tmp_path,
        (
            "cells: [{place: southwest, component: USBP, nationality: VE}]",
            "cells: [{place: nationwide, nationality: VE}]",
        ),
    )
    with pytest.raises(InputError, match="arrived by air with a programme's leave"):
        estimated(study, studies.world())


def test_windows_and_methods_that_the_plan_lacks(study: Study) -> None:
    with pytest.raises(NotFound, match="no window 'ever'"):
        estimated(study, studies.world(), window="ever")
    with pytest.raises(NotFound, match="no method 'guess'"):
        estimated(study, studies.world(), method="guess")


def test_nothing_may_lead_for_the_reference_programme(shipped: Analysis) -> None:
    """Nineteen months of a course that jumps: each method's own checks speak against it."""
    assert shipped.headline is None
    assert [each.standing for each in shipped.leading] == [Standing.FAILED, Standing.FAILED]
    failed = {
        check.name for each in shipped.leading if each.estimate for check in each.estimate.failed
    }
    assert failed >= {"months-before", "fit-before"}


def test_cubans_haitians_and_nicaraguans_are_compared_only_until_january_2023(
    shipped: Analysis,
) -> None:
    assert not shipped.of("first_two_months").not_compared
    for window in ("to_the_end_of_title_42", "after_title_42", "year_2024"):
        assert [each.donor.id for each in shipped.of(window).not_compared] == ["CU", "HT", "NI"]


def test_the_same_figures_give_the_same_bytes(shipped: Analysis) -> None:
    again = estimated(load_study(US_MX), load_figures(US_MX.folder).table)
    assert json.dumps(shipped.as_data()) == json.dumps(again.as_data())
    assert shipped.as_data()["plan"] == {
        "registered": "2026-11-26",
        "sha256": load_study(US_MX).digest,
    }


def test_calibrations_are_kept_and_told(study: Study, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    quick = estimated(study, studies.world(), window="early", method="synthetic")
    one = measured(
        quick, folder=tmp_path / "kept", simulations=40, progress=lambda *now: told.append(now)
    )
    assert told[-1] == (480, 480) and [now for now, _ in told] == sorted(now for now, _ in told)
    assert len(list((tmp_path / "kept").glob("*.json"))) == 3
    again = measured(quick, folder=tmp_path / "kept", simulations=40)
    assert json.dumps(one.as_data()) == json.dumps(again.as_data())
    assert np.isfinite(one.windows[0].tried[0].estimate.calibration.factor)  # type: ignore[union-attr]


def test_checks_are_told_in_each_languages_names_and_decimals(shipped: Analysis) -> None:
    checks = [
        check
        for _window, tried in every_way(shipped)
        if tried.estimate is not None
        for check in tried.estimate.checks
    ]
    assert len({check.name for check in checks}) > 5
    for check in checks:
        # No decimal point in Spanish, no comma before decimals in English, nothing that nobody can read.
        assert not re.search(r"\d\.\d{1,2}\b|\d\.\d{4}", check.text.es), check.text.es
        assert not re.search(r"\d,\d{1,2}\b", check.text.en), check.text.en
        assert not re.search(r"\d[.,]\d{3}[.,]\d{3}", check.text.es), check.text.es
    hanging = [check.text for check in checks if check.name == "one-donor"]
    assert hanging
    ids = {donor.id for donor in shipped.study.donors}
    for text in hanging:
        name = re.match(r"Without (.+), the donor", text.en)
        assert name and name.group(1) not in ids and len(name.group(1)) > 2
        assert re.match(r"Sin (.{3,}), el donante", text.es)
