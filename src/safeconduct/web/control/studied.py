"""Answers to the question whether a programme works, as pages get them: kept, or being worked out.

A page waits for no estimate longer than a moment: what takes longer is worked out beside it, once.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from functools import lru_cache
from pathlib import Path
from typing import Any

from safeconduct import settings
from safeconduct.impact import keeping
from safeconduct.programme import Definition

#: So many seconds a page waits for an answer that is not kept yet.
PATIENCE = 0.8
_MAKING: dict[Path, Future[Path]] = {}
_ALONE = threading.Lock()


def answer(definition: Definition) -> Path | None:
    """Where a programme's answer stands; None while it is being worked out.

    The programme has a study. ProgrammeError where study or figures are wrong.
    """
    place = keeping.place_of(definition, settings.home())
    if keeping.is_kept(place):
        return place
    with _ALONE:
        found = _MAKING.get(place)
        if found is None:
            found = _MAKING[place] = Future()
            threading.Thread(target=_make, args=(definition, found), daemon=True).start()
    try:
        made = found.result(PATIENCE)
    except TimeoutError:
        return None
    except BaseException:
        _MAKING.pop(place, None)
        raise
    _MAKING.pop(place, None)
    return made


@lru_cache(maxsize=8)
def page(place: Path, language: str) -> dict[str, Any]:
    """The kept page; a place is named by what stands in it, so that it never goes stale."""
    return keeping.page(place, language)


def _make(definition: Definition, found: Future[Path]) -> None:
    try:
        found.set_result(keeping.keep(definition, settings.home()))
    except BaseException as error:
        found.set_exception(error)
