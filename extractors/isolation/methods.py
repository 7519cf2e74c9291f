"""Methods of dataclasses compiled beforehand: compiling them takes a quarter of the time until a document is read.

``dataclasses`` writes methods as text and has that compiled at each start. Here the compiled text is kept
(``kept``), found by the whole text; one that has changed since is compiled as ever.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import partial
from types import CodeType
from typing import Any

from extractors.isolation.kept import place, recalled, store

_COMPILES = "exec"  # the name by which ``dataclasses`` has its text compiled and run


def recall(path: str = "") -> int:
    """Make dataclasses from here on of what is kept; how many texts that are."""
    kept = recalled(path or place("methods"))
    if not isinstance(kept, dict):
        return 0
    vars(dataclasses)[_COMPILES] = partial(_run, kept)
    return len(kept)


def keep(codes: Mapping[str, CodeType], path: str = "") -> None:
    """Write down what ``gathered`` has gathered. OSError."""
    store(dict(codes), path or place("methods"))


def gathered() -> dict[str, CodeType]:
    """The texts of the dataclasses that are made from here on, compiled; filled as they are made."""
    codes: dict[str, CodeType] = {}

    def run(text: str, *names: dict[str, Any]) -> None:
        codes[text] = compile(text, "<string>", "exec")
        _run(codes, text, *names)

    vars(dataclasses)[_COMPILES] = run
    return codes


def _run(kept: Mapping[str, CodeType], text: str, *names: dict[str, Any]) -> None:
    exec(kept.get(text, text), *names)
