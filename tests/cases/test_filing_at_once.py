"""Two families that file at once, each in its own order: neither waits for the other for ever."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from safeconduct.cases import supporters
from safeconduct.cases.models import Case

pytestmark = pytest.mark.database
ROUNDS = 40


def test_two_transactions_in_opposite_orders_both_come_through(small, filed) -> None:
    """Twelve pairs of supporter and person, locked from both ends at once, time and again."""
    definition = small()
    cases = [Case.objects.get(pk=filed(definition).case.pk) for _ in range(12)]
    barrier = threading.Barrier(2)

    def files(order: list[Case]) -> str:
        try:
            connection.ensure_connection()
            for _ in range(ROUNDS):
                barrier.wait(timeout=20)
                with transaction.atomic():
                    supporters.one_at_a_time(*order)
        finally:
            connection.close()
        return "through"

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(files, (cases, cases[::-1])))
    assert told == ["through", "through"]
