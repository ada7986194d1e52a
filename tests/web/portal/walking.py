"""Walks the self-check by its forms alone, as a browser without JavaScript does."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client


class Page(HTMLParser):
    """What a test asks of a page: its hidden fields, inputs, headings and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.inputs: dict[str, list[dict[str, str]]] = {}
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.texts: list[str] = []
        self.selected: dict[str, str] = {}
        self._select = ""
        self.feed(html)
        self.text = " ".join(" ".join(self.texts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "select":
            self._select = given.get("name", "")
        if tag == "option" and "selected" in given:
            self.selected[self._select] = given["value"]
        if tag == "input" and given.get("type") == "hidden":
            self.hidden[given["name"]] = given["value"]
        elif tag in ("input", "select"):
            self.inputs.setdefault(given.get("name", ""), []).append(given)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def question(self) -> str:
        """The question on the page; `result` at the end."""
        return self.hidden.get("q", "")


class Walk:
    """One person at the self-check; keeps nothing but the page that it was given."""

    def __init__(self, client: Client, address: str) -> None:
        self.client = client
        self.address = address
        self.answer: HttpResponse = self.client.get(address)
        self.page = Page(self.answer.content.decode())

    def press(self, button: str, typed: Mapping[str, str] | None = None, address: str = "") -> Page:
        """Press a button with something typed into the page's fields."""
        posted = {**self.page.hidden, **(typed or {}), "do": button}
        self.answer = self.client.post(address or self.address, posted)
        self.page = Page(self.answer.content.decode())
        return self.page

    def reply(self, text: str) -> Page:
        """Answer the question on the page: a date as 2022-11-02, else a value, none or unknown."""
        inputs = self.page.inputs
        if text in ("none", "unknown") and "f.other" in inputs:
            return self.press("answer", {"f.other": text})
        if "f.day" in inputs:
            return self.press("answer", date_parts("f", text))
        return self.press("answer", {"f": text})

    def answer_all(self, replies: Mapping[str, str]) -> list[str]:
        """Answer whatever is asked until the result; gives the questions in order."""
        asked = []
        while self.page.question != "result":
            asked.append(self.page.question)
            assert len(asked) < 60, asked
            reply = replies[self.page.question]
            if reply.startswith(("all", "some")):
                self.press(f"{reply}:{self.page.question}")
            else:
                self.reply(reply)
            assert self.answer.status_code == 200
        return asked


def date_parts(name: str, text: str) -> dict[str, str]:
    """A date as its three fields."""
    year, month, day = text.split("-")
    return {f"{name}.day": day, f"{name}.month": str(int(month)), f"{name}.year": year}


#: Someone in Venezuela with a passport and a supporter: nothing stands in the way.
FINE = {
    "nationality": "VE",
    "family_relation": "none",
    "present_country": "VE",
    "entries": "all",
    "last_removal_order_date": "none",
    "birth_date": "1990-04-03",
    "other_nationality": "none",
    "permanent_residence_country": "none",
    "refugee_status_country": "none",
    "passport_country": "VE",
    "passport_expiry_date": "2026-04-03",
    "supporter_named": "yes",
    "supporter_status": "citizen",
    "supporter_in_us": "yes",
    "supporter_agrees_to_support": "yes",
    "declaration_per_person": "yes",
    "can_pay_for_travel": "yes",
    "vaccinations_attested": "yes",
    "medical_exception": "no",
    "attestations_made": "yes",
    "consular_appointment_date": "2022-11-30",
    "lawful_stay_until_date": "none",
}
