"""Stretches of the way that many stories share."""

from __future__ import annotations

from typing import Any

from safeconduct.programme import Definition
from tests.stories.people import (
    ATTESTED,
    DECIDER,
    MARIA,
    REVIEWER,
    SUPPORTER,
    SUPPORTER_REVIEWED,
    VETTED,
    VETTER,
    WEIGHED,
)
from tests.stories.telling import Story


def waits_for_the_vetting(
    definition: Definition, month: str = "2022-11", says: dict[str, Any] | None = None, **more: Any
) -> Story:
    """Filed on the first days of a month; on the eighth all has been sent."""
    maria = Story.begins(f"{month}-02", definition, by="supporter", supporter_named=True, **more)
    maria.does(f"{month}-02", maria.supporter, "filed", **SUPPORTER)
    maria.does(f"{month}-06", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    maria.does(f"{month}-07", maria.person, "confirmed", **MARIA | (says or {}))
    maria.does(f"{month}-07", maria.person, "made", attestations_made=True, **ATTESTED)
    maria.does(f"{month}-08", maria.person, "sent")
    return maria


def waits_for_the_decision(definition: Definition, month: str, **more: Any) -> Story:
    """The same; on the tenth all lies on the table of who decides."""
    maria = waits_for_the_vetting(definition, month, **more)
    maria.does(f"{month}-09", VETTER, "vetted", **VETTED)
    maria.notes(f"{month}-10", DECIDER, **WEIGHED)
    assert maria.stands_at == ("travel_decision", "open")
    return maria
