"""The answers of 2014 made up again: 828 cases at 39 authorities, one row a case.

What the press printed stands in ``data/published_2014.csv`` and, finer, in ``data/fixed_2014.csv``; what nobody
printed is filled in so that every published sum comes out. Nothing here is random: the order in which blanks are
filled comes from a hash, so every machine makes the same survey.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

ALL_CASES = 828
FOURTH = 57
"""Cases of the force in fourth place. Only its bounds are known: 69 stands third, 46 fifth."""

DECKS: dict[str, dict[str, int]] = {
    "role": {"police_officer": 546, "special_constable": 2, "police_staff": 175, "pcso": 31, "not_stated": 74},
    "outcome": {
        "no_further_action": 70,
        "no_case_to_answer": 43,
        "words_of_advice": 241,
        "management_advice": 112,
        "management_action": 118,
        "written_warning": 82,
        "final_written_warning": 34,
        "local_resolution": 21,
        "dismissed": 17,
        "resigned": 44,
        "retired": 12,
        "ongoing": 34,
    },
    "year": {"2009": 74, "2010": 108, "2011": 152, "2012": 196, "2013": 252, "2014": 46},
    "platform": {
        "facebook": 520,
        "twitter": 140,
        "youtube": 20,
        "blog_or_forum": 18,
        "bbm": 16,
        "whatsapp": 12,
        "linkedin": 6,
        "not_stated": 96,
    },
    "account": {"official": 14, "private": 814},
}
"""How many of the 828 cases have each value. Published: the four role sums (548 officers are 546 and the two special
constables of Northamptonshire), the shares 14 % (113: no action, no case) and 9 % (73: dismissed, resigned, retired).
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One case. Values are those of the vocabulary; "" only while the survey is being filled in."""

    authority: str
    year: str = ""
    role: str = ""
    rank: str = ""
    outcome: str = ""
    platform: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class AuthorityAnswer:
    """What one authority answered: its cases, and whether their number was printed in 2014 or is filled in."""

    authority: str
    cases: tuple[Case, ...]
    published: bool
    source: str

    def by(self, dimension: str) -> dict[str, int]:
        """Cases by value of one dimension, in the order of the decks; values without a case are left out."""
        counted = Counter(str(getattr(case, dimension)) for case in self.cases)
        return {value: counted[value] for value in DECKS[dimension] if counted[value]}


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a file of ``data/``."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def draw(salt: str) -> float:
    """A number in [0, 1) that depends on the text alone."""
    return int.from_bytes(hashlib.sha256(salt.encode()).digest()[:6], "big") / 2**48


def published_counts() -> dict[str, int]:
    """Cases of the authorities whose number the press printed from this request."""
    rows = rows_of("published_2014.csv")
    return {row["force_id"]: int(row["cases"]) for row in rows if row["request_of"] == "PA" and row["cases"]}


def refusing() -> tuple[str, ...]:
    """The four that refused."""
    return tuple(row["force_id"] for row in rows_of("published_2014.csv") if row["status"] == "refused")


def apportion(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """Shares ``total`` out by weight in whole numbers: floors first, then the largest remainders."""
    scale = total / sum(weights.values())
    shares = {name: int(weight * scale) for name, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda name: weights[name] * scale - shares[name], reverse=True)
    for name in by_remainder[: total - sum(shares.values())]:
        shares[name] += 1
    return shares


def all_counts() -> dict[str, int]:
    """Cases of the 39 that answered. Unpublished ones follow the number of officers, give or take a quarter;
    the largest of them takes the fourth place."""
    known = published_counts()
    officers = {row["authority"]: float(row["officers_fte"]) for row in rows_of("officers_2014.csv")}
    open_ones = {a: n for a, n in officers.items() if a not in known and a not in refusing()}
    largest = max(open_ones, key=lambda a: open_ones[a])
    weights = {a: n * (0.75 + draw(f"size {a}") / 2) for a, n in open_ones.items() if a != largest}
    filled = apportion(ALL_CASES - FOURTH - sum(known.values()), weights)
    return dict(sorted({**known, largest: FOURTH, **filled}.items()))


def _fixed_cases(counts: Mapping[str, int]) -> list[Case]:
    """The cases of all authorities with the values that ``fixed_2014.csv`` gives them, the rest still blank."""
    fixed = [
        Case(row["authority"], role=row["role"], outcome=row["outcome"], account=row["account"])
        for row in rows_of("fixed_2014.csv")
        for _ in range(int(row["cases"]))
    ]
    given = Counter(case.authority for case in fixed)
    blank = [Case(a) for a, n in counts.items() for _ in range(n - given[a])]
    return sorted(fixed + blank, key=lambda case: case.authority)


def _deal(cases: Sequence[Case], dimension: str) -> list[Case]:
    """Fills the blanks of one dimension from what is left of its deck, in an order given by a hash."""
    left = Counter(DECKS[dimension])
    left.subtract(str(getattr(case, dimension)) for case in cases if getattr(case, dimension))
    cards = [(draw(f"{dimension} {value} {n}"), value) for value, count in left.items() for n in range(count)]
    hand = (value for _, value in sorted(cards))
    return [case if getattr(case, dimension) else replace(case, **{dimension: next(hand)}) for case in cases]


def _ranked(cases: Iterable[Case]) -> list[Case]:
    """Gives police officers a rank: four in five are constables."""
    steps = ((0.80, "constable"), (0.94, "sergeant"), (1.0, "inspector"))
    return [
        replace(case, rank=next(rank for limit, rank in steps if draw(f"rank {n}") < limit))
        if case.role == "police_officer"
        else case
        for n, case in enumerate(cases)
    ]


@cache
def reconstruct() -> dict[str, AuthorityAnswer]:
    """The answers of the 39 authorities, by authority."""
    counts, known = all_counts(), published_counts()
    cases = _fixed_cases(counts)
    for dimension in DECKS:
        cases = _deal(cases, dimension)
    cases = _ranked(cases)
    sources = {row["force_id"]: row["source"] for row in rows_of("published_2014.csv")}
    return {
        a: AuthorityAnswer(
            a, tuple(c for c in cases if c.authority == a), a in known, sources[a] if a in known else "filled in"
        )
        for a in counts
    }
