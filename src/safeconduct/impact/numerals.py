"""Numbers as English and Spanish write them; every text of this part takes them from here."""

from __future__ import annotations

from collections.abc import Mapping

#: What stands between groups of three digits, and before the decimals.
MARKS: Mapping[str, tuple[str, str]] = {"en": (",", "."), "es": (".", ",")}


#: Above eleven times as many an interval says only that it is open upwards.
NO_MORE_READ = 10


def written(digits: str, language: str) -> str:
    """A number that Python formatted, with the language's marks."""
    return digits.translate(str.maketrans(",.", "".join(MARKS[language])))


def number(value: float, language: str) -> str:
    """A count: 33,749 in English, 33.749 in Spanish; below ten and not whole with one decimal."""
    is_small = abs(value) < 10 and value != round(value)
    return written(f"{value:,.1f}" if is_small else f"{value:,.0f}", language)


def short(value: float, language: str, sign: str = "") -> str:
    """Three digits that count, and no powers of ten: what is smaller than a thousandth stands as 0."""
    value = value if abs(value) >= 0.001 else 0.0
    digits = f"{value:{sign}.3g}" if abs(value) < 1000 else f"{value:{sign},.0f}"
    # 999.7 is rounded to a thousand, which Python then writes as a power of ten.
    return written(f"{value:{sign},.0f}" if "e+" in digits else digits, language)


def percentage(share: float, language: str, sign: str = "") -> str:
    """A share with its sign: 53.1% in English, 53,1% in Spanish."""
    return f"{short(100 * share, language, sign)}%"


def effect(share: float, language: str) -> str:
    """A change with its sign: -53.1%; one that nobody reads any more as `>+1,000%`."""
    if share > NO_MORE_READ:
        return f">+{number(100 * NO_MORE_READ, language)}%"
    return percentage(share, language, "+")


def p_value(p: float, language: str) -> str:
    """A probability, with its letter: `p = 0.032`; one too small to be read as `p < 0.001`."""
    least = 0.001
    return written(f"p < {least}" if p < least else f"p = {p:.2g}", language)
