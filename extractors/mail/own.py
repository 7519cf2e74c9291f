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


def _unquoted(text: str, at: int) -> tuple[str, str]:
    lines = text.splitlines()
    quoted = [line for line in lines if line.lstrip().startswith(">")]
    own = [line for line in lines if not line.lstrip().startswith(">")]
    if quoted and any(line.strip() for line in own):
        return "\n".join(own).strip(), "\n".join(quoted)
    return "", text[at:]
