"""Numbers behind a declared wording that has digits of its own: "0-17: 12, 18 to 64 - 30, 65 and over: 7".

The readers of prose know no campaign, and take "18 to 64" for a number. What is found waits, like every figure of a
sentence, for a person to accept it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from schema.campaign import Campaign
from schema.reading import ProseFigure, Table
from schema.suppression import read_value
from schema.value import Kind

_BETWEEN = r"(?:\s+(?:years?(?:\s+(?:old|of\s+age))?|yrs?))?\s*[:=–—-]\s*"
_NUMBER = r"(?P<value>[<>]?\s?\d{1,3}(?:,\d{3})+|[<>]?\s?\d+|nil|none|zero)(?![\w%]|[.,/]\d|\s*(?:[-–—]|to\b)\s*\d)"
_STOP = re.compile(r"[.;](?=\s|$)|\n")
_CHARACTERS = re.compile(r"characters (\d+)-(\d+)")
_KNOWN = (Kind.EXACT, Kind.NIL, Kind.SUPPRESSED, Kind.AT_MOST, Kind.AT_LEAST)


def with_wordings(
    figures: Sequence[ProseFigure], text: str, campaign: Campaign, tables: Iterable[Table] = ()
) -> tuple[ProseFigure, ...]:
    """The figures of a text with those that stand behind a declared wording, and without its digits taken for one.

    ``tables``: those in the same text, whose characters are read elsewhere.
    """
    words = sorted({w for d in campaign.declared for w in _spelled(d.values) if re.search(r"\d", w)}, key=len)
    if not words or not text:
        return tuple(figures)
    named = "|".join(r"\s*".join(map(re.escape, word.split())) for word in reversed(words))
    pattern = re.compile(rf"(?<![\w-])(?P<label>{named}){_BETWEEN}{_NUMBER}", re.IGNORECASE)
    taken = [(int(m[1]), int(m[2])) for m in (_CHARACTERS.fullmatch(table.span or "") for table in tables) if m]
    found = [m for m in pattern.finditer(text) if not any(start <= m.start() < end for start, end in taken)]
    kept = [figure for figure in figures if not any(_overlaps(figure, *match.span("label")) for match in found)]
    new = [_figure(text, m) for m in found if not any(_overlaps(figure, *m.span("value")) for figure in kept)]
    return (*kept, *(figure for figure in new if read_value(figure.as_printed).kind in _KNOWN))


def _spelled(values: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The wordings of a dimension, its values written out among them."""
    for value, words in values.items():
        yield from (value.replace("_", " "), *words)


def _overlaps(figure: ProseFigure, start: int, end: int) -> bool:
    return figure.start is not None and figure.end is not None and figure.start < end and start < figure.end


def _figure(text: str, match: re.Match[str]) -> ProseFigure:
    printed = match["value"]
    value = read_value(printed, zeros_printed=False)
    start = max((m.end() for m in _STOP.finditer(text, 0, match.start())), default=0)
    stop = _STOP.search(text, match.end())
    sentence = " ".join(text[start : stop.end() if stop else len(text)].split())
    label = " ".join(match["label"].split())
    return ProseFigure(
        "", label, "", printed, value.low, value.high, sentence=sentence, start=match.start("value"),
        end=match.end("value"),
    )  # fmt: skip
