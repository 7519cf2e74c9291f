"""A second reading of Word tables: the stream of XML events alone, without the tree, styles or first reader's code."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

Rows = list[list[str]]

MOST_SPAN = 1_000  # columns; Word makes at most 63

_SILENT = ("del", "moveFrom", "instrText", "Fallback")


@dataclass(slots=True)
class _Table:
    rows: Rows = field(default_factory=list)
    column: int = 0
    span: int = 1
    goes_on: bool = False
    text: list[str] = field(default_factory=list)


def second_tables(document: bytes) -> list[Rows]:
    """Rows of the tables of a ``document.xml`` that stand in no other table, "" where a cell spans on.

    ``document`` has no document type (the package was looked at before). Broken XML gives what came before.
    """
    reader = _Events()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    try:
        parser.Parse(document, True)
    except expat.ExpatError:
        return reader.done
    return reader.done


class _Events:
    def __init__(self) -> None:
        self.open: list[_Table] = []
        self.done: list[Rows] = []
        self.silent = 0
        self.run: list[str] = []
        self.in_text = self.vanished = self.raised = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        value = next((v for k, v in attributes.items() if k.rpartition(" ")[2] == "val"), "")
        self.silent += tag in _SILENT
        if tag == "tbl":
            self.open.append(_Table())
        elif tag == "r":
            self.run, self.vanished, self.raised = [], False, False
        elif tag == "vanish":
            self.vanished = value not in ("0", "false", "off")
        elif tag == "vertAlign":
            self.raised = value == "superscript"
        elif tag == "t":
            self.in_text = True
        elif tag in ("tab", "br", "cr"):
            self.run.append(" ")
        elif len(self.open) == 1:
            self._structure(self.open[0], tag, value)

    def _structure(self, table: _Table, tag: str, value: str) -> None:
        if tag == "tr":
            table.rows.append([])
        elif tag == "gridBefore" and value.isdigit():
            table.rows[-1] += [""] * min(int(value), MOST_SPAN)
        elif tag == "tc":
            table.span, table.goes_on, table.text = 1, False, []
        elif tag == "gridSpan" and value.isdigit():
            table.span = min(max(int(value), 1), MOST_SPAN)
        elif tag == "vMerge":
            table.goes_on = value != "restart"

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        self.silent -= tag in _SILENT
        if tag == "t":
            self.in_text = False
        elif tag == "r" and self.open and not self.silent and not self.vanished:
            words = "".join(self.run)
            self.open[0].text.append(words.translate(_RAISED) if self.raised else words)
        elif tag == "p" and self.open:
            self.open[0].text.append(" ")
        elif tag == "tc" and len(self.open) == 1:
            self._cell(self.open[0])
        elif tag == "tbl" and self.open:
            closed = self.open.pop()
            if not self.open:
                self.done.append(closed.rows)

    def _cell(self, table: _Table) -> None:
        text = "" if table.goes_on else " ".join("".join(table.text).split())
        table.rows[-1] += [text] + [""] * (table.span - 1)

    def words(self, text: str) -> None:
        if self.in_text:
            self.run.append(text)


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
