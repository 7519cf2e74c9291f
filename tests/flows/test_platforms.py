"""A wave that was sent through another platform: its replies are filed, and nothing is sent again."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from flows.steps.courses import courses
from flows.steps.plan import Asker, plan_wave
from flows.steps.platforms import fetcher, import_export, links
from flows.steps.rebuild import refresh
from flows.steps.send import Pace, send_wave
from flows.steps.wave_status import wave_status
from schema.errors import UserError
from schema.event import EventKind
from schema.request import Message
from storage import computed, ledger
from storage.transport import FileTransport

if TYPE_CHECKING:
    from flows.steps.intake import Taken
    from tests.flows.conftest import Survey

ASKER = Asker("survey@asker.example", "A. Researcher", "1 High Street")
HIDDEN = {"gone": 404, "mine_only": 403}


@pytest.fixture
def site() -> Iterator[str]:
    """Answers like the site does: JSON, 404 for what is embargoed, 403 with an empty body for what is hidden."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            title = self.path.rpartition("/")[2].removesuffix(".json")
            status = HIDDEN.get(title, 200)
            body = json.dumps(_told(title)).encode() if status == 200 else b""
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def _told(title: str) -> dict[str, Any]:
    event = {"event_type": "sent", "created_at": "2015-02-17T09:31:06.000+00:00", "described_state": None}
    return {
        "url_title": title,
        "described_state": "rejected",
        "display_status": "Whatever the site's language says.",
        "info_request_events": [{**event, "outgoing_message_id": 9001, "incoming_message_id": None}],
    }


def batch(site: str, cases: bytes) -> bytes:
    """The ZIP of a batch to three forces: one answered with a file, one is silent, one is not shown."""
    rows = [
        f"{site}/request/misuse_k,Kent Police,1,successful",
        f"{site}/request/gone,Essex Police,2,waiting_response",
        f"{site}/request/mine_only,Nowhere Police,0,waiting_response",
    ]
    kent = "Kent Police - misuse_k"
    files = {
        "requests.csv": "\n".join(["request_url,authority_name,number_of_replies,request_status", *rows]).encode(),
        f"{kent}/2015-02-17-093106/outgoing_9001.txt": b"Dear Kent Police,\n\nPlease send me ...\n",
        f"{kent}/2015-03-10-100000/incoming_4001.txt": b"Please find our response attached.\n",
        f"{kent}/2015-03-10-100000/attachments-4001/cases.csv": cases,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as pack:
        for name, data in files.items():
            pack.writestr(name, data)
    return made.getvalue()


@pytest.fixture
def planned(survey: Survey) -> Survey:
    """A wave that is planned here and was sent elsewhere."""
    campaign = survey.workspace.campaign("social-media")
    plan_wave(survey.workspace, "e", campaign, ASKER, survey.now.replace(year=2015, month=2), only=("kent", "essex"))
    return survey


def take(survey: Survey, data: bytes, name: str = "batch.zip", **more: Any) -> list[Taken]:
    path = survey.folder.parent / name
    path.write_bytes(data)
    at = survey.now.replace(year=2015, month=4)
    found = list(import_export(survey.workspace, "e", path, at, **more))
    refresh(survey.workspace, at)
    return found


def messages(survey: Survey) -> list[Message]:
    with survey.workspace.database.reading() as conn:
        return computed.rows(conn, Message)


def test_the_replies_of_a_batch_are_filed_with_their_files_and_the_letter_stands_as_sent(
    planned: Survey, site: str
) -> None:
    taken = take(planned, batch(site, planned.cases))
    (message,) = messages(planned)
    assert message.state == "filed"
    assert json.loads(message.filed_to)[0]["authority"] == "kent"
    assert message.received.startswith("2015-03-10")
    assert [one.fault for one in taken if one.name == "Nowhere Police"] == ["the wave has no letter to this authority"]
    with planned.workspace.database.reading() as conn:
        found = courses(conn, planned.workspace, planned.now.replace(year=2015, month=4).date())
    kent = next(c for c in found if (c.letter.wave, c.letter.authority) == ("e", "kent"))
    assert kent.sent.startswith("2015-02-17")
    assert kent.replied is not None


def test_what_the_export_does_not_show_is_not_visible_and_never_silence(planned: Survey, site: str) -> None:
    taken = take(planned, batch(site, planned.cases), fetch=fetcher(sleep=lambda _: None))
    assert ("gone", "2 replies are not visible in this export") in {(one.name, one.fault) for one in taken}
    with planned.workspace.database.reading() as conn:
        notes = [dict(e.payload) for e in ledger.events(conn, wave="e", kind=EventKind.NOTE)]
    shown = {note["url"].rpartition("/")[2]: note for note in notes}
    assert shown["gone"]["visible"] == "no"
    assert (shown["misuse_k"]["state"], shown["misuse_k"]["means"]) == ("rejected", "refused")


def test_the_same_export_again_changes_nothing(planned: Survey, site: str) -> None:
    take(planned, batch(site, planned.cases))
    with planned.workspace.database.reading() as conn:
        before = ledger.events(conn)
    assert not any(one.new for one in take(planned, batch(site, planned.cases)))
    with planned.workspace.database.reading() as conn:
        assert ledger.events(conn) == before
    assert len(messages(planned)) == 1


def test_a_letter_that_went_elsewhere_is_not_sent_from_here(planned: Survey, site: str, tmp_path: Path) -> None:
    from flows.steps.approve import approve_wave

    take(planned, batch(site, planned.cases))
    at = planned.now.replace(year=2015, month=4)
    approve_wave(planned.workspace, "e", "A. Person", at)
    report = send_wave(planned.workspace, "e", FileTransport(tmp_path / "sent"), lambda: at, pace=Pace())
    assert [path.stem for path in (tmp_path / "sent" / "e").iterdir()] == ["essex"]
    assert report.sent == 1


def test_muckrocks_list_tells_when_and_how_but_has_no_letters(planned: Survey) -> None:
    text = (
        "User,Title,Status,URL,Agency,Tracking Number,Date Submitted\n"
        "us,Misuse,done,https://m.example/1,Kent Police,82/14,2015-02-17\n"
        "us,Misuse,ack,https://m.example/2,Springfield PD,1,2015-02-17\n"
    )
    taken = take(planned, text.encode(), "m.csv")
    assert [(one.name, bool(one.fault)) for one in taken] == [("Kent Police", False), ("Springfield PD", True)]
    rows = {row.authority: row for row in wave_status(planned.workspace, "e", planned.now.replace(year=2015, month=4))}
    assert (rows["kent"].state, rows["essex"].state) == ("sent", "planned")
    assert rows["kent"].due == "2015-03-18"


@pytest.mark.parametrize("data", [b"Year,Number\n2012,3\n", b"", b"PK\x05\x06" + b"\0" * 18])
def test_another_file_is_refused_in_one_sentence(planned: Survey, data: bytes) -> None:
    with pytest.raises(UserError, match=r"no export|no batch"):
        take(planned, data, "x.zip")


def test_an_address_that_is_not_the_sites_is_not_asked() -> None:
    with pytest.raises(UserError, match="no address of a request"):
        fetcher()("http://169.254.169.254/latest")


def test_each_letter_has_a_link_to_the_form(planned: Survey) -> None:
    found = {link.authority: link for link in links(planned.workspace, "e")}
    assert set(found) == {"kent", "essex"}
    assert found["kent"].url.startswith("https://www.whatdotheyknow.com/new/kent_police?title=")
    assert found["kent"].reference in found["kent"].letter
    assert all(len(link.url) < 2000 for link in found.values())
