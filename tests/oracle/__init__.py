"""A second answer to every rule, for one person, written by hand and slowly.

It shares no code with the engine, its parser included: when both agree, two readings of the same
sentence agree. Read it next to the design's section on unknown and none.
"""

from oracle.folder import read_programme
from oracle.reading import parse
from oracle.screening import facts_in, screen, screen_read
from oracle.thinking import UNKNOWN, Records, answer, evaluate

__all__ = [
    "UNKNOWN",
    "Records",
    "answer",
    "evaluate",
    "facts_in",
    "parse",
    "read_programme",
    "screen",
    "screen_read",
]
