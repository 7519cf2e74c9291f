"""The query page: narrowed, paged and exported without a loss, and every number leads to its place."""

from __future__ import annotations

import csv
import hashlib
import io
import re

import pytest
from small_survey import Opened
from sqlalchemy import select

from desk import facets
from desk.facets import RECORD, SORTS, Asked, every_row, facet_counts, page_of, total
from schema.decision import DecisionKind
from schema.record import Record
from storage import computed


@pytest.fixture
def accepted(opened: Opened) -> Opened:
    """A desk whose first table is accepted, so that there are numbers."""
    item = opened.item(DecisionKind.TABLE)
    opened.post(f"/review/{item.item_id}/decide", verdict='{"accept": true}')
    opened.settle()
    return opened


def multiplied(opened: Opened, times: int) -> None:
    """Many rows like the first, with ids and periods of their own."""
    with opened.workspace.database.writing() as conn:
        row = computed.rows(conn, Record, state="accepted")[0]
        made = ((f"made-{n:05d}", str(1990 + n % 7)) for n in range(times))
        rows = [row.model_copy(update={"record_id": name, "period": period}) for name, period in made]
        computed.replace(conn, Record, rows, record_id=[row.record_id for row in rows])


def test_only_accepted_numbers_are_shown(opened: Opened) -> None:
    text = opened.client.get("/query").text
    with opened.workspace.database.reading() as conn:
        states = conn.execute(select(RECORD.c.state)).scalars().all()
    assert f'data-count="{states.count("accepted")}"' in text
    assert "waiting" in states


@pytest.mark.parametrize("sort", SORTS)
def test_pages_follow_each_other_without_a_gap_or_a_row_twice(accepted: Opened, sort: str) -> None:
    multiplied(accepted, 230)
    with accepted.workspace.database.reading() as conn:
        seen, asked = [], Asked({}, sort=sort)
        while True:
            rows, following = page_of(conn, asked)
            seen += [row.record_id for row in rows]
            if not following:
                break
            asked = Asked({}, sort=sort, after=tuple(following.split("\x1f")))
        assert seen == [row.record_id for row in every_row(conn, Asked({}, sort=sort))]
        assert len(seen) == len(set(seen)) == total(conn, Asked({}))


def test_a_facet_counts_what_it_would_show(accepted: Opened) -> None:
    multiplied(accepted, 60)
    with accepted.workspace.database.reading() as conn:
        for name, values in facet_counts(conn, Asked({})).items():
            for value, count in values:
                assert total(conn, Asked({name: value})) == count


def test_free_text_takes_signs_as_they_are(accepted: Opened) -> None:
    with accepted.workspace.database.reading() as conn:
        every = total(conn, Asked({}))
        assert total(conn, Asked({}, text="%")) == 0
        assert total(conn, Asked({}, text="_")) < every
        assert 0 < total(conn, Asked({}, text="ONERROR=alert(1)")) < every


def test_csv_and_json_have_every_row_with_their_count_and_hash(accepted: Opened) -> None:
    multiplied(accepted, 700)
    answer = accepted.client.get("/query.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
    listed = accepted.client.get("/query.json")
    assert len(rows) == len(listed.json()) == int(answer.headers["x-row-count"]) > facets.PAGE
    assert answer.headers["x-content-sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert [row["record_id"] for row in rows] == [row["record_id"] for row in listed.json()]


def test_the_address_narrows_its_csv_too(accepted: Opened) -> None:
    multiplied(accepted, 70)
    text = accepted.client.get("/query?period=1990").text
    address = re.findall(r'href="(/query\.csv\?[^"]+)"', text)[0]
    rows = list(csv.DictReader(io.StringIO(accepted.client.get(address.replace("&amp;", "&")).text)))
    assert {row["period"] for row in rows} == {"1990"}
    assert f'data-count="{len(rows)}"' in text


def test_every_number_leads_to_its_place_with_a_box(accepted: Opened) -> None:
    addresses = re.findall(r'<td class="n"><a href="(/record/[^"]+)"', accepted.client.get("/query").text)
    assert addresses
    for address in addresses:
        text = accepted.client.get(address).text
        place = re.findall(r'data-box="([^"]+)" class="(?:focus|disputed)', text)
        printed = re.findall(r"<h1>(\S+) ", text)[0]
        assert len(place) == 1
        assert re.findall(rf'data-cell="{place[0]}"[^>]*>([^<]*)<', text) == [printed]


@pytest.mark.parametrize("address", ["/query?sort=nothing", "/query?after=x", "/query?sort=period&after=a%1Fb"])
def test_a_page_that_does_not_exist_is_one_sentence(opened: Opened, address: str) -> None:
    assert opened.client.get(address).status_code == 400


def test_an_unknown_number_is_no_page(opened: Opened) -> None:
    assert opened.client.get("/record/0000").status_code == 404


def test_a_question_in_sql_has_a_permalink_and_twins(accepted: Opened) -> None:
    query = {"q": "select authority, as_printed from cases order by as_printed"}
    page = accepted.client.get("/query/sql", params=query)
    twin = accepted.client.get("/query/sql.csv", params=query)
    assert page.status_code == 200
    assert int(twin.headers["x-row-count"]) == page.text.count("<tr><td>")
    assert twin.text.splitlines()[0] == "authority,as_printed"
    assert accepted.client.get("/query/sql.json", params=query).json()[0].keys() == {"authority", "as_printed"}
    assert accepted.client.get("/query/sql.csv", params={"q": "delete from cases"}).status_code == 400
    for form in ("", ".csv", ".json"):
        assert f'"/query/sql{form}?q=select+authority' in page.text


def test_the_league_has_its_picture_and_the_same_as_a_table(accepted: Opened) -> None:
    text = accepted.client.get("/league").text
    assert text.count('<th scope="row">') == 5
    assert "<svg" in text
    assert "silent" in text
