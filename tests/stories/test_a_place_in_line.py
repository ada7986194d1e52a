"""Those who wait for the review of their supporter: oldest first, and from May 2023 half by lot."""

from __future__ import annotations

import json
import uuid

import psycopg
import pytest
from click.testing import CliRunner

from safeconduct.capacity import draws
from safeconduct.capacity.models import Turn
from safeconduct.cases import queues
from safeconduct.cli.draw import command
from safeconduct.database import roles
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor
from safeconduct.flow.selection import verify
from tests.desks import connect, embedded_of
from tests.stories.people import SUPPORTER
from tests.stories.telling import Story, on

pytestmark = pytest.mark.database
LINE = queues.Line("us-mx-ve-2022", "admission", "supporter_review")


def filed(definitions, day: str, *, by: Actor | None = None) -> Story:
    story = Story.begins(day, definitions["notice"], by="supporter", supporter_named=True)
    story.does(day, by or story.supporter, "filed", **SUPPORTER)
    return story


def test_the_place_follows_from_the_filing_and_is_told_in_bands(definitions) -> None:
    early, late = filed(definitions, "2022-11-03"), filed(definitions, "2022-11-05")
    with on("2022-11-06"):
        assert [each.id for each in queues.waiting(LINE)] == [str(early.case.id), str(late.case.id)]
        place = queues.place_in_line(late.case)
    assert (place.over, place.up_to, place.is_by_age, place.turn) == (0, 10, True, None)


def test_whom_a_clerk_helped_stands_where_they_would_have_stood(definitions) -> None:
    first = filed(definitions, "2022-11-03")
    clerk = Actor("officer.clerk", "clerk-1", acting_for="supporter")
    second = filed(definitions, "2022-11-04", by=clerk)
    third = filed(definitions, "2022-11-05")
    with on("2022-11-06"):
        line = [each.id for each in queues.waiting(LINE)]
    assert line == [str(story.case.id) for story in (first, second, third)]


def test_who_waits_in_no_line_is_told_no_place(definitions) -> None:
    story = Story.begins("2022-11-03", definitions["notice"], by="supporter", supporter_named=True)
    with on("2022-11-04"):
        assert queues.place_in_line(story.case) is None


def test_half_by_lot_with_a_proof_that_others_check(definitions) -> None:
    stories = [filed(definitions, f"2023-06-{day:02}") for day in range(1, 11)]
    with on("2023-06-12"):
        row = queues.announce_draw(definition=definitions["notice"], line=LINE, by="chief-1")
        assert len(row.seed_digest) == 64
        asked = {"definition": definitions["notice"], "line": LINE, "draw_id": row.id}
        queues.make_draw(**asked, places=4, by="chief-1")
        with pytest.raises(InputError, match="was made"):
            queues.make_draw(**asked, places=4, by="chief-1")
        with pytest.raises(NotFound):
            queues.make_draw(**asked | {"draw_id": uuid.uuid4()}, places=4, by="chief-1")
    proof, pool, announced = draws.proof_of(row.id)
    assert (len(proof.at_random), len(proof.by_age), proof.pool_size) == (2, 2, 10)
    assert verify(proof, pool, announced) == ()
    assert verify(proof, pool[1:], announced) != ()
    turns = {str(turn.holder): turn.position for turn in Turn.objects.all()}
    assert sorted(turns.values()) == [1, 2, 3, 4]
    drawn = next(story for story in stories if str(story.case.id) in turns)
    with on("2023-06-13"):
        place = queues.place_in_line(drawn.case)
    assert (place.is_by_age, place.turn) == (False, turns[str(drawn.case.id)])


def test_nobody_changes_a_turn(definitions, fresh_database) -> None:
    filed(definitions, "2023-06-01")
    with on("2023-06-12"):
        row = queues.announce_draw(definition=definitions["notice"], line=LINE, by="chief-1")
        queues.make_draw(
            definition=definitions["notice"], line=LINE, draw_id=row.id, places=1, by="chief-1"
        )
    server = embedded_of()
    owner = connect(server, roles.OWNER, fresh_database)
    with owner, pytest.raises(psycopg.Error, match="append-only"):
        owner.execute("TRUNCATE capacity_turn")
    for role in roles.DESKS:
        desk = connect(server, role, fresh_database)
        with desk, pytest.raises(psycopg.errors.InsufficientPrivilege):
            desk.execute("UPDATE capacity_turn SET position = 9")


def test_a_stage_without_an_order_is_not_drawn_from(definitions) -> None:
    line = queues.Line("us-mx-ve-2022", "admission", "inspection")
    with on("2022-11-06"), pytest.raises(InputError) as refused:
        queues.announce_draw(definition=definitions["notice"], line=line, by="chief-1")
    assert refused.value.accepted == "supporter_review"


def test_a_published_proof_is_checked_by_command(definitions, tmp_path) -> None:
    for day in range(1, 6):
        filed(definitions, f"2023-06-{day:02}")
    with on("2023-06-12"):
        row = queues.announce_draw(definition=definitions["notice"], line=LINE, by="chief-1")
        queues.make_draw(
            definition=definitions["notice"], line=LINE, draw_id=row.id, places=2, by="chief-1"
        )
    proof, pool, announced = draws.proof_of(row.id)
    file = tmp_path / "proof.json"
    told = {
        "announced_seed_digest": announced,
        "proof": proof.as_data(),
        "pool": [{"id": each.id, "filed_at": each.filed_at.isoformat()} for each in pool],
    }
    file.write_text(json.dumps(told))
    run = CliRunner().invoke(command, ["verify", str(file)], standalone_mode=False)
    assert (run.return_value, run.output) == (0, "Fair: 5 waited, 2 taken.\n")
    told["proof"]["seed"] = "another"
    file.write_text(json.dumps(told))
    run = CliRunner().invoke(command, ["verify", str(file), "--json"], standalone_mode=False)
    assert run.return_value == 1
    assert json.loads(run.output)["fair"] is False
    for broken in ("{", "[]", '{"pool": [1]}'):
        file.write_text(broken)
        run = CliRunner().invoke(command, ["verify", str(file)], standalone_mode=False)
        assert isinstance(run.exception, InputError)
