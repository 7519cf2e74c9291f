"""Following up: drafted, approved, capped, sent through the outbox; never by itself and never twice."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from openpyxl import Workbook

from desk.pictures import drawn_page
from flows.steps.complaint import chronology, complaint_papers
from flows.steps.courses import courses
from flows.steps.followup import Limits, approve, draft, dry_run, listed, send
from flows.steps.followup_letters import Said
from flows.steps.plan import Asker
from flows.steps.resolve import Verdict, resolve_letter
from flows.steps.send import Pace, SendReport
from flows.steps.wave_status import wave_status
from schema.decision import Decision, DecisionKind, ReviewItem
from schema.errors import UserError
from schema.event import EventKind
from schema.finding import Finding
from storage import computed, decisions
from storage.outbox import State
from storage.plain_pdf import plain_pdf
from storage.transport import FileTransport, Reply, Result

if TYPE_CHECKING:
    from tests.flows.conftest import Survey

ASKER = Asker("survey@asker.example", "A. Researcher", "1 High Street")
LATE = datetime(2014, 3, 25, 9, tzinfo=UTC)  # sent on 18 February, due on 19 March
LIMITS = Limits(50, Pace())


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    return tmp_path / "followups"


def mails(folder: Path) -> dict[str, EmailMessage]:
    parser = BytesParser(EmailMessage, policy=policy.default)
    return {path.stem: parser.parsebytes(path.read_bytes()) for path in sorted(folder.rglob("*.eml"))}


def chase(survey: Survey, at: datetime = LATE) -> None:
    draft(survey.workspace, "w", ASKER, at)
    approve(survey.workspace, "w", "A. Person", at)


def go(survey: Survey, folder: Path, at: datetime = LATE, limits: Limits = LIMITS) -> SendReport:
    return send(survey.workspace, "w", FileTransport(folder), lambda: at, limits)


def stages(survey: Survey, at: datetime) -> dict[str, tuple[str, str]]:
    return {row.authority: (row.stage, row.state) for row in listed(survey.workspace, at, "w")}


def test_an_overdue_request_is_chased_once_and_says_so_in_its_course(survey: Survey, sent: Path) -> None:
    assert set(stages(survey, LATE).values()) == {("chaser", "due")}
    chase(survey)
    assert go(survey, sent).sent == 3
    mail = mails(sent)["kent"]
    letter = survey.letters["kent"]
    assert f"[{letter.reference}]" in mail["Subject"]
    assert mail["In-Reply-To"] == letter.message_id
    assert mail["To"] == letter.recipient
    assert "4 working days late" in mail.get_content()
    assert "section 17" in mail.get_content()
    assert draft(survey.workspace, "w", ASKER, LATE + timedelta(days=1)).made == ()
    with survey.workspace.database.reading() as conn:
        kinds = {e.kind for c in courses(conn, survey.workspace, LATE.date()) for e in c.events}
    assert EventKind.CHASER_SENT in kinds
    assert go(survey, sent, LATE + timedelta(hours=1)).sent == 0


def test_nothing_leaves_that_nobody_approved(survey: Survey, sent: Path) -> None:
    draft(survey.workspace, "w", ASKER, LATE)
    assert set(stages(survey, LATE).values()) == {("chaser", "drafted")}
    report = go(survey, sent)
    assert (report.sent, len(report.blocked)) == (0, 3)
    assert not sent.exists()


def test_a_draft_is_written_again_only_while_nobody_has_approved_it(survey: Survey) -> None:
    (first, *_) = draft(survey.workspace, "w", ASKER, LATE, only=["kent"]).made
    assert draft(survey.workspace, "w", ASKER, LATE, only=["kent"]).made == ()
    (second,) = draft(survey.workspace, "w", ASKER, LATE, only=["kent"], again=True).made
    assert second.sha256 != first.sha256
    approve(survey.workspace, "w", "A. Person", LATE)
    assert draft(survey.workspace, "w", ASKER, LATE, only=["kent"], again=True).made == ()
    with pytest.raises(UserError, match="no draft"):
        approve(survey.workspace, "w", "A. Person", LATE)


def test_nobody_is_chased_while_what_may_be_theirs_waits_for_a_person(survey: Survey) -> None:
    survey.mail("kent", "We write about one of your requests.", Subject="Your enquiry", In_Reply_To="")
    survey.mail("essex", "We write about your letter, on which more below.")
    survey.take_in()
    assert {m.state for m in survey.messages().values()} == {"triage", "filed"}
    assert set(stages(survey, LATE)) == {"surrey"}
    said = {row.authority: row.sentence for row in wave_status(survey.workspace, "w", LATE)}
    assert [force for force in said if "10 March waits for a person" in said[force]] == ["essex", "kent"]
    with survey.workspace.database.reading() as conn:
        silent = {f.authority for f in computed.rows(conn, Finding, code="no_reply")}
    assert silent == {"surrey"}


def test_an_answer_that_came_meanwhile_stops_the_chaser(survey: Survey, sent: Path) -> None:
    chase(survey)
    survey.mail("kent", "Please find our full response attached.", attached=[("a.csv", survey.cases)])
    survey.take_in()
    report = go(survey, sent)
    assert report.sent == 2
    assert ["kent" in b.letter.authority for b in report.blocked] == [True]
    assert "moved on" in report.blocked[0].why


def test_the_ceiling_of_a_day_holds_over_runs(survey: Survey, sent: Path) -> None:
    chase(survey)
    few = Limits(2, Pace())
    assert go(survey, sent, limits=few).sent == 2
    assert go(survey, sent, LATE + timedelta(hours=2), few).sent == 0
    assert go(survey, sent, LATE + timedelta(days=1), few).sent == 1


def test_a_follow_up_in_doubt_waits_for_a_persons_word(survey: Survey, sent: Path) -> None:
    class Silent(FileTransport):
        def deliver(self, mail, before_dot, at):  # type: ignore[no-untyped-def]
            from contextlib import contextmanager

            @contextmanager
            def _lost():  # type: ignore[no-untyped-def]
                before_dot()
                yield Reply(Result.UNKNOWN, "the line went dead")

            return _lost()

    draft(survey.workspace, "w", ASKER, LATE, only=["kent"])
    approve(survey.workspace, "w", "A. Person", LATE)
    report = send(survey.workspace, "w", Silent(sent), lambda: LATE, LIMITS)
    (doubt,) = report.doubts
    assert go(survey, sent).sent == 0
    settled = resolve_letter(survey.workspace, doubt.letter.wave, "kent", Verdict.SENT, "A. Person", LATE)
    assert settled.state is State.SENT
    with survey.workspace.database.reading() as conn:
        (kent,) = [c for c in courses(conn, survey.workspace, LATE.date()) if c.letter.authority == "kent"]
    assert EventKind.CHASER_SENT in {e.kind for e in kent.events}


def test_an_unconfirmed_address_is_not_written_to(survey: Survey, sent: Path) -> None:
    chase(survey)
    path = survey.workspace.folder / "addresses.csv"
    path.write_text(path.read_text().replace("foi@kent.police.uk,confirmed", "foi@kent.police.uk,stale"))
    survey.workspace.__dict__.pop("authorities", None)
    assert go(survey, sent).sent == 2


def test_a_reply_to_a_chaser_is_filed_to_the_request(survey: Survey, sent: Path) -> None:
    chase(survey)
    go(survey, sent)
    chaser = mails(sent)["kent"]["Message-ID"]
    survey.mail(
        "kent",
        "Thank you for your e-mail. We acknowledge your request, our reference is 82/14.",
        In_Reply_To=chaser,
        Subject="Your e-mail",
        Date="Tue, 25 Mar 2014 12:00:00 +0000",
    )
    survey.take_in()
    (message,) = survey.messages().values()
    assert message.state == "filed"
    assert survey.letters["kent"].reference in message.filed_to


def test_an_answer_to_a_question_wants_the_persons_words(survey: Survey, sent: Path) -> None:
    from schema.event import Event
    from storage import ledger

    asked = Event("q", "2014-03-03T10:00:00+00:00", EventKind.CLARIFICATION_REQUESTED, "social-media", "w", "kent")
    with survey.workspace.database.writing() as conn:
        ledger.append(conn, [asked])
    found = draft(survey.workspace, "w", ASKER, LATE, only=["kent"])
    assert found.made == ()
    assert [authority for authority, _ in found.wants] == ["kent"]
    said = Said(points=(("Which years?", "2009 to 2013."),))
    draft(survey.workspace, "w", ASKER, LATE, only=["kent"], said=said)
    approve(survey.workspace, "w", "A. Person", LATE)
    assert go(survey, sent).sent == 1
    assert "2009 to 2013." in mails(sent)["kent"].get_content()
    with survey.workspace.database.reading() as conn:
        (kent,) = [c for c in courses(conn, survey.workspace, LATE.date()) if c.letter.authority == "kent"]
    assert kent.status.clock == "restarted"
    assert str(kent.status.due.date) == "2014-04-24"


def test_the_papers_of_a_complaint_hold_the_chronology_and_every_letter(survey: Survey, sent: Path) -> None:
    chase(survey)
    go(survey, sent)
    later = datetime(2014, 4, 14, 9, tzinfo=UTC)
    rows = {(row.stage, row.state) for row in listed(survey.workspace, later, "w")}
    assert rows == {("complaint", "due"), ("chaser", "sent")}
    survey.mail("kent", "We acknowledge receipt of your request.", Date="Wed, 19 Feb 2014 10:00:00 +0000")
    survey.take_in(now=later)
    papers = complaint_papers(survey.workspace, "w", "kent", ASKER, later, detail="Nobody answers.")
    assert (papers.letters, papers.held_back) == (3, ())
    with zipfile.ZipFile(io.BytesIO(papers.content)) as pack:
        names = pack.namelist()
        text = pack.read("complaint.txt").decode()
        document = pypdfium2.PdfDocument(pack.read("complaint.pdf"))
    assert [name.partition("-2014")[0] for name in names[2:]] == ["letters/01", "letters/02", "letters/03"]
    assert "18 February 2014  I sent the request." in text
    assert "25 March 2014  I wrote that the answer was overdue." in text
    assert "no answer by the day on which it was due" in text
    assert len(document) >= 4
    again = complaint_papers(survey.workspace, "w", "kent", ASKER, later, detail="Nobody answers.")
    assert again.content == papers.content


def test_nobody_complains_of_a_request_that_is_in_time(survey: Survey) -> None:
    early = datetime(2014, 3, 3, 9, tzinfo=UTC)
    with pytest.raises(UserError, match="nothing to complain of"):
        complaint_papers(survey.workspace, "w", "kent", ASKER, early)


def test_looking_changes_nothing(survey: Survey) -> None:
    before = listed(survey.workspace, LATE, "w")
    dry_run(survey.workspace, "w", LATE, LIMITS)
    assert listed(survey.workspace, LATE, "w") == before


def with_hidden_sheet() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Year", "Number"])
    sheet.append([2012, 3])
    secret = book.create_sheet("Raw")
    secret.sheet_state = "hidden"
    for number in range(5):
        secret.append([f"Canary Jane {number}", "PC 8821"])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def sealed(survey: Survey) -> None:
    survey.mail("kent", "Please find our answer attached.", attached=[("answer.xlsx", with_hidden_sheet())])
    survey.take_in(now=LATE)


def test_hidden_data_in_a_reply_is_told_to_the_data_protection_officer_without_a_word_of_it(
    survey: Survey, sent: Path
) -> None:
    sealed(survey)
    rows = [row for row in listed(survey.workspace, LATE, "w") if row.stage == "disclosure_notice"]
    assert [(row.authority, row.since, row.state) for row in rows] == [("kent", "2014-03-10", "due")]
    (letter,) = draft(survey.workspace, "w", ASKER, LATE, stage="disclosure_notice").made
    assert "data protection officer" in letter.subject
    approve(survey.workspace, "w", "A. Person", LATE, stage="disclosure_notice")
    assert go(survey, sent).sent == 1
    text = mails(sent)["kent"].get_content()
    assert "answer.xlsx, received on 10 March 2014" in text
    assert "hidden sheet: Raw (5 rows, 2 columns)" in text
    assert "Canary" not in text
    assert "8821" not in text
    with survey.workspace.database.reading() as conn:
        (kent,) = [c for c in courses(conn, survey.workspace, LATE.date()) if c.letter.authority == "kent"]
    assert EventKind.DISCLOSURE_TOLD in {event.kind for event in kent.events}
    assert any("may not have meant to release" in row["what"] for row in chronology(kent))
    (told,) = [row for row in listed(survey.workspace, LATE, "w") if row.stage == "disclosure_notice"]
    assert told.state == "sent"


def test_the_notice_is_written_in_bulk_only_after_a_person_looked(survey: Survey) -> None:
    sealed(survey)
    found = draft(survey.workspace, "w", ASKER, LATE, only=["kent"])
    assert "disclosure_notice" not in {letter.wave.split("/")[1] for letter in found.made}
    assert ["held" in words for authority, words in found.wants if authority == "kent"] == [True]


def test_what_a_person_released_is_no_disclosure(survey: Survey) -> None:
    sealed(survey)
    with survey.workspace.database.reading() as conn:
        (item,) = [i for i in computed.rows(conn, ReviewItem) if i.kind is DecisionKind.RELEASE]
    released = Decision(
        decision_id="d",
        at=LATE.isoformat(),
        by="A. Person",
        kind=DecisionKind.RELEASE,
        item=item.item_id,
        campaign=item.campaign,
        document=item.document,
        fingerprint=item.fingerprint,
        verdict='{"release": true}',
    )
    with survey.workspace.database.writing() as conn:
        decisions.append(conn, [released])
    assert not [row for row in listed(survey.workspace, LATE, "w") if row.stage == "disclosure_notice"]


def test_a_held_document_shows_on_its_request(survey: Survey) -> None:
    sealed(survey)
    (kent,) = [row for row in wave_status(survey.workspace, "w", LATE) if row.authority == "kent"]
    assert kent.alarms == ("answer.xlsx is held: data is hidden in it",)
    assert kent.waits


def test_enclosed_pdfs_are_printed_as_pages_and_what_is_sealed_is_left_out_and_named(
    survey: Survey, sent: Path, tmp_path: Path
) -> None:
    chase(survey)
    go(survey, sent)
    later = datetime(2014, 4, 14, 9, tzinfo=UTC)
    answer = plain_pdf(["Please see the annex.", "Annex"])
    survey.mail("kent", "A table.", name="two", attached=[("answer.xlsx", with_hidden_sheet())])
    refusal = "We refuse your request under section 40(2) of the Freedom of Information Act 2000, as the PDF explains."
    survey.mail("kent", refusal, attached=[("word.pdf", answer)], Date="Tue, 11 Mar 2014 10:00:00 +0000")
    survey.take_in(now=later)
    papers = complaint_papers(survey.workspace, "w", "kent", ASKER, later, draw=drawn_page)
    assert len(papers.held_back) == 1
    with zipfile.ZipFile(io.BytesIO(papers.content)) as pack:
        data, text = pack.read("complaint.pdf"), pack.read("complaint.txt").decode()
        names = pack.namelist()
    document = pypdfium2.PdfDocument(data)
    pages = [page.get_textpage().get_text_range() for page in document]
    (first,) = [n for n, page in enumerate(pages) if "word.pdf, page 1 of 2" in page]
    assert "[enclosed: word.pdf; printed on the 2 pages that follow]" in pages[first - 1]
    assert "word.pdf, page 2 of 2" in pages[first + 1]
    picture = document[first].render(scale=1).to_pil().convert("L")
    drawn = picture.crop((0, 0, picture.width, picture.height // 2)).histogram()
    assert sum(drawn[:192]) > 100  # the words of the enclosure, above its caption
    document.close()
    assert f"hidden in it:\n{papers.held_back[0]}" in text
    assert not any("two" in name for name in names)
    assert "Canary" not in "".join(pages)
