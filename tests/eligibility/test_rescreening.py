"""An earlier answer for the same rows saves work and never changes the answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from safeconduct import feel
from safeconduct.checking.examples import facts_of
from safeconduct.eligibility import (
    compile_track,
    population_of,
    read_case,
    screen_population,
)
from safeconduct.programme import Definition, load

ASKED = {
    "article, autumn": ("article", date(2022, 11, 23)),
    "notice, autumn": ("notice", date(2022, 11, 23)),
    "article, first week": ("article", date(2022, 10, 18)),
    "notice, spring": ("notice", date(2023, 6, 15)),
}


@pytest.fixture(scope="module")
def people() -> feel.Population:
    """Everyone in the reference programme's worked examples, with all facts of the dictionary."""
    definition = load("us-mx-ve-2022")
    facts = [facts_of(definition, example) for example in definition.examples]
    cases = [read_case(definition.facts, given) for given in facts]
    return population_of(definition.facts, cases, definition.facts.keys())


def loaded(name: str) -> tuple[Definition, date]:
    variant, day = ASKED[name]
    return load("us-mx-ve-2022", variant), day


@pytest.mark.parametrize("before", ASKED)
@pytest.mark.parametrize("after", ASKED)
def test_screening_again_answers_as_screening_anew(
    people: feel.Population, before: str, after: str
) -> None:
    (old, old_day), (new, new_day) = loaded(before), loaded(after)
    earlier = screen_population(compile_track(old, "admission", old_day), people)
    compiled = compile_track(new, "admission", new_day)
    again = screen_population(compiled, people, earlier=earlier)
    anew = screen_population(compiled, people)
    assert again.statuses.columns == anew.statuses.columns
    assert again.statuses.equals(anew.statuses)
    assert again.leaves.select(anew.leaves.columns).equals(anew.leaves)
    assert again.result.equals(anew.result)
    assert not earlier.result.is_null().all() and pl.Series(anew.result).n_unique() > 1


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("medical_reason", "when: vaccinations_attested"),
        ("medical_reason", "mark: S"),
        ("pays_for_travel", "mark: U"),
        ("travels_as_close_family", "to: [refugee_status_elsewhere]"),
        ("passport_valid", "when: passport_country != null"),
    ],
)
def test_one_change_of_one_rule_reaches_the_result(
    people: feel.Population, tmp_path: Path, rule: str, change: str
) -> None:
    overlay = tmp_path / "trial.yaml"
    overlay.write_text(
        "extends: us-mx-ve-2022:article\n"
        "id: trial\n"
        'name: {en: "Trial", es: "Ensayo"}\n'
        f"change:\n  rules:\n    - id: {rule}\n      {change}\n"
    )
    day = date(2022, 11, 23)
    earlier = screen_population(
        compile_track(loaded("article, autumn")[0], "admission", day), people
    )
    compiled = compile_track(load(str(overlay)), "admission", day)
    again = screen_population(compiled, people, earlier=earlier)
    anew = screen_population(compiled, people)
    assert again.statuses.equals(anew.statuses)
    assert again.result.equals(anew.result)
    differs = not anew.result.equals(earlier.result) or not anew.statuses.equals(earlier.statuses)
    assert differs, "the change has to matter to someone for this test to say anything"
