"""The type of a document by its content. The name only breaks ties between kinds of plain text."""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from schema.reading import Outcome

if TYPE_CHECKING:
    import zipfile

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSM = "application/vnd.ms-excel.sheet.macroenabled.12"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
XLS = "application/vnd.ms-excel"
XLS_2003 = "application/vnd.ms-excel.2003+xml"  # a workbook as one XML file
ODS = "application/vnd.oasis.opendocument.spreadsheet"
FLAT_ODS = "application/vnd.oasis.opendocument.spreadsheet-flat-xml"
ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOC = "application/msword"
PPT = "application/vnd.ms-powerpoint"
MSG = "application/vnd.ms-outlook"
ZIP = "application/zip"
GZIP = "application/gzip"
TAR = "application/x-tar"
TNEF = "application/ms-tnef"
MAIL = "message/rfc822"
MBOX = "application/mbox"
HTML = "text/html"
XML = "application/xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
TEXT = "text/plain"
RTF = "application/rtf"
ENCRYPTED_OFFICE = "application/x-ole-encrypted"
OLE = "application/x-ole-storage"
EMPTY = "application/x-empty"
PROGRAM = "application/x-executable"
BINARY = "application/octet-stream"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", GZIP),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"{\\rtf", RTF),
    (b"\x78\x9f\x3e\x22", TNEF),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"%!PS", "application/postscript"),
)
_ROOT = 16_384  # bytes in which the outermost element of an XML file begins and ends
_STRAY = 3  # zero bytes that may stand in any plain text
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = re.compile(
    rb"\x09[\x00\x02\x04\x08](?:[\x04\x06\x08\x10]\x00)(?:\x00[\x05\x06]|[\x02\x03\x04\x07]\x00|\x00[\x02-\x04])"
)
_MAIL_FIELD = re.compile(
    rb"^(?:from|to|cc|subject|date|message-id|received|mime-version|return-path|delivered-to|reply-to|content-type"
    rb"|content-transfer-encoding|x-[\w-]+|dkim-signature|authentication-results|in-reply-to|references):",
    re.IGNORECASE,
)
_WORDS = {
    "application/x-7z-compressed": "a 7z archive",
    "application/vnd.rar": "a RAR archive",
    "application/x-bzip2": "a bzip2 archive",
    "application/x-xz": "an xz archive",
    "application/vnd.sqlite3": "an SQLite database",
    "application/postscript": "a PostScript file",
    PPTX: "a PowerPoint presentation",
    PPT: "a PowerPoint presentation",
    DOC: "an old Word document (.doc)",
    RTF: "an RTF document",
    ODT: "an OpenDocument text",
    OLE: "an OLE container of unknown content",
    XML: "an XML file of unknown content",
    BINARY: "a binary file of unknown type",
}


def identify(data: bytes, name: str = "") -> str:
    """The media type of ``data``. Looks at signatures and container directories; never unpacks a part."""
    if not data:
        return EMPTY
    head = data[:8192]
    if _is_mail(head, name):  # before all else: a mail may carry anything, as it stands
        return MAIL
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):  # before PDF, which may lie in it unpacked
        return _of_zip(data)
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(_OLE_MAGIC):
        return _of_ole(data)
    if data[257:262] == b"ustar":
        return TAR
    for magic, media_type in _MAGIC:
        if head.startswith(magic) and _is_what_it_says(magic, head):
            return media_type
    return XLS if _BIFF.match(head) else _of_text(data, name)


def refusal(media_type: str) -> tuple[Outcome, str] | None:
    """The recorded outcome of a type that no extractor needs to look at; None where one should."""
    if media_type == EMPTY:
        return Outcome.EMPTY, "The file holds no bytes."
    if media_type == ENCRYPTED_OFFICE:
        return (
            Outcome.PASSWORD,
            "The office document is encrypted; ask for the password or for a plain copy.",
        )
    if media_type == PROGRAM:
        return (
            Outcome.UNSAFE,
            "The file is a program, not a document; it was not opened.",
        )
    if media_type == BINARY:
        return (
            Outcome.UNSUPPORTED,
            "The file is of no known type; ask for a PDF or a spreadsheet.",
        )
    return None


def in_words(media_type: str) -> str:
    """A type as a person would name it."""
    return _WORDS.get(media_type, f"a file of the type {media_type}")


def _is_what_it_says(magic: bytes, head: bytes) -> bool:
    """Two-letter signatures also begin ordinary texts ("BMW ..."): these need zero bytes behind them."""
    return len(magic) > 2 or magic == b"\x1f\x8b" or b"\x00" in head[:64]


def _of_zip(data: bytes) -> str:
    import zipfile  # most documents are no archives
    import zlib

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {info.filename for info in archive.infolist()[:5000]}
            odf = _odf_type(archive) if "mimetype" in names else ""
    except (
        zipfile.BadZipFile,
        ValueError,
        OSError,
        NotImplementedError,
        EOFError,
        RuntimeError,
        zlib.error,
    ):
        return ZIP
    if odf:
        return odf
    if any(n.startswith("xl/workbook.bin") for n in names):
        return XLSB
    if "xl/workbook.xml" in names or any(n.startswith("xl/worksheets/") for n in names):
        return XLSM if "xl/vbaProject.bin" in names else XLSX
    if any(n.startswith("word/") for n in names):
        return DOCX
    return PPTX if any(n.startswith("ppt/") for n in names) else ZIP


def _odf_type(archive: zipfile.ZipFile) -> str:
    """What the ``mimetype`` entry of an OpenDocument file says; "" for another or an enormous entry."""
    info = archive.getinfo("mimetype")
    if info.file_size > 200:
        return ""
    said = archive.read(info).decode("ascii", "replace").strip()
    return said.removesuffix("-template") if said.startswith("application/vnd.oasis.opendocument") else ""


def _of_ole(data: bytes) -> str:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            streams = {"/".join(entry).lower() for entry in ole.listdir(streams=True, storages=False)}
    except Exception:  # noqa: BLE001  the library raises many kinds on broken containers
        return _of_broken_ole(data)
    if "encryptedpackage" in streams:
        return ENCRYPTED_OFFICE
    for stream, media_type in (
        ("workbook", XLS),
        ("book", XLS),
        ("worddocument", DOC),
        ("powerpoint document", PPT),
        ("__properties_version1.0", MSG),
    ):
        if stream in streams:
            return media_type
    return OLE


def _of_broken_ole(data: bytes) -> str:
    """A container whose directory cannot be walked: the stream names still stand in it as UTF-16."""
    for stream, media_type in (
        ("EncryptedPackage", ENCRYPTED_OFFICE),
        ("Workbook", XLS),
        ("WordDocument", DOC),
    ):
        if stream.encode("utf-16-le") in data:
            return media_type
    return OLE


def _of_text(data: bytes, name: str) -> str:
    head = data[:65536]
    if _is_binary(head):
        return BINARY
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(b"\x00") > len(head) // 4:
        text = text.replace(b"\x00", b"")
    lowered = text[:4096].lower()
    if lowered.startswith((b"<?xml", b"<!doctype", b"<")):
        return _of_workbook(text[:_ROOT]) or _of_markup(lowered, name)
    if text.startswith(b"From ") and _fields(text.split(b"\n", 1)[-1]) >= 2:
        return MBOX
    if _fields(text) >= 2:
        return MAIL
    return _of_plain(text, name)


def _is_binary(head: bytes) -> bool:
    """Control bytes that no text has; zero bytes count only where the text is not UTF-16."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    control = sum(head.count(bytes([b])) for b in range(32) if b not in b"\t\n\r\f\x1a\x1b\x00")
    zeros = head.count(b"\x00")
    is_utf16 = len(head) > 3 and abs(zeros * 2 - len(head)) < len(head) // 4
    stray = _STRAY if head.isascii() and len(head) > 2 * _STRAY else 0
    return control > len(head) * 0.02 or (zeros > max(len(head) * 0.05, stray) and not is_utf16)


def _of_workbook(text: bytes) -> str:
    """The kinds of workbook that are one XML file, by their outermost element; "" for others."""
    if re.search(rb"<(?:\w+:)?Workbook\s[^>]*\burn:schemas-microsoft-com:office:spreadsheet\b", text):
        return XLS_2003
    flat = re.search(rb"<(?:\w+:)?document\s[^>]*:mimetype=[\"']application/vnd\.oasis\.opendocument\.([a-z-]+)", text)
    return FLAT_ODS if flat and flat[1].startswith(b"spreadsheet") else ""


def _of_markup(lowered: bytes, name: str) -> str:
    if b"<html" in lowered or b"<!doctype html" in lowered or b"<body" in lowered or b"<table" in lowered:
        return HTML
    if lowered.startswith(b"<?xml"):
        return XML
    is_named = name.lower().endswith((".html", ".htm"))
    return HTML if is_named or re.match(rb"<(head|div|p|meta|title|br|h\d)\b", lowered) else TEXT


def _is_mail(head: bytes, name: str) -> bool:
    """Whether it begins with header fields; one known field is enough where the name says that it is a mail."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b">From "):
        text = text.partition(b"\n")[2]
    return _fields(text) >= (1 if name.lower().endswith(".eml") else 2)


def _fields(text: bytes) -> int:
    """Known mail header fields before the first empty line; 0 where another line stands among them."""
    count = 0
    for line in text[:16384].splitlines():
        if not line.strip():
            break
        if _MAIL_FIELD.match(line):
            count += 1
        elif not (line[:1] in b" \t" and count) and not re.match(rb"^[\x21-\x39\x3b-\x7e]+:", line):
            return 0
    return count


def _of_plain(text: bytes, name: str) -> str:
    suffix = name.lower().rpartition(".")[2]
    if suffix in ("csv", "tsv", "tab"):
        return CSV if suffix == "csv" else TSV
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    if len(lines) < 2 or suffix in ("txt", "md", "eml"):
        return TEXT
    return next(
        (kind for mark, kind in ((b",", CSV), (b";", CSV), (b"\t", TSV)) if _is_delimited(lines, mark)),
        TEXT,
    )


def _is_delimited(lines: list[bytes], mark: bytes) -> bool:
    """Nearly every line has the same number of delimiters, and at least one."""
    (count, often), *_ = Counter(line.count(mark) for line in lines).most_common(1)
    return count >= 1 and often >= 0.9 * len(lines) and (count >= 2 or len(lines) >= 3)
