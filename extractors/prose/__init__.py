"""Plain text and the running text of letters: figures, small tables, and what they stand under."""

from __future__ import annotations

from extractors.prose.figures import prose_figures
from schema.reading import ProseFigure


def figures(text: str) -> tuple[ProseFigure, ...]:
    """Figures stated in sentences and labelled lists of a letter, in order of appearance.

    Nothing in the repeated request counts, nor do workload numbers in a refusal, sections, dates, references.
    """
    return prose_figures(text)
