"""`roundrobin followup`: what to write next, in bulk, and never by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.context import Context
from cli.output import DONE, WAITING, print_json, print_table, progress, say
from cli.sending import tell_dry, tell_sent
from cli.wave import counting, kill_switch
from cli.workspace import opened
from schema.errors import UserError

if TYPE_CHECKING:
    from flows.steps.followup import Limits

STAGES = (
    "acknowledgement_check",
    "chaser",
    "clarification_reply",
    "narrowed_request",
    "internal_review",
    "complaint",
    "disclosure_notice",
)
_STAGE = click.option("--stage", default="", type=click.Choice(["", *STAGES]), metavar="STAGE", help="Only this kind.")
_ONLY = click.option("--only", default="", metavar="ID,ID", help="Only these authorities.")


@click.group()
def followup() -> None:
    """Draft, approve and send what a request calls for next.

    Acknowledgement checks, chasers, answers to questions, narrower requests, reviews, the papers of a complaint, and
    the notice to a data protection officer when hidden data came.
    At most one of a kind for what gave rise to it, a ceiling a day (ROUNDROBIN_FOLLOW_UPS_A_DAY), none by itself.
    """


@followup.command("list")
@click.option("--wave", default="", metavar="NAME", help="Only this wave.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def list_(context: Context, wave: str, as_json: bool) -> int:
    """List what is due and what has been written. Exit code 3 when something is to be done."""
    from flows.steps.followup import listed

    with opened(context) as workspace:
        counting(context, workspace)
        rows = listed(workspace, context.now(), wave)
    if as_json:
        print_json(rows)
    else:
        table = [(r.wave, r.authority, r.stage, r.since, r.state, r.why or r.subject) for r in rows]
        print_table(("wave", "authority", "stage", "since", "state", ""), table)
    return WAITING if any(r.state not in ("sent", "cancelled") for r in rows) else DONE


@followup.command()
@click.argument("wave")
@_STAGE
@_ONLY
@click.option("--answer", "answers", multiple=True, metavar="QUESTION::ANSWER", help="What you answer when asked back.")
@click.option("--text", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The narrower request.")
@click.option("--ground", "grounds", multiple=True, help="A ground for the review.")
@click.option("--again", is_flag=True, help="Write drafts that nobody has approved anew.")
@click.pass_obj
def draft(
    context: Context,
    wave: str,
    stage: str,
    only: str,
    answers: tuple[str, ...],
    text: Path | None,
    grounds: tuple[str, ...],
    again: bool,
) -> int:
    """Write the letters that are due in a wave, for you to read.

    Exit code 3 when one wants words of yours first.
    """
    from config.loading import read_text
    from flows.steps import followup as steps
    from flows.steps.followup_letters import Said
    from flows.steps.plan import Asker

    points = tuple(_point(answer) for answer in answers)
    said = Said(points, " ".join(read_text(text).split()) if text else "", grounds)
    with opened(context) as workspace:
        asker = Asker.configured(context.settings)
        chosen = _ids(only)
        made = steps.draft(workspace, wave, asker, context.now(), stage=stage, only=chosen, said=said, again=again)
    print_table(("authority", "follow-up", "subject"), [(x.authority, x.wave, x.subject) for x in made.made])
    for authority, wanted in made.wants:
        say(f"{authority}: not written; say first {wanted}")
    say(f"{len(made.made)} written. Next: roundrobin followup show {wave}, then approve {wave} --by NAME")
    return WAITING if made.wants else DONE


def _point(text: str) -> tuple[str, str]:
    question, mark, answer = text.rpartition("::")
    if mark and not answer.strip():
        raise UserError("There is no answer after the two colons.", where="--answer")
    return question.strip(), answer.strip()


def _ids(only: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in only.split(",") if part.strip())


@followup.command()
@click.argument("wave")
@_ONLY
@click.pass_obj
def show(context: Context, wave: str, only: str) -> int:
    """Print the letters as they will be sent."""
    from flows.steps.followup import drafted_letters
    from flows.steps.preview import readable

    with opened(context) as workspace:
        letters = drafted_letters(workspace, wave, _ids(only))
        for letter in letters:
            click.echo(f"===== {letter.authority}: {letter.wave}\n{readable(workspace, letter)}")
    say(f"{len(letters)} letters.")
    return DONE


@followup.command()
@click.argument("wave")
@click.option("--by", required=True, help="Who has read and approves the letters.")
@_STAGE
@_ONLY
@click.pass_obj
def approve(context: Context, wave: str, by: str, stage: str, only: str) -> int:
    """Approve the drafts of a wave exactly as they are."""
    from flows.steps import followup as steps

    with opened(context) as workspace:
        count, seal = steps.approve(workspace, wave, by, context.now(), stage=stage, only=_ids(only))
    say(f"{by} approved {count} letters, SHA-256 of all: {seal}")
    say(f"Next: roundrobin followup send {wave}, and with --yes in earnest")
    return DONE


@followup.command()
@click.argument("wave")
@click.option("--yes", is_flag=True, help="Send in earnest; without it nothing leaves.")
@click.pass_obj
def send(context: Context, wave: str, yes: bool) -> int:
    """Send the approved follow-ups of a wave that are still called for, each once.

    The rules of the outbox hold: what is in doubt waits for a person (`roundrobin outbox resolve`).
    """
    from flows.steps import followup as steps
    from flows.steps.servers import configured_transport

    with opened(context) as workspace:
        limits = _limits(context)
        foreseen = steps.dry_run(workspace, wave, context.now(), limits)
        if not yes:
            return tell_dry(foreseen)
        transport = configured_transport(context.settings, workspace.folder)
        with progress(f"Sending follow-ups of {wave}", len(foreseen.ready)) as advance:
            report = steps.send(
                workspace,
                wave,
                transport,
                context.now,
                limits,
                progress=advance,
                checkpoint=kill_switch(context.environ),
            )
    return tell_sent(report)


def _limits(context: Context) -> Limits:
    from flows.steps.followup import Limits
    from flows.steps.send import Pace

    return Limits(context.settings.whole("ROUNDROBIN_FOLLOW_UPS_A_DAY"), Pace.configured(context.settings))


@followup.command()
@click.argument("wave")
@click.argument("authority")
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the papers to this ZIP file; to a .pdf, the PDF alone.",
)
@click.option("--detail", default="", help="What you add to the complaint.")
@click.option("--submitted", is_flag=True, help="Record that you have handed it in.")
@click.option("--by", default="", help="Who handed it in.")
@click.pass_obj
def complaint(
    context: Context, wave: str, authority: str, to: Path | None, detail: str, submitted: bool, by: str
) -> int:
    """Make the papers of a complaint to the Commissioner, or record that it was handed in.

    The ZIP holds complaint.pdf (the letter, the chronology, all letters with the PDFs and pictures enclosed) and every
    mail as it went or came.
    """
    from desk.pictures import drawn_page
    from flows.steps.complaint import complaint_papers
    from flows.steps.followup import record_complaint
    from flows.steps.plan import Asker
    from storage.documents import write_whole

    if to is None and not submitted:
        raise UserError("Nothing was asked for.", todo="Add --to FILE.zip (or .pdf), or --submitted --by NAME.")
    with opened(context) as workspace:
        if to is not None:
            asker = Asker.configured(context.settings)
            papers = complaint_papers(workspace, wave, authority, asker, context.now(), detail=detail, draw=drawn_page)
            write_whole(to, papers.pdf if to.suffix.lower() == ".pdf" else papers.content)
            say(f"{papers.letters} letters and the complaint are in {to}.")
            for name in papers.held_back:
                say(f"Not in it, since it holds hidden data: {name}")
        if submitted:
            record_complaint(workspace, wave, authority, by, context.now())
            say("It is recorded that the complaint was handed in.")
    return DONE
