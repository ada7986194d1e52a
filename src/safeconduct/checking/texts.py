"""Checks of what people read: every text in every language of the programme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from safeconduct.checking.rules import at
from safeconduct.errors import Place
from safeconduct.programme import Definition, Problem
from safeconduct.programme.schema import Entry

#: Keys whose value is a text per language, wherever they stand.
_WORDS = {
    "name", "summary", "text", "unknown", "remedy", "title", "label", "question", "help",
    "own_question", "own_help", "says",
    "none_label", "covers", "legal_basis", "note", "commitment", "if_it_fails", "counts", "group",
    "heading",
}  # fmt: skip


def check_translations(definition: Definition) -> Iterator[Problem]:
    """No text lacks a language, and none has one that the programme does not speak."""
    languages = definition.programme.languages
    file = Place(f"{definition.folder.name}/programme.yaml", 1)
    for entry in _entries(definition):
        for key, words in _texts(entry):
            yield from _judge(words, languages, lambda m, e=entry, k=key: at(e, f"`{k}` {m}"))
    for key, words in _texts(definition.programme, nested=False):
        yield from _judge(words, languages, lambda m, k=key: Problem(file, f"`{k}` {m}"))
    for track_id, results in definition.programme.result_words.items():
        for result, words in results.items():
            what = f"result_words.{track_id}.{result}"
            yield from _judge(words, languages, lambda m, w=what: Problem(file, f"`{w}` {m}"))
    overlay = Place(f"{definition.folder.name}/variants/{definition.variant}.yaml", 1)
    own = {"name": definition.variant_name, "summary": definition.variant_summary}
    for key, said in own.items():
        if said is not None:
            yield from _judge(said, languages, lambda m, k=key: Problem(overlay, f"`{k}` {m}"))
    for variant in definition.programme.variants:
        for key, words in _texts(variant):
            yield from _judge(
                words, languages, lambda m, k=key, v=variant: Problem(file, f"{v.id}: `{k}` {m}")
            )
    for track in definition.tracks.values():
        where = track.place or Place(f"{definition.folder.name}/tracks/{track.id}.yaml")
        for key, words in _texts(track, nested=False):
            yield from _judge(words, languages, lambda m, k=key, w=where: Problem(w, f"`{k}` {m}"))


def _judge(words: Mapping[str, str], languages: tuple[str, ...], problem: Any) -> Iterator[Problem]:
    for language in languages:
        if not words.get(language, "").strip():
            yield problem(f"has no text in `{language}`")
    for language in words:
        if language not in languages:
            yield problem(f"has a text in `{language}`, which is no language of the programme")


def _entries(definition: Definition) -> Iterator[Entry]:
    yield from definition.facts.values()
    yield from definition.conditions
    yield from definition.agreements
    for track in definition.tracks.values():
        yield from track.stages
        yield from track.reviews
        yield from track.second_looks
        yield from track.check_ins
        yield from track.repeats
        yield from track.party_changes
    for section in (definition.posts, definition.caps, definition.selections, definition.gates):
        yield from section
    yield from definition.letters
    yield from definition.passages
    yield from definition.examples
    yield from definition.assumptions
    yield from definition.programme.events
    yield from definition.programme.depends_on


def _texts(model: BaseModel, *, nested: bool = True) -> Iterator[tuple[str, Mapping[str, str]]]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if name in _WORDS and isinstance(value, Mapping):
            yield name, value
        elif nested:
            yield from _below(name, value)


def _below(name: str, value: Any) -> Iterator[tuple[str, Mapping[str, str]]]:
    if isinstance(value, BaseModel):
        for key, words in _texts(value):
            yield f"{name}.{key}", words
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from _below(f"{name}[{index + 1}]", part)


def check_questions(definition: Definition) -> Iterator[Problem]:
    """What a person is asked for has a question, and none has a label where it can be an answer."""
    for fact in definition.facts.values():
        for one in (fact, *fact.fields):
            if one.supplied_by in ("applicant", "supporter") and one.question is None:
                yield at(
                    fact, f"`{one.id}` is asked of the {one.supplied_by} but has no `question`"
                )
            if one.may_be_none and one.supplied_by == "applicant" and one.none_label is None:
                yield at(fact, f"`{one.id}` may be none but has no `none_label` to answer so")
