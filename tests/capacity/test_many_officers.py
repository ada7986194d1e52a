"""64 officers authorize at once, some workers are killed, some people withdraw: the cap is exact (I4)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from psycopg import conninfo

from safeconduct.capacity.models import Place
from safeconduct.cases import selectors, services
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Case, CaseStanding
from tests.cases.conftest import OFFICER
from tests.cases.conftest import filed as filed
from tests.cases.conftest import small as small

pytestmark = [pytest.mark.database, pytest.mark.slow]
OFFICERS, WORKERS, KILLED, PLACES = 64, 4, 1, 40


@pytest.fixture
def workers(fresh_database: str) -> Iterator[list[subprocess.Popen]]:
    """Processes that wait for their cases; none of them outlives the test."""
    settings = connection.settings_dict
    url = conninfo.make_conninfo(
        dbname=settings["NAME"], user=settings["USER"], password=settings["PASSWORD"],
        host=settings["HOST"], port=settings["PORT"],
    )  # fmt: skip
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.capacity.officers"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            cwd=Path(__file__).parents[2], env=os.environ | {"SAFECONDUCT_DATABASE_URL": url},
        )
        for _ in range(WORKERS)
    ]  # fmt: skip
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


def tell(process: subprocess.Popen, line: str) -> None:
    process.stdin.write(line + "\n")
    process.stdin.flush()


def held() -> set[str]:
    return {
        str(h) for h in Place.objects.filter(given_back_at=None).values_list("holder", flat=True)
    }


def authorized() -> set[str]:
    """The cases that were authorized and not withdrawn, by what their own events say."""
    going = Case.objects.exclude(standing__end="withdrawn").filter(events__outcome="authorized")
    return {str(case.id) for case in going}


def test_never_one_over_and_never_one_lost(small, filed, workers) -> None:
    definition = small(PLACES, comes_back=True)
    cases = [filed(definition).case for _ in range(OFFICERS)]
    share = OFFICERS // WORKERS
    for n, process in enumerate(workers):
        mine = range(n * share, (n + 1) * share)
        tasks = [[str(cases[i].id), cases[i].events.count(), f"olga-{i}", i % 5 == 0] for i in mine]
        tell(process, json.dumps(tasks))
    assert [process.stdout.readline().strip() for process in workers] == ["ready"] * WORKERS
    for process in workers:
        tell(process, "go")
    deadline = time.monotonic() + 60
    while Place.objects.count() < 5 and time.monotonic() < deadline:
        time.sleep(0.005)
    for process in workers[:KILLED]:
        process.send_signal(signal.SIGKILL)
    for process in workers[KILLED:]:
        _, said = process.communicate()
        assert process.returncode == 0, said
    wait_until_the_dead_are_gone()
    assert held() == authorized()
    assert len(held()) <= PLACES
    assert most_at_once() <= PLACES
    # Whoever was left over is asked again by one officer, until the cap is reached to the last place.
    for case in cases:
        case.standing.refresh_from_db()
        if case.standing.stage == "decision" and case.standing.status == "open":
            number = case.standing.number
            try:
                services.act(
                    case_id=case.id, outcome="authorized", actor=OFFICER, expected_number=number
                )
            except NotAllowed as full:
                assert full.refusal.reason == "cap_full"
    assert held() == authorized()
    assert len(held()) == PLACES
    assert most_at_once() <= PLACES
    assert all(selectors.verify_chain(case).holds for case in cases)
    for standing in CaseStanding.objects.select_related("case"):
        state = selectors.state_of_case(standing.case)
        assert (state.number, state.status, state.disregarded) == (
            standing.number, standing.status, (),
        )  # fmt: skip


def wait_until_the_dead_are_gone() -> None:
    """The server undoes what a killed worker had begun; its sessions end by themselves."""
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.01)
    raise AssertionError("a killed worker's session never ended")


def most_at_once() -> int:
    """The most places that were held at any instant, told from when each was taken and given back."""
    steps = []
    for taken_at, given_back_at in Place.objects.values_list("taken_at", "given_back_at"):
        steps.append((taken_at, 1))
        if given_back_at is not None:
            steps.append((given_back_at, -1))
    most = count = 0
    for _, step in sorted(steps):
        count += step
        most = max(most, count)
    return most
