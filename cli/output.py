"""What commands print: one JSON document or a table on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

import click

DONE, FAILED, WRONG_USE, WAITING = 0, 1, 2, 3
"""The exit codes. WAITING: findings, or work for a person."""


def print_json(value: object) -> None:
    """``value`` as one JSON document on stdout. Dates become ISO text, values and models objects."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=plain))


def plain(value: Any) -> Any:
    """The JSON form of what json does not know. TypeError for anything else."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if hasattr(value, "model_dump"):
        return value.model_dump()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def print_table(heading: Sequence[str], rows: Iterable[Sequence[object]], right: Sequence[str] = ()) -> None:
    """A plain table on stdout. The columns named in ``right`` are numbers and stand at the right.

    Texts of strangers (subjects, file names) stand in it, so control characters are shown, not obeyed.
    """
    lines = [list(heading), *([_cell(cell) for cell in row] for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heading))]
    for line in lines:
        cells = [
            cell.rjust(width) if name in right else cell.ljust(width)
            for cell, width, name in zip(line, widths, heading, strict=True)
        ]
        click.echo("  ".join(cells).rstrip())


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return "".join(c if c.isprintable() else " " if c.isspace() else f"\\x{ord(c):02x}" for c in text)


def say(text: str) -> None:
    """One line for the person at the terminal, on stderr."""
    click.echo(text, err=True)


class Progress(Protocol):
    """Called with what has just been done and how many steps that were."""

    def __call__(self, step: str, done: int = 1) -> None: ...


@contextmanager
def progress(title: str, total: int | None = None) -> Iterator[Progress]:
    """Progress on stderr: a bar in a terminal, else one line at the start and one at the end.

    The last line says how many of ``total`` steps were done: what was stopped ends here too.
    """
    reached = 0
    with _bar(title, total) if sys.stderr.isatty() else _line(title) as show:

        def advance(step: str, done: int = 1) -> None:
            nonlocal reached
            reached += done
            show(step, done)

        yield advance
    say(f"{title}: done" if total is None else f"{title}: {reached} of {total}")


@contextmanager
def _line(title: str) -> Iterator[Progress]:
    say(f"{title} ...")
    yield lambda step, done=1: None


@contextmanager
def _bar(title: str, total: int | None) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda step, done=1: bar.update(task, advance=done, description=_cell(step) or title)
