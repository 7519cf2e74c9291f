"""What `wave send` and `followup send` say: what would go or went, and what is left, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cli.output import DONE, FAILED, WAITING, print_table, say
from schema.calendar import LONDON

if TYPE_CHECKING:
    from flows.steps.send import SendReport


def tell_dry(report: SendReport) -> int:
    """Say what would be sent; the exit code."""
    resting = {resting.letter.message_id for resting in report.resting}
    ready = [letter for letter in report.ready if letter.message_id not in resting]
    if ready:
        rows = [(x.authority, x.recipient, x.reference, x.sha256) for x in ready]
        print_table(("authority", "recipient", "reference", "sha256"), rows)
    _tell_left(report)
    say(f"Dry run: {len(ready)} letters would be sent, nothing was. Add --yes to send them.")
    return WAITING if report.blocked or resting or report.doubts or report.failures else DONE


def tell_sent(report: SendReport) -> int:
    """Say what was sent and what is left; the exit code."""
    _tell_left(report)
    counts = {state: len(report.of(state)) for state in {entry.state for entry in report.entries}}
    states = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in sorted(counts.items()))
    say(f"Sent now: {report.sent}. In all: {states}")
    if report.stopped:
        say(f"Stopped: {report.stopped.rstrip('.')}. Nothing is lost; the same command goes on from here.")
        return FAILED
    return WAITING if report.waits else DONE


def _tell_left(report: SendReport) -> None:
    for why, names in _grouped((b.why, b.letter.authority) for b in report.blocked):
        say(f"Not to be sent now ({names}): {why}")
    for words, names in _grouped((r.words, r.letter.authority) for r in report.resting):
        until = max(r.until for r in report.resting if r.words == words).astimezone(LONDON)
        say(f"Put off ({names}), to be tried again from {until:%Y-%m-%d %H:%M} on: {words}")
    for words, names in _grouped((e.words, e.letter.authority) for e in report.failures):
        say(f"Refused ({names}): {words}")
    for entry in report.doubts:
        letter = entry.letter
        say(f"Unknown: 1 letter to {letter.authority}, {entry.since[:16]}, {letter.message_id}. Once you know:")
        say(f"  roundrobin outbox resolve {letter.wave} {letter.authority} --by NAME --sent, --not-sent or --resend")
    if report.doubts:
        say("`roundrobin outbox look-up` looks for these in the Sent folder. None goes again by itself.")


def _grouped(told: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(words, authorities) for each different words, with the first three authorities by name."""
    groups: dict[str, list[str]] = {}
    for words, authority in told:
        groups.setdefault(words, []).append(authority)
    more = {words: f" and {len(names) - 3} more" if len(names) > 3 else "" for words, names in groups.items()}
    return [(words, ", ".join(names[:3]) + more[words]) for words, names in groups.items()]
