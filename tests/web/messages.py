"""Every text of the pages that has to be translated, found without GNU gettext."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

_SINGULAR = {"gettext", "gettext_lazy", "_", "gettext_noop"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_TEXT = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"n?gettext\({_TEXT}(?:,\s*{_TEXT},\s*count)?\)")

#: A text, and its plural if it has one.
Message = tuple[str, str | None]


def messages(folder: Path) -> dict[Message, Path]:
    """The texts below a folder of templates and modules, and where each stands first."""
    found: dict[Message, Path] = {}
    pages = [*folder.rglob("templates/**/*.html"), *folder.rglob("templates/**/*.txt")]
    for path in sorted([*folder.rglob("*.py"), *pages]):
        text = path.read_text()
        is_template = path.suffix != ".py"
        source = templatize(text) if is_template else text
        for message in _messages(source, is_template=is_template):
            found.setdefault(message, path)
    return found


def _messages(source: str, *, is_template: bool) -> Iterator[Message]:
    # A template becomes calls that stand among placeholder letters.
    if is_template:
        for call in _CALL.findall(source):
            yield from _of(ast.parse(call, mode="eval"))
    else:
        yield from _of(ast.parse(source))


def _of(tree: ast.AST) -> Iterator[Message]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
            if node.func.id in _SINGULAR and texts:
                yield (texts[0], None)
            elif node.func.id in _PLURAL and len(texts) > 1:
                yield (texts[0], texts[1])
