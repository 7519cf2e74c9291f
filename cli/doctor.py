"""`roundrobin doctor`: is this installation, and the workspace if there is one, in order?"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import click

from cli.context import Context, is_workspace
from cli.output import FAILED, print_json, print_table
from schema.calendar import LONDON
from schema.errors import UserError

OK, NOTE, FAULT = "ok", "note", "fault"
HEARTBEAT_AGE = timedelta(hours=2)
"""The sending flow runs every hour; after two without a sign the scheduler is taken for stopped."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``state``: ok, note (works, but know it) or fault (something will fail)."""

    name: str
    state: str
    words: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def doctor(context: Context, as_json: bool) -> int:
    """Say whether this installation and workspace are in order.

    Looks at versions, isolation, OCR and the calendar; with a workspace also at its folder, configuration, database
    and scheduler. Exit code 1 when something will fail.
    """
    checks = list(examine(context))
    if as_json:
        print_json(checks)
    else:
        print_table(("", "what", "finding"), [(c.state, c.name, c.words) for c in checks])
    return FAILED if any(c.state == FAULT for c in checks) else 0


def examine(context: Context) -> Iterator[Check]:
    """Every check, in the order in which a fault of one explains those after it."""
    yield python_version(sys.version_info[:3])
    yield own_environment(sys.prefix, sys.base_prefix)
    yield from (pinned(*pin) for pin in PINS)
    yield absent("pdfplumber-rs", "it overwrites the package pdfplumber")
    yield _guarded("isolation", _isolation)
    yield _ocr()
    yield _guarded("settings", lambda: _settings(context))
    yield _guarded("calendar", lambda: _calendar(context))
    folder = (context.given or Path()).absolute()
    if context.given is None and not is_workspace(folder):
        yield Check("workspace", NOTE, "none given; `roundrobin -w DIR doctor` looks at one")
        return
    yield _guarded("workspace", lambda: writable(context.workspace))
    yield _guarded("addresses", lambda: _addresses(context))
    yield from _campaigns(folder / "campaigns")
    yield _guarded("sending", lambda: _sending(context))
    yield _guarded("collecting", lambda: _mail(context, "IMAP", "mailbox to collect"))
    yield _guarded("database", lambda: _database(context))
    yield _guarded("scheduler", lambda: _scheduler(context))


def _guarded(name: str, look: Callable[[], Check]) -> Check:
    """What ``look`` finds; a user error that it meets is a fault found, not the end of the examination."""
    try:
        return look()
    except UserError as error:
        return Check(name, FAULT, error.sentence())
    except OSError as error:
        return Check(name, FAULT, f"{error.filename or ''} {error.strerror or error}".strip())


def python_version(found: tuple[int, int, int]) -> Check:
    """Python 3.11 to 3.14: what the dependencies have builds for."""
    words = ".".join(map(str, found))
    good = (3, 11) <= found[:2] < (3, 15)
    return Check("python", OK if good else FAULT, words if good else f"{words}; wanted is 3.11 to 3.14")


def own_environment(prefix: str, base: str) -> Check:
    """Our packages have plain names, which an environment shared with others may have twice."""
    if prefix != base:
        return Check("environment", OK, "a virtual environment of its own")
    return Check("environment", FAULT, "not in a virtual environment; names may clash. Run `make setup`")


PINS: tuple[tuple[str, str, str, str], ...] = (
    ("prefect", "3.8.8", "4", "flows are written for Prefect 3"),
    ("fastapi", "0", "0.151", "with newer ones Prefect's server starts but cannot run a flow"),
    ("sqlalchemy", "2.0", "2.1", "with 2.1 no schedule ever fires"),
    ("pdfminer.six", "20260107", "99999999", "older ones run code from a PDF (CVE-2025-64512)"),
)
"""(distribution, least version, first version too new, why): the known traps."""


def pinned(name: str, least: str, below: str, why: str) -> Check:
    """Whether the installed version of a distribution lies in [least, below)."""
    try:
        found = version(name)
    except PackageNotFoundError:
        return Check(name, FAULT, "not installed. Run `make setup`")
    if _numbers(least) <= _numbers(found) < _numbers(below):
        return Check(name, OK, found)
    return Check(name, FAULT, f"{found}; wanted is {least} or newer, below {below}: {why}. Run `make setup`")


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())


def absent(name: str, why: str) -> Check:
    """Whether a distribution that does harm is not installed."""
    try:
        return Check(name, FAULT, f"{version(name)} is installed: {why}. Uninstall it and run `make clean setup`")
    except PackageNotFoundError:
        return Check(name, OK, "not installed, as it should be")


def _isolation() -> Check:
    from extractors.isolation.confinement import confinement_level

    confinement = confinement_level()
    words = f"level {confinement.level} of 2: {confinement.words}"
    return Check("isolation", OK if confinement.level else NOTE, words)


def _ocr() -> Check:
    if find_spec("rapidocr_onnxruntime"):
        return Check("ocr", OK, "scans are read, and always wait for a person")
    return Check("ocr", NOTE, "not installed: scans end as needs_ocr. `make setup EXTRAS=dev,ocr` adds it")


def _settings(context: Context) -> Check:
    from config.settings import KEYS

    given = [name for name in KEYS if context.settings.source(name) != "default"]
    return Check("settings", OK, f"{len(given)} set, the others at their defaults; see `roundrobin config show`")


def _calendar(context: Context) -> Check:
    """A count that leaves the calendar's years is a guess; a letter of today may run for a year."""
    from config.holidays import calendar_of

    known = calendar_of(context.folder)
    words = f"version {known.version}, holidays of {known.years[0]} to {known.years[1]}"
    if known.covers(context.now().date() + timedelta(days=365)):
        return Check("calendar", OK, words)
    covered = known.covers(context.now().date())
    stale = f"{words}: too old for letters sent now. `roundrobin config refresh-holidays` fetches newer ones"
    return Check("calendar", NOTE if covered else FAULT, stale)


def writable(folder: Path) -> Check:
    """Whether a file can be made in the workspace."""
    with tempfile.TemporaryFile(dir=folder):
        return Check("workspace", OK, str(folder))


def _addresses(context: Context) -> Check:
    from config.authorities import authorities_of

    known = authorities_of(context.workspace)
    confirmed = sum(a.may_be_written_to for a in known)
    state = OK if confirmed else NOTE
    return Check("addresses", state, f"{confirmed} of {len(known)} confirmed; only these may be written to")


def _campaigns(folder: Path) -> Iterator[Check]:
    from config.authorities import known_in
    from config.campaign import load_campaign

    def look(campaign: Path) -> Check:
        loaded = load_campaign(campaign, known_in(folder.parent))
        return Check(name, OK, f"{len(loaded.questions)} questions to {len(loaded.authorities)} authorities")

    for path in sorted(folder.glob("*/campaign.toml")):
        name = f"campaign {path.parent.name}"
        yield _guarded(name, lambda path=path: look(path.parent))  # type: ignore[misc]


def _sending(context: Context) -> Check:
    """By which server and login letters would go; nothing is asked there."""
    if context.settings.text("ROUNDROBIN_TRANSPORT") == "file":
        return Check("sending", NOTE, "each letter is written to the folder outbox; none leaves")
    return _mail(context, "SMTP", "mail server for sending")


def _mail(context: Context, protocol: str, what: str) -> Check:
    """The server of SMTP or IMAP that the settings name. A login in the open is for this machine alone."""
    from flows.steps.servers import told
    from storage.oauth import is_loopback

    settings, name = context.settings, "sending" if protocol == "SMTP" else "collecting"
    host, security = (settings.text(f"ROUNDROBIN_{protocol}_{part}") for part in ("HOST", "SECURITY"))
    if not host:
        return Check(name, NOTE, f"no {what} is set (ROUNDROBIN_{protocol}_HOST)")
    words = told(settings, protocol, context.workspace)
    in_the_open = security == "none" and not is_loopback(host)
    return Check(name, NOTE if in_the_open else OK, words)


def _database(context: Context) -> Check:
    from storage import database

    opened = database.connect(context.workspace, context.settings.text("ROUNDROBIN_DATABASE_URL") or None)
    try:
        with opened.reading():
            return Check("database", OK, opened.where)
    finally:
        opened.close()


def _scheduler(context: Context) -> Check:
    """When the schedules last gave a sign of life. Prefect pauses them when `up` stops, and says nothing."""
    from sqlalchemy import select

    from storage import database
    from storage.tables import Heartbeat, table

    opened = database.connect(context.workspace, context.settings.text("ROUNDROBIN_DATABASE_URL") or None)
    try:
        with opened.reading() as connection:
            beats = [str(row.at) for row in connection.execute(select(table(Heartbeat)))]
    finally:
        opened.close()
    if not beats:
        return Check("scheduler", NOTE, "never ran here; `roundrobin up` starts it")
    return heartbeat(datetime.fromisoformat(max(beats)), context.now())


def heartbeat(last: datetime, now: datetime) -> Check:
    """Whether the scheduler has given a sign of life lately."""
    last = last if last.tzinfo else last.replace(tzinfo=LONDON)
    words = f"last sign of life {last:%Y-%m-%d %H:%M}"
    if now - last <= HEARTBEAT_AGE:
        return Check("scheduler", OK, words)
    return Check("scheduler", NOTE, f"{words}: it has stopped; `roundrobin up` starts it")
