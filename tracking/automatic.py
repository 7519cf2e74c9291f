"""Whether a mail was sent by a machine, as its headers and its subject say."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NO_AUTOMAT = frozenset({"", "no"})
_AUTOMATIC_HEADERS = frozenset({"x-autoreply", "x-autorespond", "x-autoresponder", "x-mail-autoreply", "x-auto-reply"})
# What mail programs put before the subject that they answer by themselves.
_AUTOMATIC_SUBJECT = re.compile(
    r"\s*(?:\[[^\]]*\]\s*)*(?:re:\s*)?(?:[^:]{0,30}/\s*)?"
    r"(?:auto(?:matic(?:ally generated)?|mated)?[ -]?(?:reply|repl(?:y|ies)|respon(?:se|der)|answer|e-?mail|message)?"
    r"|out[ -]of[ -](?:the[ -])?office(?: (?:reply|autoreply|message))?|ooo|absen(?:ce|t)|away|on leave"
    r"|ymateb awtomatig|ateb awtomatig|allan o'r swyddfa)\s*[:\u2013\u2014-]",
    re.IGNORECASE,
)


def is_automatic(headers: Mapping[str, str]) -> bool:
    """Whether headers say that a machine answered (RFC 3834 and the older signs of it).

    ``auto-generated`` alone does not: a case system sends its officers' decisions so. It does with an automatic
    subject, as vacation notices of mail servers have it.
    """
    lower = {name.lower(): value.strip().lower() for name, value in headers.items()}
    submitted = lower.get("auto-submitted", "").partition(";")[0].strip()
    return (
        (submitted not in _NO_AUTOMAT and submitted != "auto-generated")
        or any(name in lower for name in _AUTOMATIC_HEADERS)
        or lower.get("precedence", "") in ("auto_reply", "auto-reply")
        or _AUTOMATIC_SUBJECT.match(lower.get("subject", "")) is not None
    )
