"""Text on a page that its reader does not see: covered, in the colour of its ground, invisible, off the page.

Such words are taken out before anything else is read, so that they reach no table and no text. Only
technique and place are told. What the drawn things make suspect is then looked at on the page as it is
shown (``seen``): white letters on a dark shape are no secret. A scan with a layer of invisible text from a
text recogniser is none either: it is told apart, since nobody has looked at that text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from extractors.pdf.clipped import is_cut_off
from extractors.pdf.page import Area, Page, Run, Word
from extractors.pdf.seen import PLAIN, Look
from schema.reading import Hidden

COVERED = "text under a filled box"
PICTURED = "text under a picture"
REDACT_MARK = "text under a redaction mark that was never carried out"
SAME_COLOUR = "text in the colour of its background"
INVISIBLE = "invisible text"
OFF_PAGE = "text off the page"
CUT_OFF = "text outside its frame"
LAYERED = "text on a layer that is switched off"
TINY = "text too small to be read"

_INVISIBLE_MODES = (3, 7)  # PDF 32000-1, table 106: neither filled nor stroked
Colour = tuple[int, int, int]
_WHITE = (255, 255, 255)
_CLOSE = 20  # steps of a colour channel below which two colours look alike
_SMALLEST = 1.5  # points; the smallest print is three times as high
_INKED = 40  # steps between the darkest and the lightest shade where a picture shows letters
_BLACK = 60  # shades below are those of a black box
_RECOGNISED = {INVISIBLE: 0.2, PICTURED: 0.6}  # least share of the page that a scanned picture fills
_MANY = 20  # letters of which no word has each only once
_SIGNS = ".,;:()[]*-–—"
_MOST, _SOME = 0.6, 0.05  # shares of the page that its pictures fill
_OUTLINES = 300  # drawn things on a page without text
_MOST_STAMPED = 4  # recognised words for each visible one on a scan with a stamp


def separate(page: Page, look: Look) -> tuple[list[Word], tuple[Hidden, ...]]:
    """(the words that a reader sees, where others lie)."""
    concealed = dict(_by_run(page))
    suspects = _by_area(page, concealed)
    concealed.update((n, why) for n, why in suspects.items() if not _is_cleared(page.words[n], why, look))
    if look.layered:
        others = (n for n, word in enumerate(page.words) if n not in concealed and _has_letters(word))
        concealed.update((n, LAYERED) for n in others if look.sees(page.words[n]) is False)
    shown = (word for n, word in enumerate(page.words) if n not in concealed) if concealed else page.words
    seen = [word for word in shown if len(word.text) < _MANY or not _is_inventory(word.text)]
    told = {n: why for n, why in concealed.items() if not _is_recognised(page, page.words[n], why, look)}
    for repeated in _repetitions(page, told, seen):
        del told[repeated]
    return seen, (*_places(page, told), *page.unseen)


def is_scan(page: Page, look: Look) -> bool:
    """Pictures fill most of the page, and at most a stamp or a page number is text that is seen.

    Without any text it is one as well where a smaller picture stands, or where letters may be drawn as lines.
    """
    pictures = [area for area in page.areas if area.picture]
    filled = sum(_size(area) for area in pictures) / (page.width * page.height)
    lettered = any(_has_letters(word) and _is_shown(page.runs.get(word.run)) for word in page.words)
    if not lettered and (filled > _SOME or look.things() > _OUTLINES):
        return True
    if filled <= _MOST:
        return False
    shown = [word for word in page.words if _is_shown(page.runs.get(word.run))]
    over = min(area.order for area in pictures)
    under = [word for word in shown if (run := page.runs.get(word.run)) is not None and run.order < over]
    if under and not any(look.sees(word) for word in under[:50]):
        shown = [word for word in shown if word not in under]
    return not shown or len(shown) * _MOST_STAMPED < len(page.words) - len(shown)


def on_scan(page: Page, look: Look) -> tuple[Hidden, ...]:
    """What a scan hides: comments, and recognised words where its picture shows a black box."""
    boxed = {}
    for n, word in enumerate(page.words):
        ground = look.ground(word) if _has_letters(word) else None
        if ground is not None and ground[1] < _BLACK:
            boxed[n] = COVERED
    return (*_places(page, boxed), *page.unseen)


def _is_cleared(word: Word, why: str, look: Look) -> bool:
    """What made a word suspect is not so: the word is seen. A mark for redaction covers nothing and still holds."""
    if why == REDACT_MARK:
        return False
    sees = look.sees(word, _CLOSE if why == SAME_COLOUR else PLAIN)
    return sees is not False if why == PICTURED else sees is True


def _is_recognised(page: Page, word: Word, why: str, look: Look) -> bool:
    """Invisible words over a picture that shows letters there are the work of a text recogniser."""
    if why not in _RECOGNISED:
        return False
    least = _RECOGNISED[why] * page.width * page.height
    if not any(area.picture and _size(area) > least and _lies_in(word, area) for area in page.areas):
        return False
    ground = look.ground(word)
    return ground is not None and ground[1] - ground[0] > _INKED


def _repetitions(page: Page, told: dict[int, str], seen: list[Word]) -> list[int]:
    """White words that stand on the page in sight as well, as some programs indent a line: "Table", "Table 4".

    A number alone is none: where it stands it may say something else.
    """
    by_run: dict[int, list[int]] = defaultdict(list)
    for n, why in told.items():
        if why == SAME_COLOUR:
            by_run[page.words[n].run].append(n)
    if not by_run:
        return []
    text = " ".join(word.text for word in seen).lower()
    words = {word.text.strip(_SIGNS).lower() for word in seen} - {""}
    found = []
    for places in by_run.values():
        phrase = [page.words[n].text.lower() for n in places]
        is_said = len(phrase) > 1 and phrase[0].isalpha() and " ".join(phrase).rstrip(_SIGNS) in text
        found += places if is_said else [n for n in places if _bare_word(page.words[n].text) in words]
    return found


def _bare_word(text: str) -> str:
    """The word without its stops; "" for one with a digit."""
    bare = text.strip(_SIGNS).lower()
    return "" if any(ch.isdigit() for ch in bare) else bare


def _has_letters(word: Word) -> bool:
    return any(ch.isalnum() for ch in word.text)


def _is_inventory(text: str) -> bool:
    """Each letter once, many of them: some programs write so which letters a font has. No word looks like this."""
    return len(text) >= _MANY and len(set(text)) == len(text)


def _is_shown(run: Run | None) -> bool:
    return run is None or (run.mode not in _INVISIBLE_MODES and run.alpha > 0)


def _size(area: Area) -> float:
    return (area.x1 - area.x0) * (area.y1 - area.y0)


def _by_run(page: Page) -> Iterator[tuple[int, str]]:
    unshown = {key for key, run in page.runs.items() if not _is_shown(run)}
    width, height = page.width, page.height
    for n, word in enumerate(page.words):
        if word.run in unshown and not _is_inventory(word.text):
            yield n, INVISIBLE
        elif word.x1 < 0 or word.y1 < 0 or word.x0 > width or word.y0 > height:
            yield n, OFF_PAGE
        elif page.clips and is_cut_off(word, page):
            yield n, CUT_OFF
        elif (word.turn or word.y1 - word.y0 < _SMALLEST) and _is_tiny(word):
            yield n, TINY


def _is_tiny(word: Word) -> bool:
    return word.turn != -1 and 0 < word.size < _SMALLEST and _has_letters(word)


def _by_area(page: Page, known: dict[int, str]) -> dict[int, str]:
    """What lies under something later, and what has the colour of the last area drawn before it: suspects."""
    areas = [*page.areas, *page.laid_over, *page.redactions]
    if not areas and not any(_blends(run.rgb, _WHITE) for run in page.runs.values()):
        return {}
    order = sorted(range(len(page.words)), key=lambda n: page.words[n].y0)
    tops = [page.words[n].y0 for n in order]
    tallest = max((word.y1 - word.y0 for word in page.words), default=0.0)
    written = {word.run for word in page.words}
    again = [run for key, run in page.runs.items() if key not in written and run.box is not None]
    ground: dict[int, Area] = {}
    found: dict[int, str] = {}
    for area in areas:
        for place in range(bisect_left(tops, area.y0 - tallest), bisect_left(tops, area.y1)):
            n = order[place]
            word = page.words[n]
            if n in known or not _lies_in(word, area):
                continue
            run = page.runs.get(word.run)
            if run is not None and run.order > area.order:
                if n not in ground or ground[n].order < area.order:
                    ground[n] = area
            elif area in page.redactions:
                found[n] = REDACT_MARK
            elif _has_letters(word) and not _drawn_again(word, area, again):
                found[n] = PICTURED if area.ink is None else COVERED
    found.update((n, SAME_COLOUR) for n in _blending(page, ground) if n not in known and n not in found)
    return found


def _blending(page: Page, ground: dict[int, Area]) -> Iterator[int]:
    for n, word in enumerate(page.words):
        run, behind = page.runs.get(word.run), ground.get(n)
        if run is not None and _blends(run.rgb, _WHITE if behind is None else behind.rgb):
            yield n


def _drawn_again(word: Word, area: Area, again: list[Run]) -> bool:
    """The same letters are drawn at the same place once more, over the box. (pdfium gives equal letters once.)"""
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    boxes = [run.box for run in again if run.order > area.order and run.box is not None]
    return any(box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1 for box in boxes)


def _lies_in(word: Word, area: Area) -> bool:
    """Half of the word's width and the middle of its height."""
    across = min(word.x1, area.x1) - max(word.x0, area.x0)
    return area.y0 < (word.y0 + word.y1) / 2 < area.y1 and across > 0.5 * (word.x1 - word.x0)


@lru_cache(maxsize=256)  # a page has few colours
def _blends(ink: Colour | None, ground: Colour | None) -> bool:
    return ink is not None and ground is not None and max(abs(a - b) for a, b in zip(ink, ground, strict=True)) < _CLOSE


def _places(page: Page, concealed: dict[int, str]) -> tuple[Hidden, ...]:
    by_technique: dict[str, list[Word]] = defaultdict(list)
    for n, technique in concealed.items():
        by_technique[technique].append(page.words[n])
    return tuple(Hidden(technique, _where(page, words)) for technique, words in by_technique.items())


def _where(page: Page, words: list[Word]) -> str:
    """The page and the boxes, neighbours joined; never what stands in them."""
    boxes: list[list[float]] = []
    for word in sorted(words, key=lambda w: (round(w.y0), w.x0)):
        last = boxes[-1] if boxes else None
        if last and abs(last[1] - word.y0) < 2 and word.x0 - last[2] < word.size:
            last[2], last[3] = max(last[2], word.x1), max(last[3], word.y1)
        else:
            boxes.append([word.x0, word.y0, word.x1, word.y1])
    named = "; ".join("(" + ", ".join(f"{v:.0f}" for v in box) + ")" for box in boxes[:12])
    more = f" and {len(boxes) - 12} more" if len(boxes) > 12 else ""
    return f"page {page.number}, {len(words)} words at {named}{more}"
