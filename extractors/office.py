"""Opening office packages (XLSX, ODS, DOCX) from strangers: limits, no document types, nothing by name on disk."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from schema.reading import Outcome, Reading, Source

MOST_PARTS = 5_000
MOST_BYTES = 512 * 1024 * 1024  # all parts unpacked, as their directory declares; zipfile reads no more than declared
MOST_PART = 256 * 1024 * 1024
_SNIFF = 65_536
_PROGRAMS = ("Basic/", "Dialogs/")  # macros of OpenDocument, under document types of their own; nobody opens them here
# What OpenOffice itself writes into the list of parts: a name and no declarations, and nothing is fetched for it.
_OWN_DOCTYPE = re.compile(rb'<!DOCTYPE [\w:]+ PUBLIC "-//OpenOffice\.org//DTD [\w .]+//EN" "[\w.]+">')
_OWN_WITHIN = 1_024  # bytes from the beginning of a part


class Refused(Exception):  # noqa: N818  it names an outcome, not an error of the program
    """A document that is not read: its outcome and the reason in words."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason


def refusal(source: Source, refused: Refused, extractor: str, version: str) -> Reading:
    """The reading of a refused document."""
    return Reading(
        sha256=source.sha256,
        name=source.name,
        media_type=source.media_type,
        outcome=refused.outcome,
        reason=refused.reason,
        extractor=extractor,
        version=version,
    )


class Package:
    """The parts of an office file, read from memory. Raises Refused for bombs, encryption and document types."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as fault:
            raise Refused(Outcome.DAMAGED, "The office file is no whole package; it seems to be cut off.") from fault
        self._infos = {info.filename.lstrip("/"): info for info in infos}
        self._check(infos)

    @property
    def names(self) -> list[str]:
        """All part names, in the order of the directory."""
        return list(self._infos)

    def size(self, name: str) -> int:
        return self._infos[name].file_size

    def read(self, name: str) -> bytes:
        """One part whole. Raises KeyError if it is not there, Refused if it is too big or broken."""
        if self.size(name) > MOST_PART:
            raise Refused(Outcome.TOO_BIG, "A part of the office file unpacks to more than 256 MiB.")
        with self.open(name) as stream:
            data = stream.read()
        own = _OWN_DOCTYPE.search(data, 0, _OWN_WITHIN)
        return data[: own.start()] + data[own.end() :] if own else data

    def open(self, name: str) -> IO[bytes]:
        try:
            return self._zip.open(self._infos[name])
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as fault:
            raise Refused(Outcome.DAMAGED, "A part of the office file cannot be unpacked.") from fault

    def _check(self, infos: list[zipfile.ZipInfo]) -> None:
        if len(infos) > MOST_PARTS:
            raise Refused(Outcome.TOO_BIG, f"The office file has {len(infos):,} parts, more than {MOST_PARTS:,}.")
        if sum(info.file_size for info in infos) > MOST_BYTES:
            raise Refused(Outcome.TOO_BIG, "The office file unpacks to more than 512 MiB.")
        if any(info.flag_bits & 1 for info in infos):
            raise Refused(Outcome.PASSWORD, "The office file is encrypted; ask for the password or for a plain copy.")
        for name in self._infos:
            if name.lower().endswith((".xml", ".rels", ".vml")) and not name.startswith(_PROGRAMS):
                self._refuse_doctype(name)

    def _refuse_doctype(self, name: str) -> None:
        with self.open(name) as stream:
            head = stream.read(_SNIFF)
        own = _OWN_DOCTYPE.search(head, 0, _OWN_WITHIN)
        if b"<!DOCTYPE" in head[own.end() if own else 0 :].replace(b"\x00", b"").upper():
            raise unsafe_doctype()


def unsafe_doctype() -> Refused:
    """No office program writes a document type: it serves entity bombs and fetching from elsewhere."""
    return Refused(Outcome.UNSAFE, "The office file declares a document type in its XML, which no office program does.")


def xml(data: bytes) -> Any:
    """The root element of one XML part. No entities, no network. Raises Refused."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=True, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise Refused(Outcome.DAMAGED, "The office file holds XML that is not well formed.") from fault
    if root.getroottree().docinfo.internalDTD is not None:
        raise unsafe_doctype()
    return root


def xml_events(stream: IO[bytes], tags: tuple[str, ...]) -> Iterator[Any]:
    """Finished elements with one of ``tags``, one after another; memory stays flat. Raises Refused."""
    from lxml import etree

    events = etree.iterparse(
        stream, events=("end",), tag=tags, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=True
    )
    try:
        first = True
        for _, element in events:
            if first and element.getroottree().docinfo.internalDTD is not None:
                raise unsafe_doctype()
            first = False
            yield element
            element.clear(keep_tail=False)
            while element.getprevious() is not None and element.getparent() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, zipfile.BadZipFile, EOFError) as fault:
        raise Refused(Outcome.DAMAGED, "The office file holds XML that is not well formed.") from fault
