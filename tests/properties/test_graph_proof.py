"""I1 on random graphs: the proof refuses a graph exactly when some walk departs with a gate open."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.flow import prove
from safeconduct.programme.schema import Gate, Track

WORDS = {"en": "x", "es": "x"}
GATE = Gate.model_validate(
    {"id": "G1", "name": WORDS, "text": WORDS, "when": "before_departure", "basis": "required"}
)
STAGES = ("a", "b", "c", "d", "flight")


@st.composite
def graphs(draw: st.DrawFn) -> Track:
    stages = []
    for name in STAGES[:-1]:
        outcomes: list[dict[str, Any]] = [{"id": "stop", "name": WORDS, "end": "halted"}]
        targets = draw(st.lists(st.sampled_from(STAGES), min_size=1, max_size=3))
        for number, target in enumerate(targets):
            effect = draw(st.sampled_from(("none", "clears", "reopens")))
            outcome: dict[str, Any] = {"id": f"o{number}", "name": WORDS, "next": target}
            if effect != "none":
                outcome[effect] = ["G1"]
            outcomes.append(outcome)
        stages.append(_stage(name, outcomes, []))
    stages.append(
        _stage("flight", [{"id": "landed", "name": WORDS, "end": "returned"}], ["departure"])
    )
    return Track.model_validate(
        {"id": "t", "name": WORDS, "summary": WORDS, "start": "a", "stages": stages}
    )


def _stage(name: str, outcomes: list[dict[str, Any]], tags: list[str]) -> dict[str, Any]:
    return {
        "id": name, "name": WORDS, "text": WORDS, "actor": "officer.any", "basis": "required",
        "from": date(2022, 1, 1), "answers": ["G1"], "tags": tags, "outcomes": outcomes,
    }  # fmt: skip


def departs_uncleared(track: Track) -> bool:
    """Walks every walk that is long enough to visit each stage with the gate shut and open."""
    stages = {stage.id: stage for stage in track.stages}
    walks = [("a", False)]
    for _ in range(2 * len(STAGES)):
        following = []
        for name, cleared in walks:
            if name == "flight" and not cleared:
                return True
            for outcome in stages[name].outcomes:
                if outcome.next:
                    now = "G1" not in outcome.reopens and (cleared or "G1" in outcome.clears)
                    following.append((outcome.next, now))
        walks = list(set(following))
    return False


@given(graphs())
def test_the_proof_finds_a_path_exactly_when_there_is_one(track: Track) -> None:
    found = prove(track, [GATE])
    refused_for_shape = any(breach.gate is None for breach in found)
    if not refused_for_shape:
        assert any(breach.gate == "G1" for breach in found) == departs_uncleared(track)


@given(graphs())
def test_the_path_that_is_shown_can_be_walked(track: Track) -> None:
    stages = {stage.id: stage for stage in track.stages}
    for breach in prove(track, [GATE]):
        if breach.gate is None:
            continue
        cleared = False
        for step, following in pairwise(breach.path):
            name, _, outcome_id = step.rstrip("]").partition(" [")
            outcome = next(o for o in stages[name].outcomes if o.id == outcome_id)
            assert outcome.next == following.partition(" [")[0]
            cleared = "G1" not in outcome.reopens and (cleared or "G1" in outcome.clears)
        assert breach.path[-1] == "flight"
        assert not cleared
