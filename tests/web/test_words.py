"""Every text of pages and mail is there in Spanish, with the same placeholders, and none is left over."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

import safeconduct
from tests.web.messages import messages

PACKAGE = Path(safeconduct.__file__).parent
WEB = PACKAGE / "web"
#: Where texts for people are written in the pages' way, as gettext calls.
SPEAKING = (WEB, PACKAGE / "messages")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\}")


@pytest.fixture(scope="module")
def catalogue() -> dict[str, polib.POEntry]:
    return {
        entry.msgid: entry for entry in polib.pofile(str(WEB / "locale/es/LC_MESSAGES/django.po"))
    }


def test_every_text_is_translated_and_none_is_left_over(catalogue) -> None:
    texts = {text for folder in SPEAKING for text, _plural in messages(folder)}
    assert sorted(texts - set(catalogue)) == []
    assert sorted(set(catalogue) - texts) == []
    assert [e.msgid for e in catalogue.values() if not e.translated()] == []


def test_translations_keep_the_placeholders(catalogue) -> None:
    for entry in catalogue.values():
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            assert set(PLACEHOLDER.findall(text)) <= wanted, entry.msgid
        last = list(entry.msgstr_plural.values())[-1:] or [entry.msgstr]
        assert set(PLACEHOLDER.findall(last[0])) == wanted, entry.msgid


def test_a_text_without_translation_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "templates" / "page.html"
    page.parent.mkdir()
    page.write_text(
        '{% load i18n %}{% translate "A new (very) text" %} {% blocktranslate %}b{% endblocktranslate %}'
    )
    (tmp_path / "module.py").write_text('from x import gettext as _\n_("c")\n')
    assert {text for text, _plural in messages(tmp_path)} == {"A new (very) text", "b", "c"}
