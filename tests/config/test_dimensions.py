"""A campaign declares dimensions of its own; a slip in one is a clear sentence with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from config.campaign import CAMPAIGNS, load_campaign
from schema.dimension import DIMENSIONS
from schema.errors import UserError

DECLARED = """
[dimensions.age_group]
title = "Age of the person"
ordered = true

[dimensions.age_group.values]
under_18 = ["under 18", "0-17"]
18_plus = ["18 and over", "18+"]
not_stated = ["age unknown"]

[values.outcome]
community_service = ["sent to serve the community"]
"""


AGE = "[dimensions.age_group]"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(CAMPAIGNS / "social-media", tmp_path / "c")
    return tmp_path / "c"


def declare(folder: Path, *changes: tuple[str, str]) -> Path:
    path = folder / "campaign.toml"
    text = path.read_text(encoding="utf-8") + DECLARED
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_declared_dimension_has_a_title_and_values_in_their_order(folder: Path) -> None:
    declare(folder)
    campaign = load_campaign(folder)
    (age,) = campaign.declared
    assert (age.name, age.title, age.ordered) == ("age_group", "Age of the person", True)
    assert age.own_values == ("under_18", "18_plus")
    assert campaign.dimensions == (*DIMENSIONS, "age_group")
    assert campaign.words["outcome"] == {"community_service": ("sent to serve the community",)}


def test_questions_headings_lookups_and_claims_may_name_it(folder: Path) -> None:
    declare(
        folder,
        ('dimensions = ["role"]', 'dimensions = ["age_group"]'),
        ('"Person type" = "role"', '"Years of age" = "age_group"'),
        ('"PCSOs" = { role = "pcso" }', '"Children" = { age_group = "under_18" }'),
        ('left = ["resigned"', 'left = ["community_service", "resigned"'),
    )
    lookup = "dimension,as_printed,value,authority,source\nage_group,minors,under_18,,me\n"
    (folder / "lookups.csv").write_text(lookup, encoding="utf-8")
    with (folder / "claims.csv").open("a", encoding="utf-8") as claims:
        claims.write("c1,kent,1,nine,9,9,cases,age_group=under_18,yes,,a paper,\n")
    campaign = load_campaign(folder)
    assert campaign.questions[1].dimensions == ("age_group",)
    assert campaign.headers.dimensions["years of age"] == "age_group"
    assert campaign.headers.counts["children"] == {"age_group": "under_18"}
    assert campaign.lookups[0].value == campaign.claims[0].dimensions["age_group"] == "under_18"


@pytest.mark.parametrize("heading", ["age group", "age of the person"])
def test_its_name_and_its_title_are_headings_unless_the_campaign_maps_them_otherwise(
    folder: Path, heading: str
) -> None:
    path = declare(folder)
    assert load_campaign(folder).headers.dimensions[heading] == "age_group"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"Closed" =', f'"{heading.capitalize()}" ='), encoding="utf-8")
    headers = load_campaign(folder).headers
    assert heading not in headers.dimensions
    assert heading in headers.ignored


def test_only_a_campaign_that_declares_something_has_another_version(folder: Path) -> None:
    before = load_campaign(folder).version
    path = declare(folder)
    after = load_campaign(folder).version
    assert after != before
    path.write_text(path.read_text(encoding="utf-8").replace('"0-17"', '"0-16"'), encoding="utf-8")
    assert load_campaign(folder).version not in (before, after)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (AGE, "[dimensions.role]\nordered = true\n" + AGE, "has the dimension 'role'"),
        (AGE, "[dimensions.Age]\nordered = true\n" + AGE, "small letters"),
        (AGE, "[dimensions.sheet]\nordered = true\n" + AGE, "'sheet' means something"),
        (AGE, "[dimensions.rank]\nordered = true\n" + AGE, "'rank' means something"),
        (AGE, "[dimensions.sex]\nordered = true\n" + AGE, "'sex' has no values"),
        ("ordered = true", 'ordered = "yes"', "must be true or false"),
        ("ordered = true", "sorted = true", "'dimensions.age_group.sorted' is unknown"),
        ('under_18 = ["under 18", "0-17"]', 'Under18 = ["under 18", "0-17"]', "'Under18' is not in small"),
        ('under_18 = ["under 18", "0-17"]', 'unknown = ["under 18", "0-17"]', "is called not_stated"),
        ('under_18 = ["under 18", "0-17"]', 'under_18 = "under 18"', "must be a list"),
        ('under_18 = ["under 18", "0-17"]', 'under_18 = ["..."]', "no letter or digit"),
        ('18_plus = ["18 and over", "18+"]', '18_plus = ["0 - 17"]', "means under_18 already, not 18_plus"),
        ("[values.outcome]", "[values.colour]", "cannot be added to 'colour'"),
        ('["sent to serve the community"]', '["NFA"]', "means no_further_action already"),
    ],
)  # fmt: skip
def test_a_slip_in_a_declared_dimension_names_its_line(folder: Path, old: str, new: str, what: str) -> None:
    path = declare(folder, (old, new))
    with pytest.raises(UserError) as caught:
        load_campaign(folder)
    assert what in caught.value.what
    line = int(caught.value.where.rpartition(":")[2])
    wrong = path.read_text(encoding="utf-8").splitlines()[line - 1]
    assert wrong in new.splitlines() or wrong.startswith("community_service")


def test_two_dimensions_may_not_have_one_title(folder: Path) -> None:
    declare(
        folder,
        ("[values.outcome]", '[dimensions.age]\ntitle = "Age group"\nvalues = { old = ["old"] }\n[values.outcome]'),
    )
    with pytest.raises(UserError, match="Two dimensions are called 'Age group'"):
        load_campaign(folder)


def test_a_value_of_a_declared_dimension_is_checked_wherever_it_is_named(folder: Path) -> None:
    declare(folder, ('"PCSOs" = { role = "pcso" }', '"Babies" = { age_group = "baby" }'))
    with pytest.raises(UserError, match="'baby' is no value of the dimension age_group"):
        load_campaign(folder)
