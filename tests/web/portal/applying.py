"""Someone who applies, by the portal's forms alone, as a browser without JavaScript does."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.http import HttpResponse
from django.test import Client

from safeconduct.cases.models import Case
from tests.web.portal.walking import Page, date_parts

#: What a supporter answers to what is asked of them.
SUPPORTER = {
    "supporter_name": "Sam Sample",
    "supporter_status": "permanent_resident",
    "supporter_in_us": "yes",
    "supporter_agrees_to_support": "yes",
    "declaration_per_person": "yes",
    "supporter_telephone": "none",
    "supporter_address": "1 Sample Street, Austin TX",
    "supporter_asked_for_money": "nothing",
}
#: What a person answers, who never was on the way.
PERSON = {
    "full_name": "Ana Ejemplo",
    "nationality": "VE",
    "family_relation": "none",
    "principal_nationality": "none",
    "present_country": "VE",
    "last_removal_order_date": "none",
    "earlier_order_still_bars": "no",
    "birth_date": "1990-04-03",
    "other_nationality": "none",
    "permanent_residence_country": "none",
    "refugee_status_country": "none",
    "sea_interdiction_date": "none",
    "passport_country": "VE",
    "passport_expiry_date": "2027-05-30",
    "can_pay_for_travel": "yes",
    "vaccinations_attested": "yes",
    "medical_exception": "no",
    "attestations_made": "yes",
    "asked_for_money": "nothing",
    "lawful_stay_until_date": "none",
    "consular_appointment_date": "unknown",
}
#: The entry that ended in a return under the agreement.
CROSSED = {
    "f.country": "US",
    **date_parts("f.entry_date", "2022-10-20"),
    "f.manner": "irregular",
    "f.border": "southwest",
    "f.departure": "expelled",
    "f.returned_under": "us-mx-2022",
}


class Someone:
    """One browser: where it is, what it shows, and the account it came to."""

    def __init__(self, language: str = "en") -> None:
        self.client = Client(headers={"host": "localhost"})
        self.language = language
        self.address = ""
        self.answer: HttpResponse
        self.page: Page
        self.number = ""
        self.pin = ""

    def goes(self, path: str, status: int = 200) -> Page:
        """Open an address below the language."""
        return self._took(self.client.get(f"/{self.language}{path}", follow=True), status)

    def sends(
        self, typed: Mapping[str, object] | None = None, path: str = "", status: int = 200
    ) -> Page:
        """Send the form of the page with what is typed into it."""
        address = f"/{self.language}{path}" if path else self.address
        posted = {**self.page.hidden, **(typed or {})}
        return self._took(self.client.post(address, posted, follow=True), status)

    def _took(self, answer: HttpResponse, status: int) -> Page:
        assert answer.status_code == status, (answer.status_code, answer.content.decode()[-3000:])
        request = answer.wsgi_request
        self.address = request.get_full_path()
        self.answer = answer
        self.page = Page(answer.content.decode())
        return self.page

    def begins(self, who: str) -> Someone:
        """Open a case and write down its number and PIN."""
        self.goes(f"/apply/{who}/")
        self._wrote_down(self.sends())
        return self

    def accepts(self, number: str, code: str) -> Someone:
        """Open an account by invitation."""
        self.goes("/apply/invitation/")
        self._wrote_down(self.sends({"number": number, "code": code, "do": "open"}))
        return self

    def _wrote_down(self, page: Page) -> None:
        self.number = re.search(r"[A-Z]{3}\d{10}", page.text)[0]
        self.pin = re.search(r"PIN (\d{4} \d{4})", page.text)[1].replace(" ", "")

    @property
    def case(self) -> Case:
        return Case.objects.get(receipt_number=self.number)

    @property
    def home(self) -> str:
        """The path of their case."""
        return f"/my/{self.number}/"

    @property
    def question(self) -> str:
        """The question on the page; empty when there is none."""
        found = re.search(r"/questions/(\w+)/", self.address)
        return found[1] if found else ""

    def replies(self, text: str) -> Page:
        """Answer the question on the page."""
        inputs = self.page.inputs
        if text in ("none", "unknown") and "f.other" in inputs:
            return self.sends({"f.other": text, "do": "answer"})
        typed = date_parts("f", text) if "f.day" in inputs else {"f": text}
        return self.sends({**typed, "do": "answer"})

    def answers_all(self, replies: Mapping[str, str], crossed: bool = False) -> list[str]:
        """Answer whatever is asked until all answers are shown; gives the questions in order."""
        asked: list[str] = []
        self.goes(f"{self.home}questions/")
        while self.question:
            asked.append(self.question)
            assert len(asked) < 40, asked
            if self.question != "entries":
                self.replies(replies[self.question])
            else:
                if crossed:
                    self.sends({"do": "add"})
                    self.sends({**CROSSED, "do": "save:0"})
                self.sends({"do": "all"})
        return asked

    def files(self, outcome: str = "") -> Page:
        """Send what was answered."""
        self.goes(f"{self.home}answers/")
        return self.sends({"outcome": outcome} if outcome else None)
