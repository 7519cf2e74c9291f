"""The data that is shipped is whole, and says what its sources say."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from config.authorities import REGIONS, authorities, with_overrides
from config.calendar import calendar
from config.campaign import CAMPAIGNS, campaign_settings, load_campaign
from config.exemptions import exemptions
from config.vocabulary import vocabulary
from config.workforce import rate_base, workforce
from schema.authority import EmailStatus
from schema.calendar import Regime

FORCES = [a for a in authorities() if a.territorial]


def test_there_are_43_territorial_forces_in_ten_regions_and_five_others() -> None:
    assert len(FORCES) == 43
    assert {a.region for a in FORCES} == set(REGIONS)
    assert len(authorities()) == 48


def test_no_shipped_address_may_be_written_to() -> None:
    assert not any(a.may_be_written_to for a in authorities())
    assert {a.email_status for a in authorities()} == {EmailStatus.STALE}


def test_only_police_scotland_answers_under_the_scottish_act() -> None:
    assert [a.id for a in authorities() if a.law is Regime.FOISA] == ["police-scotland"]


def test_partners_name_each_other() -> None:
    known = {a.id: a for a in authorities()}
    assert all(a.id in known[partner].joint_with for a in authorities() for partner in a.joint_with)


def test_every_table_of_the_workforce_has_all_43_forces() -> None:
    tables = Counter(key[1:] for key in workforce())
    assert set(tables.values()) == {43}
    assert {key[0] for key in workforce()} == {a.id for a in FORCES}


def test_every_force_has_a_rate_base_for_the_survey_of_2014() -> None:
    everyone = ["police_officer", "police_staff", "pcso", "designated_officer", "special_constable"]
    assert all(rate_base(a.id, "2014-09-30", everyone) for a in FORCES)
    assert rate_base("greater-manchester", "2014-09-30", everyone) == 11842.89
    assert rate_base("durham", "2014-09-30", everyone) == pytest.approx(2218.4, abs=0.05)


def test_an_unknown_part_makes_the_rate_base_unknown() -> None:
    missing = [key for key, value in workforce().items() if value is None]
    authority, as_at, kind, measure = next(k for k in missing if k[2] != "special_constable")
    assert rate_base(authority, as_at, [kind], measure) is None
    assert rate_base(authority, "1999-01-01", ["police_officer"]) is None


def test_a_holiday_in_any_part_of_the_kingdom_stops_the_clock_under_foia_but_not_under_foisa() -> None:
    st_patrick = date(2014, 3, 17)
    assert not calendar().is_working(st_patrick)
    assert calendar().is_working(st_patrick, Regime.FOISA)
    assert not calendar().is_working(date(2026, 6, 15))
    assert calendar().is_working(date(2012, 5, 28))
    assert calendar().is_working(date(2020, 5, 4))
    assert not calendar().is_working(date(2022, 9, 19))


def test_the_calendar_still_covers_a_year_from_today() -> None:
    """Fails when the shipped holidays have become too old to send letters by."""
    today = date.today()  # noqa: DTZ011
    assert calendar().covers(today.replace(year=today.year + 1, day=1))


def test_every_non_working_weekday_is_a_bank_holiday_somewhere() -> None:
    somewhere = {day for days in calendar().regional.values() for day in days}
    assert set(calendar().non_working) == {day for day in somewhere if day.weekday() < 5}


def test_the_exemptions_that_police_use_are_there() -> None:
    assert {"12", "14(1)", "30(1)", "31(1)", "40(2)", "40(5B)"} <= set(exemptions())


def test_the_vocabulary_has_one_meaning_per_wording() -> None:
    assert vocabulary().conflicts() == []


@pytest.mark.parametrize(
    ("facet", "printed", "value"),
    [
        ("role", "Police Community Support Officer", "pcso"),
        ("role", "N/K", "not_stated"),
        ("outcome", "NFA", "no_further_action"),
        ("outcome", "Resigned/Retired", "left_unspecified"),
        ("platform", "You Tube", "youtube"),
        ("platform", "Friends Re-united", "friends_reunited"),
        ("account", "Force account", "official"),
        ("role", "-", None),
        ("outcome", "advice and guidance", None),
    ],
)
def test_words_of_replies_are_found_or_not(facet: str, printed: str, value: str | None) -> None:
    assert vocabulary().lookup(facet, printed) == value


@pytest.mark.parametrize("folder", [p.parent for p in CAMPAIGNS.glob("*/campaign.toml")], ids=lambda p: p.name)
def test_every_shipped_campaign_loads_with_one_headline(folder: Path) -> None:
    campaign = load_campaign(folder)
    assert campaign.headline in campaign.questions
    assert Counter(campaign.authorities).most_common(1)[0][1] == 1
    assert campaign.letter.count("Subject:") == 1
    assert isinstance(campaign_settings(folder), dict)


def test_an_override_confirms_an_address_and_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "addresses.csv"
    path.write_text("authority,email,status\nkent,foi@example.org,confirmed\n", encoding="utf-8")
    known = with_overrides(authorities(), path)
    assert [a.id for a in known if a.may_be_written_to] == ["kent"]
    assert next(a for a in known if a.id == "kent").foi_email == "foi@example.org"
    assert with_overrides(authorities(), tmp_path / "none.csv") == authorities()


def test_the_campaign_of_the_documentation_loads(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "campaign.md").read_text(encoding="utf-8")
    (tmp_path / "campaign.toml").write_text(page.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    (tmp_path / "letter.txt").write_text("Subject: Taser\n\nDear {{ force_name }},\n", encoding="utf-8")
    campaign = load_campaign(tmp_path)
    assert [(q.form, q.unit, q.period[:4]) for q in campaign.questions] == [
        ("count", "discharges", "2021"), ("case_list", "discharges", "2024"), ("yes_no", "yes or no", "2021"),
        ("breakdown", "discharges", "2021"),
    ]  # fmt: skip
    assert campaign.headline.id == "1"
    assert campaign.dimensions[-1] == "age_group"
    assert campaign.declared[0].own_values == ("under_18", "18_to_64", "65_plus")
