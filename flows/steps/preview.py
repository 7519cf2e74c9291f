"""Look at what was planned: the letters of a wave, one letter as it will be read, all waves at a glance."""

from __future__ import annotations

from collections import Counter
from email import policy
from email.parser import BytesParser

from flows.steps.approve import known_wave
from flows.steps.workspace import Workspace
from schema.errors import UserError
from schema.request import Letter
from storage import outbox, waves


def letters_of(workspace: Workspace, name: str, authority: str = "") -> tuple[list[Letter], str]:
    """The letters of a wave (or the one to ``authority``) and the SHA-256 over all of them. UserError for none."""
    with workspace.database.reading() as conn:
        known_wave(conn, name)
        letters = waves.letters(conn, wave=name)
    chosen = [letter for letter in letters if authority in ("", letter.authority)]
    if authority and not chosen:
        known = ", ".join(letter.authority for letter in letters)
        raise UserError(
            f"The wave {name} has no letter to {authority!r}.", where="--authority", todo=f"Known: {known}."
        )
    return chosen, outbox.seal(letters)


def readable(workspace: Workspace, letter: Letter) -> str:
    """A letter as the recipient will read it: its headers and its text, from the very bytes that will be sent."""
    message = BytesParser(policy=policy.default).parsebytes(workspace.documents.get(letter.sha256))
    headers = "\n".join(f"{name}: {value}" for name, value in message.items() if not name.startswith("Content-"))
    body = message.get_body(("plain",))
    enclosed = "".join(f"\n[enclosed: {part.get_filename()}]" for part in message.iter_attachments())
    return f"{headers}\n\n{body.get_content() if body else ''}{enclosed}"


def overview(workspace: Workspace) -> list[dict[str, str | int]]:
    """Every wave with how many of its letters are in which state."""
    with workspace.database.reading() as conn:
        planned, entries = waves.waves(conn), outbox.entries(conn)
    counts = Counter((entry.letter.wave, entry.state) for entry in entries)
    return [
        {
            "wave": wave.wave,
            "campaign": wave.campaign,
            "send_on": wave.send_on,
            "letters": sum(counts[wave.wave, state] for state in outbox.State),
            **{str(state): counts[wave.wave, state] for state in outbox.State},
        }
        for wave in planned
    ]
