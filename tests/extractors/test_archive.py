"""Archives: read in memory by index, limits by the directory, a reading for each file within."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest
from workbooks import read, xlsx, zipped

from extractors.archive import extractor
from schema.reading import Outcome


def test_each_file_of_an_archive_has_its_reading_under_its_own_name() -> None:
    reading = read(extractor, zipped({"Q1.csv": "Year,Cases\n2012,5\n2013,7\n", "deep/er/Q2.xlsx": xlsx()}), "a.zip")
    assert reading.outcome is Outcome.READ
    assert [(p.name, p.outcome, len(p.tables)) for p in reading.parts] == [
        ("Q1.csv", Outcome.READ, 1),
        ("deep/er/Q2.xlsx", Outcome.READ, 1),
    ]


def test_a_path_that_leads_out_is_a_name_and_nothing_else() -> None:
    reading = read(extractor, zipped({"../../etc/passwd": "x,y\n1,2\n"}), "a.zip")
    assert reading.parts[0].name == "../../etc/passwd"


def test_archives_three_deep_are_opened_and_no_deeper() -> None:
    data = zipped({"answer.csv": "Year,Cases\n2012,5\n2013,7\n"})
    for _ in range(5):
        data = zipped({"inner.zip": data})
    reading = read(extractor, data, "a.zip")
    for _ in range(3):
        (reading,) = reading.parts
    (last,) = reading.parts
    assert last.outcome is Outcome.TOO_BIG
    assert "3 archives or mails deep" in last.reason


def test_too_many_entries_too_much_or_too_dense_are_too_big() -> None:
    many = zipped({f"{n}.txt": "x" for n in range(1_001)})
    dense = zipped({"a.txt": b"0" * 3_000_000})
    assert [read(extractor, data, "a.zip").outcome for data in (many, dense)] == [Outcome.TOO_BIG] * 2


def test_entries_that_lie_over_one_another_are_too_big() -> None:
    data = zipped({"a.txt": "hello", "b.txt": "hello"})
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    over = data[: second + 42] + b"\x00\x00\x00\x00" + data[second + 46 :]
    assert read(extractor, over, "a.zip").outcome is Outcome.TOO_BIG


def test_an_encrypted_archive_asks_for_the_password() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", "x")
    data = bytearray(out.getvalue())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert read(extractor, bytes(data), "a.zip").outcome is Outcome.PASSWORD


def test_one_broken_entry_does_not_take_the_others_with_it() -> None:
    data = bytearray(zipped({"a.csv": "Year,Cases\n2012,5\n2013,7\n", "b.csv": "Year,Cases\n2012,5\n2013,8\n"}))
    data[36] ^= 0xFF
    reading = read(extractor, bytes(data), "a.zip")
    assert [p.outcome for p in reading.parts] == [Outcome.DAMAGED, Outcome.READ]


def test_other_archives_are_named_and_left_alone() -> None:
    assert "7z" in read(extractor, b"7z\xbc\xaf\x27\x1c" + b"\0" * 64, "a.7z").reason
    assert read(extractor, b"Rar!\x1a\x07\x00" + b"\0" * 64, "a.rar").outcome is Outcome.UNSUPPORTED


@pytest.mark.slow
def test_gzip_is_opened_and_its_bomb_is_not() -> None:
    assert read(extractor, gzip.compress(b"Year,Cases\n2012,5\n2013,7\n"), "a.csv.gz").parts[0].outcome is Outcome.READ
    assert read(extractor, gzip.compress(b"0" * 300_000_000, 9), "a.gz").outcome is Outcome.TOO_BIG


def test_an_empty_archive_says_so() -> None:
    assert read(extractor, zipped({}), "a.zip").outcome is Outcome.EMPTY


def test_entries_without_a_name_are_read_all_the_same() -> None:
    data = zipped({"ZZQZZQ": "Year,Cases\n2012,5\n2013,7\n"}).replace(b"ZZQZZQ", bytes(6))
    assert [(p.name, p.outcome) for p in read(extractor, data, "a.zip").parts] == [("", Outcome.READ)]
