"""The promise, month by month: published, or it follows from the rules by the month, or not published."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.errors import InputError
from safeconduct.impact.promise import MonthOfPromise, Number, Promise, promise
from safeconduct.impact.shipped import load_figures
from safeconduct.impact.study import load_study
from safeconduct.impact.study.schema import Step
from safeconduct.programme import load
from tests.impact import studies

NAME = "us-mx-ve-2022"
NOT_PUBLISHED = Number(None)


@pytest.fixture(scope="module")
def kept() -> dict[str, Promise]:
    study, table = load_study(load(NAME)), load_figures(load(NAME).folder).table
    return {name: promise(study, table, load(f"{NAME}:{name}")) for name in ("notice", "article")}


def month(of: Promise, name: str) -> MonthOfPromise:
    return next(each for each in of.months if each.month == name)


def test_under_the_notice_all_of_november_and_december_are_barred(kept: dict[str, Promise]) -> None:
    for name, returned in (("2022-11", 5891), ("2022-12", 5473)):
        found = month(kept["notice"], name)
        assert found.returned == found.barred == Number(returned)
        assert found.could_apply == Number(0)
        assert found.barred_by == ("irregular_entry_us",) and not found.partly
        assert found.result_first == found.result_last == "barred"


def test_the_cut_off_of_october_holds_in_2023_too(kept: dict[str, Promise]) -> None:
    """The exception of January 2023 is for who was let go or withdrew; who was expelled is in none."""
    for name, returned in (
        ("2023-01", 2127),
        ("2023-02", 1181),
        ("2023-03", 2402),
        ("2023-04", 9128),
    ):
        found = month(kept["notice"], name)
        assert found.returned == found.barred == Number(returned)
        assert found.could_apply == Number(0)
        assert found.barred_by == ("irregular_entry_us",)


def test_of_october_nobody_can_say_how_many_crossed_after_the_cut_off(
    kept: dict[str, Promise],
) -> None:
    """Days are not published: who was returned up to the 19th is not barred, who came later is."""
    found = month(kept["notice"], "2022-10")
    assert found.returned == Number(6555)
    assert found.barred == found.could_apply == NOT_PUBLISHED
    assert found.partly == ("irregular_entry_us",) and not found.barred_by
    assert (found.result_first, found.result_last) == ("open", "barred")


def test_under_the_article_none_is_barred(kept: dict[str, Promise]) -> None:
    for found in kept["article"].months:
        assert not found.barred_by and not found.partly and found.barred == Number(0)
        # Supporter, passport and past are published of nobody: that they could apply is no number.
        assert found.could_apply == NOT_PUBLISHED
    assert kept["article"].barred_for_certain == 0
    assert kept["notice"].barred_for_certain == 38_245 - 6555, "all but those of October"


def test_nothing_is_ever_simulated(kept: dict[str, Promise]) -> None:
    """Every number is a published one: applications are in no monthly table, so none is shown."""
    returned = {"2022-10": 6555, "2022-11": 5891, "2022-12": 5473, "2023-01": 2127}
    for variant in kept.values():
        for found in variant.months:
            assert found.applied == NOT_PUBLISHED
            assert found.approved.rounded_to == found.arrived.rounded_to == 10
            if found.month in returned:
                assert found.returned.count == returned[found.month]
        assert variant.returned == 38_245
        by_step = {one.step for one in variant.published}
        assert Step.APPLIED in by_step and Step.COULD_APPLY not in by_step


def test_a_month_that_is_not_published_stays_so(tmp_path: Path) -> None:
    table = studies.table_of(
        {("encounters", "VE"): [5] * 40, ("expulsions", "VE"): [*[3] * 37, None, 4, 4]}
    )
    study = studies.study_in(tmp_path)
    february, march = promise(study, table, study.programme).months
    assert february.returned == february.barred == february.could_apply == NOT_PUBLISHED
    assert march.returned == Number(4)


def test_a_step_that_the_figures_lack_is_not_published(tmp_path: Path) -> None:
    """Other published files than the programme's own need not hold every step."""
    study = studies.study_in(tmp_path)
    table = studies.table_of({("encounters", "VE"): [5] * 40})
    for found in promise(study, table, study.programme).months:
        assert found.returned == found.barred == found.could_apply == NOT_PUBLISHED


def test_a_programme_without_a_promise_says_so(tmp_path: Path) -> None:
    study = load_study(load(str(studies.folder(tmp_path, promise=None))))
    with pytest.raises(InputError, match="does not say whom its promise is about"):
        promise(study, studies.world(), study.programme)
