"""A supporter is not confirmed, is told why, files again with more, and is confirmed."""

from __future__ import annotations

import pytest

from tests.pages.stories.applying import answers, begins, opens_letter, sends
from tests.pages.stories.walking import Walk
from tests.stories.people import REVIEWER, SECOND_REVIEWER
from tests.web.portal.applying import SUPPORTER

pytestmark = [pytest.mark.browser, pytest.mark.database]
TOO_LOW = {
    "en": "The income shown does not cover two households.",
    "es": "Los ingresos que se mostraron no alcanzan para dos hogares.",
}
NOT_CONFIRMED = {"en": "Your support was not confirmed", "es": "Su apoyo no fue confirmado"}


@pytest.mark.usefixtures("definitions")
def test_a_supporter_is_not_confirmed_and_files_again(walk: Walk, as_published) -> None:
    sam = begins(walk, "2022-11-02", "supporter")
    answers(walk, SUPPORTER)
    sends(walk)
    assert sam.stands_at == ("supporter_review", "open")
    walk.officer("2022-11-07", REVIEWER, sam.case)
    walk.decides(
        "not_confirmed",
        walk.told(TOO_LOW),
        supporter_checks_passed="yes",
        supporter_can_support="no",
        supporter_confirmed="no",
    )
    desk = walk.officer("2022-11-08", SECOND_REVIEWER, sam.case)
    walk.reads(desk, TOO_LOW)
    walk.sees(desk, "again-second-officer")
    walk.confirms()
    assert sam.stands_at == ("declaration", "open")
    phone = walk.party("2022-11-09", sam.supporter, sam.case)
    walk.reads(phone, "It is your turn.", "The reasons that the officers gave", TOO_LOW)
    walk.reads(phone, "You can correct or add to your answers and file again.")
    walk.sees(phone, "again-told-why", at="#against-heading")
    opens_letter(walk, NOT_CONFIRMED)
    walk.reads(phone, TOO_LOW)
    phone = walk.party("2022-11-12", sam.supporter, sam.case)
    sends(walk)
    walk.reads(phone, "Sent. What happens next stands below.")
    walk.officer("2022-11-16", SECOND_REVIEWER, sam.case)
    walk.decides("confirmed", supporter_can_support="yes", supporter_confirmed="yes")
    assert sam.stands_at == ("account", "open")
    phone = walk.party("2022-11-16", sam.supporter, sam.case)
    walk.reads(phone, "Your part is done.", "Get a code to hand to them")
    walk.sees(phone, "again-confirmed")
