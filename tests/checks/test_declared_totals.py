"""Printed totals of tables by a campaign's own dimension are held against their rows and columns."""

from __future__ import annotations

from dataclasses import replace

from replies import CAMPAIGN, mapped, table

from checks.totals import lines_of
from schema.campaign import HeaderMap, Question
from schema.dimension import Dimension
from schema.views import add, value_of

SEX = Dimension("sex", "Sex", {"female": ("Female",), "male": ("Male",)})
SURVEY = replace(
    CAMPAIGN,
    questions=(Question("1", "How many, by sex and role?", "count", "cases", ("sex", "role"), headline=True),),
    declared=(SEX,),
    headers=HeaderMap(dimensions={"role": "role", "sex": "sex"}, counts={"number": {}, "total": {}}),
)


def test_every_margin_of_a_crossed_table_sums_its_own_row_or_column() -> None:
    crossed = table(
        ("Role", "Female", "Male", "Total"), ("Police officers", "1", "2", "3"), ("PCSOs", "4", "8", "12"),
        ("Total", "5", "10", "15"),
    )  # fmt: skip
    lines = lines_of(mapped(crossed, campaign=SURVEY).records)
    assert sorted(value_of(line.total)[0] for line in lines) == [3, 5, 10, 12, 15]
    assert all(value_of(line.total) == add(line.parts) for line in lines)


def test_a_total_that_its_rows_do_not_make_is_told() -> None:
    found = mapped(table(("Sex", "Number"), ("Female", "1"), ("Male", "2"), ("Total", "4")), campaign=SURVEY)
    (line,) = lines_of(found.records)
    assert (value_of(line.total), add(line.parts)) == ((4, 4), (3, 3))
