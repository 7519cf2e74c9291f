"""What a campaign counts, in the researcher's own words; money by the sign that replies print."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from config.campaign import CAMPAIGNS, load_campaign


@pytest.mark.parametrize(
    ("words", "unit"), [("pounds", "£"), ("GBP", "£"), ("Pounds sterling", "£"), ("hours", "hours")]
)
def test_money_has_one_unit_however_it_is_called(tmp_path: Path, words: str, unit: str) -> None:
    shutil.copytree(CAMPAIGNS / "social-media", tmp_path / "c")
    path = tmp_path / "c" / "campaign.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('unit = "cases"', f'unit = "{words}"'), encoding="utf-8")
    campaign = load_campaign(tmp_path / "c")
    assert {campaign.unit, *(question.unit for question in campaign.questions)} == {unit}
