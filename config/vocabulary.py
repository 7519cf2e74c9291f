"""The words that replies use, loaded from config/data/vocabulary.csv. A wording with two meanings is an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from config.loading import Row, read_rows
from schema.vocabulary import Vocabulary, told_by

PATH = Path(__file__).parent / "data" / "vocabulary.csv"
COLUMNS = ("facet", "canonical", "synonym", "source")


@cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary."""
    return load_vocabulary(PATH)


def load_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary in ``path``. UserError with the line for a wording that has a second meaning in its facet.

    The order of the lines decides nothing: a conflict is resolved in the file or not at all.
    """
    facets: dict[str, dict[str, tuple[str, ...]]] = {}
    meaning: dict[tuple[str, str], str] = {}
    for row in read_rows(path, COLUMNS):
        facet, value = row.some("facet"), row.some("canonical")
        row.some("source")
        for word in (value, row.some("synonym")):
            _check(row, meaning, facet, value, word)
        words = facets.setdefault(facet, {}).get(value, ())
        facets[facet][value] = (*words, row["synonym"])
    return Vocabulary(facets)


def _check(row: Row, meaning: dict[tuple[str, str], str], facet: str, value: str, word: str) -> None:
    key = told_by(word)
    if not key:
        row.fail(f"The wording {word!r} has no letter or digit, so nothing can be found by it.")
    if meaning.setdefault((facet, key), value) != value:
        row.fail(f"The wording {word!r} means {meaning[facet, key]} and {value} in the facet {facet}.")
