"""Plain text and the running text of letters: figures, small tables, and what they stand under."""

from __future__ import annotations

from collections.abc import Iterable

from extractors.prose.cells import table_figures
from extractors.prose.figures import prose_figures
from extractors.prose.tables import NAME, VERSION, question_at, spans, text_tables
from schema.reading import Outcome, ProseFigure, Reading, Source, Table


def figures(text: str) -> tuple[ProseFigure, ...]:
    """Figures stated in sentences and labelled lists of a letter, in order of appearance.

    Nothing in the repeated request counts, nor do workload numbers in a refusal, sections, dates, references.
    Figures of small tables are in ``tables``.
    """
    return prose_figures(text, spans(text_tables(text)))


def tables(text: str) -> tuple[Table, ...]:
    """Small tables in running text; each cell with its characters. None is accepted without a person."""
    return text_tables(text)


def answers(text: str) -> tuple[ProseFigure, ...]:
    """Every figure that answers, in order: those of sentences and lists, and the cells of small tables."""
    return figures_beside(text, ())


def figures_beside(text: str, taken: Iterable[tuple[int, int]]) -> tuple[ProseFigure, ...]:
    """Every figure outside the tables of a document (characters in ``taken``), those of small tables in words too."""
    outside = tuple(taken)
    found = tuple(t for t in text_tables(text) if not _overlap(spans((t,)), outside))
    cells = [f for t in found for f in table_figures(t, question_at(text, t), text)]
    every = [*prose_figures(text, (*outside, *spans(found))), *cells]
    return tuple(sorted(every, key=lambda f: f.start or 0))


def _overlap(some: Iterable[tuple[int, int]], others: Iterable[tuple[int, int]]) -> bool:
    return any(a < end and start < b for start, end in others for a, b in some)


class Text:
    """Plain text of any origin."""

    name = NAME
    version = VERSION

    def score(self, media_type: str, name: str, head: bytes) -> int:
        return 50 if media_type == "text/plain" else 0

    def read(self, data: bytes, source: Source) -> Reading:
        """Outcome read, or empty where there are no words."""
        from extractors.encoding import decoded

        text = decoded(data)
        words = text.text.replace("\r\n", "\n").replace("\r", "\n")
        return Reading(
            sha256=source.sha256,
            name=source.name,
            media_type=source.media_type,
            outcome=Outcome.READ if words.strip() else Outcome.EMPTY,
            reason=f"Plain text; {text.encoding}." if words.strip() else "The file holds no words.",
            tables=tables(words),
            figures=figures(words),
            text=words,
            extractor=NAME,
            version=VERSION,
            flags=text.flags,
        )


extractor = Text()
