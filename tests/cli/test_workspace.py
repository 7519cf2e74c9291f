"""A new workspace, the clock, the settings shown, and the doctor."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cli.context import Context
from cli.doctor import FAULT, NOTE, OK, heartbeat, own_environment, pinned, python_version
from cli.init import make_workspace
from cli.main import run
from config.authorities import authorities, with_overrides
from config.campaign import load_campaign
from config.clock import parse_now
from schema.calendar import LONDON
from schema.errors import UserError


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    make_workspace(tmp_path / "w")
    return tmp_path / "w"


def test_a_new_workspace_has_its_parts_ready(workspace: Path) -> None:
    assert {path.name for path in workspace.iterdir()} >= {".env", "addresses.csv", "campaigns", "roundrobin.db"}
    assert len(load_campaign(workspace / "campaigns" / "social-media").authorities) == 43
    assert with_overrides(authorities(), workspace / "addresses.csv")[0].id == authorities()[0].id
    assert len((workspace / "addresses.csv").read_text(encoding="utf-8").splitlines()) == 44


def test_the_settings_file_is_for_its_owner_only(workspace: Path) -> None:
    assert (workspace / ".env").stat().st_mode & 0o077 == 0


def test_init_again_changes_nothing_and_makes_what_is_missing(workspace: Path) -> None:
    (workspace / ".env").write_text("# mine\n", encoding="utf-8")
    assert make_workspace(workspace) == []
    (workspace / "addresses.csv").unlink()
    assert make_workspace(workspace) == ["addresses.csv"]
    assert (workspace / ".env").read_text(encoding="utf-8") == "# mine\n"


def test_init_that_was_stopped_half_way_is_finished_by_the_next(tmp_path: Path) -> None:
    half = tmp_path / "w" / "campaigns" / ".social-media.unfinished"
    half.mkdir(parents=True)
    (half / "letter.txt").write_text("half", encoding="utf-8")
    make_workspace(tmp_path / "w")
    assert len(load_campaign(tmp_path / "w" / "campaigns" / "social-media").questions) == 5
    assert not half.exists()


def test_init_on_a_file_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f").write_text("x", encoding="utf-8")
    assert run(["init", str(tmp_path / "f")]) == 2
    assert "is a file" in capsys.readouterr().err


def test_the_workspace_comes_from_the_option_before_the_environment(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROUNDROBIN_WORKSPACE", "/nowhere")
    assert run(["-w", str(workspace), "config", "show", "--json"]) == 0
    capsys.readouterr()
    monkeypatch.setenv("ROUNDROBIN_WORKSPACE", str(workspace))
    (workspace / ".env").write_text("ROUNDROBIN_SMTP_PASSWORD=s3cret\nROUNDROBIN_SMTP_HOST=mx\n", encoding="utf-8")
    assert run(["config", "show", "--json"]) == 0
    shown = {row["key"]: row for row in json.loads(capsys.readouterr().out)}
    assert shown["ROUNDROBIN_SMTP_PASSWORD"]["value"] == "***"
    assert shown["ROUNDROBIN_SMTP_HOST"] | {"help": ""} == {
        "key": "ROUNDROBIN_SMTP_HOST",
        "value": "mx",
        "source": ".env:2",
        "help": "",
    }


def test_a_bad_setting_is_one_sentence_and_wrong_use(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / ".env").write_text("\nROUNDROBIN_SMTP_PROT=25\n", encoding="utf-8")
    assert run(["-w", str(workspace), "config", "show"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert ".env:2: There is no setting 'ROUNDROBIN_SMTP_PROT'." in err


def test_now_is_what_the_setting_says_in_london() -> None:
    context = Context(None, {"ROUNDROBIN_NOW": "2014-07-01T09:00"})
    assert context.now().isoformat() == "2014-07-01T09:00:00+01:00"
    assert parse_now("2014-07-01T23:30:00+00:00").isoformat() == "2014-07-02T00:30:00+01:00"
    assert Context(None, {}).now().tzinfo is not None
    with pytest.raises(UserError, match="ISO time"):
        parse_now("noon")


def test_the_doctor_finds_a_new_workspace_in_order(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-w", str(workspace), "doctor", "--json"]) == 0
    checks = {check["name"]: check for check in json.loads(capsys.readouterr().out)}
    assert checks["database"]["state"] == OK
    assert checks["campaign social-media"]["state"] == OK
    assert checks["addresses"]["words"].startswith("0 of 48 confirmed")
    assert checks["scheduler"]["state"] == NOTE


def test_the_doctor_reports_a_broken_workspace_and_goes_on(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / ".env").write_text("ROUNDROBIN_SMTP_PORT=x\n", encoding="utf-8")
    (workspace / "campaigns" / "social-media" / "letter.txt").unlink()
    assert run(["-w", str(workspace), "doctor", "--json"]) == 1
    checks = {check["name"]: check for check in json.loads(capsys.readouterr().out)}
    assert "ROUNDROBIN_SMTP_PORT" in checks["settings"]["words"]
    assert checks["campaign social-media"]["state"] == FAULT
    assert checks["isolation"]["state"] in (OK, NOTE)


def test_the_doctor_in_a_folder_that_is_no_workspace_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["-w", str(tmp_path), "doctor", "--json"]) == 1
    checks = {check["name"]: check for check in json.loads(capsys.readouterr().out)}
    assert "not a workspace" in checks["workspace"]["words"]


def test_versions_that_are_known_to_break_are_faults() -> None:
    assert python_version((3, 10, 9)).state == FAULT
    assert python_version((3, 15, 0)).state == FAULT
    assert python_version((3, 11, 0)).state == OK
    assert own_environment("/usr", "/usr").state == FAULT
    assert pinned("click", "1", "2", "too new").state == FAULT
    assert pinned("click", "8", "9", "").state == OK
    assert pinned("no-such-thing", "1", "2", "").state == FAULT


def test_a_scheduler_without_a_recent_sign_of_life_has_stopped() -> None:
    now = datetime(2014, 7, 1, 9, tzinfo=LONDON)
    assert heartbeat(now - timedelta(minutes=50), now).state == OK
    assert heartbeat(now - timedelta(hours=3), now).state == NOTE
