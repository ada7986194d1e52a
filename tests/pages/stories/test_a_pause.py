"""The pause of August 2024: a supervisor holds the decision for everyone, and 42 days later it goes on."""

from __future__ import annotations

import pytest

from safeconduct.cases import holds
from safeconduct.flow.reasons import WORDS, Reason
from tests.pages.stories.walking import Walk
from tests.stories.people import DECIDER, SUPERVISOR
from tests.stories.test_pauses import PAUSE
from tests.stories.ways import waits_for_the_decision

pytestmark = [pytest.mark.browser, pytest.mark.database]
FROM_THE_FORMS = {
    "en": "Supporters' forms show repeated addresses and the numbers of people who died.",
    "es": "Los formularios de apoyo muestran direcciones repetidas y números de personas fallecidas.",
}
FINGERPRINTS = {
    "en": "Fingerprints of supporters are taken now.",
    "es": "Ahora se toman las huellas de las personas de apoyo.",
}


def test_the_pause_of_august_2024(walk: Walk, definitions, as_published) -> None:
    holder = waits_for_the_decision(definitions["notice"], "2024-06")
    holder.does("2024-06-14", DECIDER, "authorized")
    waiting = waits_for_the_decision(definitions["notice"], "2024-07")
    walk.knows(holder, waiting)
    desk = walk.officer("2024-07-18", SUPERVISOR)
    desk.goto(f"/{walk.language}/work/holds/")
    desk.select_option("#stage", "admission/travel_decision")
    walk.follows(desk, "form[action$='/holds/new/'] button")
    for language, words in PAUSE["words"].items():
        desk.fill(f"#words-{language}", words)
    desk.fill("#reasons", walk.told(FROM_THE_FORMS))
    walk.sees(desk)
    walk.follows(desk, "#hold-form button[type=submit]")
    walk.reads(desk, "The stage is held. Its cases are paused one after the other.")
    holds.spread()
    phone = walk.party("2024-07-19", waiting.person, waiting.case)
    walk.reads(phone, "This step stands still for everyone", PAUSE["words"])
    walk.sees(phone, "pause-waiting")
    assert waiting.stands_at == ("travel_decision", "paused")
    # Who holds an authorization may use it, as before.
    phone = walk.party("2024-07-19", holder.person, holder.case)
    walk.reads(phone, "Valid until the end of %(day)s.", day=walk.day("2024-09-12"))
    desk = walk.officer("2024-07-20", DECIDER, waiting.case)
    assert desk.locator("#decide-form").count() == 0
    walk.unfolds(desk, ".not-now")
    walk.reads(desk, PAUSE["words"], WORDS[Reason.PAUSED])
    walk.sees(desk, "pause-desk")
    desk = walk.officer("2024-08-29", SUPERVISOR)
    desk.goto(f"/{walk.language}/work/holds/")
    desk.locator(".hold details.act > summary").click()
    desk.locator(".hold textarea").fill(walk.told(FINGERPRINTS))
    walk.follows(desk, ".hold button[type=submit]")
    walk.reads(desk, "The hold has ended. Its cases go on one after the other.")
    holds.spread()
    phone = walk.party("2024-08-29", waiting.person, waiting.case)
    walk.reads_not(phone, "This step stands still for everyone")
    walk.officer("2024-08-30", DECIDER, waiting.case)
    walk.decides("authorized")
    assert waiting.stands_at == ("booking", "open")
