"""What the desk asks of a database holds on both kinds: pages that go on from a key, and values kept for one state."""

from __future__ import annotations

import itertools

import pytest

from desk.facets import PAGE, SORTS, Asked, every_row, facet_counts, page_of, total
from desk.kept import kept
from schema.record import Grain, Record, RecordState
from storage import computed
from storage.database import Database

FORCES = ("Étude", "avon-and-somerset", "kent", "west mercia", "Zetland", "kent_2", "kent-2", "ß")
PERIODS = ("2012", "all", "2012-01-01/2012-06-30")


def records(count: int) -> list[Record]:
    """Rows with many equal keys, capitals and signs, whose order is where databases differ."""
    mixed = itertools.product(range(count // len(FORCES) + 1), FORCES)
    return [
        Record(
            record_id=f"{n * 7919 % 100003:06d}",
            campaign="c",
            wave="w",
            authority=force,
            question=str(n % 3),
            grain=Grain.FIGURE,
            unit="cases",
            counted_as="cases",
            low=n,
            high=n,
            as_printed=str(n),
            period=PERIODS[n % 3],
            outcome="Left_Force" if n % 5 else "all",
            document="d" * 64,
            document_name=f"Reply {n % 4}.pdf",
            row_text=f"50% of row {n}",
            state=RecordState.ACCEPTED,
        )
        for n, (_, force) in itertools.islice(enumerate(mixed), count)
    ]


def stored(database: Database, count: int) -> None:
    with database.writing() as conn:
        computed.replace(conn, Record, records(count))


@pytest.mark.parametrize("sort", SORTS)
def test_the_pages_have_every_row_once_in_the_order_of_the_whole(database: Database, sort: str) -> None:
    stored(database, 4 * PAGE + 7)
    walked: list[str] = []
    after: tuple[str, ...] = ()
    with database.reading() as conn:
        while True:
            rows, following = page_of(conn, Asked({}, "", sort, after))
            walked += [row.record_id for row in rows]
            if not following:
                break
            after = tuple(following.split("\x1f"))
        whole = [row.record_id for row in every_row(conn, Asked({}, "", sort))]
    assert walked == whole
    assert len(set(walked)) == 4 * PAGE + 7


@pytest.mark.parametrize(("text", "found"), [("50%", 40), ("50_", 0), ("reply 1", 10), ("REPLY 1", 10), ("\\", 0)])
def test_free_text_is_text_and_no_pattern(database: Database, text: str, found: int) -> None:
    stored(database, 40)
    with database.reading() as conn:
        assert total(conn, Asked({}, text)) == found
        assert len(list(every_row(conn, Asked({}, text)))) == found


def test_facets_count_the_rows_that_the_page_has(database: Database) -> None:
    stored(database, 80)
    with database.reading() as conn:
        for value, count in facet_counts(conn, Asked({"question": "1"}))["authority"]:
            assert len(list(every_row(conn, Asked({"question": "1", "authority": value})))) == count


def test_a_value_is_kept_until_anything_is_written_by_this_process_or_another(
    database: Database, second: Database
) -> None:
    made = itertools.count()

    def seen() -> int:
        with database.reading() as conn:
            return kept(conn, "n", lambda: next(made))

    first = seen()
    assert seen() == first
    with second.writing() as conn:
        computed.replace(conn, Record, records(3))
    after = seen()
    assert after > first
    assert seen() == after


def test_what_is_being_written_is_not_kept_for_those_who_do_not_see_it(database: Database) -> None:
    stored(database, 2)
    with database.reading() as conn:
        before = kept(conn, "n", lambda: total(conn, Asked({})))

    def write_in_vain() -> None:
        with database.writing() as conn:
            computed.replace(conn, Record, records(9))
            assert kept(conn, "n", lambda: total(conn, Asked({}))) == 9
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_in_vain()
    with database.reading() as conn:
        assert kept(conn, "n", lambda: total(conn, Asked({}))) == before == 2
