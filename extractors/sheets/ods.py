"""The extractor of ODS (content.xml, confirmed by python-calamine), also as one XML file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extractors.hidden import Technique, listed
from extractors.hidden_office import package_hidden
from extractors.office import Package, Refused, refusal, xml
from extractors.sheets.grid import SheetGrid
from extractors.sheets.odf_styles import attribute
from extractors.sheets.opendocument import read_flat, read_sheets
from extractors.sheets.second import Calamine, unread_twice
from extractors.sheets.tables import SecondReading
from extractors.sheets.workbook import reading_of
from schema.reading import Hidden, Outcome, Reading, Source

NAME = "ods"
VERSION = "7"


class Ods:
    """OpenDocument spreadsheets."""

    name = NAME
    version = VERSION

    def score(self, media_type: str, name: str, head: bytes) -> int:
        return 90 if "opendocument.spreadsheet" in media_type else 0

    def read(self, data: bytes, source: Source) -> Reading:
        """Outcome read, empty or quarantined; damaged, unsafe, password or too_big for what is refused."""
        try:
            return _read_flat(data, source) if source.media_type.endswith("-flat-xml") else _read(data, source)
        except Refused as refused:
            return refusal(source, refused, NAME, VERSION)


def _read(data: bytes, source: Source) -> Reading:
    package = Package(data)
    if "content.xml" not in package.names:
        raise Refused(Outcome.DAMAGED, "The file has no content part; it seems to be cut off.")
    types = dict(_manifest(package))
    hidden = [*package_hidden(package), *_objects(package, types)]
    return _reading(source, list(read_sheets(package)), Calamine(data).second, hidden)


def _read_flat(data: bytes, source: Source) -> Reading:
    """A document that is one XML file: the same elements, with the styles before the sheets."""
    every, hidden = read_flat(data)
    return _reading(source, every, unread_twice, hidden)


def _reading(
    source: Source, every: list[SheetGrid], second: Callable[[SheetGrid], SecondReading], hidden: list[Hidden]
) -> Reading:
    hidden = [*hidden, *(h for sheet in every if not sheet.extent[0] for h in sheet.hidden)]
    seen = [sheet for sheet in every if not sheet.hidden or sheet.extent[0]]
    return reading_of(source, seen, second, hidden, NAME, VERSION)


def _manifest(package: Package) -> Iterator[tuple[str, str]]:
    """Media types of the parts. Raises Refused for an encrypted document."""
    if "META-INF/manifest.xml" not in package.names:
        return
    for entry in xml(package.read("META-INF/manifest.xml")):
        if any(child.tag.endswith("}encryption-data") for child in entry):
            raise Refused(Outcome.PASSWORD, "The document is encrypted; ask for the password or for a plain copy.")
        yield attribute(entry, "full-path"), attribute(entry, "media-type")


def _objects(package: Package, types: dict[str, str]) -> Iterator[Hidden]:
    """Embedded documents; a chart is drawn in sight."""
    folders = {n.split("/")[0] for n in package.names if n.startswith("Object ") and "/" in n}
    loose = {n for n in package.names if n.startswith("Object ") and "/" not in n}
    found = sorted(f for f in folders | loose if "chart" not in types.get(f + "/", types.get(f, "")))
    if found:
        yield Hidden(Technique.EMBEDDED_OBJECT, listed(found))
