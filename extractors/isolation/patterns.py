"""Regular expressions compiled beforehand: compiling those of the readers takes longer than reading a letter.

    python -m extractors.isolation.patterns     keeps them, and what else is compiled at each start; ``make setup`` does

Each is found by its whole text and its flags, and was compared with what ``re`` makes of it. One that has changed since
is compiled as ever; where nothing is kept, all are.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
import re
import struct
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from extractors.isolation.kept import place, recalled, store

_Kept = tuple[str, int, tuple[Any, ...]]  # text, flags, and what the engine makes the pattern of


def recall(path: str = "") -> int:
    """Put what is kept where ``re`` looks before it compiles; how many patterns that were."""
    with suppress(ValueError, TypeError, AttributeError, RuntimeError):
        kept = {(str, text, flags): _compiled(text, *rest) for text, flags, rest in recalled(path or place("patterns"))}
        re._cache.update(kept)  # type: ignore[attr-defined]
        return len(kept)
    return 0


def keep(patterns: Iterable[tuple[str, int]], path: str = "") -> int:
    """Write these patterns (text and flags) compiled; how many came out as ``re`` makes them. OSError."""
    kept = [made for text, flags in patterns if _is_right(made := _made(text, int(flags)))]
    store(kept, path or place("patterns"))
    return len(kept)


def of_the_readers() -> list[tuple[str, int]]:
    """Text and flags of every pattern that the server of isolated processes has compiled once it is ready for a PDF."""
    from extractors.isolation import child

    child.load(b"%PDF")
    return [(text, int(flags)) for kind, text, flags in re._cache if kind is str]  # type: ignore[attr-defined]


def _made(text: str, flags: int) -> _Kept:
    tree = re._parser.parse(text, flags)  # type: ignore[attr-defined]
    words, state = re._compiler._code(tree, flags), tree.state  # type: ignore[attr-defined]
    names: list[str | None] = [None] * state.groups
    for name, at in state.groupdict.items():
        names[at] = name
    code = struct.pack(f"{len(words)}I", *words)
    return text, flags, (int(flags | state.flags), code, state.groups - 1, dict(state.groupdict), tuple(names))


def _is_right(made: _Kept) -> bool:
    text, flags, rest = made
    return _compiled(text, *rest) == re.compile(text, flags)


def _compiled(text: str, flags: int, code: bytes, *groups: Any) -> re.Pattern[str]:
    made: re.Pattern[str] = _sre.compile(text, flags, memoryview(code).cast("I").tolist(), *groups)
    return made


if __name__ == "__main__":
    from extractors.isolation import methods

    written = methods.gathered()
    with suppress(AttributeError):  # a Python whose ``re`` is made otherwise: they are compiled at each start
        keep(of_the_readers())
    methods.keep(written)
