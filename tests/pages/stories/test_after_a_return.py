"""José crossed on 20 October 2022 and was sent to Mexico: as described in November 2022, and as published."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.capacity.appointments import set_hours
from safeconduct.flow import Actor
from safeconduct.flow.reasons import WORDS, Reason
from tests.pages.stories.applying import (
    answers,
    begins,
    opens_letter,
    sends,
    tick,
    types_day,
)
from tests.pages.stories.walking import Walk
from tests.stories.people import (
    ATTESTED,
    CARRIER,
    CONSUL,
    DECIDER,
    JOSE,
    PORT,
    REVIEWER,
    SECOND,
    SUPPORTER,
    SUPPORTER_REVIEWED,
    VETTED,
    VETTER,
)
from tests.stories.telling import Story, on
from tests.web.portal.applying import PERSON

pytestmark = [pytest.mark.browser, pytest.mark.database]
JUAREZ = "us_ciudad_juarez"
REFUSED = {"en": "Travel is not authorized", "es": "El viaje no se autoriza"}
ENTERED = {
    "en": "Entered irregularly on 20 October 2022.",
    "es": "Entró de forma irregular el 20 de octubre de 2022.",
}
CROSSED = {
    "manner": "irregular",
    "border": "southwest",
    "departure": "expelled",
    "returned_under": "us-mx-2022",
}


@pytest.fixture
def juarez(definitions):
    """Ciudad Juárez sees four people each working morning; what people apply under is the description."""
    article = definitions["article"]
    post = next(post for post in article.posts if post.id == JUAREZ)
    with on("2022-11-01"):
        set_hours(
            programme="us-mx-ve-2022", post=post, from_date=date(2022, 11, 1),
            hours="08:00-12:00", places_a_day=4, by="chief-1",
        )  # fmt: skip
    return article


def tells_of_the_crossing(walk: Walk) -> None:
    """One record: into the United States on 20 October, expelled, sent to Mexico."""
    phone = walk.phone
    number = phone.url.split("/my/")[1].split("/")[0]
    phone.goto(f"/{walk.language}/my/{number}/questions/entries/")
    walk.follows(phone, "main button[value=add]")
    phone.select_option("#f-country", "US")
    types_day(walk, "f-entry_date", "2022-10-20")
    for name, value in CROSSED.items():
        tick(walk, f"f.{name}", value)
    walk.follows(phone, "main .buttons button")
    walk.sees(phone, "article-crossing", at=".records")
    walk.follows(phone, "main button[value=all]")


def is_looked_at(jose: Story) -> None:
    """His supporter files and is confirmed, he confirms and is vetted."""
    said = {name: value for name, value in SUPPORTER.items() if name != "supporter_named"}
    jose.does("2022-11-05", jose.supporter, "filed", **said)
    jose.does("2022-11-09", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    jose.does("2022-11-10", jose.person, "confirmed")
    jose.does("2022-11-10", jose.person, "made", attestations_made=True, **ATTESTED)
    jose.does("2022-11-11", jose.person, "sent", lawful_stay_until_date="2022-12-05")
    jose.does("2022-11-11", VETTER, "appointment_due", **VETTED)


def test_as_described_he_applies_at_the_consulate_and_arrives(walk: Walk, juarez) -> None:
    jose = begins(walk, "2022-11-03", "person")
    tells_of_the_crossing(walk)
    phone = walk.party("2022-11-03", jose.person, jose.case, "supporter/")
    walk.follows(phone, "main .buttons button")
    jose.notes("2022-11-03", jose.person, **{k: v for k, v in JOSE.items() if k != "entries"})
    answers(walk, PERSON | {"full_name": "José Ejemplo"})
    sends(walk, "has_supporter")
    assert jose.stands_at == ("declaration", "open")
    sam = jose.case.parties.get(role="supporter").account
    jose = Story(jose.case, jose.person, Actor("supporter", sam))
    is_looked_at(jose)
    phone = walk.party("2022-11-12", jose.person, jose.case, "appointment/")
    walk.follows(phone, f"a[href$='?post={JUAREZ}']")
    phone.locator(".times input[value*='2022-11-22'] + label").first.click()
    walk.follows(phone, "main button[value=book]")
    walk.reads(phone, "The appointment is yours.", "Your appointment")
    walk.sees(phone, "article-appointment", at="h2:has(+ dl.handed)")
    desk = walk.officer("2022-11-22T17:00:00+00:00", CONSUL, post=JUAREZ)
    desk.goto(f"/{walk.language}/work/today/")
    walk.reads(desk, "already past")
    walk.sees(desk, "article-consulate")
    walk.follows(desk, ".appointments .case a")
    walk.decides("kept", consular_appointment_kept="yes")
    assert jose.stands_at == ("travel_decision", "open")
    desk = walk.officer("2022-11-23", DECIDER, jose.case)
    walk.decides("authorized", parole_reason="urgent_humanitarian", merits_discretion="yes")
    assert jose.stands_at == ("booking", "open")
    phone = walk.party("2022-11-26", jose.person, jose.case)
    walk.reads(phone, "Valid until the end of %(day)s.", day=walk.day("2023-02-21"))
    sends(walk)
    jose.does("2022-12-01", CARRIER, "boarded")
    walk.officer("2022-12-01T22:00:00+00:00", PORT, jose.case)
    walk.decides("passed")
    walk.decides("granted")
    assert jose.stands_at == ("health_after_arrival", "open")
    phone = walk.party("2022-12-02", jose.person, jose.case)
    walk.sees(phone, "article-arrived", at="h2:has(+ .timeline)")


def test_as_published_he_is_barred_and_told_why(walk: Walk, definitions, as_published) -> None:
    jose = Story.begins("2022-11-03", definitions["notice"], by="supporter", supporter_named=True)
    walk.knows(jose)
    jose.does("2022-11-05", jose.supporter, "filed", **SUPPORTER)
    jose.does("2022-11-09", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    jose.does("2022-11-10", jose.person, "confirmed", **JOSE)
    jose.does("2022-11-10", jose.person, "made", attestations_made=True, **ATTESTED)
    jose.does("2022-11-11", jose.person, "sent")
    jose.does("2022-11-16", VETTER, "vetted", **VETTED)
    desk = walk.officer("2022-11-23", DECIDER, jose.case)
    walk.decides("authorized", parole_reason="urgent_humanitarian", merits_discretion="yes")
    walk.reads(desk, "This is not allowed now", WORDS[Reason.CONDITIONS_OPEN])
    walk.sees(desk, "notice-barred")
    walk.decides("refused")
    walk.reads(desk, WORDS[Reason.REASONS_NEEDED])
    walk.decides("refused", walk.told(ENTERED))
    walk.officer("2022-11-24", SECOND, jose.case)
    walk.confirms()
    assert jose.stands_at == ("travel_decision", "denied")
    phone = walk.party("2022-11-25", jose.person, jose.case)
    walk.reads(phone, ENTERED, "The rules that stood in the way")
    walk.reads(phone, "This does not take away your right to ask for asylum.")
    walk.sees(phone, "notice-told-why", at="#against-heading", tall=780)
    opens_letter(walk, REFUSED)
    walk.reads(phone, ENTERED)
    walk.sees(phone, "notice-letter", at="article h2:nth-of-type(2)", tall=780)
