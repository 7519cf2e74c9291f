"""How fast the state of requests is derived and events are replayed: `python -m benchmarks.tracking`.

Two things are measured: the status of 100,000 requests (four axes, due date with its count, a sentence), and
1,000,000 events folded into the courses of the requests that they belong to, one after the other as a ledger gives
them. Seconds are CPU time, since the machine may be shared; peak memory is that of this process. The requests differ
in day, course and law.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from config.calendar import calendar
from schema.calendar import LONDON, Regime
from schema.event import Event, EventKind
from tracking.life import live
from tracking.status import status

REQUESTS, EVENTS = 100_000, 1_000_000
TODAY = date(2026, 3, 2)
_SENDING = (
    EventKind.LETTER_PLANNED,
    EventKind.LETTER_RENDERED,
    EventKind.LETTER_APPROVED,
    EventKind.LETTER_QUEUED,
    EventKind.LETTER_IN_DOUBT,
    EventKind.LETTER_SENT,
)
_COURSES = (
    ((EventKind.ACKNOWLEDGEMENT, 2), (EventKind.ANSWERED, 25)),
    ((EventKind.ACKNOWLEDGEMENT, 1), (EventKind.CLARIFICATION_REQUESTED, 8), (EventKind.CLARIFICATION_RECEIVED, 11)),
    ((EventKind.AUTO_REPLY, 0), (EventKind.REFUSED_S12, 20), (EventKind.REFINED_REQUEST_RECEIVED, 24)),
    ((EventKind.ACKNOWLEDGEMENT, 3), (EventKind.PIT_EXTENSION, 27), (EventKind.REFUSED, 55)),
    ((EventKind.CHASER_SENT, 31), (EventKind.NCND, 40), (EventKind.INTERNAL_REVIEW_REQUESTED, 50)),
    ((EventKind.LETTER_BOUNCED_HARD, 1), (EventKind.LETTER_RESENT, 4), (EventKind.ACKNOWLEDGEMENT, 5)),
)


@dataclass(frozen=True)
class Measured:
    """``what`` so many a second; ``peak_mb``: the most memory of the process until then."""

    what: str
    number: int
    seconds: float
    a_second: int
    peak_mb: int


def request(number: int) -> Iterator[Event]:
    """The events of one request, in the order of recording."""
    start = datetime(2024, 1, 2, 9, tzinfo=LONDON) + timedelta(days=number % 700, seconds=number % 3600)
    who = ("bench", f"w{number // 43}", f"force-{number % 43:02d}")
    for place, kind in enumerate(_SENDING):
        yield Event(f"{number}-{place}", (start + timedelta(seconds=place)).isoformat(), kind, *who)
    for place, (kind, after) in enumerate(_COURSES[number % len(_COURSES)], start=len(_SENDING)):
        yield Event(f"{number}-{place}", (start + timedelta(days=after, hours=2)).isoformat(), kind, *who)


def statuses(number: int) -> Measured:
    """The status of so many requests; each is made, derived and let go."""
    known, laws, questions = calendar(), tuple(Regime), ("1", "2", "3", "4")
    spent = 0.0
    for n in range(number):
        events = tuple(request(n))
        begun = time.process_time()
        status(events, TODAY, known, laws[n % 3], questions)
        spent += time.process_time() - begun
    return _measured("requests: status derived", number, spent)


def replay(number: int) -> Measured:
    """So many events, folded into the courses of their requests as they come by; only the courses are counted."""
    spent, seen, begun = 0.0, 0, time.process_time()
    stream = (event for n in range(number) for event in request(n))
    for _, events in groupby(stream, key=lambda event: (event.wave, event.authority)):
        of_one = tuple(events)
        seen += len(of_one)
        live(of_one[5].at, of_one, TODAY)
        if seen >= number:
            break
    spent = time.process_time() - begun
    return _measured("events: replayed, with making them", seen, spent)


def _measured(what: str, number: int, seconds: float) -> Measured:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 * 1024 if sys.platform == "darwin" else 1024)
    return Measured(what, number, round(seconds, 2), round(number / seconds), peak)


def main() -> int:
    """Print both as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--events", type=int, default=EVENTS)
    chosen = parser.parse_args()
    found = (statuses(chosen.requests), replay(chosen.events))
    print(json.dumps([vars(one) for one in found], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
