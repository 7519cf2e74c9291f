"""Flags > environment > .env of the workspace > campaign > defaults; and each value knows where it came from."""

import os
from pathlib import Path

import pytest

from config.settings import KEYS, env_template, load_settings
from schema.errors import UserError

KEY = "ROUNDROBIN_SEND_INTERVAL_S"


def workspace(folder: Path, env: str) -> Path:
    (folder / ".env").write_text(env, encoding="utf-8")
    return folder


def test_each_source_wins_over_those_below_it(tmp_path: Path) -> None:
    folder = workspace(tmp_path, f"{KEY}=2\n")
    campaign, environ, flags = {KEY: "1"}, {KEY: "3"}, {KEY: "4"}
    assert load_settings(None, {}).number(KEY) == float(KEYS[KEY].default)
    assert load_settings(None, {}, campaign=campaign).number(KEY) == 1
    assert load_settings(folder, {}, campaign=campaign).number(KEY) == 2
    assert load_settings(folder, environ, campaign=campaign).number(KEY) == 3
    assert load_settings(folder, environ, campaign=campaign, flags=flags).number(KEY) == 4


def test_a_value_names_the_line_it_came_from(tmp_path: Path) -> None:
    folder = workspace(tmp_path, f"# pause\n\n{KEY}=2\n")
    assert load_settings(folder, {}).source(KEY) == f"{folder / '.env'}:3"
    assert load_settings(folder, {KEY: "3"}).source(KEY) == "environment"
    assert load_settings(folder, {}).source("ROUNDROBIN_FROM") == "default"


def test_an_unknown_key_in_env_is_an_error_with_its_line(tmp_path: Path) -> None:
    folder = workspace(tmp_path, "OTHER=1\nROUNDROBIN_SNED_INTERVAL_S=2\n")
    with pytest.raises(UserError) as caught:
        load_settings(folder, {})
    assert "ROUNDROBIN_SNED_INTERVAL_S" in caught.value.what
    assert caught.value.where.endswith(".env:2")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ROUNDROBIN_SMTP_PORT", "25a"),
        ("ROUNDROBIN_SMTP_PORT", "-1"),
        ("ROUNDROBIN_SEND_INTERVAL_S", "soon"),
        ("ROUNDROBIN_SEND_INTERVAL_S", "inf"),
        ("ROUNDROBIN_SMTP_SECURITY", "ssl"),
        ("ROUNDROBIN_PLUS_ADDRESS", "maybe"),
        ("ROUNDROBIN_NOW", "yesterday"),
        ("ROUNDROBIN_FROM", "me at example.org"),
        ("ROUNDROBIN_FROM", "a@example.org\nBcc: b@example.org"),
    ],
)
def test_a_value_of_the_wrong_kind_is_an_error(key: str, value: str) -> None:
    with pytest.raises(UserError) as caught:
        load_settings(None, {key: value})
    assert key in caught.value.what
    assert caught.value.where == "environment"


def test_a_line_that_is_no_setting_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        load_settings(workspace(tmp_path, "A=1\nthis is 'no setting\n"), {})
    assert caught.value.where.endswith(".env:2")


def test_reading_a_workspace_leaves_the_environment_alone(tmp_path: Path) -> None:
    before = dict(os.environ)
    load_settings(workspace(tmp_path, f"{KEY}=7\n"), os.environ)
    assert dict(os.environ) == before


def test_a_dollar_sign_in_a_password_stays(tmp_path: Path) -> None:
    folder = workspace(tmp_path, "ROUNDROBIN_SMTP_PASSWORD='pa$HOME ${X}'\n")
    assert load_settings(folder, {}).text("ROUNDROBIN_SMTP_PASSWORD") == "pa$HOME ${X}"


def test_secrets_are_masked_when_shown() -> None:
    url = "postgresql+psycopg://user:s3cret@db/x"
    settings = load_settings(None, {"ROUNDROBIN_SMTP_PASSWORD": "s3cret", "ROUNDROBIN_DATABASE_URL": url})
    assert settings.shown("ROUNDROBIN_SMTP_PASSWORD") == "***"
    assert settings.shown("ROUNDROBIN_DATABASE_URL") == "postgresql+psycopg://user:***@db/x"
    assert settings.shown("ROUNDROBIN_IMAP_PASSWORD") == ""


def test_what_is_required_and_not_set_is_one_clear_sentence() -> None:
    with pytest.raises(UserError, match="ROUNDROBIN_REQUESTER_NAME is not set"):
        load_settings(None, {}).required("ROUNDROBIN_REQUESTER_NAME")


def test_the_env_of_a_new_workspace_sets_nothing_and_names_every_key(tmp_path: Path) -> None:
    folder = workspace(tmp_path, env_template())
    settings = load_settings(folder, {})
    assert {settings.source(name) for name in KEYS} == {"default"}
    uncommented = env_template().replace("#ROUNDROBIN", "ROUNDROBIN")
    assert load_settings(workspace(tmp_path, uncommented), {}).source(KEY) != "default"
