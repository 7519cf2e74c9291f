"""The reply of 2013 of the Metropolitan Police alone: two tables by outcome and one by platform.

Published (IDG/Parliament Street): 38 officers, 12 staff; dismissed 3 and 4; retired or resigned 6 and 2; mostly
Facebook, Twitter 2, one each of LinkedIn, YouTube and Friends Reunited. The other rows are filled in.
"""

from __future__ import annotations

from datetime import date

from rehearsal.content import CLOSING, Reply
from rehearsal.grids import Grid

OFFICERS = {
    "Dismissed": 3,
    "Retired or resigned": 6,
    "Final written warning": 3,
    "Written warning": 6,
    "Management advice": 8,
    "Words of advice": 7,
    "No further action": 5,
}
STAFF = {
    "Dismissed": 4,
    "Retired or resigned": 2,
    "Final written warning": 1,
    "Written warning": 3,
    "Words of advice": 2,
}
PLATFORMS = {"Facebook": 36, "Twitter": 2, "LinkedIn": 1, "YouTube": 1, "Friends Reunited": 1, "Not stated": 9}
ANSWERED = date(2013, 3, 27)
OWN_REF = "2013030000512"


def _grid(title: str, label: str, counted: str, rows: dict[str, int], note: str = "") -> Grid:
    printed = [(name, str(n)) for name, n in rows.items()]
    total = ("Total", str(sum(rows.values())))
    return Grid(title, (label, counted), (*printed, total), (note,) if note else ())


def reply(name: str) -> Reply:
    """The letter, which answers for two periods: officers to the end of 2012, staff to the day of the search."""
    return Reply(
        name,
        OWN_REF,
        ANSWERED,
        (
            _grid(
                "Question 1. Police officers by outcome", "Outcome", "Police officers", OFFICERS, "Years 2009 to 2012."
            ),
            _grid("Question 2. Police staff by outcome", "Outcome", "Police staff", STAFF, "Years 2009 to early 2013."),
            _grid("Question 3. Cases by platform", "Platform", "Cases", PLATFORMS),
        ),
        "I write about your request for information, received on 1 March 2013. The information held is given below.",
        CLOSING,
    )
