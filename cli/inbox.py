"""`roundrobin inbox`: what has arrived, from the mailbox or as files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.context import Context
from cli.output import DONE, WAITING, print_json, print_table, progress, say
from cli.workspace import opened
from schema.errors import UserError

if TYPE_CHECKING:
    from flows.steps.intake import Taken
    from flows.steps.workspace import Workspace
    from schema.request import Message


@click.group()
def inbox() -> None:
    """Collect, import and list what has arrived.

    Everything is kept byte for byte, read in isolation, and filed to the request it answers, or shown to a person.
    """


@inbox.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--request", default="", metavar="REFERENCE", help="The request that these files answer.")
@click.option("--wave", default="", metavar="NAME", help="PATHS are exports of a platform, through which it was sent.")
@click.option("--fetch", is_flag=True, help="With --wave: fetch the public state of each request, too.")
@click.option("--json", "as_json", is_flag=True, help="Print what became of each file.")
@click.pass_obj
def import_(context: Context, paths: tuple[Path, ...], request: str, wave: str, fetch: bool, as_json: bool) -> int:
    """Take in mails, mailboxes, archives, folders and returned files.

    PATHS may be .eml, .mbox, .msg, .zip, any returned file, and folders of them. The same again changes nothing. Exit
    code 3 when something waits for a person, or a file could not be opened.

    With --wave, PATHS are a WhatDoTheyKnow batch (ZIP or CSV) or MuckRock's CSV: its replies are filed to the wave's
    requests, and its letters stand as sent there. What an export does not show is told as not visible.
    """
    from flows.steps.intake import import_paths
    from flows.steps.platforms import fetcher, import_export

    if wave and request:
        raise UserError("Both a wave and a request are named.", todo="Give --wave for an export, else --request.")
    with opened(context) as workspace:
        if wave:
            get = fetcher() if fetch else None
            every = (one for path in paths for one in import_export(workspace, wave, path, context.now(), get))
            return _finish(context, workspace, _taken(every, "taking in"), as_json)
        taken = _taken(import_paths(workspace, paths, at=context.now().isoformat(), request=request), "taking in")
        return _finish(context, workspace, taken, as_json)


@inbox.command()
@click.option("--json", "as_json", is_flag=True, help="Print what became of each mail.")
@click.pass_obj
def collect(context: Context, as_json: bool) -> int:
    """Collect what is new in the mailbox (ROUNDROBIN_IMAP_*), without changing anything there."""
    from flows.steps.intake import collect_mailbox
    from flows.steps.servers import configured_account

    account = configured_account(context.settings, context.workspace)
    with opened(context) as workspace:
        taken = _taken(collect_mailbox(workspace, account, at=context.now().isoformat()), "collecting")
        return _finish(context, workspace, taken, as_json)


def _taken(files: Iterable[Taken], title: str) -> list[Taken]:
    found = []
    with progress(title) as advance:
        for one in files:
            advance(one.name)
            found.append(one)
            if one.fault:
                say(f"{one.name}: not taken in: {one.fault}.")
    return found


def _finish(context: Context, workspace: Workspace, taken: list[Taken], as_json: bool) -> int:
    """Read, match, consolidate and check what came in, and say what waits."""
    from flows.steps.rebuild import refresh
    from flows.steps.review import queue

    with progress("reading and matching") as advance:
        refresh(workspace, context.now(), advance)
    with workspace.database.reading() as conn:
        waiting = len(queue(conn))
    new = sum(one.new for one in taken)
    if as_json:
        print_json(taken)
    say(f"{new} new of {len(taken)} files, {sum(one.inside for one in taken)} documents inside them.")
    if waiting:
        say(f"{waiting} items wait for a person: `roundrobin review next`.")
    return WAITING if waiting or any(one.fault for one in taken) else DONE


@inbox.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """List every mail, where it was filed and why."""
    from schema.request import Message
    from storage import computed

    with opened(context) as workspace, workspace.database.reading() as conn:
        messages = sorted(computed.rows(conn, Message), key=lambda m: (m.received, m.sha256))
    if as_json:
        print_json([as_listed(message) for message in messages])
        return
    print_table(("received", "state", "class", "from", "subject", "filed to"), [_row(message) for message in messages])


def as_listed(message: Message) -> dict[str, Any]:
    """A mail as `inbox list --json` gives it: stable keys."""
    return {
        "sha256": message.sha256,
        "message_id": message.message_id,
        "from": message.sender,
        "subject": message.subject,
        "received": message.received,
        "state": message.state,
        "filed_to": json.loads(message.filed_to),
        "rung": message.rung,
        "reason": message.reason,
        "class": message.reply_class,
    }


def _row(message: Message) -> tuple[str, ...]:
    where = ", ".join(f"{target['authority']} ({target['wave']})" for target in json.loads(message.filed_to))
    filed = where or message.reason
    return message.received[:16], message.state, message.reply_class, message.sender, message.subject[:50], filed
