"""The tables of the reading benchmark: what stands in the docs is what was measured."""

import json
from pathlib import Path

import pytest

from benchmarks.reading.figures import Answer, bands, between, calibration, comparison

ROOT = Path(__file__).parents[2]
RESULTS = json.loads((ROOT / "benchmarks" / "reading" / "results.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", ["README.md", "docs/reading.md"])
def test_the_comparison_in_the_docs_is_the_last_one_measured(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert between(text, "reading benchmark", comparison(RESULTS["sets"])) == text


def test_the_calibration_in_the_docs_is_the_last_one_measured() -> None:
    text = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
    assert between(text, "calibration", calibration(RESULTS["bands"])) == text


def test_no_band_that_passes_without_a_person_was_less_often_right_than_it_says() -> None:
    """To half a point: with some thousand figures one wrong one moves the share by a tenth of a point."""
    for band in RESULTS["bands"]:
        if band["accepted"]:
            assert band["right"] / band["figures"] >= band["stated"] - 0.005


def test_a_figure_falls_into_the_band_of_its_confidence() -> None:
    found = bands([Answer(0.995, True, True), Answer(0.95, False, True), Answer(0.95, False, False)])
    assert [(band["from"], band["figures"], band["right"], band["accepted"]) for band in found] == [
        (0.99, 1, 1, 1),
        (0.94, 2, 1, 0),
    ]


def test_a_share_that_is_not_nothing_never_prints_as_nothing() -> None:
    text = comparison({"foi": {"a": {"cell_right": 0.5, "cell_wrong": 0.0004, "pages_per_cpu_s": 0.2}}})
    assert "50.0 % / 0.04 % / 0.20" in text


def test_a_page_without_the_marks_is_an_error() -> None:
    with pytest.raises(ValueError, match="not in the text"):
        between("nothing here", "calibration", "")
