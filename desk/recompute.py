"""Computing again after a decision, behind the pages: one at a time, and once for decisions that came meanwhile.

A decision is recorded at once and is what counts; what is computed from it may be a second late. The computing reads
one state and writes in a moment, so that nobody who decides has to wait for it.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlmodel import SQLModel

from flows.steps.check import findings_of
from flows.steps.consolidate import bring_together, changes_of, gather, store
from flows.steps.match import match_messages
from flows.steps.publish import asked_campaigns
from flows.steps.workspace import Workspace
from schema.decision import Decision, DecisionKind
from schema.errors import UserError
from schema.finding import Finding
from storage import computed
from storage.tables import Arrival, Event, Letter, Message, StoredReading, table
from storage.tables import Decision as StoredDecision

_GIVEN = (Event, Letter, Arrival, Message, StoredReading)
_OF_MAILS = frozenset({DecisionKind.MATCH, DecisionKind.REPLY_CLASS, DecisionKind.UNDO})
TRIES = 3
SWITCH_S = 0.0005  # a page gives the interpreter up dozens of times, and waits so long to have it back each time
log = logging.getLogger("roundrobin.desk")


class Recompute:
    """The one thread that computes again. ``pause_s``: how long decisions are gathered before it begins."""

    def __init__(self, workspace: Workspace, clock: Callable[[], datetime], pause_s: float = 0.3) -> None:
        self.workspace, self.clock, self.pause_s = workspace, clock, pause_s
        self.trouble = ""
        self._wake = threading.Condition()
        self._mails = self._wanted = self._busy = self._stopped = False
        self._thread = threading.Thread(target=self._run, name="recompute", daemon=True)

    def start(self) -> None:
        """Pages are answered beside it in the same process, so the interpreter changes between both more often."""
        sys.setswitchinterval(SWITCH_S)
        self._thread.start()

    def stop(self) -> None:
        """Ends after the pass that is running; what was decided is recorded whatever happens here."""
        with self._wake:
            self._stopped = True
            self._wake.notify_all()
        if self._thread.is_alive():
            self._thread.join(30)

    def ask(self, decision: Decision) -> None:
        """A decision was made: compute again, soon."""
        with self._wake:
            self._wanted = True
            self._mails |= decision.kind in _OF_MAILS
            self._wake.notify_all()

    @property
    def pending(self) -> bool:
        """True while what is shown may be older than the decisions."""
        return self._wanted or self._busy

    def settled(self, timeout_s: float) -> bool:
        """Wait until nothing is pending; False when it takes longer."""
        with self._wake:
            return self._wake.wait_for(lambda: not self.pending, timeout_s)

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._wanted or self._stopped)
                self._wake.wait_for(lambda: self._stopped, self.pause_s)
                if self._stopped:
                    return
                mails, self._mails, self._wanted, self._busy = self._mails, False, False, True
            self._pass(mails)
            with self._wake:
                self._busy = False
                self._wake.notify_all()

    def _pass(self, mails: bool) -> None:
        try:
            if mails:
                match_messages(self.workspace)
            with self.workspace.database.reading() as conn:
                names = asked_campaigns(conn)
            complete = [compute(self.workspace, name, self.clock()) for name in names]
            self._wanted |= not all(complete)
            self.trouble = ""
        except UserError as error:
            self.trouble = error.sentence()
        except Exception as error:  # the thread must outlive any fault; the page shows it
            log.exception("computing again failed")
            self.trouble = f"Computing again failed ({type(error).__name__}); `roundrobin rebuild` does it by hand."


def compute(workspace: Workspace, campaign: str, now: datetime) -> bool:
    """As `flows.steps.check.check_campaign`, but others may write meanwhile. False: it must be done once more.

    What came in meanwhile begins it again at once; a decision made meanwhile is shown already, and comes next.
    """
    for _ in range(TRIES):
        with workspace.database.reading() as conn:
            given, decided = _counts(conn, _GIVEN), _counts(conn, (StoredDecision,))
            gathered = gather(conn, workspace, campaign)
            brought = bring_together(gathered, workspace)
            found = findings_of(conn, workspace, gathered, brought, now.date())
            changes = changes_of(conn, campaign, brought)
        with workspace.database.writing() as conn:
            if _counts(conn, _GIVEN) == given:
                store(conn, campaign, brought, changes)
                computed.replace(conn, Finding, found, campaign=campaign)
                return _counts(conn, (StoredDecision,)) == decided
    return False


def _counts(conn: Connection, models: Sequence[type[SQLModel]]) -> tuple[int, ...]:
    """How many rows there are; rows of these kinds are only ever added, or computed from such."""
    return tuple(conn.execute(select(func.count()).select_from(table(model))).scalar_one() for model in models)
