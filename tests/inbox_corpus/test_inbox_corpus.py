"""A whole inbox: two waves, more than eight hundred mails, of each of which the truth is known.

Nothing is filed wrongly, what must be held is held, and a person is asked about few.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from corpus import corpus
from corpus_mail import OURS, Sent, Truth

from config.campaign import CAMPAIGNS
from flows.steps import workspace as workspaces
from flows.steps.approve import approve_wave
from flows.steps.filing import filing
from flows.steps.intake import import_paths
from flows.steps.match import match_messages
from flows.steps.plan import Asker, plan_wave
from flows.steps.read import outcomes
from flows.steps.rebuild import digest, read_all
from flows.steps.send import Pace, send_wave
from flows.steps.unpack import mail_of
from flows.steps.workspace import Workspace
from schema.event import EventKind
from schema.request import Arrival, Letter, Message
from storage import computed, ledger, waves
from storage.transport import FileTransport

pytestmark = pytest.mark.slow
SENT = datetime(2026, 3, 11, 9, tzinfo=UTC)
NOW = SENT + timedelta(days=120)
AUTOMATIC = ("acknowledgement", "auto_reply")


@dataclass(frozen=True)
class Inbox:
    """What came, what is true of it, and what became of it."""

    workspace: Workspace
    folder: Path
    outbox: Path
    found: list[tuple[Truth, Message]]

    def wrong(self) -> list[tuple[Truth, Message]]:
        return [(t, m) for t, m in self.found if m.state == "filed" and (filed(m) != t.to or t.must != "file")]

    def share_filed(self) -> float:
        genuine = [m for t, m in self.found if t.must == "file"]
        return sum(m.state == "filed" for m in genuine) / len(genuine)

    def recall_and_precision(self, name: str) -> tuple[float, float]:
        due = [m for t, m in self.found if t.reply_class == name]
        told = [t for t, m in self.found if m.state == "filed" and m.reply_class == name and t.reply_class]
        recall = sum(m.reply_class == name and m.state == "filed" for m in due) / len(due)
        return recall, sum(t.reply_class == name for t in told) / len(told)


def filed(message: Message) -> frozenset[str]:
    return frozenset(target["reference"] for target in json.loads(message.filed_to))


@pytest.fixture(scope="module", params=[False, True], ids=["shared address", "plus addresses"])
def inbox(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inbox]:
    root = tmp_path_factory.mktemp("inbox")
    with workspaces.opened(made(root / "w")) as opened:
        workspace = replace(opened, authserv_id=OURS)
        letters = sent(workspace, root / "sent", Asker("s@asker.example", "A. R.", "1 High St", request.param))
        truths = written(root / "replies", letters)
        take_in(workspace, root / "replies")
        with workspace.database.reading() as conn:
            found = {message.sha256: message for message in computed.rows(conn, Message)}
        pairs = [(truth, found[sha256]) for sha256, truth in truths.items()]
        yield Inbox(workspace, root / "replies", root / "sent", pairs)


def made(folder: Path) -> Path:
    (folder / "campaigns").mkdir(parents=True)
    (folder / "campaigns" / "social-media").symlink_to(CAMPAIGNS / "social-media")
    with workspaces.opened(folder) as plain:
        asked = plain.campaign("social-media").authorities
        rows = [f"{name},{plain.authorities[name].foi_email},confirmed" for name in asked]
    (folder / "addresses.csv").write_text("\n".join(["authority,email,status", *rows]) + "\n")
    return folder


def sent(workspace: Workspace, outbox: Path, asker: Asker) -> list[Sent]:
    """Wave w1 to all, and w2 to every third; as they went out."""
    campaign = workspace.campaign("social-media")
    for wave, only in (("w1", ()), ("w2", campaign.authorities[::3])):
        plan_wave(workspace, wave, campaign, asker, SENT, only=only)
        approve_wave(workspace, wave, "A. Person", SENT)
        send_wave(workspace, wave, FileTransport(outbox), lambda: SENT, pace=Pace())
    with workspace.database.reading() as conn:
        letters = waves.letters(conn)
    assert len(letters) == len(list(outbox.rglob("*.eml"))) == 43 + 15
    return [as_sent(workspace, letter, letters) for letter in letters]


def as_sent(workspace: Workspace, letter: Letter, letters: list[Letter]) -> Sent:
    mail, authority = mail_of(workspace.documents.get(letter.sha256)), workspace.authorities[letter.authority]
    others = (one.reference for one in letters if one.authority == letter.authority and one is not letter)
    return Sent(
        wave=letter.wave, authority=letter.authority, name=authority.name, reference=letter.reference,
        message_id=letter.message_id, subject=mail.subject, body=mail.body_text, sender=mail.sender,
        reply_to=mail.reply_to or mail.sender, recipient=letter.recipient, domains=tuple(authority.domains),
        others=tuple(others),
    )  # fmt: skip


def written(folder: Path, letters: list[Sent]) -> dict[str, Truth]:
    """sha256 -> truth, after the mails were written to ``folder`` in the order of arrival."""
    from hashlib import sha256

    folder.mkdir()
    truths: dict[str, Truth] = {}
    for number, (data, truth) in enumerate(corpus(letters)):
        (folder / f"{number:04}.eml").write_bytes(data)
        truths[sha256(data).hexdigest()] = truth
    return truths


def take_in(workspace: Workspace, folder: Path) -> None:
    for taken in import_paths(workspace, [folder], at=NOW.isoformat()):
        assert not taken.fault
    read_all(workspace)
    match_messages(workspace)


def shown(pairs: list[tuple[Truth, Message]]) -> str:
    return "\n".join(
        f"{t.kind}: {m.state} {m.rung} {m.reply_class} (due {t.must} {t.reply_class}) {m.sender} | {m.reason}"
        for t, m in pairs[:20]
    )


def test_it_has_more_than_eight_hundred_mails_of_every_kind(inbox: Inbox) -> None:
    kinds = Counter(truth.kind for truth, _ in inbox.found)
    print(len(inbox.found), dict(kinds))
    assert len(inbox.found) >= 800
    assert len(kinds) >= 35


def test_no_mail_is_filed_wrongly(inbox: Inbox) -> None:
    assert not inbox.wrong(), shown(inbox.wrong())


def test_what_must_be_held_is_held(inbox: Inbox) -> None:
    loose = [(t, m) for t, m in inbox.found if t.must == "hold" and m.state != "held"]
    assert not loose, shown(loose)


def test_nine_in_ten_genuine_mails_need_nobody(inbox: Inbox) -> None:
    waiting = [(t, m) for t, m in inbox.found if t.must == "file" and m.state != "filed"]
    print(f"filed without a person: {inbox.share_filed():.1%}", Counter(t.kind for t, _ in waiting))
    assert inbox.share_filed() >= 0.9, shown(waiting)


@pytest.mark.parametrize("name", AUTOMATIC)
def test_acknowledgements_and_automatic_replies_are_recognised(inbox: Inbox, name: str) -> None:
    missed = [(t, m) for t, m in inbox.found if (t.reply_class == name) != (m.reply_class == name) and t.reply_class]
    recall, precision = inbox.recall_and_precision(name)
    print(f"{name}: recall {recall:.1%}, precision {precision:.1%}")
    assert min(recall, precision) >= 0.95, shown(missed)


def test_every_class_that_is_sure_is_told(inbox: Inbox) -> None:
    sure = [(t, m) for t, m in inbox.found if t.reply_class and m.state == "filed"]
    other = [(t, m) for t, m in sure if t.reply_class != m.reply_class]
    print(f"class right: {1 - len(other) / len(sure):.1%}")
    assert len(other) <= 0.05 * len(sure), shown(other)


def test_what_lies_in_a_winmail_or_an_outlook_message_is_filed_with_it(inbox: Inbox) -> None:
    inside = documents_in(inbox, "winmail", "outlook", "letter")
    assert {name for name, _, _ in inside} >= {"winmail.dat", "answer.csv", "Response letter.docx", "letter.docx"}
    assert all(wheres and outcome == "read" for _, wheres, outcome in inside)


def test_an_archive_with_a_password_says_what_is_needed(inbox: Inbox) -> None:
    inside = documents_in(inbox, "password")
    assert {(name, outcome) for name, _, outcome in inside} == {("response.zip", "password")}
    with inbox.workspace.database.reading() as conn:
        reasons = {told["reason"] for told in outcomes(conn).values() if told["outcome"] == "password"}
    assert all("ask for the password" in reason for reason in reasons)


def documents_in(inbox: Inbox, *kinds: str) -> list[tuple[str, int, str]]:
    """(name, requests that it is filed to, outcome of its reading) of all that lies in mails of these kinds."""
    mails = {message.sha256 for truth, message in inbox.found if truth.kind in kinds}
    with inbox.workspace.database.reading() as conn:
        where, read = filing(conn), outcomes(conn)
    inside = [a for arrivals in where.arrivals.values() for a in arrivals if root_of(a, where.arrivals) in mails]
    return [(a.name, len(where.of(a.sha256)), read[a.sha256]["outcome"]) for a in inside if a.parent]


def root_of(arrival: Arrival, known: Mapping[str, tuple[Arrival, ...]]) -> str:
    return root_of(known[arrival.parent][0], known) if arrival.parent else arrival.sha256


def test_the_same_folder_again_changes_nothing_and_nothing_is_sent(inbox: Inbox) -> None:
    with inbox.workspace.database.reading() as conn:
        before, letters = digest(conn), len(ledger.events(conn, kind=EventKind.LETTER_SENT))
    outgoing = sorted(inbox.outbox.rglob("*"))
    take_in(inbox.workspace, inbox.folder)
    with inbox.workspace.database.reading() as conn:
        assert digest(conn) == before
        assert len(ledger.events(conn, kind=EventKind.LETTER_SENT)) == letters == 43 + 15
    assert sorted(inbox.outbox.rglob("*")) == outgoing
