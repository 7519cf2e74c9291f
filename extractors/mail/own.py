"""Which part of a mail its sender wrote, and which is the earlier correspondence quoted below."""

from __future__ import annotations

import re

_MARKERS = re.compile(
    r"^[ \t]*(?:"
    r"-{2,}\s*(?:original message|original appointment|forwarded message|forwarded by|reply above this line)\b.*"
    r"|_{10,}[ \t]*(?=\n\s*from:)"
    r"|begin forwarded message:"
    r"|on\b[^\n]{5,200}(?:\n[^\n]{0,120})?\bwrote:\s*$"
    r"|\*?from:\*?[ \t]*\S[^\n]*\n(?:[ \t]*\*?(?:sent|date|to|cc|subject):\*?[^\n]*\n){2,}"
    r"|>[^\n]*\n[ \t]*>"
    r")",
    re.IGNORECASE | re.MULTILINE,
)


def split_quote(text: str, marked_at: int | None = None) -> tuple[str, str]:
    """(own text, quoted text). ``marked_at``: where the mail's own markup says that the quote begins.

    A mail that begins with its quote (the answer stands below or in between) is all own text but for quoted lines.
    """
    found = _MARKERS.search(text)
    places = [p for p in (found.start() if found else None, marked_at) if p is not None]
    at = min(places, default=None)
    if at is None:
        return text, ""
    if not text[:at].strip():
        return _unquoted(text, at)
    return text[:at].rstrip(), text[at:].lstrip("\n")


_BELOW = re.compile(
    r"\b(?:answer(?:s|ed)?|respon(?:se|ses|ded)|repl(?:y|ies|ied)|comments?|information|figures?|data|details)\b"
    r"[^.\n]{0,60}\b(?:below|beneath|underneath|in-?line|in line|in (?:red|blue|bold|green|italics|capitals)"
    r"|(?:under|against|after|beside|next to) each|within (?:your|the))\b",
    re.IGNORECASE,
)


def answered_below(own: str) -> bool:
    """True where the sender's own words say that the answers stand among the quoted questions: "below", "in red"."""
    return _BELOW.search(own) is not None


def answered_between(body: str) -> bool:
    """True where own lines stand between two runs of ">" lines, or below a quoted line that asks."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    turns = [n for n in range(1, len(lines)) if lines[n - 1].startswith(">") and not lines[n].startswith(">")]
    last = max((n for n, line in enumerate(lines) if line.startswith(">")), default=0)
    return any(n < last or lines[n - 1].endswith("?") for n in turns)


def _unquoted(text: str, at: int) -> tuple[str, str]:
    lines = text.splitlines()
    quoted = [line for line in lines if line.lstrip().startswith(">")]
    own = [line for line in lines if not line.lstrip().startswith(">")]
    if quoted and any(line.strip() for line in own):
        return "\n".join(own).strip(), "\n".join(quoted)
    return "", text[at:]
