"""A campaign's own dimensions: read, split, totalled and asked about like those that every campaign has."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from replies import CAMPAIGN, VOCABULARY, decide, figure, mapped, reading, table

from schema.answer_form import csv_rows, form_sheets
from schema.answers import count_of
from schema.campaign import HeaderMap, Lookup, Question
from schema.decision import DecisionKind, ReviewItem
from schema.dimension import DIMENSIONS, TAKEN, Dimension
from schema.mapping.reading import Mapped
from schema.mapping.words import Lexicon
from schema.reading import Table
from schema.record import Record, RecordState, RowKind
from schema.views import views_of

AGE = Dimension(
    "age_group",
    "Age of the person",
    {
        "under_18": ("under 18", "0-17", "<18"),
        "18_to_19": ("18-19",),
        "20_plus": ("20 and over", "20+"),
        "not_stated": ("age unknown",),
        "all": ("All ages",),
    },
    ordered=True,
)
AREA = Dimension("area", "Area", {"london": ("London",), "wales": ("Wales",), "loss": ("Total loss",)})
QUESTIONS = (
    Question("1", "How many people were missing in each year?", "count", "people", ("period",), headline=True),
    Question("2", "How many of them were of each age group?", "breakdown", "people", ("age_group",)),
    Question("3", "And in which area?", "breakdown", "people", ("area",)),
)
HEADERS = HeaderMap(
    dimensions={**CAMPAIGN.headers.dimensions, "age group": "age_group", "area": "area"},
    counts=CAMPAIGN.headers.counts,
)
SURVEY = replace(CAMPAIGN, questions=QUESTIONS, unit="people", declared=(AGE, AREA), headers=HEADERS)


def read(*rows: tuple[str, ...], **more: object) -> Mapped:
    return mapped(table(*rows, **more), campaign=SURVEY)  # type: ignore[arg-type]


def ages(found: Mapped) -> list[tuple[str, str, float | None, str]]:
    """age, as printed, value, kind of row."""
    return [(r.dimension("age_group"), r.printed("age_group"), r.low, r.row_kind.value) for r in found.records]


BY_AGE = (("Age group", "Number"), ("0-17", "3"), ("18-19", "4"), ("20+", "5"), ("Total", "12"))


def test_a_table_by_a_declared_dimension_is_a_breakdown_with_its_total() -> None:
    found = read(*BY_AGE)
    assert ages(found) == [
        ("under_18", "0-17", 3, "item"), ("18_to_19", "18-19", 4, "item"), ("20_plus", "20+", 5, "item"),
        ("all", "Total", 12, "total"),
    ]  # fmt: skip
    assert {(r.breakdown, r.question, r.state) for r in found.records} == {("age_group", "2", RecordState.ACCEPTED)}
    assert found.items == ()


def test_a_record_names_every_declared_dimension_outright() -> None:
    record = read(*BY_AGE).records[0]
    assert json.loads(record.other) == {
        "age_group": "under_18", "age_group_as_printed": "0-17", "area": "all", "area_as_printed": "",
    }  # fmt: skip
    assert record.dimensions == (*DIMENSIONS, "age_group", "area")


def test_a_record_of_a_campaign_without_dimensions_of_its_own_says_nothing_of_them() -> None:
    (record,) = mapped(table(("Outcome", "Number"), ("NFA", "3"))).records
    assert (record.other, record.dimensions, record.dimension("age_group")) == ("{}", DIMENSIONS, "all")
    assert (record.dimension("outcome"), record.printed("outcome")) == ("no_further_action", "NFA")


def test_wordings_over_columns_split_a_table_also_where_they_look_like_numbers_or_years() -> None:
    found = read(("Year", "0-17", "18-19", "20+", "All ages"), ("2012", "3", "4", "5", "12"))
    assert ages(found) == [
        ("under_18", "0-17", 3, "item"), ("18_to_19", "18-19", 4, "item"), ("20_plus", "20+", 5, "item"),
        ("all", "", 12, "subtotal"),
    ]  # fmt: skip
    assert {r.breakdown for r in found.records} == {"age_group+period"}


def test_a_declared_wording_over_a_column_is_no_year_though_it_looks_like_one() -> None:
    born = Dimension("born", "Year of birth", {"early": ("2010-11",), "late": ("2011-12",)})
    survey = replace(SURVEY, questions=(*QUESTIONS[:1], replace(QUESTIONS[1], dimensions=("born",))), declared=(born,))
    found = mapped(table(("Area", "2010-11", "2011/12", "2012"), ("Total", "3", "4", "5")), campaign=survey)
    assert [(r.dimension("born"), r.period) for r in found.records] == [
        ("early", "all"), ("late", "all"), ("all", "2012"),
    ]  # fmt: skip


def test_a_bare_number_is_a_wording_only_under_the_heading_of_its_dimension() -> None:
    years = Dimension("age", "Age", {"ten": ("10",), "eleven": ("11",)})
    survey = replace(SURVEY, questions=(replace(QUESTIONS[1], dimensions=("age",)),), declared=(years,))
    survey = replace(survey, headers=replace(HEADERS, dimensions={"age": "age"}))
    found = mapped(table(("Age", "Number"), ("10", "11"), ("11", "10"), ("Total", "21")), campaign=survey)
    assert [(r.dimension("age"), r.low, r.row_kind.value) for r in found.records] == [
        ("ten", 11, "item"), ("eleven", 10, "item"), ("all", 21, "total"),
    ]  # fmt: skip
    headless = mapped(table(("Kent", "10"), ("Essex", "11"), head_rows=0), campaign=survey)
    assert all(r.dimension("age") == "all" for r in headless.records)


@pytest.mark.parametrize(("text", "value"), [("<18", "under_18"), ("18", None), (">18", None), ("18 – 19", "18_to_19")])
def test_a_wording_without_letters_is_told_by_its_signs(text: str, value: str | None) -> None:
    assert (Lexicon(SURVEY, VOCABULARY).value("age_group", text) or {}).get("age_group") == value


def test_what_a_declared_value_narrows_is_no_count_of_the_whole() -> None:
    years = table(("Year", "Wales"), ("2012", "3"), ("2013", "4"), ("Total", "7"))
    found = mapped(reading(years, table(*BY_AGE)), campaign=SURVEY)
    count = count_of(found.records, QUESTIONS[0])
    assert count is not None
    assert (count.value, count.disputed) == ((12, 12), False)


def test_a_column_without_a_heading_is_told_by_its_wordings() -> None:
    assert ages(read(("", ""), ("0-17", "3"), ("18-19", "4"))) == [
        ("under_18", "0-17", 3, "item"), ("18_to_19", "18-19", 4, "item"),
    ]  # fmt: skip


@pytest.mark.parametrize("last", ["All ages", "Total", "TOTAL (all ages)"])
def test_a_row_over_all_values_is_a_total_and_never_added(last: str) -> None:
    found = read(*BY_AGE[:-1], (last, "12"))
    (view,) = views_of(found.records, QUESTIONS[1])
    assert (view.sum, [t.low for t in view.totals]) == ((12, 12), [12])


def test_what_a_person_says_is_all_of_them_is_a_total() -> None:
    rows = (*BY_AGE[:-1], ("Whole county", "12"))
    found = mapped(table(*rows), decide(read(*rows), DecisionKind.VALUE, {"value": "all"}), campaign=SURVEY)
    (view,) = views_of(found.records, QUESTIONS[1])
    assert (view.sum, [t.low for t in view.totals]) == ((12, 12), [12])


def test_a_wording_that_a_lookup_calls_all_is_a_total_in_every_dimension() -> None:
    survey = replace(CAMPAIGN, lookups=(Lookup("role", "Whole force", "all", "", "told"),))
    rows = (("Role", "Number"), ("Police officer", "3"), ("PCSO", "4"), ("Whole force", "7"))
    found = mapped(table(*rows), campaign=survey)
    assert [r.row_kind for r in found.records] == [RowKind.ITEM, RowKind.ITEM, RowKind.TOTAL]


def test_a_declared_value_is_an_item_though_its_wording_is_that_of_a_region_or_a_total() -> None:
    found = read(("Area", "Number"), ("London", "3"), ("Wales", "4"), ("Total loss", "5"), ("Total", "12"))
    assert [r.row_kind.value for r in found.records] == ["item", "item", "item", "total"]


@pytest.mark.parametrize(
    ("printed", "value"), [("age unknown", "not_stated"), ("Not recorded", "not_stated"), ("Withheld", "withheld")]
)
def test_what_is_not_stated_or_withheld_is_said_so(printed: str, value: str) -> None:
    found = read(*BY_AGE[:-1], (printed, "2"))
    assert ages(found)[-1] == (value, printed, 2, "item")


def test_a_hidden_number_keeps_the_sum_an_interval() -> None:
    found = read(("Age group", "Number"), ("0-17", "<5"), ("20+", "10"))
    (view,) = views_of(found.records, QUESTIONS[1])
    assert view.sum == (10, 14)


@pytest.mark.parametrize("first", ["<5", "Withheld", "1 to 4"])
def test_a_hidden_number_in_the_first_row_is_no_heading(first: str) -> None:
    found = read(("Age group", "Number"), ("0-17", first), ("20+", "10"), head_rows=2)
    assert [(r.dimension("age_group"), r.as_printed) for r in found.records] == [("under_18", first), ("20_plus", "10")]


def test_an_unknown_wording_waits_and_may_be_a_new_value() -> None:
    rows = (("Age group", "Number"), ("0-17", "3"), ("Pensioners", "4"))
    found = read(*rows)
    (item,) = found.items
    assert (item.kind, json.loads(item.choices)) == (DecisionKind.VALUE, [{"new": "pensioners"}])
    assert [r.state for r in found.records] == [RecordState.ACCEPTED, RecordState.WAITING]
    for verdict, value in (({"new": "pensioners"}, "pensioners"), ({"value": "20+"}, "20_plus")):
        after = mapped(table(*rows), decide(found, DecisionKind.VALUE, verdict), campaign=SURVEY)
        assert [(r.dimension("age_group"), r.state) for r in after.records][1:] == [(value, RecordState.ACCEPTED)]


def test_a_column_may_be_told_to_hold_a_declared_dimension() -> None:
    rows = (("Cohort", "Number"), ("0-17", "3"), ("20+", "4"))
    found = read(*rows)
    column = next(item for item in found.items if item.kind is DecisionKind.COLUMN)
    assert json.loads(column.choices)[0] == {"dimension": "age_group"}
    decided = [decide(_only(found, column), DecisionKind.COLUMN, {"dimension": "age_group"})]
    assert ages(mapped(table(*rows), *decided, campaign=SURVEY))[0] == ("under_18", "0-17", 3, "item")


def _only(found: Mapped, item: ReviewItem) -> Mapped:
    return replace(found, items=(item,))


def test_a_figure_in_a_sentence_is_placed_by_a_declared_wording() -> None:
    document = reading(
        figures=(figure("2", "under 18", "3", 3), figure("2", "people of the age group 20 and over", "4", 4))
    )
    found = mapped(document, campaign=SURVEY)
    assert [(r.dimension("age_group"), r.breakdown) for r in found.records] == [
        ("under_18", "age_group"), ("20_plus", "age_group"),
    ]  # fmt: skip


def test_a_declared_wording_in_a_sentence_is_never_proposed_as_a_number() -> None:
    (item,) = mapped(reading(figures=(figure("2", "", "18 to 19", 18), figure("2", "", "7", 7))), campaign=SURVEY).items
    (choice,) = json.loads(item.choices)
    understood = [one["as_printed"] for one in json.loads(item.detail)["figures"] if one["understood"]]
    assert (understood, len(choice["accept"]), choice["reject"]) == (["7"], 1, [])


PROSE = "2. The ages are: 0-17: 12, 18 to 19 years - 30; 20+ = <5.\nAge unknown: 2. Form 18 to 19 - 20 was used."


def test_numbers_behind_wordings_with_digits_are_found_in_running_text() -> None:
    at = PROSE.index("18 to 19")
    misread = replace(figure("2", "", "18 to 19", 18), start=at, end=at + 8)
    found = mapped(reading(figures=(misread,), text=PROSE), campaign=SURVEY)
    assert [(r.dimension("age_group"), r.as_printed, r.low, r.high, r.question, r.state) for r in found.records] == [
        ("under_18", "12", 12, 12, "2", RecordState.WAITING), ("18_to_19", "30", 30, 30, "2", RecordState.WAITING),
        ("20_plus", "<5", 0, 4, "2", RecordState.WAITING), ("18_to_19", "20", 20, 20, "2", RecordState.WAITING),
    ]  # fmt: skip
    (item,) = found.items
    accepted = {
        "accept": json.loads(item.choices)[0]["accept"][:3],
        "reject": json.loads(item.choices)[0]["accept"][3:],
    }
    after = mapped(reading(text=PROSE), decide(found, DecisionKind.FIGURES, accepted), campaign=SURVEY)
    (view,) = views_of(after.records, QUESTIONS[1])
    assert view.sum == (42, None)
    assert {PROSE[slice(*map(int, item.span.split("-")))] for item in view.items} == {"12", "30", "<5"}


@pytest.mark.parametrize(
    "text", ["0-17: 12%", "aged 0-17: 18-64", "0-17: 12.5", "ref 10-17: 3", "0-17 12", "0-17: 12/13", "10 0-17/2: 4"]
)
def test_what_stands_behind_a_wording_and_is_no_count_is_not_taken_for_one(text: str) -> None:
    assert mapped(reading(text=text), campaign=SURVEY).records == ()


def test_a_number_in_a_table_of_the_text_is_not_read_twice() -> None:
    text = "0-17: 12\n"
    printed = table(("Age group", "Number"), ("0-17", "12"), span="characters 0-8")
    assert len(mapped(reading(printed, text=text), campaign=SURVEY).records) == 1


def test_a_title_that_fixes_a_declared_value_joins_the_tables_of_each_into_one() -> None:
    one = table(("Year", "Number"), ("2012", "3"), title="Under 18")
    other = table(("Year", "Number"), ("2012", "4"), title="20 and over")
    found = mapped(reading(one, other), campaign=SURVEY)
    (view,) = views_of(found.records, QUESTIONS[0])
    assert (view.breakdown, view.sum) == (("age_group", "period"), (7, 7))


def test_margins_by_a_declared_dimension_contradict_those_by_another() -> None:
    years = table(("Year", "Number"), ("2012", "5"), ("2013", "6"))
    found = mapped(reading(table(*BY_AGE), years), campaign=SURVEY)
    count = count_of(found.records, QUESTIONS[0])
    assert count is not None
    assert (count.disputed, count.value) == (True, (11, 12))


def test_the_answer_form_prints_the_declared_values_under_their_title() -> None:
    sheet = form_sheets(SURVEY, VOCABULARY)[1]
    assert sheet.headings == ("Age of the person", "Number of people", "Note")
    assert sheet.rows == ("Under 18", "18 to 19", "20 plus", "Not recorded", "Total")
    lexicon = Lexicon(SURVEY, VOCABULARY)
    meant = [(lexicon.value("age_group", label) or {}).get("age_group") for label in sheet.rows[:-1]]
    assert meant == ["under_18", "18_to_19", "20_plus", "not_stated"]


def test_a_returned_form_with_a_row_over_all_values_is_not_counted_twice() -> None:
    survey = replace(SURVEY, questions=(replace(QUESTIONS[1], headline=True),))
    rows = [list(row) for row in csv_rows(form_sheets(survey, VOCABULARY), survey, "RR-A", "kent")]
    for row, count in zip(rows[1:6], ("3", "0", "4", "0", "7"), strict=True):
        row[-2] = count
    rows[5][5] = "All ages"
    found = mapped(table(*map(tuple, rows)), campaign=survey)
    (view,) = views_of(found.records, survey.questions[0])
    assert (view.sum, [t.low for t in view.totals]) == ((7, 7), [7])


def test_a_word_that_two_dimensions_know_is_meant_in_the_declared_one() -> None:
    mood = Dimension("mood", "Mood", {"twitter": ("Twitter",)})
    lexicon = Lexicon(replace(CAMPAIGN, declared=(mood,)), VOCABULARY)
    assert lexicon.any_value("Twitter") == {"mood": "twitter"}
    assert lexicon.any_value("Facebook") == {"platform": "facebook"}


def test_no_name_of_a_field_is_free_for_a_dimension() -> None:
    fields = {name for name in Record.model_fields if name not in DIMENSIONS and not name.endswith("_as_printed")}
    assert fields <= TAKEN


VALUES = ("under_18", "18_to_19", "20_plus", "not_stated", "withheld")
WORDS = {"not_stated": "Not recorded", "withheld": "Withheld"}
COUNTS = st.lists(st.integers(0, 60), min_size=len(VALUES), max_size=len(VALUES))


def _by(dimension: str, cells: dict[tuple[str, str], int], *, total: bool, hidden: bool) -> Table:
    """A table by age or by area, or by both (with a column for each area), made of these cells."""
    shown = {value: WORDS.get(value, value.replace("_", " ")) for value in VALUES}
    if dimension == "both":
        areas = sorted({area for _, area in cells})
        rows = [(shown[age], *(str(cells[age, area]) for area in areas)) for age in VALUES]
        sums = [str(sum(int(row[n + 1]) for row in rows)) for n in range(len(areas))]
        head = ("Age group", *areas, *(["All areas"] if total else []))
        rows = [(*row, str(sum(map(int, row[1:])))) if total else row for row in rows]
        last = [("Total", *sums, str(sum(map(int, sums))))] if total else []
        return table(head, *rows, *last)
    by: dict[str, int] = {}
    for (age, area), count in cells.items():
        by[age if dimension == "age" else area] = by.get(age if dimension == "age" else area, 0) + count
    printed = {name: "<5" if hidden and 0 < count < 5 else str(count) for name, count in by.items()}
    rows = [(shown.get(name, name), text) for name, text in printed.items()]
    last = [("Total", str(sum(by.values())))] if total else []
    return table(("Age group" if dimension == "age" else "Area", "Number"), *rows, *last)


@given(
    london=COUNTS,
    wales=COUNTS,
    total=st.booleans(),
    hidden=st.booleans(),
    shapes=st.lists(st.sampled_from(["age", "area", "both"]), min_size=1, max_size=3, unique=True),
)
def test_a_sum_over_a_declared_dimension_is_the_total_and_nothing_counts_twice(
    london: list[int], wales: list[int], total: bool, hidden: bool, shapes: list[str]
) -> None:
    cells = {
        (age, area): n
        for area, said in (("London", london), ("Wales", wales))
        for age, n in zip(VALUES, said, strict=True)
    }
    whole = sum(cells.values())
    survey = replace(SURVEY, declared=(AGE, replace(AREA, values={**AREA.values, "all": ("All areas",)})))
    document = reading(*(_by(shape, cells, total=total, hidden=hidden) for shape in shapes))
    found = mapped(document, campaign=survey)
    count = count_of(found.records, QUESTIONS[0])
    assert count is not None
    assert not count.disputed
    low, high = count.value
    assert low <= whole
    assert high is None or whole <= high
    for view in views_of(found.records, QUESTIONS[0]):
        assert view.sum[0] <= whole
        assert view.sum[1] is None or whole <= view.sum[1]
        assert all(printed.low == whole for printed in view.totals)
