"""`roundrobin review`: the queue for other programs, and each slip one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import run


@pytest.fixture
def workspace(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> str:
    """A workspace in which one file waits to be filed."""
    folder = str(tmp_path / "w")
    run(["init", folder])
    (tmp_path / "figures.csv").write_bytes(b"Year,Number\n2012,3\n2013,4\n")
    assert run(["-w", folder, "inbox", "import", str(tmp_path / "figures.csv")]) == 3
    capfd.readouterr()
    return folder


def call(capfd: pytest.CaptureFixture[str], workspace: str, *arguments: str) -> tuple[int, str, str]:
    code = run(["-w", workspace, "review", *arguments])
    out, err = capfd.readouterr()
    return code, out, err


def first(capfd: pytest.CaptureFixture[str], workspace: str) -> dict[str, Any]:
    code, out, _ = call(capfd, workspace, "list", "--json")
    assert code == 3
    found: dict[str, Any] = json.loads(out)[0]
    return found


def test_the_queue_is_listed_with_proposals_as_values(workspace: str, capfd: pytest.CaptureFixture[str]) -> None:
    item = first(capfd, workspace)
    assert (item["kind"], item["state"], item["document_name"]) == ("match", "open", "figures.csv")
    assert item["choices"] == [{"requests": []}]


def test_next_is_the_first_of_the_list(workspace: str, capfd: pytest.CaptureFixture[str]) -> None:
    item = first(capfd, workspace)
    code, out, _ = call(capfd, workspace, "next", "--json")
    assert (code, json.loads(out)) == (3, item)


def test_a_decision_empties_the_queue_and_undo_fills_it_again(
    workspace: str, capfd: pytest.CaptureFixture[str]
) -> None:
    item = first(capfd, workspace)["item_id"]
    nowhere = ["--verdict", '{"requests": []}']
    code, out, _ = call(capfd, workspace, "decide", item, *nowhere, "--by", "A. Person", "--json")
    assert (code, json.loads(out)["by"]) == (0, "A. Person")
    assert call(capfd, workspace, "list", "--json")[:2] == (0, "[]\n")
    assert call(capfd, workspace, "next", "--json")[:2] == (0, "null\n")
    assert call(capfd, workspace, "undo", "--by", "A. Person")[0] == 0
    assert first(capfd, workspace)["item_id"] == item


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--verdict", "{"], "no JSON"),
        (["--verdict", '{"release": true}'], "does not look like"),
        (["--verdict", '{"requests": ["RR-22222-22222"]}'], "No letter bears"),
        ([], "--accept"),
        (["--accept", "--verdict", "{}"], "--accept"),
    ],
)
def test_a_wrong_verdict_is_one_sentence_and_nothing_is_recorded(
    workspace: str, arguments: list[str], words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    item = first(capfd, workspace)["item_id"]
    code, out, err = call(capfd, workspace, "decide", item, "--by", "A. Person", *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert len(err.strip().splitlines()) == 1
    assert first(capfd, workspace)["item_id"] == item


def test_an_unknown_item_is_told(workspace: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, _, err = call(capfd, workspace, "decide", "nothing", "--by", "A. Person", "--accept")
    assert code == 2
    assert "no review item" in err


def test_who_decides_many_records_each_and_counts_all_at_the_end(
    workspace: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("it was computed at once")

    item = first(capfd, workspace)["item_id"]
    with monkeypatch.context() as patched:
        patched.setattr("flows.steps.review.apply_decisions", never)
        code, _, err = call(
            capfd, workspace, "decide", item, "--verdict", '{"requests": []}', "--by", "A. Person", "--later"
        )
    assert code == 0
    assert "0 items wait. `roundrobin check` counts" in err
    assert call(capfd, workspace, "list", "--json")[:2] == (0, "[]\n")  # it is not asked again meanwhile
    (decided,) = json.loads(call(capfd, workspace, "list", "--all", "--json")[1])
    assert decided["state"] == "decided"
    question = ["-w", workspace, "query", "select count(*) as n from review_item", "--json"]
    assert run(question) == 0
    out, err = capfd.readouterr()
    assert json.loads(out) == [{"n": 1}]
    assert "`roundrobin check` counts them" in err
    run(["-w", workspace, "check"])
    run(question)
    assert "counts them" not in capfd.readouterr().err
