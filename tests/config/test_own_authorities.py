"""A workspace may ask authorities beside those shipped: councils, trusts, ministries."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from config.authorities import authorities, authorities_of
from config.campaign import CAMPAIGNS, load_campaign
from schema.calendar import Regime
from schema.errors import UserError

HEADING = "authority,name,law,aliases,domains,region\n"
LEEDS = "leeds-council,Leeds City Council,FOIA,LCC; Leeds Council,leeds.gov.uk,Yorkshire and the Humber\n"
NHS = "lothian,NHS Lothian,FOISA,,,\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "authorities.csv").write_text(HEADING + LEEDS + NHS, encoding="utf-8")
    address = "authority,email,status\nleeds-council,foi@leeds.gov.uk,confirmed\n"
    (tmp_path / "addresses.csv").write_text(address, encoding="utf-8")
    return tmp_path


def test_they_stand_behind_those_shipped_with_their_law_and_address(workspace: Path) -> None:
    found = authorities_of(workspace)
    leeds, lothian = found[-2:]
    assert len(found) == len(authorities()) + 2
    assert leeds.names == ("Leeds City Council", "LCC", "Leeds Council")
    assert (leeds.domains, leeds.may_be_written_to, leeds.territorial) == (("leeds.gov.uk",), True, False)
    assert (lothian.law, lothian.may_be_written_to) == (Regime.FOISA, False)


def test_without_the_file_there_are_those_shipped(tmp_path: Path) -> None:
    assert authorities_of(tmp_path) == authorities()


def test_a_campaign_may_ask_them_and_its_rows_may_name_them(workspace: Path) -> None:
    folder = workspace / "campaigns" / "c"
    shutil.copytree(CAMPAIGNS / "social-media", folder)
    text = (folder / "campaign.toml").read_text(encoding="utf-8")
    (folder / "campaign.toml").write_text(text.replace('"territorial"', '["leeds-council", "kent"]'), encoding="utf-8")
    row = "role,Members,staff,leeds-council,their letter of 3 May\n"
    (folder / "lookups.csv").write_text("dimension,as_printed,value,authority,source\n" + row, encoding="utf-8")
    campaign = load_campaign(folder, authorities_of(workspace))
    assert campaign.authorities == ("leeds-council", "kent")
    assert campaign.lookups[0].authority == "leeds-council"
    with pytest.raises(UserError, match="no authority 'leeds-council'") as caught:
        load_campaign(folder)
    assert "authorities.csv" in caught.value.todo


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("Leeds Council,Leeds City Council,FOIA,,,", "is no id"),
        (",Leeds City Council,FOIA,,,", "column authority is empty"),
        ("leeds-council,,FOIA,,,", "column name is empty"),
        ("leeds-council,Leeds City Council,UK,,,", "is none of FOIA"),
        ("leeds-council,Leeds City Council,FOIA,,www leeds,", "is no domain"),
        ("kent,Kent County Council,FOIA,,,", "an authority 'kent' already"),
        ("lothian,Another,FOIA,,,", "an authority 'lothian' already"),
        ("kent-council,Kent County Council,FOIA,Kent Police,,", "stands for kent and for kent-council"),
    ],
)
def test_a_slip_names_its_line(tmp_path: Path, row: str, what: str) -> None:
    (tmp_path / "authorities.csv").write_text(f"{HEADING}{NHS}{row}\n", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        authorities_of(tmp_path)
    assert what in caught.value.what
    assert caught.value.where.endswith("authorities.csv:3")
