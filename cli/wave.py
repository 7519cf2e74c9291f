"""`roundrobin wave`: plan, preview, approve, send and follow one request to many authorities."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import click

from cli.context import Context
from cli.output import DONE, WAITING, print_json, print_table, progress, say
from cli.sending import tell_dry, tell_sent

if TYPE_CHECKING:
    from flows.steps.plan import Plan
    from flows.steps.workspace import Workspace
    from tracking.warnings import LetterWarning

MOST_TOLD = 5
NO_SCHEDULE = "No schedule ever ran here: `roundrobin up` starts it; without it, send and collect by hand."


@click.group()
def wave() -> None:
    """Plan, preview, approve and send one request to many authorities.

    Nothing leaves before a person has approved the letters, and `send` is a dry run unless told otherwise.
    """


@contextmanager
def opened(context: Context) -> Iterator[Workspace]:
    """The workspace of this command, with its database open."""
    from flows.steps import workspace

    with workspace.opened(context.workspace, context.settings.text("ROUNDROBIN_DATABASE_URL")) as found:
        yield found


def counting(context: Context, workspace: Workspace) -> None:
    """Say which due dates a changed calendar has moved since the last command that counted; it is recorded, too."""
    from flows.steps.holidays import keep_calendar

    moved = keep_calendar(workspace, context.now())
    for one in moved[:MOST_TOLD]:
        say(f"The calendar changed: {one.wave}, {one.authority}: due {one.after}, no longer {one.before}.")
    if len(moved) > MOST_TOLD:
        say(f"The calendar changed: {len(moved) - MOST_TOLD} more requests are due on another day.")


@wave.command()
@click.argument("name")
@click.option("--campaign", required=True, help="The campaign, a folder of campaigns/.")
@click.option("--send-on", default="", metavar="DATE", help="Not before this day; the schedule sends it then.")
@click.option("--only", default="", metavar="ID,ID", help="Ask only these authorities.")
@click.option("--with-form", is_flag=True, help="Enclose an answer form made from the questions (XLSX and CSV).")
@click.pass_obj
def plan(context: Context, name: str, campaign: str, send_on: str, only: str, with_form: bool) -> int:
    """Write the letters of a wave and keep them, unsent.

    The same plan again adds nothing. Exit code 3 when an address must be confirmed first or a warning should be read.
    """
    from flows.steps.plan import Asker, plan_wave

    settings = context.settings_of(campaign)
    with opened(context) as workspace:
        asker = Asker.configured(settings)
        chosen = [part.strip() for part in only.split(",") if part.strip()]
        asked = workspace.campaign(campaign)
        made = plan_wave(
            workspace, name, asked, asker, context.now(), send_on=send_on, only=chosen, with_form=with_form
        )
    return _tell_plan(made)


def _tell_plan(made: Plan) -> int:
    name, waiting = made.wave.wave, (*made.unconfirmed, *made.unaddressed)
    if waiting:
        print_table(("authority", "address", "status"), [(a.id, a.foi_email or "-", a.email_status) for a in waiting])
    _tell_warnings(made.warnings)
    say(f"Wave {name}: {len(made.letters)} letters planned, {made.added} of them new.")
    if waiting:
        say(f"{len(waiting)} of those asked have no confirmed address, and nothing is sent to them before you have")
        say("checked the address at the authority itself and written `confirmed` behind it in addresses.csv.")
    say(f"Next: roundrobin wave preview {name}")
    return WAITING if waiting or any(w.code in LEGAL for w in made.warnings) else DONE


LEGAL = ("aggregation", "repeated_request")
"""Warnings on which the authority could refuse; the exit code tells of them."""


def _tell_warnings(warnings: Iterable[LetterWarning]) -> None:
    """Each once; the first of those that differ only in whom they are about, and how many more there are."""
    kinds: dict[str, list[LetterWarning]] = {}
    for warning in warnings:
        kinds.setdefault(warning.code if warning.authority else warning.message, []).append(warning)
    for alike in kinds.values():
        more = f" (and {len(alike) - 1} more authorities)" if len(alike) > 1 else ""
        first = alike[0]
        say(f"warning: {first.authority + ': ' if first.authority else ''}{first.message}{more}")


@wave.command()
@click.argument("name")
@click.option("--as", "new", required=True, metavar="NEW", help="The name of the new wave.")
@click.option("--send-on", default="", metavar="DATE", help="Not before this day; the schedule sends it then.")
@click.option("--with-form", is_flag=True, help="Enclose an answer form made from the questions (XLSX and CSV).")
@click.pass_obj
def repeat(context: Context, name: str, new: str, send_on: str, with_form: bool) -> int:
    """Plan the same campaign again, to those that a wave asked: the survey of next year.

    The campaign's folder is read as it is now, with its period; whether the questions are still the same is told.
    """
    from flows.steps.approve import known_wave
    from flows.steps.plan import Asker, repeat_wave

    with opened(context) as workspace:
        with workspace.database.reading() as conn:
            asker = Asker.configured(context.settings_of(known_wave(conn, name).campaign))
        made, changed = repeat_wave(workspace, name, new, asker, context.now(), send_on=send_on, with_form=with_form)
    say(f"The questions {'have changed since' if changed else 'are the same as in'} {name}.")
    return _tell_plan(made)


@wave.command()
@click.argument("name")
@click.option("--site", default="", metavar="URL", help="Another site that runs Alaveteli.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, with the letters.")
@click.pass_obj
def links(context: Context, name: str, site: str, as_json: bool) -> int:
    """Print links that open WhatDoTheyKnow's form for each request of a wave, filled in.

    A letter too long for a link must be pasted (--json has it). Check the form before you send: for a signed-in Pro
    user the site may leave title and text out. Ordinary accounts may send six requests a day.
    """
    from flows.steps.platforms import SITE
    from flows.steps.platforms import links as links_of

    with opened(context) as workspace:
        found = links_of(workspace, name, site or SITE)
    if as_json:
        print_json(found)
        return DONE
    print_table(("authority", "letter", "link"), [(x.authority, "" if x.complete else "paste", x.url) for x in found])
    say(f"Take the replies in with: roundrobin inbox import --wave {name} EXPORT.zip")
    return DONE


@wave.command("compare")
@click.argument("first")
@click.argument("second")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def compare_waves(context: Context, first: str, second: str, as_json: bool) -> int:
    """Compare two waves of one campaign: answers, refusals and lateness."""
    from flows.steps.compare import compare

    with opened(context) as workspace:
        found = compare(workspace, first, second, context.now())
    if as_json:
        print_json(found)
        return DONE
    if not found.same_questions:
        say("The questions changed between the waves: the same number may not mean the same question.")
    totals = [(t.wave, t.asked, t.replied, t.late, t.refused_something) for t in found.totals]
    print_table(("wave", "asked", "replied", "late", "refused something"), totals)
    rows = [
        (p.authority, p.question, p.first.as_printed or p.first.kind, p.second.as_printed or p.second.kind, p.change)
        for p in found.answers
        if p.first and p.second
    ]
    print_table(("authority", "question", first, second, "change"), rows)
    if len(found.answers) > len(rows):
        say(f"{len(found.answers) - len(rows)} answers stand in one of the waves only; --json has them.")
    return DONE


@wave.command()
@click.argument("name")
@click.option("--authority", default="", metavar="ID", help="Print this letter in full.")
@click.pass_obj
def preview(context: Context, name: str, authority: str) -> int:
    """List the letters of a wave with their hashes, or print one as it will be sent."""
    from flows.steps.plan import Asker
    from flows.steps.plan_warnings import warnings_today
    from flows.steps.preview import letters_of, readable

    with opened(context) as workspace:
        letters, seal = letters_of(workspace, name, authority)
        if authority:
            click.echo(readable(workspace, letters[0]))
            return DONE
        known = Asker.configured(context.settings) if context.settings.text("ROUNDROBIN_FROM") else None
        requester = (known.name, known.postal) if known else ("", "")
        warnings = warnings_today(workspace, name, requester, context.now())
    rows = [(x.authority, x.recipient, x.reference, x.sha256) for x in letters]
    print_table(("authority", "recipient", "reference", "sha256"), rows)
    _tell_warnings(warnings)
    say(f"{len(letters)} letters, SHA-256 of all: {seal}")
    say(f"Read them with --authority ID, then: roundrobin wave approve {name} --by NAME")
    return DONE


@wave.command()
@click.argument("name")
@click.option("--by", required=True, help="Who has read and approves the letters.")
@click.pass_obj
def approve(context: Context, name: str, by: str) -> int:
    """Approve the letters of a wave exactly as they are."""
    from flows.steps.approve import approve_wave

    with opened(context) as workspace:
        given = approve_wave(workspace, name, by, context.now())
    say(f"{by} approved {given.approved} letters ({given.letters} in the wave), SHA-256 of all: {given.seal}")
    say(f"Next: roundrobin wave send {name}, and with --yes in earnest")
    return DONE


@wave.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Send in earnest; without it nothing leaves.")
@click.pass_obj
def send(context: Context, name: str, yes: bool) -> int:
    """Send the approved letters of a wave, each once.

    Stopped at any moment, the same command goes on where it was. Exit code 3 when letters are left: in doubt, refused,
    put off, or without a confirmed address; 1 when the mail server cannot be used.
    """
    from flows.steps.approve import known_wave
    from flows.steps.send import Pace, dry_run, send_wave
    from flows.steps.servers import configured_transport

    with opened(context) as workspace:
        with workspace.database.reading() as conn:
            settings = context.settings_of(known_wave(conn, name).campaign)
        pace = Pace.configured(settings)
        foreseen = dry_run(workspace, name, context.now(), pace)
        if not yes:
            return tell_dry(foreseen)
        transport = configured_transport(settings, workspace.folder)
        with progress(f"Sending {name}", len(foreseen.ready)) as advance:
            report = send_wave(
                workspace,
                name,
                transport,
                context.now,
                pace=pace,
                progress=advance,
                checkpoint=kill_switch(context.environ),
            )
    return tell_sent(report)


@wave.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def status(context: Context, name: str, as_json: bool) -> int:
    """Say where each request of a wave stands. Exit code 3 when a person or a later run has something to do."""
    from cli.doctor import heartbeat
    from flows.steps.wave_status import last_beat, wave_status

    with opened(context) as workspace:
        counting(context, workspace)
        rows, beat = wave_status(workspace, name, context.now()), last_beat(workspace)
    if as_json:
        print_json(rows)
    else:
        print_table(("authority", "state", "due", ""), [(r.authority, r.state, r.due, r.sentence) for r in rows])
        for row in rows:
            for alarm in row.alarms:
                say(f"{row.authority}: {alarm}")
    say(f"Schedule: {heartbeat(datetime.fromisoformat(beat), context.now()).words}." if beat else NO_SCHEDULE)
    return WAITING if any(row.waits for row in rows) else DONE


@wave.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def list_waves(context: Context, as_json: bool) -> int:
    """List the waves with how many letters are in which state."""
    from flows.steps.preview import overview

    with opened(context) as workspace:
        rows = overview(workspace)
    if as_json:
        print_json(rows)
        return DONE
    table = [
        (r["wave"], r["campaign"], r["send_on"], r["letters"], r["sent"], r["in_doubt"], r["failed"]) for r in rows
    ]
    print_table(("wave", "campaign", "send on", "letters", "sent", "in doubt", "failed"), table)
    return DONE


@wave.command()
@click.argument("name")
@click.option("--by", default="", help="Who cancels.")
@click.pass_obj
def cancel(context: Context, name: str, by: str) -> int:
    """Cancel every letter of a wave that has not gone. What has gone cannot be called back."""
    from flows.steps.approve import cancel_wave

    with opened(context) as workspace:
        stopped, gone = cancel_wave(workspace, name, by, context.now())
    say(f"Cancelled {len(stopped)} letters of {name}.")
    if gone:
        say(f"{len(gone)} have gone, or may have, and cannot be called back: see `roundrobin wave status {name}`.")
    return WAITING if gone else DONE


@wave.command()
@click.argument("name")
@click.option("--by", required=True, help="Who pauses.")
@click.pass_obj
def pause(context: Context, name: str, by: str) -> int:
    """Let nothing more of a wave go, not even by the schedule, until it is resumed."""
    from flows.steps import pacing

    with opened(context) as workspace:
        new = pacing.pause(workspace, name, by, context.now())
    say(f"The wave {name} is paused." if new else f"The wave {name} was paused already.")
    return DONE


@wave.command()
@click.argument("name")
@click.option("--by", required=True, help="Who resumes.")
@click.pass_obj
def resume(context: Context, name: str, by: str) -> int:
    """Let a paused wave go on."""
    from flows.steps import pacing

    with opened(context) as workspace:
        new = pacing.resume(workspace, name, by, context.now())
    say(f"The wave {name} goes on." if new else f"The wave {name} was not paused.")
    return DONE


def kill_switch(environ: Mapping[str, str]) -> Callable[[str], None]:
    """For tests alone: die without a word at point ``P`` of letter ``n`` (ROUNDROBIN_TEST_KILL_AT=P:n, from 1).

    Honoured only where ROUNDROBIN_TEST_SWITCHES is set, so that nobody meets it by accident.
    """
    point, _, number = environ.get("ROUNDROBIN_TEST_KILL_AT", "").partition(":")
    if not point or not environ.get("ROUNDROBIN_TEST_SWITCHES"):
        return lambda _: None
    left = [int(number or 1)]

    def reached(name: str) -> None:
        left[0] -= name == point
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached
