"""Claims counted again: a worked example for each standing, then those that were made."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.errors import ProgrammeError
from safeconduct.impact.claims import Recounted, Standing, recount
from safeconduct.impact.shipped import load_figures
from safeconduct.impact.study import load_study
from safeconduct.programme import load
from tests.impact import studies

#: Met in December 2021: 1,000; in February 2022: 400. A fall of 60 percent by the month, 55.7 by the day
#: (31 days and 28). On the way: 100 and 90.
FIGURES = studies.table_of(
    {
        ("encounters", "VE"): [*[1000] * 36, 700, 400, 500, 600],
        ("expulsions", "VE"): [0] * 40,
        ("transits", "VE"): [*[100] * 37, 90, None, 80],
    }
)
WORDS = "    mark: S\n    comparisons:\n"
ELSEWHERE = """\
        after: [2022-02, 2022-02]
      - id: way
        words: {en: on the way, es: de paso}
        measure: elsewhere
        before: [2021-12, 2021-12]
        after: [2022-02, 2022-02]
"""


def claim(tmp_path: Path, *changes: tuple[str, str]) -> Recounted:
    return recount(studies.study_in(tmp_path, *changes), FIGURES)[0]


def falling(low: float, high: float, more: str = "") -> tuple[str, str]:
    return WORDS, f"    mark: S\n    fall: [{low}, {high}]\n{more}    comparisons:\n"


def test_a_number_that_comes_out(tmp_path: Path) -> None:
    found = claim(tmp_path, falling(0.59, 0.61))
    one = found.today.counted[0]
    assert found.today.standing is Standing.REPRODUCED and one.fits
    assert (one.before, one.after, one.fall) == (1000, 400, pytest.approx(0.6))
    assert one.fall_a_day == pytest.approx(1 - (400 / 28) / (1000 / 31))


def test_a_fall_by_the_day_is_a_way_to_take_the_words(tmp_path: Path) -> None:
    assert claim(tmp_path, falling(0.55, 0.56)).today.standing is Standing.REPRODUCED


def test_a_number_that_does_not_come_out(tmp_path: Path) -> None:
    assert claim(tmp_path, falling(0.8, 1)).today.standing is Standing.NOT_REPRODUCIBLE


def test_a_number_that_comes_out_only_in_one_window(tmp_path: Path) -> None:
    two = ("        after: [2022-02, 2022-02]\n", ELSEWHERE)
    found = claim(tmp_path, falling(0.59, 0.61), two)
    assert found.today.standing is Standing.ONLY_IN_WINDOW
    assert [one.comparison.id for one in found.today.fitting()] == ["months"]


def test_no_number_is_not_precise(tmp_path: Path) -> None:
    found = claim(tmp_path)
    assert found.today.standing is Standing.NOT_PRECISE and found.today.counted[0].fits is None


def test_a_window_that_nobody_named_is_not_precise(tmp_path: Path) -> None:
    needs = "    needs: named_window\n"
    assert claim(tmp_path, falling(0.8, 1, needs)).today.standing is Standing.NOT_PRECISE
    only = claim(tmp_path / "b", falling(0.5, 0.7, needs)).today.standing
    assert only is Standing.ONLY_IN_WINDOW


def test_days_that_are_not_published_are_never_reproduced(tmp_path: Path) -> None:
    """A full month may fit by chance; what was said was of single weeks."""
    days = "    needs: days\n"
    assert claim(tmp_path, falling(0.59, 0.61, days)).today.standing is Standing.ONLY_IN_WINDOW


def test_months_that_only_stand_beside_a_claim_never_decide_it(tmp_path: Path) -> None:
    """February fits, but the words are of a week: the number is shown, and says nothing of the claim."""
    beside = (
        "        after: [2022-02, 2022-02]\n",
        "        after: [2022-02, 2022-02]\n        reading: beside\n",
    )
    found = claim(tmp_path, falling(0.59, 0.61, "    needs: days\n"), beside)
    assert found.today.standing is Standing.NOT_REPRODUCIBLE
    assert found.today.counted[0].fall == pytest.approx(0.6)
    assert found.today.counted[0].fits is None
    assert found.then.standing is Standing.NO_FIGURES


@pytest.mark.parametrize("said", ["2022-02-27", "2022-02-28", "2022-01"])
def test_a_claims_words_cannot_mean_months_that_were_not_over(tmp_path: Path, said: str) -> None:
    with pytest.raises(ProgrammeError, match="2022-02 was not over when the claim was made"):
        claim(tmp_path, ("said_on: 2022-05-20", f"said_on: {said}"))


def test_figures_of_the_day_are_those_that_were_published_by_then(tmp_path: Path) -> None:
    """The day: 20 May 2022. What was published in May is of that day, what came in June is not."""
    kept = "    then:\n" + "".join(
        f"      - {{measure: between, month: {month}, count: {count}, source: law, published: {day}, mark: V}}\n"
        for month, count, day in (("2021-12", 990, "2022-05"), ("2022-02", 500, "2022-05-20"))
    )
    found = claim(tmp_path, falling(0.48, 0.5, kept))
    assert found.then.standing is Standing.REPRODUCED
    assert found.then.counted[0].fall == pytest.approx(1 - 500 / 990)
    assert found.today.standing is Standing.NOT_REPRODUCIBLE
    late = kept.replace("2022-05-20", "2022-06-01")
    assert claim(tmp_path / "b", falling(0.48, 0.5, late)).then.standing is Standing.NO_FIGURES


def test_without_figures_of_the_day_nothing_is_said_of_then(tmp_path: Path) -> None:
    assert claim(tmp_path, falling(0.5, 0.7)).then.standing is Standing.NO_FIGURES


def test_months_that_are_not_published_are_left_out(tmp_path: Path) -> None:
    missing = ELSEWHERE.replace("after: [2022-02, 2022-02]\n", "after: [2022-03, 2022-03]\n", 2)
    found = claim(tmp_path, falling(0.5, 0.7), ("        after: [2022-02, 2022-02]\n", missing))
    assert [one.id for one in found.today.left_out] == ["way"]


def test_figures_that_lack_what_a_claim_needs_do_not_speak_against_it(tmp_path: Path) -> None:
    other = studies.table_of({("transits", "VE"): [1] * 40})
    for number, change in enumerate((falling(0.5, 0.7), (WORDS, WORDS))):
        found = recount(studies.study_in(tmp_path / str(number), change), other)[0].today
        assert found.standing is Standing.NOT_HELD and not found.counted
        assert [one.id for one in found.left_out] == ["months"]


def test_a_fall_from_nothing_is_no_number(tmp_path: Path) -> None:
    empty = studies.table_of(
        {
            ("encounters", "VE"): [0] * 40,
            ("expulsions", "VE"): [0] * 40,
            ("transits", "VE"): [1] * 40,
        }
    )
    found = recount(studies.study_in(tmp_path, falling(0.5, 0.7)), empty)[0].today
    assert found.counted[0].fall is None and found.standing is Standing.NOT_REPRODUCIBLE


@pytest.fixture(scope="module")
def said() -> dict[str, Recounted]:
    definition = load("us-mx-ve-2022")
    study = load_study(definition)
    return {one.claim.id: one for one in recount(study, load_figures(definition.folder).table)}


def test_the_first_claim_is_not_stated_precisely_enough(said: dict[str, Recounted]) -> None:
    """A8: 35 percent fewer between and at ports, 63 percent more than a year before, 75 by the fixed one."""
    found = said["very_successful"]
    assert found.today.standing is found.then.standing is Standing.NOT_PRECISE
    falls = {one.comparison.id: one.fall for one in found.today.counted}
    assert falls == {
        "between_ports_by_then": pytest.approx(0.353, abs=5e-4),
        "with_ports_by_then": pytest.approx(0.347, abs=5e-4),
        "nationwide_by_then": pytest.approx(0.332, abs=5e-4),
        "a_year_before": pytest.approx(-0.631, abs=5e-4),
        "fixed": pytest.approx(0.745, abs=5e-4),
    }
    assert found.then.counted[0].fall == pytest.approx(1 - 22044 / 33804)


@pytest.mark.parametrize(
    ("name", "standing"),
    [
        ("fall_35", Standing.REPRODUCED),
        ("fall_42_all", Standing.REPRODUCED),
        ("fall_80", Standing.NOT_REPRODUCIBLE),
        ("fall_85", Standing.NOT_REPRODUCIBLE),
        ("fall_97", Standing.NOT_REPRODUCIBLE),
        ("daily_1200_to_59", Standing.NOT_REPRODUCIBLE),
        ("daily_1100_to_300", Standing.NOT_REPRODUCIBLE),
        ("daily_1100_to_250", Standing.ONLY_IN_WINDOW),
        ("fall_95", Standing.ONLY_IN_WINDOW),
        ("fall_98", Standing.ONLY_IN_WINDOW),
        ("fall_44", Standing.NOT_PRECISE),
        ("fall_70_all", Standing.NOT_REPRODUCIBLE),
    ],
)
def test_what_was_claimed_of_one_programme(
    said: dict[str, Recounted], name: str, standing: Standing
) -> None:
    assert said[name].today.standing is standing


def test_every_claim_with_a_number_is_counted_by_a_fixed_comparison_too(
    said: dict[str, Recounted],
) -> None:
    for one in said.values():
        fixed = [each for each in one.today.counted if each.comparison.reading == "fixed"]
        assert len(fixed) == 1, one.claim.id
    by_measure: dict[str, set] = {}
    for one in said.values():
        for each in one.claim.comparisons:
            if each.reading == "fixed":
                by_measure.setdefault(each.measure, set()).add((each.before, each.after))
    assert {name: len(found) for name, found in by_measure.items()} == {
        "between_ports": 1, "four_between_ports": 1, "everyone_between_ports": 1,
    }  # fmt: skip


def test_claims_stand_in_the_order_of_their_days(said: dict[str, Recounted]) -> None:
    days = [one.claim.said_on.last for one in said.values()]
    assert days == sorted(days) and len(days) == 15
