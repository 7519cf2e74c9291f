"""Documents damaged at random (seeded): each still ends in one outcome with a reason, and nothing hidden comes out."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

import pytest
from binary_workbook import Sheet, xlsb
from raw_pdf import Paper, text
from workbooks import ROWS, docx, everything, ods, xls, xlsx, zipped

from extractors.registry import read_bytes
from schema.reading import Outcome

SECRET = "canary4711"
MAIL = (
    b"From: a@x.police.uk\r\nTo: b@example.org\r\nSubject: FOI\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=xx\r\n\r\n--xx\r\n\r\nQ1: 4\r\n"
    b"--xx\r\nContent-Type: text/csv; name=a.csv\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nYSxiCjEsMgozLDQK\r\n--xx--\r\n"
)
HTML = b"<html><body><p>Figures</p><table><tr><th>Year<th>Count<tr><td>2014<td>5</table></body></html>"
DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "a.xlsx": xlsx,
    "a.xls": xls,
    "a.ods": ods,
    "a.docx": docx,
    "a.xlsb": lambda: xlsb([Sheet("Data", dict(enumerate(ROWS))), Sheet("Names", {0: ["x"]}, state=1)]),
    "a.pdf": lambda: Paper(Paper().content + text(SECRET, 70, 400, mode=3)).bytes(),
    "a.zip": lambda: zipped({"a.csv": "x,y\n1,2\n3,4\n", "b/c.txt": "hello"}),
    "a.csv": lambda: b"area,officers\nNorth,3\nSouth,4\n" * 20,
    "a.eml": lambda: MAIL,
    "a.html": lambda: HTML,
}
WEIRD = ("", "0", "-1", "99999999999", "1e308", "NaN", "A0", "XFD1048577", "true", "&lt;", "65536", "1048576", "inf")


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Cut, flipped, emptied, doubled, or with something in between or in front."""
    at = chance.randrange(len(data))
    size = min(chance.choice([1, 4, 64, 512]), len(data) - at)
    junk = chance.randbytes(chance.choice([1, 16, 600]))
    return chance.choice(
        [
            data[:at],
            data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :],
            data[:at] + bytes(size) + data[at + size :],
            data[: at + size] + data[at : at + size] * 3 + data[at + size :],
            data[:at] + junk + data[at:],
            data[:at] + data[at + size :],
            junk + data,
        ]
    )


def damaged_part(data: bytes, chance: random.Random) -> bytes:
    """A package with one part damaged: its XML with odd values in the place of its own, others as bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in parts if name.endswith((".xml", ".rels", ".bin"))] or list(parts))
    part = parts[name]
    assert isinstance(part, bytes)
    if name.endswith(".bin") or chance.random() < 0.3:
        parts[name] = damaged(part, chance)
    else:
        values = list(re.finditer(r'="([^"]*)"|>([^<]+)<', part.decode()))
        words = part.decode()
        for found in sorted(chance.sample(values, min(4, len(values))), key=lambda f: -f.start()):
            group = 1 if found[1] is not None else 2
            words = words[: found.start(group)] + chance.choice(WEIRD) + words[found.end(group) :]
        parts[name] = words.encode()
    return zipped(parts)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_damaged_document_ends_in_one_outcome_with_a_reason(name: str, seed: int) -> None:
    chance = random.Random(f"{name} {seed}")
    data = DOCUMENTS[name]()
    change = damaged_part if data.startswith(b"PK") and seed % 3 else damaged
    reading = read_bytes(change(data, chance), name)
    assert reading.outcome in Outcome
    assert reading.reason.strip()
    if reading.outcome is not Outcome.READ:
        assert not any(table.accept for table in reading.tables)
    if name == "a.pdf" and reading.outcome is Outcome.QUARANTINED:
        assert SECRET not in everything(reading)
