"""A council that a workspace has added is asked, answers from its own domain, and stands among the records."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from config.campaign import CAMPAIGNS
from flows.steps import workspace as workspaces
from flows.steps.approve import approve_wave
from flows.steps.intake import import_paths
from flows.steps.plan import Asker, plan_wave
from flows.steps.rebuild import refresh
from flows.steps.send import Pace, send_wave
from schema.record import Record, RecordState
from storage import computed, waves
from storage.transport import FileTransport

SENT, NOW = datetime(2026, 11, 2, 10, tzinfo=UTC), datetime(2026, 11, 17, 10, tzinfo=UTC)
ASKER = Asker("survey@asker.example", "A. Researcher", "1 High Street")
TABLE = "Year,Number of cases\n2021,3\n2022,4\nTotal,7\n"


def _workspace(folder: Path) -> None:
    campaign = folder / "campaigns" / "c"
    campaign.mkdir(parents=True)
    for name in ("campaign.toml", "letter.txt"):
        text = (CAMPAIGNS / "social-media" / name).read_text(encoding="utf-8")
        (campaign / name).write_text(text.replace('"territorial"', '["leeds-council", "kent"]'), encoding="utf-8")
    own = "authority,name,law,aliases,domains,region\nleeds-council,Leeds City Council,FOIA,,leeds.example,\n"
    (folder / "authorities.csv").write_text(own, encoding="utf-8")
    address = "authority,email,status\nleeds-council,foi@leeds.example,confirmed\n"
    (folder / "addresses.csv").write_text(address, encoding="utf-8")


def _reply(path: Path) -> None:
    """As a colleague of the one who was written to would answer: no reference, and the council's own domain."""
    mail = EmailMessage()
    mail["From"] = "Information Governance <records@leeds.example>"
    mail["To"] = ASKER.address
    mail["Subject"] = "Misuse of social media by staff"
    mail["Message-ID"] = "<1@leeds.example>"
    mail["Date"] = "Mon, 16 Nov 2026 10:00:00 +0000"
    mail.set_content("Our response is attached.\n\nLeeds City Council")
    mail.add_attachment(TABLE.encode(), maintype="text", subtype="csv", filename="Question 1.csv")
    path.write_bytes(mail.as_bytes())


def test_a_council_is_asked_and_its_answer_is_filed_and_counted(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    _workspace(folder)
    with workspaces.opened(folder) as workspace:
        plan_wave(workspace, "w", workspace.campaign("c"), ASKER, SENT)
        approve_wave(workspace, "w", "A. Person", SENT)
        send_wave(workspace, "w", FileTransport(folder / "sent"), lambda: SENT, pace=Pace())
        with workspace.database.reading() as conn:
            written = {letter.authority: letter.recipient for letter in waves.letters(conn)}
        assert written["leeds-council"] == "foi@leeds.example"
        _reply(tmp_path / "reply.eml")
        list(import_paths(workspace, [tmp_path / "reply.eml"], at=NOW.isoformat()))
        refresh(workspace, NOW)
        with workspace.database.reading() as conn:
            found = computed.rows(conn, Record)
    assert {(r.authority, r.question, r.state) for r in found} == {("leeds-council", "1", RecordState.ACCEPTED)}
    assert [r.as_printed for r in found if r.row_kind == "item"] == ["3", "4"]
