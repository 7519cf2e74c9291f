"""`roundrobin outbox`: how far each approved letter has got, and settling the ones in doubt."""

from __future__ import annotations

import click

from cli.context import Context
from cli.output import DONE, WAITING, print_json, print_table, say
from cli.wave import opened
from schema.errors import UserError


@click.group()
def outbox() -> None:
    """Show the letters and how far each has got."""


@outbox.command("list")
@click.option("--wave", default="", metavar="NAME", help="Only this wave.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def list_letters(context: Context, wave: str, as_json: bool) -> int:
    """List the approved letters: queued, in_doubt, sent or failed."""
    from flows.steps.approve import known_wave
    from storage.outbox import State, entries

    shown = (State.QUEUED, State.IN_DOUBT, State.SENT, State.FAILED)
    with opened(context) as workspace, workspace.database.reading() as conn:
        if wave:
            known_wave(conn, wave)
        found = [entry for entry in entries(conn, **({"wave": wave} if wave else {})) if entry.state in shown]
    keys = ("wave", "authority", "recipient", "message_id", "state")
    rows = [(x.letter.wave, x.letter.authority, x.letter.recipient, x.letter.message_id, x.state) for x in found]
    if as_json:
        print_json([dict(zip(keys, row, strict=True)) for row in rows])
    else:
        print_table((*keys, "since", "words"), [(*r, x.since[:16], x.words) for r, x in zip(rows, found, strict=True)])
    return DONE


@outbox.command()
@click.argument("wave")
@click.argument("authority")
@click.option("--sent", "verdict", flag_value="sent", help="It was found sent.")
@click.option("--not-sent", "verdict", flag_value="not_sent", help="It surely was not sent; it is queued again.")
@click.option("--resend", "verdict", flag_value="resend", help="Nobody knows; queue the same letter again.")
@click.option("--by", required=True, help="Who says so.")
@click.option("--note", default="", help="How it is known.")
@click.pass_obj
def resolve(context: Context, wave: str, authority: str, verdict: str | None, by: str, note: str) -> int:
    """Say what became of a letter in doubt, or that a refused one is to go again.

    A letter sent again keeps its bytes and its Message-ID. Your word is recorded in the ledger.
    """
    from flows.steps.resolve import Verdict, resolve_letter

    if verdict is None:
        raise UserError("Nothing was said about the letter.", todo="Add --sent, --not-sent or --resend.")
    with opened(context) as workspace:
        entry = resolve_letter(workspace, wave, authority, Verdict(verdict), by, context.now(), note)
    say(f"The letter to {authority} is now {entry.state.replace('_', ' ')}.")
    if entry.state == "queued":
        say("It goes with the next sending.")
    return DONE


@outbox.command("look-up")
@click.option("--wave", default="", metavar="NAME", help="Only this wave, with its follow-ups.")
@click.option("--authority", default="", metavar="ID", help="Only the letters to this authority.")
@click.option("--by", default="", metavar="NAME", help="Record as sent what is found, in the name of this person.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def look_up(context: Context, wave: str, authority: str, by: str, as_json: bool) -> int:
    """Look for letters in doubt: among the replies, and in the mailbox's folder of sent mail (ROUNDROBIN_IMAP_*).

    The folder is only read. A reply, or a copy found there, is evidence that a letter was sent; a letter not found
    stays in doubt, and nothing is sent again. Exit code 3 while letters are in doubt.
    """
    from flows.steps.look_up import look_up as look
    from flows.steps.look_up import record
    from flows.steps.servers import configured_sent_folder

    settings = context.settings
    account = configured_sent_folder(settings, context.workspace) if settings.text("ROUNDROBIN_IMAP_HOST") else None
    with opened(context) as workspace:
        found = look(workspace, account, wave, authority)
        recorded = record(workspace, found, by, context.now()) if by.strip() else []
    rows = [(x.entry.letter.wave, x.entry.letter.authority, x.sent, x.evidence) for x in found]
    if as_json:
        print_json([dict(zip(("wave", "authority", "found", "evidence"), row, strict=True)) for row in rows])
    elif rows:
        told = [(wave, authority, "sent" if sent else "in doubt", why) for wave, authority, sent, why in rows]
        print_table(("wave", "authority", "letter", "evidence"), told)
    return _tell_found(len(found), sum(x.sent for x in found), len(recorded))


def _tell_found(doubts: int, sent: int, recorded: int) -> int:
    say(f"Letters in doubt: {doubts}; found to be sent: {sent}; recorded so: {recorded}.")
    if sent > recorded:
        say("Add --by NAME to record as sent what was found.")
    if doubts > sent:
        say("For the others: roundrobin outbox resolve WAVE AUTHORITY, and what you know.")
    return WAITING if doubts > recorded else DONE
