"""The programmes that came as data alone: sound, spelled out by examples, unknown to the engine."""

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

import safeconduct
from safeconduct.checking import check
from safeconduct.checking.examples import examples_for, facts_of
from safeconduct.eligibility import screen
from safeconduct.programme import load

ENGINE = ("feel", "programme", "eligibility", "flow", "checking")
PROGRAMMES = ("uniting-for-ukraine", "eu-georgia-readmission")


@cache
def effects(programme):
    """Per condition, every effect that a worked example shows."""
    definition = load(programme)
    shown = defaultdict(set)
    for example in examples_for(definition):
        facts = facts_of(definition, example)
        for finding in screen(definition, example.track, example.as_of, facts).findings:
            shown[finding.condition.id].add(finding.effect.value)
    return shown


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_sound_with_twenty_worked_examples(programme):
    assert [str(problem) for problem in check(programme).problems] == []
    assert len(load(programme).examples) >= 20


@pytest.mark.parametrize(
    ("programme", "name", "kind"),
    sorted({(p, c.id, c.kind) for p in PROGRAMMES for c in load(p).conditions}),
)
def test_an_example_shows_each_condition_both_ways(programme, name, kind):
    shown = effects(programme)[name]
    if kind == "exception":
        assert {"lifts", "idle"} <= shown
    else:
        assert shown & {"in_the_way", "doubtful"}
        assert shown & {"fine", "lifted"}


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_the_engine_knows_nothing_of_it(programme):
    """No file of the engine names the programme, a condition or a source that it alone has."""
    definition, reference = load(programme), load("us-mx-ve-2022")
    own = {programme, *definition.programme.sources} - set(reference.programme.sources)
    own |= {c.id for c in definition.conditions} - {c.id for c in reference.conditions}
    long_enough = {name for name in own if "_" in name or "-" in name}
    root = Path(safeconduct.__file__).parent
    for path in [path for part in ENGINE for path in (root / part).rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        assert not [name for name in long_enough if name in text], path


def test_silence_clears_no_gate_and_acceptance_only_by_an_officer():
    definition = load("eu-georgia-readmission")
    stages = definition.tracks["readmission"].stages
    silences = [
        (stage, outcome)
        for stage in stages
        for outcome in stage.outcomes
        if outcome.id == "silence"
    ]
    assert len(silences) == 3, "two versions of the ordinary reply, and the accelerated one"
    for stage, outcome in silences:
        assert stage.limit and stage.limit.outcome == "silence"
        assert (outcome.clears, outcome.next) == ((), "confirm_silence")
    confirmed = next(stage for stage in stages if stage.id == "confirm_silence")
    assert confirmed.actor.startswith("officer.")
    assert {gate for outcome in confirmed.outcomes for gate in outcome.clears} == {"G10"}


def test_the_reply_clock():
    stages = load("eu-georgia-readmission").tracks["readmission"].stages
    limits = {(s.id, s.from_.year): (s.limit.after, s.limit.days) for s in stages if s.limit}
    assert limits["reply", 2011] == limits["reply", 2014] == ("P12D", "calendar")
    assert limits["reply_accelerated", 2011] == ("P2D", "working")
    assert limits["interview", 2014] == ("P4D", "calendar")
    assert limits["answer_announcement", 2014] == ("P4D", "working")


def test_uniting_for_ukraine_has_no_return_and_no_cap():
    definition = load("uniting-for-ukraine")
    assert set(definition.tracks) == {"admission", "stay"}
    assert not definition.caps
    tags = {tag for track in definition.tracks.values() for s in track.stages for tag in s.tags}
    assert tags == {"issuing"}
