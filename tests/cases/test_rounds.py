"""The clock's jobs go on with the next case when one cannot be moved."""

from __future__ import annotations

import uuid

import pytest
from django.db import OperationalError

from safeconduct.cases import rounds
from safeconduct.errors import InputError


def test_one_case_that_fails_keeps_nobody_else_waiting(caplog) -> None:
    cases = [uuid.uuid4() for _ in range(4)]
    asked = []

    def step(case_id: uuid.UUID) -> bool:
        asked.append(case_id)
        if case_id == cases[0]:
            raise InputError("María Ejemplo cannot be moved.")
        if case_id == cases[1]:
            raise ZeroDivisionError
        return case_id == cases[2]

    assert rounds.each(cases, step) == 1
    assert asked == cases
    assert str(cases[0]) in caplog.text and "InputError" in caplog.text
    assert "Ejemplo" not in caplog.text


def test_a_database_that_is_gone_is_not_tried_case_by_case() -> None:
    def step(case_id: uuid.UUID) -> bool:
        raise OperationalError

    with pytest.raises(OperationalError):
        rounds.each([uuid.uuid4(), uuid.uuid4()], step)
