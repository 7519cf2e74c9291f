"""Whether a mail was sent by a machine, as its headers say."""

from __future__ import annotations

from collections.abc import Mapping

_NO_AUTOMAT = frozenset({"", "no"})
_AUTOMATIC_HEADERS = frozenset({"x-autoreply", "x-autorespond", "x-autoresponder", "x-mail-autoreply"})


def is_automatic(headers: Mapping[str, str]) -> bool:
    """Whether headers say that a machine answered (RFC 3834 and the older signs of it)."""
    lower = {name.lower(): value.strip().lower() for name, value in headers.items()}
    submitted = lower.get("auto-submitted", "").partition(";")[0].strip()
    return (
        submitted not in _NO_AUTOMAT
        or any(name in lower for name in _AUTOMATIC_HEADERS)
        or lower.get("precedence", "") in ("auto_reply", "auto-reply")
    )
