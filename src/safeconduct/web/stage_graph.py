"""A track's stages as a picture: one box below the other, in the folder's order. Pure geometry.

An outcome that leads to the next box is a straight arrow; one that skips boxes runs down a lane on the
right; one that goes back runs up a lane on the left. What each box lets happen stands beside it, so
that the picture needs no legend and stays narrow however many stages there are.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

from safeconduct.programme.schema import Outcome, Stage
from safeconduct.web import wording

BOX_WIDTH, BOX_PAD, ROW_GAP = 290, 12, 30
LINE, SMALL_LINE, LANE = 18, 17, 13
TEXT_GAP, TEXT_WIDTH, EDGE = 18, 268, 8
NAME_CHARACTERS, SMALL_CHARACTERS, BOLD_CHARACTERS = 33, 40, 35


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text at a place."""

    x: int
    y: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Box:
    """A stage: its box, and the lines in it."""

    x: int
    y: int
    width: int
    height: int
    number: int
    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything to draw; `arrows` are SVG paths that end in an arrow head."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    notes: tuple[Line, ...]
    arrows: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Row:
    stage: Stage
    number: int
    name: list[str]
    actor: list[str]
    outcomes: list[tuple[Outcome, list[str]]]
    y: int = 0
    height: int = 0
    exits: dict[str, int] = field(default_factory=dict)

    def measure(self, y: int) -> None:
        """Set the row's place and the heights of box and outcomes."""
        self.y = y
        box = 2 * BOX_PAD + LINE * len(self.name) + SMALL_LINE * len(self.actor)
        beside = SMALL_LINE * sum(len(lines) for _, lines in self.outcomes) + 4
        self.height = max(box, beside)
        line = y + (self.height - beside) // 2 + SMALL_LINE - 3
        for outcome, lines in self.outcomes:
            self.exits[outcome.id] = line
            line += SMALL_LINE * len(lines)

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


def picture(stages: Sequence[Stage]) -> Picture:
    """Lay out stages that are in force together; an outcome whose next is not among them ends there."""
    numbers = {stage.id: index + 1 for index, stage in enumerate(stages)}
    rows = [_row(stage, numbers) for stage in stages]
    y = EDGE
    for row in rows:
        row.measure(y)
        y += row.height + ROW_GAP
    left = _lanes(rows, numbers, back=True)
    right = _lanes(rows, numbers, back=False)
    box_x = EDGE + LANE * (1 + max(left.values(), default=-1))
    text_x = box_x + BOX_WIDTH + TEXT_GAP
    lanes_x = text_x + TEXT_WIDTH
    width = lanes_x + LANE * (1 + max(right.values(), default=-1)) + EDGE
    arrows = list(_straight(rows, numbers, box_x))
    arrows += _skipping(rows, numbers, right, box_x, lanes_x)
    arrows += _returning(rows, numbers, left, box_x)
    return Picture(
        width=width,
        height=y - ROW_GAP + EDGE,
        boxes=tuple(_box(row, box_x) for row in rows),
        notes=tuple(note for row in rows for note in _notes(row, text_x)),
        arrows=tuple(arrows),
    )


def _row(stage: Stage, numbers: dict[str, int]) -> _Row:
    name = textwrap.wrap(f"{numbers[stage.id]}. {wording.told(stage.name)}", NAME_CHARACTERS)
    who = textwrap.wrap(wording.actor(stage.actor), SMALL_CHARACTERS)
    outcomes = [(o, _wrapped(o, _told(o, numbers))) for o in stage.outcomes]
    return _Row(stage, numbers[stage.id], name, who, outcomes)


def _wrapped(outcome: Outcome, text: str) -> list[str]:
    # Outcomes against the person are set in bold, which is wider.
    return textwrap.wrap(text, BOLD_CHARACTERS if outcome.against_the_person else SMALL_CHARACTERS)


def _told(outcome: Outcome, numbers: dict[str, int]) -> str:
    if outcome.end is not None:
        return f"■ {wording.told(outcome.name)}: {wording.ENDS[outcome.end.value]}"
    return f"→ {numbers.get(outcome.next or '', '?')}: {wording.told(outcome.name)}"


def _box(row: _Row, x: int) -> Box:
    top = row.y + (row.height - _text_height(row)) // 2 + LINE - 4
    lines = [Line(x + BOX_PAD, top + LINE * i, text, "name") for i, text in enumerate(row.name)]
    below = top + LINE * len(row.name)
    lines += [
        Line(x + BOX_PAD, below + SMALL_LINE * i, text, "actor") for i, text in enumerate(row.actor)
    ]
    kind = row.stage.actor.partition(".")[0]
    return Box(x, row.y, BOX_WIDTH, row.height, row.number, kind, tuple(lines))


def _text_height(row: _Row) -> int:
    return LINE * len(row.name) + SMALL_LINE * len(row.actor)


def _notes(row: _Row, x: int) -> list[Line]:
    notes = []
    for outcome, lines in row.outcomes:
        kind = "against" if outcome.against_the_person else "end" if outcome.end else "next"
        y = row.exits[outcome.id]
        notes += [Line(x, y + SMALL_LINE * i, text, kind) for i, text in enumerate(lines)]
    return notes


def _links(
    rows: Sequence[_Row], numbers: dict[str, int], *, back: bool
) -> list[tuple[_Row, _Row, Outcome]]:
    """Outcomes that go back, or that skip at least one box."""
    found = []
    for row in rows:
        for outcome in row.stage.outcomes:
            target = numbers.get(outcome.next or "")
            if target is None:
                continue
            if (target <= row.number) if back else (target > row.number + 1):
                found.append((row, rows[target - 1], outcome))
    return found


def _lanes(rows: Sequence[_Row], numbers: dict[str, int], *, back: bool) -> dict[int, int]:
    """Target's number -> lane: all ways to one box share a lane, and crossing ones get their own."""
    spans: dict[int, tuple[int, int]] = {}
    for source, target, _ in _links(rows, numbers, back=back):
        low, high = sorted((source.middle, target.middle))
        old = spans.get(target.number, (low, high))
        spans[target.number] = (min(old[0], low), max(old[1], high))
    lanes: dict[int, int] = {}
    for number, (low, high) in sorted(spans.items(), key=lambda item: item[1][1] - item[1][0]):
        taken = {
            lane
            for other, lane in lanes.items()
            if spans[other][0] <= high + ROW_GAP and low <= spans[other][1] + ROW_GAP
        }
        lanes[number] = next(lane for lane in range(len(spans)) if lane not in taken)
    return lanes


def _straight(rows: Sequence[_Row], numbers: dict[str, int], box_x: int) -> list[tuple[str, str]]:
    arrows = []
    for row in rows:
        if any(numbers.get(o.next or "") == row.number + 1 for o in row.stage.outcomes):
            x, y = box_x + BOX_WIDTH // 2, row.y + row.height
            arrows.append((f"M{x} {y}V{y + ROW_GAP - 2}", "next"))
    return arrows


def _skipping(
    rows: Sequence[_Row], numbers: dict[str, int], lanes: dict[int, int], box_x: int, lanes_x: int
) -> list[tuple[str, str]]:
    arrows = []
    for source, target, outcome in _links(rows, numbers, back=False):
        x = lanes_x + LANE * lanes[target.number]
        y = source.exits[outcome.id] - 4
        above, end = target.y - ROW_GAP // 2, box_x + BOX_WIDTH - 24
        arrows.append((f"M{lanes_x - 6} {y}H{x}V{above}H{end}V{target.y - 2}", "skip"))
    return arrows


def _returning(
    rows: Sequence[_Row], numbers: dict[str, int], lanes: dict[int, int], box_x: int
) -> list[tuple[str, str]]:
    arrows = []
    for source, target, _ in _links(rows, numbers, back=True):
        x = box_x - LANE * (1 + lanes[target.number])
        leave = source.middle + (10 if source is target else 6)
        arrows.append((f"M{box_x} {leave}H{x}V{target.middle - 6}H{box_x - 2}", "back"))
    return arrows
