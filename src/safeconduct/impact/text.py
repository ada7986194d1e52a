"""A statement in both languages, and the refusal that carries one."""

from __future__ import annotations

from dataclasses import dataclass

from safeconduct.errors import InputError, NotFound


@dataclass(frozen=True, slots=True)
class Text:
    """One statement in both languages."""

    en: str
    es: str

    def as_data(self) -> dict[str, str]:
        return {"en": self.en, "es": self.es}


def same(words: str) -> Text:
    """Names and codes that both languages write alike."""
    return Text(words, words)


class Refusal(InputError):
    """What a reader of results may meet, and so is told in the reader's language."""

    def __init__(self, text: Text, *, given: object = None, accepted: Text | None = None) -> None:
        super().__init__(text.en, given=given, accepted=accepted.en if accepted else None)
        self.text = text
        self.in_spanish = text.es + (f" Se acepta: {accepted.es}." if accepted else "")

    def said(self, language: str) -> str:
        return self.in_spanish if language == "es" else str(self)

    def as_data(self) -> dict[str, object]:
        return {**super().as_data(), "text": self.text.as_data()}


class NotThere(Refusal, NotFound):
    """Something that was asked of the figures or the plan does not exist in them."""

    code = NotFound.code
