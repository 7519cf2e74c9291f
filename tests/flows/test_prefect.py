"""The flows run on a real Prefect server on loopback, and a schedule fires."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.server import prefect_environment, prefect_server
from storage import database, lease

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "campaigns").mkdir()
    database.create(folder).close()
    kept = dict(os.environ)
    with prefect_server(folder):
        yield folder
    os.environ.clear()
    os.environ.update(kept)


def beats(folder: Path, name: str) -> str | None:
    found = database.connect(folder)
    try:
        with found.reading() as conn:
            return lease.last_beat(conn, name)
    finally:
        found.close()


def test_a_flow_runs_on_the_server_and_leaves_its_run_there(workspace: Path) -> None:
    from prefect.client.orchestration import get_client

    from flows.sending import send_due

    assert send_due(str(workspace)) == {}
    with get_client(sync_client=True) as client:
        assert "send due" in {client.read_flow(run.flow_id).name for run in client.read_flow_runs()}


def test_a_schedule_fires_and_our_own_heartbeat_shows_it(workspace: Path) -> None:
    code = (
        "import sys; from datetime import timedelta; from pathlib import Path; from prefect.schedules import Interval;"
        "from flows.schedule import serve_schedules; from flows.checking import check_deadlines;"
        "serve_schedules(Path(sys.argv[1]), [('soon', check_deadlines, Interval(timedelta(seconds=5)))])"
    )
    served = subprocess.Popen([sys.executable, "-c", code, str(workspace)])
    try:
        deadline = time.monotonic() + 120
        while beats(workspace, "check-deadlines") is None and time.monotonic() < deadline:
            assert served.poll() is None, "the process that serves the schedules ended"
            time.sleep(0.5)
        assert beats(workspace, "check-deadlines") is not None
    finally:
        served.terminate()
        served.wait(30)


def test_the_server_ends_when_whoever_started_it_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from flows.server import prefect_server\n"
        "with prefect_server(Path(sys.argv[1])) as address:\n    print(address, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    address = parent.stdout.readline().strip()
    parent.kill()
    parent.wait()
    assert _gone_within(address, 20)


def _gone_within(address: str, seconds: float) -> bool:
    import urllib.request

    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{address}/health", timeout=1).close()
        except OSError:
            return True
        time.sleep(0.2)
    return False


def test_prefect_keeps_its_files_in_the_workspace_and_calls_nobody(tmp_path: Path) -> None:
    set_for_us = prefect_environment(tmp_path, {})
    assert set_for_us["PREFECT_HOME"] == str(tmp_path.resolve() / "prefect")
    assert (set_for_us["DO_NOT_TRACK"], set_for_us["PREFECT_SERVER_ANALYTICS_ENABLED"]) == ("1", "false")


def test_a_user_who_turned_analytics_on_keeps_them_on(tmp_path: Path) -> None:
    assert "DO_NOT_TRACK" not in prefect_environment(tmp_path, {"DO_NOT_TRACK": "0"})


def test_only_commands_that_run_flows_import_prefect() -> None:
    code = (
        "import sys, json; import cli.wave, cli.inbox, cli.review, cli.check; import flows.steps.rebuild\n"
        "print(json.dumps('prefect' in sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) is False
