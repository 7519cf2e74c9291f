"""The whole made-up inbox, in the order of arrival."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

import corpus_doubtful
import corpus_formats
import corpus_kinds
import corpus_machines
import corpus_several
from corpus_mail import KINDS, START, Sent, Truth

PARTS = (corpus_kinds, corpus_machines, corpus_formats, corpus_several, corpus_doubtful)  # importing them fills KINDS


def corpus(letters: list[Sent], seed: int = 3) -> Iterator[tuple[bytes, Truth]]:
    """The whole inbox in the order of arrival."""
    by_reference = {letter.reference: letter for letter in letters}
    at = START
    for number, (every, maker) in enumerate(KINDS):
        for n, letter in enumerate(letters):
            rng = random.Random(f"{seed} {number} {letter.reference}")
            if (n + number) % every == 0 and (draft := maker(letter, rng, by_reference)):
                at += timedelta(minutes=7)
                yield draft.data(at), draft.truth
