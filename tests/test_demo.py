"""The one end-to-end walk: the demo's letters go out, its documents come back, and the published figures come out.

What the press printed of the survey of 2014 (rehearsal/data/published_2014.csv) must come out of documents, through the
pipeline. The figures here are claims about the result, never inputs to it.
"""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent
NOW = "2014-08-19T09:00"


@dataclass(frozen=True)
class Played:
    folder: Path
    output: str

    def table(self, name: str, campaign: str = "") -> list[dict[str, str]]:
        with (self.folder / "published" / campaign / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return roundrobin("-w", str(self.folder), *arguments)

    def findings(self) -> list[dict[str, str]]:
        return list(json.loads(self.run("check", "--json").stdout))

    def authority(self, name: str) -> dict[str, str]:
        (row,) = (row for row in self.table("authorities") if row["authority_id"] == name)
        return row

    def items(self, **wanted: str) -> list[dict[str, str]]:
        rows = (row for row in self.table("cases") if row["row_kind"] == "item")
        return [row for row in rows if all(row[key] == value for key, value in wanted.items())]


def roundrobin(*arguments: str) -> subprocess.CompletedProcess[str]:
    code = "import os, sys; from cli.main import main; main()"
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "ROUNDROBIN_NOW": NOW}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("played") / "demo"
    ended = roundrobin("demo", str(folder))
    assert ended.returncode == 0, ended.stderr
    return Played(folder, ended.stdout)


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def number(row: dict[str, str], *columns: str) -> tuple[int, ...]:
    return tuple(int(row[column]) for column in columns)


def total(rows: list[dict[str, str]], column: str = "low") -> float:
    return sum(float(row[column]) for row in rows)


def test_43_are_asked_39_answer_and_4_refuse(demo: Played) -> None:
    rows = demo.table("authorities")
    refused = {row["authority_id"] for row in rows if not row["cases_low"]}
    assert (len(rows), len(rows) - len(refused)) == (43, 39)
    assert refused == {"essex", "hampshire", "merseyside", "staffordshire"}
    assert {f["authority"] for f in demo.findings() if f["code"] == "refused"} == refused


def test_828_cases_have_the_published_roles(demo: Played) -> None:
    rows = [row for row in demo.table("authorities") if row["cases_low"]]
    assert all(row["cases_low"] == row["cases_high"] for row in rows)
    columns = ("cases_low", "officers", "staff", "pcso", "role_not_stated")
    assert tuple(sum(number(row, column)[0] for row in rows) for column in columns) == (828, 548, 175, 31, 74)
    (gap,) = (f["message"] for f in demo.findings() if f["code"] == "role_gap")
    assert "754" in gap
    assert "828" in gap


@pytest.mark.parametrize(
    ("authority", "cases", "rank"),
    [
        ("greater-manchester", 88, "1"),
        ("west-midlands", 74, "2"),
        ("metropolitan", 69, "3"),
        ("north-yorkshire", 46, "5"),
        ("west-yorkshire", 35, "6"),
        ("northamptonshire", 34, "7"),
    ],
)
def test_the_head_of_the_league_is_as_published(demo: Played, authority: str, cases: int, rank: str) -> None:
    row = demo.authority(authority)
    assert (*number(row, "cases_low"), row["rank"]) == (cases, rank)


def test_rates_are_per_1_000_of_the_whole_workforce(demo: Played) -> None:
    rates = {
        a: round(float(demo.authority(a)["cases_per_1000_workforce"]), 1) for a in ("north-yorkshire", "metropolitan")
    }
    assert rates == {"north-yorkshire": 17.0, "metropolitan": 1.4}


def test_west_mercia_has_19_and_one_article_printed_20(demo: Played) -> None:
    assert number(demo.authority("west-mercia"), "cases_low", "officers", "staff") == (19, 13, 6)
    outcomes = demo.items(authority_id="west-mercia", breakdown="outcome")
    groups: Counter[str] = Counter()
    for row in outcomes:
        groups[row["outcome_group"]] += int(float(row["low"]))
    assert (groups["no_action"], groups["left"], sum(groups.values()) - groups["no_action"]) == (2, 2, 17)
    assert any(f["code"] == "claim_differs" and "20" in f["message"] and "19" in f["message"] for f in demo.findings())


def test_a_joint_reply_gives_each_force_its_own_count(demo: Played) -> None:
    assert number(demo.authority("warwickshire"), "cases_low") == (8,)
    one, other = (demo.items(authority_id=a) for a in ("warwickshire", "west-mercia"))
    assert {row["document"] for row in one} == {row["document"] for row in other}


def test_complaints_count_by_a_decision_and_the_finding_stays(demo: Played) -> None:
    rows = demo.items(authority_id="dyfed-powys")
    assert {(row["unit"], row["counted_as"]) for row in rows} == {("complaints", "cases")}
    assert number(demo.authority("dyfed-powys"), "cases_low") == (4,)
    assert {f["authority"] for f in demo.findings() if f["code"] == "unit_differs"} == {"dyfed-powys"}


def test_greater_manchester_has_3_on_official_accounts_and_dismissed_nobody(demo: Played) -> None:
    rows = demo.items(authority_id="greater-manchester")
    assert total([row for row in rows if row["account"] == "official"]) == 3
    assert not total([row for row in rows if row["outcome"] in ("dismissed", "restricted_or_suspended")])


def test_the_published_shares_lie_within_what_the_documents_give(demo: Played) -> None:
    shares = {line.split(":")[0]: line for line in demo.output.splitlines()}
    assert "(13.6% to 14.0%)" in shares["no action"]
    assert "(8.8% to 9.2%)" in shares["left"]


@pytest.mark.parametrize(
    ("code", "authority", "words"),
    [
        ("claim_other_scope", "metropolitan", ("38", "69")),
        ("claim_other_scope", "metropolitan", ("12 staff",)),
        ("claim_other_scope", "metropolitan", ("71", "69")),
        ("claim_other_scope", "greater-manchester", ("39", "88")),
        ("claims_contradict", "lancashire", ("constable", "civilian staff")),
        ("hidden_data", "south-yorkshire", ("hidden sheet",)),
    ],
)
def test_contradictions_of_the_press_are_shown(demo: Played, code: str, authority: str, words: tuple[str, ...]) -> None:
    messages = [f["message"] for f in demo.findings() if (f["code"], f["authority"]) == (code, authority)]
    assert any(all(word in message for word in words) for message in messages)


def test_the_request_of_2013_gives_its_published_figures(demo: Played) -> None:
    rows = [row for row in demo.table("cases", "met-2013") if row["row_kind"] == "item"]

    def of(**wanted: str) -> float:
        return total([row for row in rows if all(row[key] == value for key, value in wanted.items())])

    assert (of(question="1", breakdown="outcome"), of(question="2", breakdown="outcome")) == (38, 12)
    assert (of(role="officer", outcome="dismissed"), of(role="staff", outcome="dismissed")) == (3, 4)
    assert (of(role="officer", outcome="left_unspecified"), of(role="staff", outcome="left_unspecified")) == (6, 2)
    platforms = {row["platform"]: int(float(row["low"])) for row in rows if row["breakdown"] == "platform"}
    assert (platforms["twitter"], platforms["linkedin"], platforms["youtube"], platforms["friends_reunited"]) == (
        2,
        1,
        1,
        1,
    )
    assert platforms["facebook"] > sum(platforms.values()) / 2
    assert platforms["not_stated"] > 0


def test_every_value_leads_back_to_its_place(demo: Played) -> None:
    for row in demo.table("cases"):
        on_page = row["page"] and row["box"]
        in_sheet = row["sheet"] and row["cell"]
        assert row["document"], row
        assert on_page or in_sheet or row["span"] or row["cell"], row
        assert row["accepted_by"] == "machine" or row["decision"], row


def test_played_again_it_changes_nothing(demo: Played) -> None:
    before = hashes(demo.folder / "published"), hashes(demo.folder / "caught"), hashes(demo.folder / "documents")
    again = roundrobin("demo", str(demo.folder))
    assert again.stdout == demo.output
    assert before == (
        hashes(demo.folder / "published"),
        hashes(demo.folder / "caught"),
        hashes(demo.folder / "documents"),
    )


def test_everything_computed_can_be_made_again_equal(demo: Played) -> None:
    from flows.steps.rebuild import digest
    from flows.surroundings import surroundings

    def told() -> str:
        with surroundings(str(demo.folder), NOW) as given, given.workspace.database.reading() as conn:
            return digest(conn)

    before = told()
    assert demo.run("rebuild").returncode in (0, 3)
    assert told() == before


def test_without_decisions_the_queue_is_full(tmp_path: Path) -> None:
    ended = roundrobin("demo", str(tmp_path / "demo"), "--no-decisions")
    assert ended.returncode == 3, ended.stderr
    queue = json.loads(roundrobin("-w", str(tmp_path / "demo"), "review", "list", "--json").stdout)
    assert len(queue) > 20


def test_the_readme_shows_what_the_demo_prints(demo: Played) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.split("<!-- demo -->")[1].split("<!-- /demo -->")[0]
    printed = {" ".join(line.split()) for line in demo.output.splitlines()}
    missing = [
        line for line in shown.splitlines() if line.strip() not in ("", "...") and " ".join(line.split()) not in printed
    ]
    assert not missing
    picture = (ROOT / "docs" / "images" / "league-2014.svg").read_text(encoding="utf-8")
    assert picture == (demo.folder / "published" / "league.svg").read_text(encoding="utf-8")
