"""`roundrobin demo`: the survey of 2014, from letters to a published snapshot."""

from __future__ import annotations

import os
import sys
import textwrap
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.output import WAITING, print_table, say

if TYPE_CHECKING:
    from flows.steps.edition import Edition
    from rehearsal.play import Played
    from schema.finding import Finding
    from schema.views import Interval

SURVEY = "pa-2014"


@click.command()
@click.argument("folder", metavar="[DIR]", default="demo", type=click.Path(path_type=Path, file_okay=False))
@click.option("--no-decisions", is_flag=True, help="Leave the review queue full, to try deciding.")
def demo(folder: Path, no_decisions: bool) -> int:
    """Play the survey of 2014, from letters to a published snapshot.

    43 letters go to a mail catcher on this machine, the authorities' replies are made up again from what the press
    printed, and everything else is the real thing. DIR becomes a workspace; played again it stays as it is. Needs no
    network. Exit code 3 when something is left for a person.
    """
    from rehearsal.play import play

    began = time.monotonic()
    played = play(folder.absolute(), with_decisions=not no_decisions, told=lambda line: _told(began, line))
    _told(began, "done")
    _show(folder, played)
    return WAITING if played.undecided else 0


def _told(began: float, line: str) -> None:
    say(f"{time.monotonic() - began:6.1f} s  {line}")


def _show(folder: Path, played: Played) -> None:
    from flows.steps.publish import edition
    from flows.surroundings import surroundings
    from rehearsal.play import LAST_DAY
    from schema.finding import Finding
    from storage import computed

    with surroundings(str(folder), LAST_DAY) as given, given.workspace.database.reading() as conn:
        shown = edition(conn, given.workspace, SURVEY, given.now().date())
        findings = computed.rows(conn, Finding, campaign=SURVEY)
        names = {authority: given.workspace.name_of(authority) for authority in given.workspace.authorities}
    click.echo("\nReconstruction for demonstration: figures that the press did not print are made up.\n")
    _league(shown, names)
    _findings(findings, names)
    _coverage(shown)
    _accepted(shown, played)
    command = f"{_program()} -w {folder}"
    click.echo(f"\nThe snapshot lies in {folder / 'published'}: methodology.md, roundrobin.xlsx, cases.csv and others.")
    click.echo(f'Ask it: {command} query "select authority, cases_low, rank from authorities order by cases_low desc"')
    if played.undecided:
        click.echo(f"{played.undecided} items wait for a person: {command} review list")


def _program() -> str:
    """How the person at the terminal calls this program from where they are."""
    called = Path(sys.argv[0])
    return os.path.relpath(called) if called.is_absolute() or len(called.parts) > 1 else called.name


def _league(shown: Edition, names: dict[str, str]) -> None:
    heading = ("rank", "authority", "cases", "per 1,000", "officers", "staff", "PCSO", "no role", "answer")
    rows = [
        (
            row.rank,
            names.get(row.authority, row.authority),
            words(row.cases),
            f"{row.rate[0]:.1f}" if row.rate else "",
            *(words((row.roles or {}).get(role)) for role in ("officer", "staff", "pcso", "not_stated")),
            row.answer.replace("_", " "),
        )
        for row in shown.league.rows
    ]
    print_table(heading, rows, right=heading[2:8])


def _findings(findings: list[Finding], names: dict[str, str]) -> None:
    """Errors and warnings in full, gravest first; a code that many authorities share in one line."""
    click.echo(f"\n{len(findings)} findings (each with its place: roundrobin check)")
    by_code: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: (_GRAVEST_FIRST.index(str(f.severity)), f.code, f.authority)):
        by_code.setdefault(finding.code, []).append(finding)
    for code, found in by_code.items():
        click.echo(f"  {found[0].severity}: {code} ({len(found)})")
        for line in _lines(found, names):
            click.echo(textwrap.fill(line, 118, initial_indent="    ", subsequent_indent="      "))


_GRAVEST_FIRST = ("error", "warning", "note")
_MANY = 6


def _lines(found: list[Finding], names: dict[str, str]) -> list[str]:
    if len(found) <= _MANY:
        return [finding.message for finding in found]
    authorities = sorted({names.get(finding.authority, finding.authority) for finding in found})
    return [f"{found[0].message}", f"and so on: {', '.join(authorities)}"]


def _coverage(shown: Edition) -> None:
    totals = shown.league.totals
    click.echo(f"\n{totals.asked} asked, {totals.answered} answered, {totals.refused} refused, {totals.silent} silent")
    cases = ", ".join(f"{words(bounds)} {unit}" for unit, bounds in totals.cases.items())
    roles = ", ".join(f"{words(bounds)} {role.replace('_', ' ')}" for role, bounds in totals.roles.items())
    click.echo(f"{cases}: {roles}")
    for group, share in totals.groups.items():
        high = f" to {share.high:.1%}" if share.high is not None and share.high != share.low else ""
        click.echo(f"{group.replace('_', ' ')}: {words(share.count)} ({share.low:.1%}{high})")


def _accepted(shown: Edition, played: Played) -> None:
    by = Counter(record.accepted_by for record in shown.rows.records)
    waiting = sum(shown.left_out.values())
    click.echo(
        f"{by['machine']} values accepted by machine, {by['decision']} by one of {played.decided} recorded decisions, "
        f"{waiting} not published"
    )


def words(bounds: Interval | None) -> str:
    """An interval in as few signs as possible; nothing where nothing was given."""
    if bounds is None:
        return ""
    low, high = bounds
    if high is None:
        return f"at least {low:g}"
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"
