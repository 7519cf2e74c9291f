"""Whether a text gives a reference of the authority's own, however it is spaced; and which ones it gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from tracking.reference import PREFIX

# A bare number shorter than this may be anything; it has to be called a reference.
LONG_ENOUGH = 6
_LABEL = (
    r"(?:(?:ref(?:erence)?|no|number|foia?|request|case|enquiry|ticket|quote|respon[sd]e? to)"
    r"\.?:?\s*(?:no\.?:?\s*)?[#(\[]?"
    r"|[\[#])"
)

_NUMBERED = r"(?=[A-Za-z0-9./_:#-]*\d)[A-Za-z0-9][A-Za-z0-9./_:#-]{2,39}(?<![./_:#-])"
_TOKEN = rf"(?P<ref>(?:(?-i:[A-Z]{{2,5}}) )?{_NUMBERED})"
_CALLED = (
    # "Our reference for all future correspondence: X", "(our ref X)", "has been given the number X"
    r"\b(?:ref(?:erence)?|number|cyfeirnod)\b(?! of\b)[^\d\n.;?!£]{0,45}?[:#(\s]\s*",
    r"\b(?:case|ticket|enquiry|log|request|foi)\b(?:\s+(?:ref(?:erence)?|number|no\.?|id|is))*[:#(\s]\s*",
    r"\b(?:logged|registered|recorded|opened|known) (?:\w+ )?(?:as|under)[:\s]+(?:\w+ )?",
    r"^\s*(?:re:\s*)?\[?(?=[^\]\n]*\d)",  # what a ticket system puts first in its subject
)
_GIVEN = tuple(re.compile(rf"{called}[\[(#]?{_TOKEN}", re.IGNORECASE) for called in _CALLED)
# A day, an hour, a year, a telephone or section number, an amount, an address: no reference.
_NO_REFERENCE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:(?:19|20)\d\d|\d\d)|\d{4}-\d\d-\d\d|\d{1,2}[:.]\d\d(?:[ap]m)?|(?:19|20)\d\d"
    r"|0\d{9,10}|\d{1,3}|\d+(?:st|nd|rd|th)|\d{1,3}(?:,\d{3})+|\d+[ap]m|(?:gbp|eur|usd) ?\d.*|https?:.*|www\..*"
    r"|section.*|(?:foia? |act )?(?:19|20)\d\d",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\b(?:previous|earlier|prior|similar|related|another|other|last|your own|telephone|tel|phone|fax|crime|charity"
    r"|registration|registered|vat|postcode|box|extension|ext|version|form)\b[^.\n]{0,40}$",
    re.IGNORECASE,
)


_YEARS = re.compile(r"(?P<first>(?:19|20)\d\d)\s?[/–-]\s?(?:(?:19|20))?(?P<last>\d\d)")


def is_a_year(reference: str) -> bool:
    """ "2024/25" is the year that every reply speaks of, and names no request; "2024/31" may be the 31st of 2024."""
    found = _YEARS.fullmatch(reference)
    return found is not None and (int(found["first"]) + 1) % 100 == int(found["last"])


def gives(text: str, reference: str) -> bool:
    """Whether ``text`` gives ``reference`` as a whole word: ``82-25`` is also "82 - 25", but not "8225"."""
    parts = re.findall(r"[A-Za-z]+|\d+", reference)
    # Looking for the parts first is what makes hundreds of learned references quick to look for.
    lowered = text.lower()
    if not parts or not all(part.lower() in lowered for part in parts):
        return False
    spelled = re.escape(parts[0])
    for before, part in pairwise(parts):
        spelled += (r"[\s/_.:#-]+" if before.isdigit() and part.isdigit() else r"[\s/_.:#-]*") + re.escape(part)
    if len(parts) == 1 and reference.isdigit() and len(reference) < LONG_ENOUGH:
        spelled = _LABEL + spelled
    return re.search(rf"(?<![A-Za-z0-9/]){spelled}(?![A-Za-z0-9]|[/-]\d)", text, re.IGNORECASE) is not None


def given(text: str, subject: str = "") -> tuple[str, ...]:
    """Every reference that an acknowledgement calls one, in order; ours, days, years and the like left out."""
    found = (*_called(text, _GIVEN[:-1]), *_called(subject, _GIVEN))
    return tuple(dict.fromkeys(found))


def _called(source: str, patterns: tuple[re.Pattern[str], ...]) -> Iterator[str]:
    for pattern in patterns:
        for match in pattern.finditer(source):
            reference = match["ref"].strip(" .-/_:#")
            ours = re.match(rf"{PREFIX}[^A-Za-z0-9]*[A-Za-z0-9]{{4,}}", reference, re.IGNORECASE)
            about_another = _ANOTHER.search(source[max(0, match.start() - 40) : match.start("ref")])
            no_name = _NO_REFERENCE.fullmatch(reference) or is_a_year(reference) or _is_a_day(source, match)
            if not (ours or about_another or no_name):
                yield reference


_MONTH = re.compile(
    r"\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|working|days|hours|questions?)", re.IGNORECASE
)


def _is_a_day(source: str, match: re.Match[str]) -> bool:
    """ "2 March" or "20 working days": a number that counts, and no name."""
    return match["ref"].isdigit() and _MONTH.match(source, match.end("ref")) is not None
