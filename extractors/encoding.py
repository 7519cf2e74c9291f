"""Text from bytes by evidence: byte order mark, UTF-8, else what the bytes themselves suggest."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 (by its byte order mark)"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32 (by its byte order mark)"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16 (by its byte order mark)"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16 (by its byte order mark)"),
)
_TOLD_OTHERWISE = ["utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be", "utf_7"]  # marks, zeros


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, how it was decoded (in words), and facts: ``nul_bytes``, ``undecodable_bytes``."""

    text: str
    encoding: str
    flags: tuple[str, ...] = ()


def decoded(data: bytes, said: str = "") -> Decoded:
    """The text of ``data``. ``said``: an encoding its header names, believed only if it fits. Never raises."""
    for mark, codec, words in _MARKS:
        if data.startswith(mark):
            return _clean(data.decode(codec, "replace"), words)
    if codec := _unmarked_utf16(data):
        return _clean(data.decode(codec, "replace"), "UTF-16 (every other byte is zero)")
    for codec, words in ((said, f"{said} (as its header says)"), ("utf-8", "UTF-8")):
        if codec and (text := _strictly(data, codec)) is not None:
            return _clean(text, words)
    if (text := _line_by_line(data)) is not None:
        return _clean(text, "UTF-8 and Windows-1252 by turns", ("mixed_encodings",))
    if (text := _strictly(data, "cp1252")) is not None:
        return _clean(text, "Windows-1252 (it is not valid UTF-8)")
    return _guessed(data)


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _line_by_line(data: bytes) -> str | None:
    """The text of a file whose lines come from several programs: some UTF-8, others not; None for any other file."""
    lines = data.split(b"\n")
    beyond = [line for line in lines if not line.isascii()]
    valid = sum(_strictly(line, "utf-8") is not None for line in beyond)
    if not 0 < valid < len(beyond):
        return None
    return "\n".join(
        found if (found := _strictly(b, "utf-8")) is not None else b.decode("cp1252", "replace") for b in lines
    )


def _unmarked_utf16(data: bytes) -> str:
    head = data[:2000]
    half = len(head) // 2
    if half < 4:
        return ""
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if odd > half * 0.7 and even < half * 0.3:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.7 and odd < half * 0.3 else ""


def _guessed(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:100_000], cp_exclusion=_TOLD_OTHERWISE).best()
    codec = best.encoding if best else "latin-1"
    text = data.decode(codec, "replace")
    flags = ("undecodable_bytes",) if "\ufffd" in text else ()
    return _clean(text, f"{codec} (guessed from its bytes)", flags)


def _clean(text: str, words: str, flags: tuple[str, ...] = ()) -> Decoded:
    if "\ufffd" in text and "undecodable_bytes" not in flags:
        flags = (*flags, "undecodable_bytes")
    if "\x00" in text:
        return Decoded(text.replace("\x00", ""), words, (*flags, "nul_bytes"))
    return Decoded(text, words, flags)
