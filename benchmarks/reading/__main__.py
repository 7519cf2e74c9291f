"""Our reader beside others, in one run: quality by asking for every figure as a user would, speed in processor time.

    python -m benchmarks.reading FOLDER [--set foi,office] [--update]

FOLDER holds the sets of documents with their truth and the measure itself, ``evaluate.py``, which defines every
column. Our speed is that of the whole command over all files of a set, start-up and every child process included;
that of the others leaves out their import. ``--update`` writes the tables into README.md and docs/reading.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.reading.figures import ACCEPTED, OURS, SETS, Answer, bands, between, calibration, comparison
from benchmarks.reading.readers import OUTPUT, READERS
from extractors.acceptance import DISPUTED

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).with_name("results.json")


def main() -> None:
    """Measure, print, and where asked write the tables down."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--set", default=",".join(SETS))
    asked.add_argument("--update", action="store_true")
    options = asked.parse_args()
    results: dict[str, dict[str, Any]] = {}
    answers: list[Answer] = []
    for name in options.set.split(","):
        results[name], more = measured(options.folder.resolve(), name)
        answers += more
        print(comparison({name: results[name]}), flush=True)
    found = bands(answers)
    print(calibration(found))
    if options.update:
        RESULTS.write_text(json.dumps({"sets": results, "bands": found}, indent=1) + "\n", encoding="utf-8")
        write_down(results, found)


def measured(folder: Path, name: str) -> tuple[dict[str, Any], list[Answer]]:
    """The figures of every reader over one set, and our answers with their confidence (none of scans: not accepted)."""
    with tempfile.TemporaryDirectory() as scratch:
        output, said = Path(scratch, "read.json"), Path(scratch, "answers.jsonl")
        pages_per_second = _our_speed(folder, name, output)
        ours = _evaluated(folder, name, "roundrobin", output, said)
        answers = [] if name == "scan" else list(_answers(output, said))
    # The measure says nothing of what was accepted where that is everything.
    accepted = ours.get(ACCEPTED, ours[OURS])
    figures = {OURS: {**ours[OURS], "pages_per_cpu_s": pages_per_second}}
    figures[ACCEPTED] = {**accepted, "pages_per_cpu_s": None}
    for reader, function in READERS.items():
        figures |= _evaluated(folder, name, function.__name__, output, None, reader)
    return figures, answers


def _our_speed(folder: Path, name: str, output: Path) -> float:
    files = sorted(map(str, (folder / name).glob("*.pdf")))
    before = _children()
    with output.open("wb") as written:
        command = [str(Path(sys.executable).with_name("roundrobin")), "read", "--json", *files]
        settings = {**os.environ, "ROUNDROBIN_OCR": "yes" if name == "scan" else "no"}
        subprocess.run(command, stdout=written, check=False, cwd=ROOT, env=settings)
    spent = _children() - before
    read = json.loads(output.read_text(encoding="utf-8"))
    if len(read) != len(files):
        raise SystemExit(f"{len(read)} of {len(files)} files came back")
    return round(_pages(folder, name) / spent, 2)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _pages(folder: Path, name: str) -> int:
    if name == "icdar2013":
        return sum(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["pages"].values())
    truth = json.loads((folder / name / "truth.json").read_text(encoding="utf-8"))
    return sum(one["pages"] for one in truth.values())


def _evaluated(
    folder: Path, name: str, function: str, output: Path, said: Path | None, reader: str = OURS
) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile(suffix=".json") as figures:
        command = [sys.executable, str(folder / "evaluate.py"), "--bare", "--set", name, "--name", reader]
        command += ["--call", f"benchmarks.reading.readers:{function}", "--json", figures.name]
        command += ["--answers", str(said)] if said else []
        settings = {**os.environ, OUTPUT: str(output)}
        subprocess.run(command, check=True, cwd=ROOT, env=settings, stdout=subprocess.DEVNULL)
        loaded: dict[str, Any] = json.loads(Path(figures.name).read_text(encoding="utf-8"))[name]
        return loaded


def _answers(output: Path, said: Path) -> list[Answer]:
    """Each figure that came back, with the confidence of the cell that it came from."""
    read = {Path(one["file"]).stem: one["tables"] for one in json.loads(output.read_text(encoding="utf-8"))}
    lines = map(json.loads, said.read_text(encoding="utf-8").splitlines())
    found = (_answer(read.get(Path(one["doc"]).stem, []), one) for one in lines if one["true"] is not None)
    return [one for one in found if one is not None]


def _answer(tables: list[Mapping[str, Any]], asked: Mapping[str, Any]) -> Answer | None:
    """The least confident cell of the page that holds this text in a row with this label; None where nothing came."""
    if asked["state"] == "missing" or not asked["got"]:
        return None
    places = [place for table in tables for place in _places(table, asked)]
    if not places:
        return None
    confidence, accepted = min(places)
    return Answer(confidence, accepted, asked["state"] == "right")


def _places(table: Mapping[str, Any], asked: Mapping[str, Any]) -> list[tuple[float, bool]]:
    if table.get("page") != asked["page"] or table.get("pages"):
        return []
    disputed = {(cell["row"], cell["col"]) for cell in table["cells"] if cell.get("disputed")}
    return [
        (round(table["confidence"] * (DISPUTED if (r, c) in disputed else 1), 3), table["accept"])
        for r, row in enumerate(table["rows"])
        for c, text in enumerate(row)
        if text == asked["got"] and (not asked["row"] or _labelled(row, asked["row"]))
    ]


def _labelled(row: list[str], label: str) -> bool:
    wanted = "".join(label.lower().split())
    return any("".join(text.lower().split()) == wanted for text in row)


def write_down(results: dict[str, Any], found: list[dict[str, Any]]) -> None:
    """The tables into the README and the docs, between their marks."""
    for path, name, block in (
        (ROOT / "README.md", "reading benchmark", comparison(results)),
        (ROOT / "docs" / "reading.md", "reading benchmark", comparison(results)),
        (ROOT / "docs" / "reading.md", "calibration", calibration(found)),
    ):
        path.write_text(between(path.read_text(encoding="utf-8"), name, block), encoding="utf-8")


if __name__ == "__main__":
    main()
