"""How findings say numbers."""

from __future__ import annotations


def counted(n: int, noun: str) -> str:
    """ "1 day", "2 days"."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
