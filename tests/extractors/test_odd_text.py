"""Text that is no letter: data on one line, years inside longer words. It is read at once, and nothing breaks."""

from __future__ import annotations

import time

from extractors.registry import read_bytes
from schema.reading import Outcome


def test_a_long_line_of_data_is_no_sentence_and_takes_no_time() -> None:
    line = '{"cases": {' + ",".join(f'"{n}":{13_000 + n}' for n in range(10_000)) + "}}"
    begun = time.process_time()
    reading = read_bytes(line.encode(), "data.txt")
    assert (reading.outcome, reading.figures) == (Outcome.READ, ())
    assert time.process_time() - begun < 10


def test_years_inside_a_longer_word_head_no_table() -> None:
    reading = read_bytes(b"Season FY/2022 2023 2024 North 1 2 3 South 4 5 6\n", "data.txt")
    assert reading.outcome is Outcome.READ
