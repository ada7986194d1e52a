"""Every text of every check in both languages: numbers as the language writes them, donors by name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct import impact
from safeconduct.impact import numerals
from safeconduct.impact.analysis import estimated, every_way
from safeconduct.impact.effect import (
    Check,
    Compared,
    Estimate,
    LeftOut,
    Matching,
    Method,
    Refused,
    Scale,
    Span,
    Text,
    difference_in_differences,
    gates,
    interrupted_series,
    synthetic_control,
)
from safeconduct.impact.effect.given import Donors, Series
from safeconduct.impact.shipped import load_figures
from safeconduct.impact.study import load_study
from safeconduct.programme import load
from tests.impact.effect.worlds import FIRST, count_series, course, panel

_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
_MONTH = re.compile(r"\d{4}-\d\d")
#: Groups of three by one mark, decimals by the other. A number never begins with 0 and has groups.
_RIGHT = {
    "en": re.compile(r"([1-9]\d{0,2}(,\d{3})+|\d+)(\.\d+)?"),
    "es": re.compile(r"([1-9]\d{0,2}(\.\d{3})+|\d+)(,\d+)?"),
}


def numbers(text: str) -> list[str]:
    return _NUMBER.findall(_MONTH.sub("", text))


def wrong(text: Text) -> list[str]:
    """What is not written as the language does, or is another number in the other language."""
    en, es = numbers(text.en), numbers(text.es)
    found = [one for one in en if not _RIGHT["en"].fullmatch(one)]
    found += [one for one in es if not _RIGHT["es"].fullmatch(one)]
    turned = [one.translate(str.maketrans(",.", ".,")) for one in en]
    return found + [text.es] * (sorted(turned) != sorted(es))


def every_check() -> Iterator[Check]:
    """Each check passed and failed, in each of its wordings, small numbers and large ones."""
    series = Series(np.arange(1.0, 61.0), 42, FIRST)
    donors = Donors(np.ones((60, 2)), ("BR", "CO"), {"BR": Text("Brazil", "Brasil")})
    # `strict` fails and `lenient` passes.
    strict = gates.Limits(24, 40, 0.015, 0.125, 1.05, 1.1, 0.01, 0.25, 30)
    lenient = gates.Limits(2, 1, 0.5, 0.995, 2000.5, 0.0015, 0.995, 12.5, 1)
    noise = np.random.default_rng(1).normal(0, 1, 48)
    for limits in (strict, lenient):
        yield gates.enough_before(series, 3, limits)
        for stray in (0.0312, 0.531, 74.4, 1234.5):
            yield gates.close_before(stray, limits.fit_of_mixture)
        for beyond in (60, 100, 9000, 1e7):
            yield gates.not_far_beyond(series, np.full(60, float(beyond)), limits)
        for left in (noise, np.cumsum(noise)):
            yield gates.memory(left, True, limits)
            yield gates.memory(left, False, limits)
        yield gates.enough_donors(12, limits)
        for p in (0.0345, 0.5, 1e-9):
            yield gates.parallel_before(p, limits)
        for scale, centre, half in ((Scale.LOG, -0.0123, 0.5), (Scale.LOG, 4.5, 1.25),
                                    (Scale.COUNT, -6504.0, 33_749.0)):  # fmt: skip
            span = Span(scale, centre, half)
            yield gates.nothing_earlier(span)
            yield gates.nothing_earlier(Span(scale, centre, half / 1000))
            others = [LeftOut("BR", Span(scale, centre * 3, half))]
            yield gates.not_one_donor(span, others, donors, limits)
    yield gates.nothing_earlier(None)
    yield gates.none_treated(("BR", "CO"))
    for after, error in ((0.9012, 0.00345), (0.9512, 0.0051), (0.95, 0.05)):
        yield gates.covers(after, error)


def test_the_numbers_of_every_check_stand_as_each_language_writes_them() -> None:
    found = list(every_check())
    both = {(check.name, check.passed) for check in found}
    named = {
        "months-before", "fit-before", "within-what-was-seen", "memory", "placebo-in-time",
        "no-donor-treated", "donors", "one-donor", "parallel-before", "coverage",
    }  # fmt: skip
    assert {name for name, _ in both} == named == set(_names_in(Path(gates.__file__)))
    # Donors that were treated are refused before, so that check never fails.
    assert both >= {(n, p) for n in named - {"no-donor-treated"} for p in (True, False)}
    assert not [(check.name, check.text) for check in found if wrong(check.text)]
    decimals = [check.name for check in found if re.search(r"\d,\d", check.text.es)]
    assert len(set(decimals)) >= 6
    assert any("6.504" in check.text.es and "6,504" in check.text.en for check in found)


def _names_in(path: Path) -> Iterator[str]:
    """The names under which the module makes checks."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_check":
            name = node.args[0]
            assert isinstance(name, ast.Constant)
            yield name.value


def made() -> Iterator[Estimate]:
    """Estimates of each method, good and bad."""
    treated, donors, names = panel(5)
    yield synthetic_control(treated, donors, names, 36, FIRST)
    yield synthetic_control(treated * 7.7, donors[:, :4], names[:4], 36, FIRST)
    yield synthetic_control(treated, donors, names, 36, FIRST, matching=Matching.LEVEL)
    for kind in Compared:
        yield difference_in_differences(treated * 9, donors, names, 36, FIRST, kind)
    for method in Method:
        yield interrupted_series(count_series(4, effect=0.4), 42, FIRST, method)
        yield interrupted_series(np.round(course(60, growth=2.0)), 42, FIRST, method)


def test_the_same_of_whole_estimates() -> None:
    for estimate in made():
        assert not [check.text for check in estimate.checks if wrong(check.text)]


@pytest.mark.parametrize("name", ["us-mx-ve-2022", "uniting-for-ukraine"])
def test_what_is_said_of_the_shipped_studies(name: str) -> None:
    """Numbers in order, and no nationality by its code."""
    definition = load(name)
    study = load_study(definition)
    found = estimated(study, load_figures(definition.folder).table)
    codes = re.compile(rf"\b({'|'.join(donor.id for donor in study.donors)})\b")
    said = 0
    for window, tried in every_way(found):
        texts = [*tried.against, *(each.because for each in window.not_compared)]
        texts += [check.text for check in tried.estimate.checks] if tried.estimate else []
        for text in texts:
            said += 1
            assert not wrong(text)
            assert not codes.search(text.en) and not codes.search(text.es)
    assert said > 100
    left = [t.estimate for _, t in every_way(found) if t.estimate and t.estimate.left_out]
    worst = next(check.text for check in left[0].checks if check.name == "one-donor")
    named = {donor.name["es"] for donor in study.donors}
    assert any(worst.es.startswith(f"Sin {each}, ") for each in named)
    # Data keeps the ids, with the names beside them.
    data = found.as_data()
    assert {each.name for each in left[0].left_out} <= set(data["donors"])  # type: ignore[call-overload]


def test_a_refused_donor_is_told_by_name() -> None:
    treated, donors, names = panel(5)
    called = {names[3]: Text("Brazil", "Brasil")}

    def refusal(**more: object) -> Text:
        with pytest.raises(Refused) as caught:
            synthetic_control(treated, donors, names, 36, FIRST, in_words=called, **more)  # type: ignore[arg-type]
        return caught.value.text

    assert refusal(treated_from={names[3]: 40}).es.startswith("El donante Brasil recibió")
    donors[5, 3] = np.nan
    told = refusal()
    assert "donor Brazil" in told.en and "el donante Brasil" in told.es
    donors[:36, 3] = 0
    assert refusal().en == "Donor Brazil has nothing but zeros before the start."


def test_what_a_reader_of_results_can_meet_is_said_in_both_languages() -> None:
    """Files of figures and of a study are told in English, like every error of the command line."""
    of_files = {"building", "reconcile", "shipped", "table", "checking", "keeping"}
    folder = Path(impact.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        if path.stem in of_files or "readers" in path.parts or path.stem == "reading":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                raised = getattr(node.exc.func, "id", "")
                assert raised not in ("InputError", "NotFound"), f"{path}:{node.lineno}"


@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False))
def test_both_languages_write_the_same_number(value: float) -> None:
    for write in (numerals.number, numerals.short, numerals.percentage):
        told = Text(write(value, "en"), write(value, "es"))
        assert "e" not in told.en and not wrong(told)


@given(st.floats(min_value=0, max_value=1))
def test_a_probability_too_small_to_be_read_is_told_as_small(p: float) -> None:
    told = Text(numerals.p_value(p, "en"), numerals.p_value(p, "es"))
    assert "e" not in told.en and not wrong(told)
    assert told.es.startswith("p < 0,001" if p < 0.001 else "p = ")


def test_what_nobody_reads_any_more_is_cut_short_in_both_languages() -> None:
    assert numerals.effect(106_807.68, "en") == ">+1,000%"
    assert numerals.effect(106_807.68, "es") == ">+1.000%"
    assert numerals.effect(-0.531, "es") == "-53,1%"
