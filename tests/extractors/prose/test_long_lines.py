"""Text that goes on without a line break or a full stop costs no more for each word than any other."""

from __future__ import annotations

import time

import pytest

from extractors.prose import figures


@pytest.mark.parametrize("words", ["FY/2022 2023 ", "in 2012 3 ", "14 May 2013, ", "q 1 7 cases "])
def test_a_line_of_thousands_of_the_same_words_is_read_once(words: str) -> None:
    begun = time.process_time()
    figures(words * (65_000 // len(words)))
    assert time.process_time() - begun < 8.0
