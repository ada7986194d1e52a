"""A study's files: what is wrong is said with file and line, all at once; what is named is there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from safeconduct.cli.main import call
from safeconduct.errors import NotFound, ProgrammeError
from safeconduct.impact.analysis import figures_of
from safeconduct.impact.checking import check_impact
from safeconduct.impact.shipped import load_figures
from safeconduct.impact.study import load_study
from safeconduct.impact.study.schema import Window
from safeconduct.programme import load
from tests import small_programme
from tests.impact import studies


def problems(tmp_path: Path, *changes: tuple[str, str]) -> list[str]:
    found = check_impact(load(str(studies.folder(tmp_path, *changes))))
    return [str(problem) for problem in found if "figures.yaml" not in str(problem.place)]


def test_the_small_study_is_sound(tmp_path: Path) -> None:
    assert problems(tmp_path) == []


@pytest.mark.parametrize("name", ["us-mx-ve-2022", "uniting-for-ukraine"])
def test_shipped_studies_are_sound(name: str) -> None:
    assert check_impact(load(name)) == []


@pytest.mark.parametrize(
    ("old", "new", "file", "expected"),
    [
        ("    role: outcome", "    rule: outcome", "study.yaml", "`rule` is no key of this entry"),
        ("    role: outcome", "    role: result", "study.yaml:3", "`role` is 'result'; accepted: 'outcome'"),
        ("before_until: 2021-12", "before_until: 2021-13", "study.yaml:21", "'2021-13'"),
        ("before_until: 2021-12", "before_until: 2018-12", "study.yaml", "lies before before_from"),
        ("first: 2022-02, last: 2022-07", "first: 2022-02, last: 2021-07", "study.yaml:24", "lies before first"),
        ("first: 2022-02, last: 2022-07", "first: 2021-11, last: 2022-07", "study.yaml", "begins before the months before are over"),
        ('left_out: ["2022-01"]', 'left_out: ["2021-06"]', "study.yaml", "left_out has to name the months between before_until (2021-12) and the first window (2022-02): 2022-01"),
        ('left_out: ["2022-01"]', "left_out: []", "study.yaml", "(2022-02): 2022-01"),
        ("headline: early", "headline: now", "study.yaml", "headline names no window: 'now'"),
        ("event: began", "event: ended", "study.yaml:18:3", "event 'ended' is not there; known: began, talked_of"),
        ("event: began", "event: talked_of", "study.yaml:18:3", "'talked_of' has no day, only 2021-11"),
        ("outcome: between", "outcome: within", "study.yaml", "plan.outcome names no measure: 'within'"),
        ("outcome: between", "outcome: elsewhere", "study.yaml", "has not the role outcome"),
        ("part_of: between", "part_of: expelled", "study.yaml", "expelled is part of no other measure"),
        ("- id: elsewhere", "- id: between", "study.yaml", "two entries are called 'between'"),
        ("windows: late,", "windows: never,", "study.yaml", "limit only_late names no window: 'never'"),
        ("    because: {en: The same measure holds there., es: La misma medida rige allí.}\n", "", "study.yaml", "says `because` of what"),
        ("name: {en: On the way, es: De paso}", "name: {en: On the way}", "study.yaml:13", "`name` is not told in es"),
        ("also: {en: Something else began., es: Empezó otra cosa.}", "also: {es: Empezó otra cosa.}", "study.yaml", "`also` is not told in en"),
        ("    source: law\n", "    source: lore#two\n", "study.yaml", "source 'lore#two' is not there; known: law"),
        ("measure: between", "measure: among", "claims.yaml:11", "success: measure 'among' is not there; known: between, elsewhere, expelled"),
        ("words: {en: It is a success., es: Es un éxito.}", "words: {en: It is a success.}", "claims.yaml:5", "`words` is not told in es"),
        ("    mark: S\n", "    mark: S\n    fall: [0.9, 0.8]\n", "claims.yaml", "fall has to be two shares in order"),
        ('before_until: 2021-12\n  left_out: ["2022-01"]', "before_until: 2022-01\n  left_out: []", "study.yaml", "2022-01 is not before the measure, which began on 2022-01-12"),
        ('left_out: ["2022-01"]\n  windows:\n    - {id: early, name: {en: the first months, es: los primeros meses}, first: 2022-02', 'left_out: []\n  windows:\n    - {id: early, name: {en: the first months, es: los primeros meses}, first: 2022-01', "study.yaml", "window early begins in 2022-01, and the measure on 2022-01-12"),
        ("component: USBP, nationality: CO}", "component: USBP, nationality: VE}", "study.yaml", "donor CO counts what the outcome between counts"),
        ("component: USBP, nationality: CO}", "component: USBP}", "study.yaml", "donor CO counts what the outcome between counts"),
        ("place: southwest, component: USBP, nationality: CO}", "place: nationwide, nationality: VE}", "study.yaml", "donor CO counts what the outcome between counts"),
        ("track: admission", "track: return_home", "promise.yaml:2", "track 'return_home' is not there; known: admission, return"),
        ("facts: {nationality: VE}", "facts: {nation: VE}", "promise.yaml:2", "fact 'nation' is not there"),
        ("means: {en: expelled, es: expulsados}", "means: {en: expelled}", "promise.yaml:6", "`means` is not told in es"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, old: str, new: str, file: str, expected: str
) -> None:
    found = problems(tmp_path, (old, new))
    assert any(f"small/impact/{file}" in each and expected in each for each in found), found


def test_a_window_may_begin_with_a_measure_of_the_first_of_a_month(tmp_path: Path) -> None:
    changes = (
        ("on: 2022-01-12", "on: 2022-01-01"),
        ('left_out: ["2022-01"]', "left_out: []"),
        ("first: 2022-02, last: 2022-07", "first: 2022-01, last: 2022-07"),
    )
    home = studies.folder(tmp_path, *changes[1:])
    path = home / "programme.yaml"
    path.write_text(path.read_text().replace(*changes[0], 1))
    assert load_study(load(str(home))).plan.windows[0].first == "2022-01"


def test_a_donor_may_be_of_another_place_or_component(tmp_path: Path) -> None:
    """Who is counted elsewhere is not counted in the outcome."""
    for number, other in enumerate(
        ("place: northern, nationality: VE}", "place: southwest, component: OFO}")
    ):
        changed = ("place: southwest, component: USBP, nationality: CO}", other)
        assert studies.study_in(tmp_path / str(number), changed).donors[0].id == "CO"


def test_everything_is_said_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        ("event: began", "event: ended"),
        ("measure: between", "measure: among"),
        ("track: admission", "track: nowhere"),
    )
    assert len(found) == 3


def test_a_study_that_is_wrong_is_refused_with_its_place(tmp_path: Path) -> None:
    broken = studies.folder(
        tmp_path, ("event: began", "event: ended"), ("    source: law\n", "    source: lore\n")
    )
    with pytest.raises(ProgrammeError, match="event 'ended' is not there") as error:
        load_study(load(str(broken)))
    assert str(error.value.place) == "small/impact/study.yaml:18:3" and "lore" in str(error.value)


def test_a_programme_without_a_study_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="says nothing for the question whether it works"):
        load_study(load(str(small_programme.write(tmp_path))))
    assert check_impact(load(str(tmp_path / "small"))) == []


def test_claims_without_a_study_are_a_problem(tmp_path: Path) -> None:
    home = studies.folder(tmp_path)
    (home / "impact" / "study.yaml").unlink()
    assert "the file is missing, and the others stand on it" in str(
        check_impact(load(str(home)))[0]
    )


def test_the_digest_is_of_what_is_written(tmp_path: Path) -> None:
    """A plan that was changed afterwards is another plan."""
    one = studies.study_in(tmp_path / "a").digest
    assert studies.study_in(tmp_path / "b").digest == one
    changed = studies.study_in(tmp_path / "d", ("before_from: 2019-01", "before_from: 2019-02"))
    assert changed.digest != one


def test_check_names_what_is_wrong_in_a_study(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = studies.folder(tmp_path, ("event: began", "event: ended"))
    assert call(["check", str(home), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert not said["sound"]
    assert {(p["file"], p["line"]) for p in said["problems"]} >= {("small/impact/study.yaml", 18)}


def test_cells_that_no_figures_hold_are_named(tmp_path: Path) -> None:
    """The shipped study, asked for a nationality that the figures do not name."""
    home = tmp_path / "us-mx-ve-2022"
    shutil.copytree(load("us-mx-ve-2022").folder, home)
    path = home / "impact" / "study.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("component: USBP, nationality: CO,", "component: USBP, nationality: AR,", 1)
    path.write_text(
        text.replace("component: OFO, nationality: VE", "component: OFO, nationality: BO", 1)
    )
    found = [str(problem) for problem in check_impact(load(str(home)))]
    assert len(found) == 2
    assert "at_ports: the figures do not name the nationality Bolivia (BO)" in found[0]
    assert "CO: the figures do not name the nationality Argentina (AR)" in found[1]


@pytest.mark.parametrize("name", ["us-mx-ve-2022", "uniting-for-ukraine"])
def test_the_limits_speak_of_the_groups_that_are_compared_with(name: str) -> None:
    """They may be touched by the measure, in any window; and who is under a like one is named, with the month."""
    study = load_study(load(name))
    for window in study.plan.windows:
        assert "donors_may_be_touched" in {limit.id for limit in study.limits_of(window.id)}
    [later] = [limit.text for limit in study.limits if limit.id == "donors_treated_later"]
    treated = [donor for donor in study.donors if donor.treated_from]
    assert {donor.id for donor in treated} == {"CU", "HT", "NI"}
    assert {donor.treated_from for donor in treated} == {"2023-01"}
    assert "January 2023" in later["en"] and "enero de 2023" in later["es"]
    for donor in treated:
        assert donor.name["en"][:4] in later["en"]
        assert donor.name["es"][:4].lower() in later["es"].lower()


def test_who_is_treated_later_is_no_donor_in_other_months_either() -> None:
    """The control room may ask for months that are no window of the plan."""
    definition = load("uniting-for-ukraine")
    study, table = load_study(definition), load_figures(definition.folder).table
    name = {"en": "own", "es": "own"}
    for last, out in (("2022-12", set()), ("2023-02", {"CU", "HT", "NI"})):
        window = Window(id="own", name=name, first="2022-11", last=last)
        _, not_compared = figures_of(study, table, window)
        assert {each.donor.id for each in not_compared} == out


def test_a_count_of_arrivals_is_no_outcome(tmp_path: Path) -> None:
    """Nationwide totals hold whom the programme itself brought in."""
    home = tmp_path / "us-mx-ve-2022"
    shutil.copytree(load("us-mx-ve-2022").folder, home)
    path = home / "impact" / "study.yaml"
    text = path.read_text(encoding="utf-8").replace("outcome: between_ports", "outcome: nationwide")
    head, tail = text.split("  - id: nationwide\n    role: context", 1)
    path.write_text(f"{head}  - id: nationwide\n    role: outcome{tail}", encoding="utf-8")
    found = [str(problem) for problem in check_impact(load(str(home)))]
    assert any("contain people who arrived by air" in each for each in found)
