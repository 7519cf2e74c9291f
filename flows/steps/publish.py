"""Publishing a campaign: the stored rows as tables, the methodology of this run, and the folder they stand in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection

from config.workforce import rate_base
from flows.steps.courses import Course, courses, latest_of_each
from flows.steps.edition import Edition
from flows.steps.methodology import methodology
from flows.steps.publish_answers import answers_table
from flows.steps.publish_map import CASES, RATE, figures, map_picture
from flows.steps.publish_tables import PublishedRows
from flows.steps.workspace import Workspace
from schema.campaign import Campaign
from schema.consolidation import Consolidated
from schema.errors import UserError
from schema.finding import Finding
from schema.league import League, LeagueRow, league
from schema.record import Answer, Record, RecordState
from storage import computed, decisions, waves
from storage.snapshot.chart import Bar, league_svg
from storage.snapshot.content import Snapshot
from storage.snapshot.folder import sweep, write_snapshot


def publish(workspace: Workspace, folder: Path, now: datetime, *, campaign: str = "", row_text: bool = False) -> Path:
    """Write the snapshot of a campaign as ``folder``.

    Without ``campaign``: of the one that asked the most authorities; every other stands in a folder of its name inside.
    ``row_text``: with the text of whole printed rows, which may name people. Equal data gives equal bytes on one
    day. UserError when nothing has been asked yet, or when something else stands at ``folder``.
    """
    sweep(folder)
    with workspace.database.reading() as conn:
        names = [campaign] if campaign else by_size(conn)
        if not names:
            todo = "Plan a wave first: `roundrobin wave plan NAME --campaign C`."
            raise UserError("Nothing has been asked yet, so there is nothing to publish.", todo=todo)
        main, *further = (snapshot_of(edition(conn, workspace, n, now.date()), row_text=row_text) for n in names)
    return write_snapshot(main, folder, further)


def by_size(conn: Connection) -> list[str]:
    """The campaigns that have letters, the one that asked the most authorities first."""
    asked: dict[str, set[str]] = {}
    for letter in waves.letters(conn):
        asked.setdefault(letter.campaign, set()).add(letter.authority)
    return sorted(asked, key=lambda name: (-len(asked[name]), name))


def asked_campaigns(conn: Connection) -> list[str]:
    """The campaigns that have letters, by name."""
    return sorted({letter.campaign for letter in waves.letters(conn)})


def edition(conn: Connection, workspace: Workspace, campaign: str, as_at: date) -> Edition:
    """Everything that ``campaign`` publishes as at a day."""
    known = workspace.campaign(campaign)
    asked = courses(conn, workspace, as_at, campaign=campaign)
    if not asked:
        raise UserError(f"Nothing has been asked in the campaign {campaign!r} yet.", todo="Plan a wave first.")
    stored = stored_rows(conn, campaign)
    findings = computed.rows(conn, Finding, campaign=campaign)
    table = league_of(known, stored, asked)
    rows = PublishedRows(
        workspace=workspace,
        campaign=known,
        league=table.rows,
        courses=asked,
        records=[r for r in stored.records if r.state is RecordState.ACCEPTED],
        answers=stored.answers,
        findings=findings,
        decisions={d.decision_id: d for d in decisions.all(conn)},
    )
    states = Counter(str(record.state) for record in stored.records)
    left_out = {str(state): states[state] for state in (RecordState.WAITING, RecordState.SET_ASIDE)}
    return Edition(known, as_at, table, rows, left_out)


def stored_rows(conn: Connection, campaign: str) -> Consolidated:
    """The consolidated rows of a campaign as they are stored."""
    return Consolidated(
        records=tuple(computed.rows(conn, Record, campaign=campaign)),
        answers=tuple(computed.rows(conn, Answer, campaign=campaign)),
    )


def league_of(campaign: Campaign, stored: Consolidated, asked: Sequence[Course]) -> League:
    """The league of every authority asked; one that was asked in several waves stands with the latest."""
    current = latest_of_each(asked)
    latest = {authority: course.letter.wave for authority, course in current.items()}
    unsent = {authority for authority, course in current.items() if not course.was_asked}
    records = [r for r in stored.records if latest.get(r.authority) == r.wave]
    answers = [a for a in stored.answers if latest.get(a.authority) == a.wave]
    if len(set(latest.values())) > 1:  # the waves of one survey stand in one table
        records = [r.model_copy(update={"wave": ""}) for r in records]
        answers = [a.model_copy(update={"wave": ""}) for a in answers]
    kept = Consolidated(records=tuple(records), answers=tuple(answers))
    return league(campaign, kept, sorted(latest), workforce_of(campaign, sorted(latest)), unsent=unsent)


def workforce_of(campaign: Campaign, authorities: Sequence[str]) -> dict[str, float]:
    """Authority -> the size that the campaign's rates are based on, where it is known."""
    types, measure = campaign.rate_worker_types, campaign.rate_measure
    sizes = {a: rate_base(a, campaign.rate_as_at, types, measure) for a in authorities}
    return {authority: size for authority, size in sizes.items() if size is not None}


def snapshot_of(edition: Edition, *, row_text: bool = False) -> Snapshot:
    """The snapshot of an edition: its tables and papers."""
    rows, software = edition.rows, f"roundrobin {version('roundrobin')}"
    cases = rows.cases(with_row_text=row_text)
    tables = (rows.authorities(), answers_table(rows), cases, rows.requests(), rows.finding_rows())
    return Snapshot(
        name=edition.campaign.id,
        title=edition.campaign.title,
        tables=tables,
        papers={"methodology.md": methodology(edition, software), **_pictures(edition)},
        about={"campaign": edition.campaign.title, "as at": edition.as_at.isoformat(), "software": software},
        version=software,
    )


def _pictures(edition: Edition) -> dict[str, str]:
    """The league, and the map: of the rate where there is one, since counts follow the size of a force."""
    return {
        "league.svg": picture(edition),
        "map.svg": map_picture(edition, RATE if RATE in figures(edition) else CASES),
    }


def picture(edition: Edition) -> str:
    """The league as an SVG."""
    campaign, totals = edition.campaign, edition.league.totals
    subtitle = f"{totals.answered} of {totals.asked} authorities asked answered, {totals.refused} refused."
    bars = [_bar(edition.rows.workspace, row) for row in edition.league.rows]
    return league_svg(campaign.title, subtitle, "per 1,000 workforce", bars)


def _bar(workspace: Workspace, row: LeagueRow) -> Bar:
    low, high = row.cases if row.cases else (None, None)
    rate = row.rate[0] if row.rate and row.rate[0] == row.rate[1] else None
    return Bar(workspace.name_of(row.authority), row.rank, low, high, rate, row.answer.replace("_", " "))
