"""A declared dimension is asked for like a column on both kinds of database, also where a record has none."""

from __future__ import annotations

import json

import pytest

from desk import facets
from desk.facets import PAGE, Asked, every_row, facet_counts, page_of, total
from schema.dimension import Dimension
from schema.record import Grain, Record, RecordState
from storage import computed
from storage.database import Database
from storage.declared import declared_sql

AGE = Dimension("age_group", "Age", {"young": ("0-17",), "adult": ("18-64",), "old": ("65+",)}, ordered=True)
SEX = Dimension("sex", "Sex", {"female": ("F",), "male": ("M",)})
AGES = ("old", "young", "adult", "not_stated")


def other(n: int) -> str:
    """Every fifth record is of a campaign that declares nothing."""
    said = {"age_group": AGES[n % 4], "age_group_as_printed": f"aged {n % 4}", "sex": "male", "sex_as_printed": "M"}
    return json.dumps(said) if n % 5 else "{}"


@pytest.fixture
def asked(database: Database) -> Database:
    rows = [
        Record(
            record_id=f"{n:04d}", campaign="c", wave="w", authority="kent", question="1", grain=Grain.FIGURE,
            unit="people", counted_as="people", as_printed=str(n), other=other(n), document=f"{n % 7:064}",
            state=RecordState.ACCEPTED,
        )
        for n in range(3 * PAGE)
    ]  # fmt: skip
    with database.writing() as conn:
        computed.replace(conn, Record, rows)
    return database


@pytest.mark.parametrize("sort", ["age_group", "sex"])
def test_the_pages_have_every_row_once_in_the_order_declared(asked: Database, sort: str) -> None:
    walked, after = [], ()
    with asked.reading() as conn:
        while True:
            rows, following = page_of(conn, Asked({}, "", sort, after, (AGE, SEX)))
            walked += rows
            if not following:
                break
            after = tuple(following.split("\x1f"))
        whole = [row.record_id for row in every_row(conn, Asked({}, "", sort, (), (AGE, SEX)))]
    assert [row.record_id for row in walked] == whole
    assert len(set(whole)) == 3 * PAGE
    ranks = [AGE.rank(row.age_group) if sort == "age_group" else row.sex for row in walked]
    assert ranks == sorted(ranks)


def test_what_a_facet_counts_is_what_it_shows(asked: Database) -> None:
    with asked.reading() as conn:
        counts = facet_counts(conn, Asked({}, declared=(AGE, SEX)))
        assert [value for value, _ in counts["age_group"]] == ["young", "adult", "old", "all", "not_stated"]
        assert dict(counts["sex"]) == {"male": 120, "all": 30}
        for value, count in counts["age_group"]:
            narrowed = Asked({"age_group": value}, declared=(AGE, SEX))
            assert total(conn, narrowed) == count == len(list(every_row(conn, narrowed)))


@pytest.mark.parametrize("most", [0, 6, 7])
def test_a_page_is_the_same_wherever_its_rows_are_looked_for(
    asked: Database, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "MOST_DOCUMENTS", most)
    with asked.reading() as conn:
        for chosen in ({"age_group": "old"}, {"age_group": "old", "sex": "female"}, {"authority": "kent"}):
            narrowed = Asked(chosen, declared=(AGE, SEX))
            rows, following = page_of(conn, narrowed)
            whole = [row.record_id for row in every_row(conn, narrowed)]
            assert [row.record_id for row in rows] == whole[:PAGE]
            assert bool(following) == (len(whole) > PAGE)


def test_the_wording_is_searched_and_a_name_is_not(asked: Database) -> None:
    with asked.reading() as conn:
        assert total(conn, Asked({}, "AGED 1", declared=(AGE,))) == sum(n % 4 == 1 and n % 5 > 0 for n in range(150))
        assert total(conn, Asked({}, "age_group", declared=(AGE,))) == 0


def test_it_stands_in_sql_like_a_column(asked: Database) -> None:
    with asked.reading() as conn:
        name = declared_sql(conn.dialect.name, "age_group")
        found = conn.exec_driver_sql(f"SELECT {name}, count(*) FROM record GROUP BY 1 ORDER BY 1").tuples().all()
    assert dict(found) == {"adult": 30, "all": 30, "not_stated": 30, "old": 30, "young": 30}


def test_a_dimension_declared_while_the_desk_runs_is_counted(asked: Database) -> None:
    with asked.reading() as conn:
        assert "sex" not in facet_counts(conn, Asked({}, declared=(AGE,)))
        assert dict(facet_counts(conn, Asked({}, declared=(AGE, SEX)))["sex"]) == {"male": 120, "all": 30}
