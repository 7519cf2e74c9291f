"""What our own mail server said about a sender: the verdict of its topmost Authentication-Results header (RFC 8601)."""

from __future__ import annotations

import re
from collections.abc import Sequence

_COMMENT = re.compile(r"\([^()]*\)")
_DMARC = re.compile(r";\s*dmarc\s*=\s*([A-Za-z]+)", re.IGNORECASE)


def dmarc_verdict(headers: Sequence[str], authserv_id: str) -> str:
    """ "pass", "fail", "none" ...: what ``authserv_id`` wrote in its topmost header; "none" when it wrote nothing.

    ``headers``: the Authentication-Results headers from top to bottom. Whatever another server wrote, or stands
    below, says nothing: any sender can write such a header. Without a configured ``authserv_id`` none is believed.
    """
    for header in headers if authserv_id else ():
        words = _COMMENT.sub("", " ".join(header.split()))
        server = words.partition(";")[0].split()
        if server and server[0].lower() == authserv_id.lower():
            verdict = _DMARC.search(words)
            return verdict.group(1).lower() if verdict else "none"
    return "none"
