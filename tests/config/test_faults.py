"""A slip in a configured file is one clear error that names file and line."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from config.authorities import authorities, check_names, with_overrides
from config.calendar import HOLIDAYS, NON_WORKING, load_calendar
from config.campaign import CAMPAIGNS, campaign_settings, load_campaign
from config.loading import Row, read_rows, read_toml
from config.vocabulary import load_vocabulary
from schema.errors import UserError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(CAMPAIGNS / "social-media", tmp_path / "c")
    return tmp_path / "c"


def fault(call: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as caught:
        call()
    return caught.value


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('unit = "cases"                #', 'unti = "cases"                #', "'unti' is unknown"),
        ('form = "breakdown"', 'form = "braekdown"', "'braekdown' is unknown"),
        ('dimensions = ["role"]', 'dimensions = ["colour"]', "'colour' is unknown"),
        ("end = 2026-06-30", "end = 2019-06-30", "ends (2019-06-30) before it begins"),
        ("end = 2026-06-30", 'end = "soon"', "must be a date"),
        ('dimensions = ["role"]', "period = { start = 2025-01-01, end = 2026-12-31 }", "outside the campaign's period"),
        ('dimensions = ["role"]', "period = { start = 2025-01-01 }", "period.end' is missing"),
        ("end = 2026-06-30", "end = 2026-06-31", "is no TOML"),
        ('authorities = "territorial"', 'authorities = ["kent", "kant"]', "no authority 'kant'"),
        ('authorities = "territorial"', 'authorities = ["kent", "kent"]', "asked twice"),
        ('id = "2"', 'id = "1"', "Two questions have the id '1'"),
        ("headline = true ", "headline = false ", "Exactly one question"),
        ('"Person type" = "role"', '"Person type" = "rolle"', "'rolle' is unknown"),
        ('{ role = "pcso" }', '{ role = "pcos" }', "no value of the dimension role"),
        ('"Force" = "the', '"Year recorded" = "the', "mapped twice"),
        ('pcso = ["pcso"]', 'pcso = ["PCSO"]', "no value of role"),
        ('other = ["volunteer"]', 'other = ["pcso"]', "stands in two groups"),
        ('measure = "headcount"', 'measure = "heads"', "fte or headcount"),
        ("as_at = 2019-09-30", "", "'rate.as_at' is missing"),
        ('letter = "letter.txt"', 'letter = "brief.txt"', "no such file"),
    ],
)
def test_a_slip_in_a_campaign_names_its_line(folder: Path, old: str, new: str, what: str) -> None:
    path = folder / "campaign.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    error = fault(lambda: load_campaign(folder))
    assert what in error.what
    assert error.where.startswith(str(folder))
    if "brief" not in new and "as_at" not in old:
        line = int(error.where.rpartition(":")[2])
        wrong = path.read_text(encoding="utf-8").splitlines()[line - 1]
        assert new[:12].strip() in wrong or wrong.startswith("[")


def test_a_question_may_ask_for_days_of_its_own(folder: Path) -> None:
    path = folder / "campaign.toml"
    own = 'id = "2"\nperiod = { start = 2025-01-01, end = 2025-12-31 }'
    before = load_campaign(folder)
    path.write_text(path.read_text(encoding="utf-8").replace('id = "2"', own, 1), encoding="utf-8")
    campaign = load_campaign(folder)
    assert [q.period for q in campaign.questions[:2]] == ["2020-02-01/2026-06-30", "2025-01-01/2025-12-31"]
    assert campaign.version == before.version, "the days move from wave to wave, and the questions stay the same"


def test_a_folder_without_a_campaign_is_said_to_be_none(tmp_path: Path) -> None:
    assert "no campaign here" in fault(lambda: load_campaign(tmp_path)).what


def test_a_letter_that_is_no_template_names_its_line(folder: Path) -> None:
    (folder / "letter.txt").write_text("Subject: x\n\n{% if %}\n", encoding="utf-8")
    assert fault(lambda: load_campaign(folder)).where.endswith("letter.txt:3")


def test_a_letter_that_names_what_has_no_value_names_its_line(folder: Path) -> None:
    (folder / "letter.txt").write_text("Subject: x\n\nDear {{ force_name }},\n{{ force_nmae }}\n", encoding="utf-8")
    error = fault(lambda: load_campaign(folder))
    assert "'force_nmae'" in error.what
    assert error.where.endswith("letter.txt:4")


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("colour,red,red,,me", "dimension 'colour' is unknown"),
        ("role,bobby,boby,,me", "no value of the dimension role"),
        ("role,bobby,,,me", "value is empty"),
        ("role,bobby,police_officer,kant,me", "no authority 'kant'"),
        ("role,bobby,police_officer,,", "source is empty"),
        ("role,bobby,police_officer,me", "4 fields"),
    ],
)
def test_a_slip_in_a_lookup_names_its_line(folder: Path, row: str, what: str) -> None:
    head = "dimension,as_printed,value,authority,source\nrole,bobby,police_officer,,me\n"
    (folder / "lookups.csv").write_text(head + row + "\n", encoding="utf-8")
    error = fault(lambda: load_campaign(folder))
    assert what in error.what
    assert error.where.endswith("lookups.csv:3")


CLAIM = "c1,kent,1,about ten,9,11,cases,role=pcso,yes,,a paper,"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("kent", "kant", "no authority 'kant'"),
        (",1,", ",9,", "no question '9'"),
        ("9,11", "11,9", "below the least"),
        ("9,11", "nine,11", "is no number"),
        ("role=pcso", "pcso", "no dimension=value"),
        (",yes,", ",perhaps,", "yes or no"),
        ("a paper", "", "source is empty"),
    ],
)
def test_a_slip_in_a_claim_names_its_line(folder: Path, old: str, new: str, what: str) -> None:
    path = folder / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8") + CLAIM.replace(old, new, 1) + "\n", encoding="utf-8")
    error = fault(lambda: load_campaign(folder))
    assert what in error.what
    assert error.where.endswith("claims.csv:2")


def test_lookups_and_claims_are_read(folder: Path) -> None:
    (folder / "claims.csv").write_text(
        (folder / "claims.csv").read_text(encoding="utf-8") + CLAIM + "\n", encoding="utf-8"
    )
    campaign = load_campaign(folder)
    assert (campaign.claims[0].low, campaign.claims[0].high) == (9, 11)
    assert campaign.claims[0].dimensions == {"role": "pcso"}


def test_the_version_of_a_campaign_changes_with_its_questions_and_not_with_its_claims(folder: Path) -> None:
    before = load_campaign(folder).version
    claims = folder / "claims.csv"
    claims.write_text(claims.read_text(encoding="utf-8") + CLAIM + "\n", encoding="utf-8")
    assert load_campaign(folder).version == before
    letter = folder / "letter.txt"
    letter.write_text(letter.read_text(encoding="utf-8") + "PS\n", encoding="utf-8")
    assert load_campaign(folder).version != before


def test_a_campaign_may_set_no_secret_and_nothing_unknown(folder: Path) -> None:
    path = folder / "campaign.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + 'ROUNDROBIN_SEND_INTERVAL_S = "3"\n', encoding="utf-8")
    assert campaign_settings(folder) == {"ROUNDROBIN_SEND_INTERVAL_S": "3"}
    path.write_text(text + 'ROUNDROBIN_SMTP_PASSWORD = "x"\n', encoding="utf-8")
    assert "is a secret" in fault(lambda: load_campaign(folder)).what
    path.write_text(text + 'ROUNDROBIN_SPEED = "x"\n', encoding="utf-8")
    assert "no setting 'ROUNDROBIN_SPEED'" in fault(lambda: load_campaign(folder)).what


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("kant,foi@example.org,confirmed", "no authority 'kant'"),
        ("kent,foi(at)example.org,confirmed", "no e-mail address"),
        ('kent,"a@example.org, b@example.org",confirmed', "no e-mail address"),
        ("kent,,confirmed", "no e-mail address"),
        ("kent,foi@example.org,sure", "is none of confirmed"),
        ("essex,foi@example.org,confirmed", "stands here twice"),
        ("kent,foi@example.org", "2 fields"),
    ],
)
def test_a_slip_in_the_addresses_names_its_line(tmp_path: Path, row: str, what: str) -> None:
    path = tmp_path / "addresses.csv"
    path.write_text(f"authority,email,status\nessex,foi@example.org,stale\n{row}\n", encoding="utf-8")
    error = fault(lambda: with_overrides(authorities(), path))
    assert what in error.what
    assert error.where == f"{path}:3"


def test_one_alias_for_two_authorities_is_an_error() -> None:
    known = {a.id: replace(a, joint_with=()) for a in authorities()}
    kent, essex = known["kent"], known["essex"]
    rows = [(Row(Path("f.csv"), 2, {}), essex), (Row(Path("f.csv"), 3, {}), replace(kent, aliases=("ESSEX police",)))]
    error = fault(lambda: check_names(rows))
    assert "essex" in error.what
    assert "kent" in error.what
    assert error.where == "f.csv:3"


def test_a_date_that_contradicts_its_weekday_is_an_error(tmp_path: Path) -> None:
    text = HOLIDAYS.read_text(encoding="utf-8").splitlines()
    text[4] = text[4].replace("Mon", "Tue").replace("2005-01-04,Tue", "2005-01-04,Wed")
    path = tmp_path / "holidays.csv"
    path.write_text("\n".join(text), encoding="utf-8")
    error = fault(lambda: load_calendar(path, NON_WORKING))
    assert error.where == f"{path}:5"


def test_a_wording_with_a_second_meaning_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.csv"
    path.write_text("facet,canonical,synonym,source\nrole,pcso,CSO,x\nrole,staff,C.S.O.,x\n", encoding="utf-8")
    error = fault(lambda: load_vocabulary(path))
    assert "means pcso and staff" in error.what
    assert error.where == f"{path}:3"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a,c\n1,2\n", "'c' is unknown"),
        ("a\n1\n", "'b' is missing"),
        ("a,b,a\n1,2,3\n", "'a' is repeated"),
        ("", "'a' is missing"),
        ("a,b\n1,2,3\n", "3 fields"),
        ('a,b\n"1,2\n', "is no CSV"),
    ],
)
def test_a_csv_has_exactly_its_columns(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    assert what in fault(lambda: read_rows(path, ("a", "b"))).what


def test_a_file_in_another_encoding_is_an_error_not_a_riddle(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("a,b\ncafé,1\n".encode("latin-1"))
    assert "not UTF-8" in fault(lambda: read_rows(path, ("a", "b"))).what


def test_columns_may_stand_in_any_order_and_empty_lines_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"\xef\xbb\xbfb,a\r\n\r\n1,2\r\n")
    (row,) = read_rows(path, ("a", "b"))
    assert (row["a"], row["b"], row.line) == ("2", "1", 3)


def test_the_line_of_a_key_is_found_in_arrays_of_tables(tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_text('[[q]]\nid = "1"\n\n[[q]]\nid = 2\n', encoding="utf-8")
    second = read_toml(path).sections("q")[1]
    assert fault(lambda: second.take("id", str)).where == f"{path}:5"
