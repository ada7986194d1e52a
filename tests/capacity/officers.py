"""A process with officers in it, each a thread of its own: they all authorize at one word.

Started by `test_many_officers`, and killed by it at any moment.
"""

from __future__ import annotations

import json
import sys
import threading
from dataclasses import dataclass

import django

django.setup()

from django.db import connections  # noqa: E402

from safeconduct.cases import services  # noqa: E402
from safeconduct.cases.definitions import definition_of  # noqa: E402
from safeconduct.cases.errors import NotAllowed  # noqa: E402
from safeconduct.cases.models import Case  # noqa: E402
from safeconduct.flow import Actor  # noqa: E402

PERSON = Actor("beneficiary", "ana")


@dataclass(frozen=True)
class Task:
    """One officer's case, and whether the person withdraws right after."""

    case_id: str
    number: int
    officer: str
    withdraws: bool


def carry_out(task: Task, begin: threading.Event) -> None:
    begin.wait()
    try:
        done = services.act(
            case_id=task.case_id,
            outcome="authorized",
            actor=Actor("officer.travel", task.officer),
            expected_number=task.number,
        )
        if task.withdraws:
            services.withdraw(case_id=task.case_id, actor=PERSON, expected_number=done.number)
    except NotAllowed as full:
        assert full.refusal.reason == "cap_full", full
    finally:
        connections.close_all()


def main() -> None:
    tasks = [Task(*given) for given in json.loads(sys.stdin.readline())]
    # What every officer needs is read once, before the word is given.
    definition_of(Case.objects.get(id=tasks[0].case_id))
    begin = threading.Event()
    threads = [threading.Thread(target=carry_out, args=(task, begin)) for task in tasks]
    for thread in threads:
        thread.start()
    print("ready", flush=True)
    sys.stdin.readline()
    begin.set()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
