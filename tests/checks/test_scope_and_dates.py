"""Whether what was answered is what was asked; and dates that cannot be."""

from __future__ import annotations

from dataclasses import replace

from replies import decision, figure, mapped, reading, table
from surveys import OUTCOMES, ROLES, checked, codes, messages

from checks.run import DocumentFacts, RequestFacts
from schema.decision import DecisionKind

COMPLAINTS = table(("Role", "Number of complaints"), ("Officer", "4"))
YEARS = [(str(year), "1") for year in range(2009, 2014)]


def test_complaints_where_cases_were_asked_for_stay_flagged_even_when_they_count() -> None:
    assert messages(checked(kent=(COMPLAINTS,)), "unit_differs") == [
        "Kent counts complaints, and cases were asked for."
    ]
    item = mapped(reading(COMPLAINTS, sha256="0" * 64, name="kent.pdf"))
    ruling = decision(DecisionKind.COUNT_AS, _count_as_item(), {"unit": "cases"})
    found = checked(kent=(COMPLAINTS,), decisions=(ruling,))
    assert messages(found, "unit_differs") == [
        "Kent counts complaints, and cases were asked for. They count as cases by a decision."
    ]
    assert item.records[0].unit == "complaints"


def _count_as_item() -> str:
    from replies import CAMPAIGN

    from schema.consolidation import consolidate
    from schema.review import DecisionIndex

    whole = consolidate(CAMPAIGN, [], [mapped(reading(COMPLAINTS, sha256="0" * 64))], [], DecisionIndex.of([]))
    return whole.items[0].item_id


def test_fewer_years_than_were_asked_for() -> None:
    whole = table(("Year", "Number"), *YEARS, ("2014*", "1"))
    assert not messages(checked(kent=(whole,)), "period_differs")
    fewer = table(("Year", "Number"), *YEARS[2:])
    assert messages(checked(kent=(fewer,)), "period_differs") == [
        "Kent answers for 2011-01-01 to 2013-12-31, and 2009-01-01 to 2014-02-17 was asked for."
    ]


def test_a_list_of_cases_tells_nothing_of_its_period_by_the_years_it_lacks() -> None:
    listed = table(("Year", "Outcome"), ("2012", "NFA"), ("2013", "NFA"))
    assert "period_differs" not in codes(checked(kent=(listed,)))


def test_a_title_that_names_another_period() -> None:
    titled = table(ROLES, ("Officer", "3"), title="Cases from 1 January 2010 to 31 December 2013")
    assert messages(checked(kent=(titled,)), "period_differs")


def test_a_part_year_is_noted_whether_it_is_marked_or_cut_by_the_period_asked_for() -> None:
    (marked,) = messages(checked(kent=(table(("Year", "Number"), *YEARS, ("2014*", "1")),)), "part_year")
    (plain,) = messages(checked(kent=(table(("Year", "Number"), *YEARS, ("2014", "1")),)), "part_year")
    assert "2014* as part of a year" in marked
    assert "2014 without a mark" in plain


def test_a_note_that_leaves_something_out_is_another_definition() -> None:
    noted = replace(table(ROLES, ("Officer", "3")), notes="These figures exclude special constables.")
    assert messages(checked(kent=(noted,)), "definition_differs") == [
        "Kent says of its figures: These figures exclude special constables."
    ]


def test_a_day_that_does_not_exist_and_days_that_cannot_be() -> None:
    sent = (RequestFacts("first", "kent", sent="2014-02-18"),)
    letter = DocumentFacts(
        "x", "letter.pdf", "kent", "first", dates=("30 February 2014", "1 February 2014", "1 May 2015")
    )
    found = checked(requests=sent, documents=(letter,))
    assert messages(found, "impossible_date") == ["There is no day '30 February 2014'."]
    assert len(messages(found, "contradictory_date")) == 2


def test_an_answer_dated_before_its_request() -> None:
    sent = (RequestFacts("first", "kent", sent="2014-02-18", final="2014-02-17"),)
    assert messages(checked(requests=sent), "contradictory_date") == [
        "A reply of Kent is dated 2014-02-17, before the letter of 2014-02-18."
    ]


def test_unknown_wordings_headings_and_cells_are_found_with_their_place() -> None:
    odd = table(("Outcome", "Number", "Wibble"), ("Sent to Coventry", "?", "x"))
    found = checked(kent=(odd,), only=("vocabulary",))
    assert {"value_not_in_vocabulary", "heading_not_mapped", "cell_not_read"} <= codes(found)
    assert all(f.place.startswith("kent.pdf") for f in found)
    assert "value_not_in_vocabulary" not in codes(checked(kent=(table(OUTCOMES, ("NFA", "1")),)))


def test_a_year_left_out_between_others_is_told_and_is_not_taken_for_nil() -> None:
    gap = table(("Year", "Number"), ("2009", "1"), ("2010", "1"), ("2013", "4"), ("2014", "0"))
    assert "Kent gives nothing for 2011-01-01 to 2012-12-31, between periods that it gives." in messages(
        checked(kent=(gap,)), "period_differs"
    )


def test_years_in_sentences_tell_the_period_as_a_table_does() -> None:
    said = tuple(figure("1", "", n, int(n), year) for year, n in (("2010", "3"), ("2011", "2"), ("2013", "4")))
    assert messages(checked(also=(mapped(reading(figures=said)),)), "period_differs") == [
        "Kent answers for 2010-01-01 to 2013-12-31, and 2009-01-01 to 2014-02-17 was asked for.",
        "Kent gives nothing for 2012-01-01 to 2012-12-31, between periods that it gives.",
    ]
