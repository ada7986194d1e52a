"""A pause after too many wrong tries at a secret that belongs to a case, and what is said of it."""

from __future__ import annotations

import math
from datetime import timedelta

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest
from django.utils.translation import ngettext


def tried(request: HttpRequest, number: str) -> tuple[tuple[str, str], ...]:
    """What wrong tries are counted by: the case number, and from where."""
    return ("case", number), ("address", get_client_ip(request) or "")


def pause_told(wait: timedelta) -> str:
    """How long to wait, in words."""
    minutes = math.ceil(wait.total_seconds() / 60)
    return ngettext(
        "There were too many wrong tries. Wait %(n)d minute, then try again.",
        "There were too many wrong tries. Wait %(n)d minutes, then try again.",
        minutes,
    ) % {"n": minutes}
