"""The demo as a program: what it says and needs, what other programs read of it, and that it is the same again."""

from __future__ import annotations

import csv
import hashlib
import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
Command = Callable[..., Any]


def test_it_says_what_came_out_and_where_it_lies(played: Any, demo: Path) -> None:
    assert "43 asked, 39 answered, 4 refused" in played.out
    assert re.search(r"\d+ values accepted by machine, \d+ by one of \d+ recorded decisions", played.out)
    assert str(demo / "published") in played.out
    assert "query" in played.out


def test_it_holds_less_than_600_mib(played: Any) -> None:
    assert 0 < played.memory < 600


def test_it_speaks_to_nobody_outside_this_machine(demo: Path) -> None:
    hosts = Counter((demo.parent / "connections").read_text().split())
    assert hosts["127.0.0.1"] > 44, "the watch did not see the letters go"
    assert set(hosts) <= {"127.0.0.1", "::1", "localhost", "None"}


CONTRACT = {
    "wave status pa-2014": "wave authority reference state delivery clock correspondence challenge answers due",
    "outbox list": "wave authority recipient message_id state",
    "inbox list": "sha256 message_id from subject received state filed_to rung reason class",
    "documents list": "sha256 name media_type outcome reason request",
    "check": "code severity authority question place message",
    "review list --all": "item_id kind campaign authority asks choices state decision",
    "config show": "key value source",
    "doctor": "name state words",
}
"""Commands that other programs read, and the keys that they may rely on."""


@pytest.mark.parametrize(("command", "keys"), CONTRACT.items())
def test_reading_commands_print_one_json_list_with_stable_keys(
    demo: Path, roundrobin: Command, command: str, keys: str
) -> None:
    done = roundrobin("-w", demo, *command.split(), "--json")
    assert done.code in (0, 3)
    assert done.json
    assert all(set(keys.split()) <= set(each) for each in done.json)


def test_every_mail_is_filed_with_its_reason(demo: Path, roundrobin: Command) -> None:
    for mail in roundrobin("-w", demo, "inbox", "list", "--json").json:
        assert (mail["state"], bool(mail["reason"]), bool(mail["class"])) == ("filed", True, True)
        assert all(set(target) == {"wave", "authority", "reference"} for target in mail["filed_to"])


def test_read_gives_one_object_for_each_file_as_it_was_named(demo: Path, roundrobin: Command) -> None:
    mails = sorted(map(str, (demo / "mailbox").glob("*-answer.eml")))[:8]
    objects = roundrobin("read", *mails, "--json").json
    assert [each["file"] for each in objects] == mails
    keys = "file sha256 media_type outcome reason tables hidden parts figures"
    assert all(set(keys.split()) <= set(each) and each["reason"] for each in objects)
    tables = [table for each in objects for part in each["parts"] for table in part["tables"]]
    assert all({"box", "rows", "accept", "why_not", "extractor", "confidence"} <= set(table) for table in tables)
    assert all(("page" in table) != ("sheet" in table) for table in tables)


def test_query_prints_a_list_of_objects(demo: Path, roundrobin: Command) -> None:
    assert roundrobin("-w", demo, "query", "select 1 as one", "--json").out.strip() == '[{"one": 1}]'
    question = "select campaign, sum(cases_low) as n from authorities group by 1 order by 1"
    rows = roundrobin("-w", demo, "query", question, "--json").json
    assert rows == [{"campaign": "met-2013", "n": 38}, {"campaign": "pa-2014", "n": 828}]


def kept(demo: Path) -> dict[str, str]:
    """A hash of every published file, of every caught letter, and of every row but those of who is at work."""
    files = [path for name in ("published", "caught") for path in sorted((demo / name).rglob("*")) if path.is_file()]
    hashes = {str(path.relative_to(demo)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    with sqlite3.connect(demo / "roundrobin.db") as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in set(names) - {"lease", "heartbeat", "sqlite_sequence"}:
            rows = sorted(map(repr, database.execute(f'SELECT * FROM "{name}"')))
            hashes[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return hashes


def test_played_again_it_changes_nothing(demo: Path, copy: Path, played: Any, roundrobin: Command) -> None:
    before = kept(copy)
    assert {"event", "record", "decision", "published/authorities.csv"} <= set(before)
    again = roundrobin("demo", copy)
    assert again.code == 0
    assert again.out == played.out.replace(str(demo), str(copy))
    assert kept(copy) == before


def test_rebuilt_it_is_equal(copy: Path, roundrobin: Command) -> None:
    done = roundrobin("-w", copy, "rebuild", "--json")
    assert (done.code, done.json["equal"]) == (0, True)


def test_without_decisions_the_queue_is_full(tmp_path: Path, roundrobin: Command) -> None:
    assert roundrobin("demo", tmp_path / "demo", "--no-decisions").code == 3
    done = roundrobin("-w", tmp_path / "demo", "review", "list", "--json")
    assert done.code == 3
    assert len(done.json) > 20
    with (tmp_path / "demo" / "published" / "authorities.csv").open(encoding="utf-8", newline="") as file:
        counts = [int(row["cases_low"] or 0) for row in csv.DictReader(file)]
    assert sum(counts) < 828, "what nobody decided must not count"


def test_the_readme_shows_what_the_demo_prints(played: Any, demo: Path) -> None:
    shown = (ROOT / "README.md").read_text(encoding="utf-8").split("<!-- demo -->")[1].split("<!-- /demo -->")[0]
    printed = {" ".join(line.split()) for line in played.out.splitlines()}
    wanted = [" ".join(line.split()) for line in shown.splitlines() if line.strip() not in ("", "...")]
    assert [line for line in wanted if line not in printed] == []
    picture = (ROOT / "docs" / "images" / "league-2014.svg").read_bytes()
    assert picture == (demo / "published" / "league.svg").read_bytes()
