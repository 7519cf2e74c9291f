"""How fast records are written and asked, on SQLite: `python benchmarks/insert.py`.

Peers are measured in the same run: SQLModel's own `add_all` beside the bulk insert, and the same question without
the index beside the one with it. Ratios matter; rows a second depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from schema.record import Grain, Record, RecordState
from storage import computed, tables
from storage.database import Database, create

AUTHORITIES, OUTCOMES, ROLES = 43, 12, 5
AIM_ROWS_A_SECOND = 30_000
QUESTIONS = {
    "authority by outcome": "SELECT authority, outcome, count(*) FROM record {hint} GROUP BY authority, outcome",
    "one authority's answers": (
        "SELECT question, sum(low), sum(high) FROM record {hint} "
        "WHERE authority = 'force-07' AND campaign = 'bench' GROUP BY question"
    ),
}


def record(number: int) -> Record:
    """One case as it comes out of a document, all columns of provenance filled."""
    return Record(
        record_id=f"{number:064x}",
        campaign="bench",
        wave="first",
        authority=f"force-{number % AUTHORITIES:02d}",
        question=str(number % 4 + 1),
        grain=Grain.CASE,
        unit="cases",
        counted_as="cases",
        as_printed="1",
        low=1,
        high=1,
        period="2012",
        role=f"role-{number % ROLES}",
        outcome=f"outcome-{number % OUTCOMES}",
        document="d" * 64,
        document_name="response.pdf",
        page=1,
        box="72.0,100.0,520.0,112.0",
        cell=f"{number % 60}:3",
        row_text=f"constable facebook words of advice {number}",
        extractor="ruled",
        extractor_version="1",
        confidence=0.9,
        state=RecordState.ACCEPTED,
        accepted_by="machine",
    )


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def bulk(database: Database, rows: list[Record]) -> None:
    with database.writing() as conn:
        computed.replace(conn, Record, rows)


def one_by_one(database: Database, rows: list[Record]) -> None:
    """The way that SQLModel's own pages show."""
    with Session(database.engine) as session:
        session.add_all([tables.Record(**row.model_dump()) for row in rows])
        session.commit()


def inserts(folder: Path, count: int) -> dict[str, float]:
    """Rows a second in bulk and by add_all (a tenth of the rows, since it is slow): the best of three each."""
    rows = [record(number) for number in range(count)]
    return {
        "bulk": max(insert_speed(folder / f"bulk-{n}", bulk, rows) for n in range(3)),
        "add_all": max(insert_speed(folder / f"add-{n}", one_by_one, rows[: max(1, count // 10)]) for n in range(3)),
    }


def insert_speed(folder: Path, write: Callable[[Database, list[Record]], None], rows: list[Record]) -> float:
    """Rows a second into a fresh database."""
    database = create(folder)
    speed = len(rows) / timed(lambda: write(database, rows))
    with database.reading() as conn:
        assert conn.execute(text("SELECT count(*) FROM record")).scalar() == len(rows)
    database.close()
    return speed


def questions(folder: Path, count: int) -> dict[str, dict[str, float]]:
    """Seconds for each question over ``count`` records, with the index and without."""
    database = create(folder)

    def rows() -> Iterator[Record]:
        return (record(number) for number in range(count))

    with database.writing() as conn:
        computed.replace(conn, Record, rows())
    found = {}
    with database.reading() as conn:
        for name, query in QUESTIONS.items():
            answers = {}
            seconds = {}
            for way, hint in (("indexed", ""), ("not indexed", "NOT INDEXED")):
                asked = text(query.format(hint=hint))
                answers[way] = sorted(map(tuple, conn.execute(asked)))
                seconds[way] = min(timed(lambda: conn.execute(asked).all()) for _ in range(3))  # noqa: B023
            assert answers["indexed"] == answers["not indexed"]
            found[name] = seconds
    database.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--stress", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        speeds = inserts(Path(folder), given.records)
        (Path(folder) / "stress").mkdir()
        asked = questions(Path(folder) / "stress", given.stress)
    if given.json:
        shown = {"records": given.records, "rows_a_second": speeds, "stress": given.stress, "seconds": asked}
        sys.stdout.write(json.dumps(shown) + "\n")
    else:
        sys.stdout.write("\n".join([*insert_lines(given.records, speeds), *question_lines(given.stress, asked)]) + "\n")


def insert_lines(count: int, speeds: dict[str, float]) -> list[str]:
    ratio = speeds["bulk"] / speeds["add_all"]
    return [
        f"insert of {count:,} records of {len(Record.model_fields)} columns (aim: {AIM_ROWS_A_SECOND:,} rows/s)",
        f"  bulk     {speeds['bulk']:>9,.0f} rows/s",
        f"  add_all  {speeds['add_all']:>9,.0f} rows/s: bulk is {ratio:.0f} times as fast",
    ]


def question_lines(count: int, asked: dict[str, dict[str, float]]) -> list[str]:
    return [
        f"{name} over {count:,} records: {s['indexed']:.3f} s indexed, {s['not indexed']:.3f} s not, "
        f"{s['not indexed'] / s['indexed']:.0f} times as fast"
        for name, s in asked.items()
    ]


if __name__ == "__main__":
    main()
