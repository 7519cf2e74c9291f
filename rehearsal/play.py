"""The play: the letters of 2013 and 2014 go out, the authorities answer, and everything runs as it would in earnest.

Sending, collecting, consolidating and publishing run as Prefect flows against a server that lives as long as the
play. Planning and approving are a person's acts and therefore plain steps, and so is deciding what waits for review.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.server import prefect_server
from flows.steps.approve import approve_wave
from flows.steps.plan import Asker, plan_wave
from flows.steps.review import apply_decisions, queue
from flows.surroundings import Surroundings, surroundings
from rehearsal.catcher import Catcher
from rehearsal.replies import write_replies
from rehearsal.reviewer import decide, load_shipped
from rehearsal.stage import set_stage
from schema.calendar import LONDON
from storage import decisions

MARK = "demo"
"""In the place of chance in every Message-ID, so that the letters, and the replies to them, are the same each time."""

QUIET = {"PREFECT_LOGGING_LEVEL": "CRITICAL", "PREFECT_LOGGING_TO_API_ENABLED": "false"}
"""What fails in a flow reaches us as an exception; the server that would keep a log of it ends with the play."""

REVIEWER = "demo reviewer (shipped decisions)"


@dataclass(frozen=True, slots=True)
class Act:
    """One wave of the play: its name, its campaign and the day on which its letters go."""

    wave: str
    campaign: str
    day: str


ACTS = (Act("met-2013", "met-2013", "2013-03-01T09:00"), Act("pa-2014", "pa-2014", "2014-02-18T09:00"))
LAST_DAY = "2014-08-19T09:00"
"""The day on which the survey was published; the demo looks at everything from there."""


@dataclass(frozen=True, slots=True)
class Played:
    """What the play did. ``undecided``: items that no shipped decision fits; ``published``: where the snapshot lies."""

    letters: int
    mails: int
    decided: int
    undecided: int
    published: Path


Told = Callable[[str], None]
"""Called with one line for each step that begins."""


def play(folder: Path, *, with_decisions: bool = True, told: Told = lambda line: None) -> Played:
    """Play the whole survey in ``folder``. The same again changes nothing."""
    set_stage(folder)
    told("starting a Prefect server for the play")
    with Catcher(folder / "caught") as catcher, _settings(SMTP_PORT=str(catcher.port)), prefect_server(folder):
        told("writing, approving and sending the letters, to a mail catcher on this machine")
        _ask(folder)
        told(f"the authorities answer {len(catcher.letters)} letters")
        mails = write_replies(catcher.letters, folder / "mailbox")
        told(f"taking in and reading {len(mails)} mails, every document in a process of its own")
        decided, undecided = _answer(folder, with_decisions, told)
        told("publishing")
        published = _publish(folder)
    return Played(len(catcher.letters), len(mails), decided, undecided, published)


@contextmanager
def _settings(**ours: str) -> Iterator[None]:
    """Only the workspace's own settings and ``ours``: the demo must not reach the user's mail server or database."""
    kept = dict(os.environ)
    for key in [k for k in os.environ if k.startswith("ROUNDROBIN_") and k != "ROUNDROBIN_DEBUG"]:
        del os.environ[key]
    os.environ.update({f"ROUNDROBIN_{key}": value for key, value in ours.items()})
    for key, value in QUIET.items():
        os.environ.setdefault(key, value)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


def _ask(folder: Path) -> None:
    from flows.sending import send_wave

    for act in ACTS:
        with surroundings(str(folder), act.day) as given:
            campaign = given.workspace.campaign(act.campaign)
            asker = Asker.configured(given.settings)
            plan_wave(given.workspace, act.wave, campaign, asker, given.now(), token=lambda: MARK)
            approve_wave(given.workspace, act.wave, "demo", given.now())
        send_wave(str(folder), act.wave, act.day)


def _answer(folder: Path, with_decisions: bool, told: Told) -> tuple[int, int]:
    """Collect, consolidate and review; how many decisions there are, and how many items are left."""
    from flows.checking import consolidate_and_check
    from flows.collecting import collect_inbox

    collect_inbox(str(folder), [str(folder / "mailbox")], LAST_DAY)
    told("matching, mapping, consolidating and checking")
    consolidate_and_check(str(folder), LAST_DAY)
    with surroundings(str(folder), LAST_DAY) as given:
        if with_decisions:
            told("deciding what waits for a person, with the shipped decisions")
            review(given)
        with given.workspace.database.reading() as conn:
            return len(decisions.all(conn)), len(queue(conn))


def review(given: Surroundings) -> None:
    """Decide what the shipped decisions fit, again and again while a decision brings up new items."""
    shipped, at = load_shipped(), datetime.fromisoformat(LAST_DAY).replace(tzinfo=LONDON)
    while True:
        with given.workspace.database.reading() as conn:
            made, _ = decide(queue(conn), shipped, at=at, by=REVIEWER)
        with given.workspace.database.writing() as conn:
            new = decisions.append(conn, made)
        if not new:
            return
        apply_decisions(given.workspace, made, given.now())


def _publish(folder: Path) -> Path:
    from flows.publishing import publish_snapshot

    return Path(publish_snapshot(str(folder), str(folder / "published"), LAST_DAY))
