"""A survey with dimensions of its own, made for the tests: missing people by age group and by sex.

Kent crosses both in a workbook, Essex prints ages over columns, Surrey uses a word of its own, Dorset is silent.
"""

from __future__ import annotations

import io
from pathlib import Path

from openpyxl import Workbook
from small_survey import mail, survey

from schema.request import Letter

FORCES = ("dorset", "essex", "kent", "surrey")

CAMPAIGN = """\
title = "Missing people"
theme = "missing people"
unit = "people"
authorities = ["dorset", "essex", "kent", "surrey"]
letter = "letter.txt"

[period]
start = 2012-01-01
end = 2013-12-31

[dimensions.age_group]
title = "Age of the person"
ordered = true

[dimensions.age_group.values]
under_18 = ["under 18", "0-17"]
18_to_64 = ["18-64"]
65_plus = ["65 and over", "65+"]
all = ["All ages"]

[dimensions.sex]
values = { female = ["Female", "F"], male = ["Male", "M"] }

[[question]]
id = "1"
text = "How many people were reported missing to you in 2012 and 2013?"
form = "count"
unit = "people"
dimensions = ["period"]
headline = true

[[question]]
id = "2"
text = "How many of them were of each age group and sex?"
form = "breakdown"
unit = "people"
dimensions = ["age_group", "sex"]

[headers.dimensions]
"Age band" = "age_group"
"""

LETTER = """\
Subject: Missing people [{{ wave_ref }}]

Dear {{ force_name }},

Please tell me how many people were reported missing to you from {{ period_start }} to {{ period_end }}, by age and sex.

{{ requester_name }}
{{ requester_address }}
"""

KENT = (
    ("Age of the person", "Female", "Male", "Total"),
    ("0-17", 10, 20, 30),
    ("18-64", 4, 5, 9),
    ("65+", 1, 2, 3),
    ("Total", 15, 27, 42),
)
ESSEX = "Year,0-17,18-64,65+,All ages\n2012,7,5,3,15\n2013,8,4,2,14\nTotal,15,9,5,29\n"
SURREY = "Age band,Number of people\nUnder 18,<5\nPensioners,6\nNot recorded,2\nTotal,11\n"


def a_workbook() -> bytes:
    """Kent's answer: ages down, sexes across, with every margin."""
    book, out = Workbook(), io.BytesIO()
    for row in KENT:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def play(folder: Path) -> None:
    """Make the workspace: ask four forces, and take in what three answer."""
    campaign = folder / "campaigns" / "missing"
    campaign.mkdir(parents=True)
    (campaign / "campaign.toml").write_text(CAMPAIGN)
    (campaign / "letter.txt").write_text(LETTER)
    survey(folder, "missing", FORCES, _answer)


def _answer(letters: dict[str, Letter], folder: Path) -> None:
    mail(folder, letters["kent"], "See attached.", [("ages.xlsx", a_workbook())])
    mail(folder, letters["essex"], "See attached.", [("ages.csv", ESSEX.encode())])
    mail(folder, letters["surrey"], "See attached.", [("bands.csv", SURREY.encode())])
