"""Zip containers (XLSX, DOCX, ODS) without the moment of writing in them."""

from __future__ import annotations

import io
import zipfile

EPOCH = (2014, 3, 3, 9, 0, 0)
"""The moment that every entry carries."""


def fixed_zip(data: bytes) -> bytes:
    """The same archive with one fixed time at every entry; order and kind of compression stay."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            info = zipfile.ZipInfo(entry.filename, EPOCH)
            info.compress_type = entry.compress_type
            target.writestr(info, source.read(entry))
    return out.getvalue()
