"""What a PDF holds beside its pages: attached files, scripts, properties, layers switched off, earlier versions.

Of all this only the technique, a number or the name of a property is told.
"""

from __future__ import annotations

import ctypes
import re
import zlib
from collections import Counter
from collections.abc import Iterator

from extractors.hidden import Technique, listed
from extractors.pdf import pdfium as lib
from extractors.personal import property_fields
from schema.reading import Hidden

_PROPERTIES = ("Title", "Subject", "Keywords", "Author", "Manager", "Company", "Owner", "Comments", "Category")
_PACKET = re.compile(rb"<x:xmpmeta.{0,200000}?</x:xmpmeta>", re.DOTALL)
_OBJECTS = re.compile(rb"/Type\s*/ObjStm\b.{0,300}?stream\r?\n", re.DOTALL)
_MOST_OBJECTS = 8 * 1024 * 1024  # bytes of packed objects that are looked through
_END = b"%%EOF"
_MOST_VERSIONS, _MOST_PAGES = 4, 40  # earlier versions and pages of each that are compared


def enclosed(document: int, data: bytes, structure: bytes) -> list[Hidden]:
    """What is hidden beside the pages of an open document. ``structure``: that of ``data``."""
    return [
        *_attached(document),
        *_started(document, structure),
        *_properties(document, data),
        *_earlier(document, data),
        *([Hidden(Technique.LAYER, "document: layers that are switched off")] if layers_off(structure) else []),
    ]


def layers_off(structure: bytes) -> bool:
    """Whether a layer of the document is switched off when it is opened."""
    if b"/OCProperties" not in structure:
        return False
    return bool(re.search(rb"/OFF\s*\[\s*\d", structure) or re.search(rb"/BaseState\s*/OFF", structure))


def structure_of(data: bytes) -> bytes:
    """The bytes of the file, with the objects that were packed into streams laid open behind."""
    opened = [data]
    room = _MOST_OBJECTS
    for found in _OBJECTS.finditer(data):
        try:
            opened.append(zlib.decompressobj().decompress(data[found.end() : found.end() + room], room))
        except zlib.error:
            continue
        room -= len(opened[-1])
        if room <= 0:
            break
    return b"\n".join(opened) if len(opened) > 1 else data


def _attached(document: int) -> Iterator[Hidden]:
    count = lib.attachment_count(document)
    if count > 0:
        yield Hidden("attached file", f"document: {count} attached")


def _started(document: int, structure: bytes) -> Iterator[Hidden]:
    """Scripts and programs that opening the document would start. (Scripts of form fields check what is typed.)"""
    scripts = lib.script_count(document)
    at_start = re.search(rb"/OpenAction\s*(?:\d+ \d+ R|<<)", structure) and re.search(rb"/S\s*/JavaScript", structure)
    if scripts > 0:
        yield Hidden("JavaScript", f"document: {scripts} scripts")
    elif at_start and b"/AcroForm" not in structure:
        yield Hidden("JavaScript", "document: a script that runs when it is opened")
    if re.search(rb"/S\s*/Launch\b", structure):
        yield Hidden("action that starts a program", "document")


def _properties(document: int, data: bytes) -> Iterator[Hidden]:
    said = {name.lower(): _meta(document, name) for name in _PROPERTIES}
    fields = Counter(property_fields(said))
    for packet in _PACKET.findall(data)[:20]:
        fields.update(property_fields(dict(_packet_fields(packet))))
    if fields:
        yield Hidden(Technique.PROPERTIES, listed(sorted(fields)))


def _meta(document: int, name: str) -> str:
    size = min(lib.meta_text(document, name.encode(), None, 0), 65_536)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    lib.meta_text(document, name.encode(), buffer, size)
    return buffer.raw.decode("utf-16-le", "ignore").strip("\x00")


def _packet_fields(packet: bytes) -> Iterator[tuple[str, str]]:
    """(name, text) of the fields of an XMP packet; fields with several texts give them joined."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, recover=True)
    root = etree.fromstring(packet, parser)
    texts: dict[str, list[str]] = {}
    for element in root.iter() if root is not None else ():
        if not isinstance(element.tag, str):
            continue
        for name, text in [(element.tag, element.text), *element.attrib.items()]:
            if (text or "").strip():
                texts.setdefault(_field(element, str(name)), []).append(str(text).strip())
    return ((name, "; ".join(parts)) for name, parts in texts.items())


def _field(element: object, name: str) -> str:
    """The field that a text belongs to: lists stand one or two elements below it."""
    from lxml import etree

    while isinstance(element, etree._Element) and str(name).endswith(("}li", "}Alt", "}Bag", "}Seq")):
        element = element.getparent()
        name = str(element.tag) if element is not None else ""
    return str(name).rpartition("}")[2].lower()


# ------------------------------------------------------------------ earlier versions


def _earlier(document: int, data: bytes) -> Iterator[Hidden]:
    """Versions before the last saving that hold words which are no longer there."""
    ends = [found.end() for found in re.finditer(re.escape(_END), data)][:-1]
    if b"/Linearized" in data[:2048]:
        ends = ends[1:]  # the first end of such a file closes its first page, no version
    ends = [end for end in ends if data[end:].strip()]
    if not ends:
        return
    now = _words(document)
    gone = 0
    for end in ends[-_MOST_VERSIONS:]:
        version = data[:end]
        earlier = lib.load_document(version, len(version), None)
        if earlier:
            gone += _lacks(now, _words(earlier))
            lib.close_document(earlier)
    if gone:
        yield Hidden(Technique.EARLIER_VERSION, f"document: {gone} with words that were changed or taken out since")


_NOTED = re.compile(r"((?:19|20)\d\d(?:[–/-]\d\d(?:\d\d)?)?|.*[^\W\d])[1-9](?:,[1-9])*")


def _lacks(now: Counter[str], earlier: Counter[str]) -> bool:
    """A word of the earlier version stands nowhere any more, or a digit not as often.

    Words may have been cut otherwise and still be the same; signs that no font explains are no words; a year or a word
    that has lost the mark of a note, when its text was written anew, has lost nothing.
    """
    left = _digits(now)
    unnoted: Counter[str] = Counter()
    for word, count in earlier.items():
        unnoted[_without_note(word, now)] += count
    if any(count > left[digit] for digit, count in _digits(unnoted).items()):
        return True
    together = "".join(now)
    bare = {word.strip(".,;:()[]\"'£%") for word in earlier}
    return any(len(word) > 2 and word.isalpha() and word not in together for word in bare)


def _without_note(word: str, now: Counter[str]) -> str:
    noted = _NOTED.fullmatch(word)
    return noted[1] if noted and noted[1] in now else word


def _digits(words: Counter[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for word, count in words.items():
        for digit in re.findall(r"\d", word):
            found[digit] += count
    return found


def _words(document: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for number in range(min(max(lib.page_count(document), 0), _MOST_PAGES)):
        handle = lib.load_page(document, number)
        if not handle:
            continue
        text = lib.load_text(handle)
        if text:
            count = min(lib.count_chars(text), 200_000)
            buffer = (ctypes.c_ushort * (count + 1))()
            lib.get_text(text, 0, count, buffer)
            found.update(bytes(buffer).decode("utf-16-le", "ignore").strip("\x00").split())
            lib.close_text(text)
        lib.close_page(handle)
    return found
