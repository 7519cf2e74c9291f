"""``roundrobin read``: what is in these files, without a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from schema.reading import Reading, Table

WAITING = 3
_AT_ONCE = 4_096  # rows or cells that are made JSON at a time, so that a table of a million takes no more memory


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document: a list with one object for each file.")
@click.option("--html", "page", metavar="OUT", help="Write a page that shows each page with what was read beside it.")
@click.pass_context
def read(ctx: click.Context, files: tuple[str, ...], as_json: bool, page: str | None) -> None:
    """Read files and print what is in them.

    Each file is read in a process of its own and ends in one recorded outcome with a reason. The exit code
    is 0 where all were read, 3 where one of them needs a person.
    """
    from flows.steps.readers import Readers

    readings = zip(files, Readers.configured(ctx.obj.settings).pool().read(files), strict=True)
    shown = _written_to(page, list(readings)) if page else readings
    needed = _print_json(shown) if as_json else _print_summary(shown)
    ctx.exit(WAITING if needed else 0)


def _written_to(page: str, readings: list[tuple[str, Reading]]) -> list[tuple[str, Reading]]:
    """The same readings, shown on an HTML page. UserError where it cannot be written or is one of the files."""
    from pathlib import Path

    from cli.reading_page import write_page
    from schema.errors import UserError

    out = Path(page)
    if any(Path(file).resolve() == out.resolve() for file, _ in readings):
        raise UserError("The page would overwrite a file that it shows.", where=page, todo="Give another name.")
    try:
        write_page(out, readings)
    except OSError as error:
        todo = "Give the name of a file in a folder that exists."
        raise UserError(f"The page cannot be written: {error.strerror}.", where=page, todo=todo) from error
    return readings


def _print_json(readings: Any) -> bool:
    import sys

    needed = False
    click.echo("[", nl=False)
    for n, (file, reading) in enumerate(readings):
        click.echo(("," if n else "") + "\n", nl=False)
        sys.stdout.writelines(_pieces(file, reading))
        needed = needed or needs_a_person(reading)
    click.echo("\n]")
    return needed


def needs_a_person(reading: Reading) -> bool:
    """A file that did not end as read, or a part of it. Tables that are not accepted are the review's business."""
    return reading.outcome.value != "read" or any(needs_a_person(part) for part in reading.parts)


def _pieces(file: str, reading: Reading) -> Iterator[str]:
    """The documented object of one file as JSON, piece by piece; ``file`` is the argument as it was given."""
    yield _opened(
        {
            "file": file,
            "sha256": reading.sha256,
            "media_type": reading.media_type,
            "outcome": reading.outcome.value,
            "reason": reading.reason,
            "hidden": [{"technique": h.technique, "place": h.place} for h in reading.hidden],
            "figures": [_figure(figure) for figure in reading.figures],
        }
    )
    yield ', "tables": ['
    for n, table in enumerate(reading.tables):
        yield ", " if n else ""
        yield from _table_pieces(table)
    yield '], "parts": ['
    for n, part in enumerate(reading.parts):
        yield ", " if n else ""
        yield from _pieces(part.name, part)
    yield "]}"


def _table_pieces(table: Table) -> Iterator[str]:
    yield _opened(_table(table))
    yield from _listed("rows", (table.rows[n : n + _AT_ONCE] for n in range(0, len(table.rows), _AT_ONCE)))
    cells = (table.cells[n : n + _AT_ONCE] for n in range(0, len(table.cells), _AT_ONCE))
    yield from _listed("cells", ([_cell(cell) for cell in some] for some in cells))
    yield "}"


def _opened(said: dict[str, Any]) -> str:
    """A JSON object that goes on."""
    return _json(said)[:-1]


def _listed(name: str, parts: Iterable[Sequence[Any]]) -> Iterator[str]:
    """One more key of an object that goes on, with a list that is never whole in memory."""
    yield f', "{name}": ['
    for n, part in enumerate(parts):
        yield (", " if n else "") + _json(part)[1:-1]
    yield "]"


def _json(said: Any) -> str:
    import json

    return json.dumps(said, ensure_ascii=False)


def _table(table: Table) -> dict[str, Any]:
    """A table without its rows and cells."""
    where: dict[str, Any] = {"sheet": table.sheet} if table.sheet is not None else {"page": table.page}
    if table.pages:
        where["pages"] = list(table.pages)
    return {
        **where,
        "box": _box(table.box) if table.box is not None else table.span,
        "accept": table.accept,
        "why_not": list(table.why_not),
        "extractor": table.extractor,
        "confidence": table.confidence,
        "head_rows": table.head_rows,
        "title": table.title,
        "notes": table.notes,
    }


def _box(box: Any) -> list[float] | None:
    return None if box is None else [box.x0, box.y0, box.x1, box.y1]


def _cell(cell: Any) -> dict[str, Any]:
    """Where a cell stands; keys that say nothing are left out."""
    said = {
        "row": cell.row,
        "col": cell.col,
        "rowspan": cell.rowspan if cell.rowspan > 1 else None,
        "colspan": cell.colspan if cell.colspan > 1 else None,
        "page": cell.page,
        "box": _box(cell.box),
        "address": cell.address,
        "disputed": cell.disputed or None,
        "flags": list(cell.flags) or None,
    }
    return {key: value for key, value in said.items() if value is not None}


def _figure(figure: Any) -> dict[str, Any]:
    names = ("question", "label", "period", "as_printed", "low", "high", "unit", "sentence", "page")
    return {name: getattr(figure, name) for name in names}


def _print_summary(readings: Any) -> bool:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table as Shown

    shown = Shown("File", "Outcome", "Tables", "Accepted", "Figures", "Hidden", "Reason", box=None, pad_edge=False)
    needed = False
    for file, reading in readings:
        needed = needed or needs_a_person(reading)
        accepted = sum(table.accept for table in reading.tables)
        counts = (len(reading.tables), accepted, len(reading.figures), len(reading.hidden))
        shown.add_row(
            escape(_visible(file)), reading.outcome.value, *map(str, counts), escape(_visible(reading.reason))
        )
    Console().print(shown)
    return needed


def _visible(text: str) -> str:
    """Names come from strangers: control and direction signs are shown, not obeyed."""
    return "".join(ch if ch.isprintable() else f"\\u{ord(ch):04x}" for ch in text)
