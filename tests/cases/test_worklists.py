"""Whose work a case is, in which order, a page at a time, and by an index however many there are."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection

from safeconduct.cases import services, worklists
from safeconduct.cases.models import Delegation, Party
from safeconduct.cases.worklists import Wanted
from safeconduct.errors import InputError
from safeconduct.flow import Actor
from safeconduct.people import services as people
from safeconduct.worklists.models import WorkItem
from tests.stories.conftest import definitions  # noqa: F401 (a fixture)
from tests.stories.people import (
    APPEALS,
    CONSUL,
    DECIDER,
    REVIEWER,
    SECOND_REVIEWER,
    SUPERVISOR,
    SUPPORTER,
)
from tests.stories.telling import Story, on

pytestmark = pytest.mark.database

CLERK = Actor("officer.clerk", "clerk-1")
DAY = "2022-11-20"


def at_review(definitions, day: str, **facts) -> Story:  # noqa: F811
    story = Story.begins(day, definitions["notice"], by="supporter", supporter_named=True, **facts)
    story.does(day, story.supporter, "filed", **SUPPORTER)
    return story


def work(actor: Actor, **more) -> list[Story]:
    with on(DAY):
        lines, _ = worklists.work_for(actor, Wanted(**more))
    return [line.case for line in lines]


def test_a_case_is_the_work_of_the_desk_that_has_it(definitions) -> None:  # noqa: F811
    story = Story.begins("2022-11-03", definitions["notice"], by="supporter", supporter_named=True)
    assert work(CLERK) == [story.case]
    story.does("2022-11-04", story.supporter, "filed", **SUPPORTER)
    assert (work(CLERK), work(REVIEWER), work(CONSUL)) == ([], [story.case], [])
    assert work(SUPERVISOR) == [story.case]
    assert work(SUPERVISOR, stage="supporter_review", status="open") == [story.case]
    assert work(SUPERVISOR, status="paused") == []


def test_what_is_closed_to_an_officer_stands_in_none_of_their_lists(definitions) -> None:  # noqa: F811
    own, other = at_review(definitions, "2022-11-05"), at_review(definitions, "2022-11-06")
    colleague = Actor(REVIEWER.role, "review-8")
    chief = Actor(SUPERVISOR.role, "chief-8")
    for name in (colleague.account, chief.account):
        Party.objects.create(
            case=own.case, person=people.add_person(), role="co_supporter", account=name,
            added_at=own.case.opened_at,
        )  # fmt: skip
    for actor in (colleague, chief):
        with on(DAY):
            assert work(actor) == [other.case]
            assert worklists.counts_for(actor)["open"].number == 1
            assert [case for _, case in worklists.stages_of(actor)] == [other.case]
            (stage,) = worklists.work_by_stage(actor)
            assert (stage.oldest, stage.all.number) == (other.case, 1)
    with on(DAY):
        assert worklists.counts_for(REVIEWER)["open"].number == 2
        # A representative's leave that has ended closes the case as well.
        Delegation.objects.create(
            case=other.case, role="supporter", account="chief-8", scope="all",
            granted_at=other.case.opened_at, until=other.case.opened_at + timedelta(days=1),
            ended_at=other.case.opened_at,
        )  # fmt: skip
        assert (work(chief), worklists.stages_of(chief), worklists.work_by_stage(chief)) == (
            [],
            [],
            [],
        )


def test_a_page_is_full_though_some_of_its_cases_are_closed(definitions, monkeypatch) -> None:  # noqa: F811
    monkeypatch.setattr(worklists, "PAGE_SIZE", 1)
    own, other = at_review(definitions, "2022-11-05"), at_review(definitions, "2022-11-06")
    colleague = Actor(REVIEWER.role, "review-8")
    Party.objects.create(
        case=own.case, person=people.add_person(), role="co_supporter", account="review-8",
        added_at=own.case.opened_at,
    )  # fmt: skip
    with on(DAY):
        lines, following = worklists.work_for(colleague)
    assert ([line.case for line in lines], following) == ([other.case], None)


def test_a_proposal_is_the_work_of_every_officer_but_its_own(definitions) -> None:  # noqa: F811
    story = at_review(definitions, "2022-11-05")
    story.does("2022-11-06", REVIEWER, "not_confirmed", because="The means do not suffice.")
    assert work(REVIEWER) == []
    assert work(SECOND_REVIEWER) == [story.case]
    story.is_confirmed("2022-11-07", SECOND_REVIEWER)
    assert work(SECOND_REVIEWER) == []
    story.asks("2022-11-08", services.request_review, story.supporter)
    assert (work(APPEALS), work(CLERK)) == ([story.case], [])


def test_deadlines_come_first_then_care_then_the_longest_wait(definitions) -> None:  # noqa: F811
    child = {"birth_date": "2008-01-01", "travels_with_parent_or_guardian": False}
    late = at_review(definitions, "2022-11-09")
    early = at_review(definitions, "2022-11-05")
    alone = at_review(definitions, "2022-11-10")
    alone.notes("2022-11-10", REVIEWER, **child)
    due = at_review(definitions, "2022-11-11")
    due.asks(
        "2022-11-12",
        services.request_evidence,
        REVIEWER,
        what="Pay slips",
        until=date(2022, 11, 30),
    )
    assert work(REVIEWER) == [due.case, alone.case, early.case, late.case]
    with on(DAY):
        lines, _ = worklists.work_for(REVIEWER)
        counts = worklists.counts_for(REVIEWER)
    assert [line.care for line in lines] == [None, "unaccompanied_child", None, None]
    assert lines[0].item.due_date == date(2022, 11, 30)
    assert [counts[name].number for name in ("open", "waiting_for_evidence", "overdue")] == [
        3,
        1,
        0,
    ]
    with on("2022-12-02"):
        assert worklists.counts_for(REVIEWER)["overdue"].number == 1


def test_a_small_child_counts_for_all_who_travel_with_it(definitions) -> None:  # noqa: F811
    mother, child = people.add_person(), people.add_person()
    group = people.form_group(kind="family", principal=mother, others=[child])
    cases = []
    with on("2022-11-05"):
        for person, born in ((child, "2019-05-01"), (mother, "1990-06-15")):
            actor = Actor("beneficiary", f"person-{person.id}")
            cases.append(
                services.open_case(
                    definition=definitions["article"],
                    track="admission",
                    person=person,
                    group=group,
                    actor=actor,
                    accounts={"beneficiary": actor.account or ""},
                    start="returned_person_starts",
                    facts={"birth_date": born},
                )
            )
        lines, _ = worklists.work_for(CLERK)
    assert [line.care for line in lines] == ["small_children", "small_children"]


def test_a_case_that_is_over_is_nobodys_work(definitions) -> None:  # noqa: F811
    story = at_review(definitions, "2022-11-05")
    story.asks("2022-11-06", services.withdraw, story.supporter)
    assert not WorkItem.objects.filter(case_id=story.case.id).exists()


def test_officers_of_a_post_come_upon_its_cases_first(definitions) -> None:  # noqa: F811
    first, second = (at_review(definitions, f"2022-11-0{day}") for day in (5, 6))
    WorkItem.objects.filter(case_id=second.case.id).update(post="us_ciudad_juarez")
    with on(DAY):
        lines, _ = worklists.work_for(REVIEWER, post="us_ciudad_juarez")
    assert [(line.case, line.is_at_own_post) for line in lines] == [
        (second.case, True),
        (first.case, False),
    ]


def test_pages_follow_each_other_without_gap_or_repetition(definitions, monkeypatch) -> None:  # noqa: F811
    monkeypatch.setattr(worklists, "PAGE_SIZE", 2)
    stories = [at_review(definitions, f"2022-11-0{day}") for day in range(3, 8)]
    WorkItem.objects.filter(case_id=stories[3].case.id).update(post="us_ciudad_juarez")
    seen, after = [], ""
    with on(DAY):
        for _page in range(3):
            lines, after = worklists.work_for(
                REVIEWER, Wanted(after=after or ""), post="us_ciudad_juarez"
            )
            seen += [line.case for line in lines]
    assert after is None
    order = [stories[place].case for place in (3, 0, 1, 2, 4)]
    assert seen == order


@pytest.mark.parametrize("key", ["x", "0~a~b~c~d", "9~2022-11-23~3~2022-11-23~x", "0~" * 40])
def test_a_key_that_is_not_ours_is_refused(fresh_database, key: str) -> None:
    with pytest.raises(InputError):
        worklists.work_for(REVIEWER, Wanted(after=key))


def test_ages_and_backlog_by_stage(definitions) -> None:  # noqa: F811
    old = at_review(definitions, "2022-10-20")
    at_review(definitions, "2022-11-10")
    Story.begins("2022-11-03", definitions["notice"], by="supporter", supporter_named=True)
    with on("2022-12-01"):
        found = worklists.work_by_stage(SUPERVISOR)
    assert [(held.stage, held.all.number, held.over_30_days.number) for held in found] == [
        ("declaration", 1, 0),
        ("supporter_review", 2, 1),
    ]
    assert found[1].oldest == old.case


@pytest.fixture
def many(test_databases, fresh_database: str) -> None:
    """200,000 cases under way at eight desks."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO worklists_workitem
                (case_id, desk, post, stage, status, proposed_by, due_at, care, since)
            SELECT gen_random_uuid(),
                (ARRAY['party', 'party', 'party', 'officer.travel', 'officer.supporter_review',
                       'officer.consular', 'officer.port', 'clock'])[1 + n % 8],
                CASE WHEN n % 40 = 5 THEN 'us_ciudad_juarez' ELSE '' END,
                'stage_' || n % 12,
                (ARRAY['open', 'open', 'open', 'awaiting_second_officer', 'paused'])[1 + n % 5],
                '',
                CASE WHEN n % 3 = 0 THEN timestamptz '2022-11-01' + n * interval '1 minute'
                     ELSE timestamptz '2999-12-31' END,
                n % 4,
                timestamptz '2022-10-18' + n * interval '17 seconds'
            FROM generate_series(1, 200000) AS n
            """
        )
    with test_databases.as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE worklists_workitem")


def test_an_index_serves_every_list_and_count(many: None, monkeypatch) -> None:
    far = "2999-12-31T00:00:00+00:00~1~2022-11-01T00:00:00+00:00~" + "0" * 32
    asked = {
        "desk": (REVIEWER, Wanted(), ""),
        "desk, far down": (REVIEWER, Wanted(after=f"0~{far}"), ""),
        "post": (CONSUL, Wanted(), "us_ciudad_juarez"),
        "status": (DECIDER, Wanted(status="paused"), ""),
        "all": (SUPERVISOR, Wanted(after=f"0~{far}"), ""),
        "all of a stage": (SUPERVISOR, Wanted(stage="stage_3", after=f"0~{far}"), ""),
        "all of a status": (SUPERVISOR, Wanted(status="paused"), ""),
    }
    for name, (actor, wanted, post) in asked.items():
        for plan, rows in plans(lambda a=actor, w=wanted, p=post: worklists.work_for(a, w, post=p)):
            assert "Seq Scan" not in plan and "Sort" not in plan, f"{name}:\n{plan}"
            assert rows < 500, f"{name} read {rows} rows:\n{plan}"
    for plan, rows in plans(lambda: worklists.counts_for(REVIEWER)):
        assert "Seq Scan" not in plan and "Sort" not in plan, plan
        assert rows < 500, f"a count read {rows} rows:\n{plan}"
    monkeypatch.setattr(worklists.Case.objects, "get", lambda pk: None)
    for plan, _rows in plans(lambda: worklists.work_by_stage(SUPERVISOR)):
        assert "Seq Scan" not in plan, plan


def plans(read) -> list[tuple[str, int]]:
    """How PostgreSQL carries out each look at the list, and how many rows it touches."""
    queries = []

    def note(execute, sql, params, is_many, context):
        if "worklists_workitem" in sql and not sql.startswith("EXPLAIN"):
            queries.append((sql, params))
        return execute(sql, params, is_many, context)

    with connection.execute_wrapper(note):
        read()
    found = []
    for sql, params in queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {sql}", params)
            plan = "\n".join(row[0] for row in cursor.fetchall())
        touched = re.findall(r"Rows Removed by \w+: (\d+)|actual rows=(\d+)", plan)
        found.append((plan, sum(int(a or b) for a, b in touched)))
    assert found
    return found
