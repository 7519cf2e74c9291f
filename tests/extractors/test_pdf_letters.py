"""Programs that place every letter by itself, rounded to a pixel: words stay words, figures stay figures."""

from __future__ import annotations

from raw_pdf import Paper, text

from extractors.registry import read_bytes

WIDTHS = {"1": 5.56, ",": 2.78, " ": 2.78, "i": 2.22, "l": 2.22, "m": 8.33, "R": 7.22, "D": 7.22, "S": 6.67, "t": 2.78}
HEAD = ("Outcome", "2011", "2012", "2013")
BODY = (("Dismissed", "112", "340", "5"), ("Rate per mile", "1,204", "7", "611"), ("Stood down", "30", "19", "61"))


def letters(words: str, x: float, y: float, off: float = 0.0) -> tuple[str, float]:
    """Each letter as a piece of its own; ``off``: by how much every step is too wide. And where the last one ends."""
    drawn = ""
    for letter in words:
        drawn += text(letter, round(x, 2), y, size=10) if letter != " " else ""
        x += WIDTHS.get(letter, 5.56) + off
    return drawn, x


def drawn(rows: tuple[tuple[str, ...], ...], off: float = 0.0) -> bytes:
    content = ""
    for n, row in enumerate(rows):
        for x, words in zip((70, 220, 300, 380), row, strict=True):
            width = letters(words, 0, 0, off)[1]
            content += letters(words, x if x == 70 else x + 40 - width, 700 - 20 * n, off)[0]
    return Paper(content=content).bytes()


def test_letters_that_stand_a_little_apart_are_one_word() -> None:
    for off in (0.0, 0.4, 0.8):
        (table,) = read_bytes(drawn((HEAD, *BODY), off), "reply.pdf").tables
        assert table.rows == (HEAD, *BODY), off


def test_figures_of_neighbouring_columns_do_not_grow_together() -> None:
    rows = "".join(letters("Row", 70, 700 - 20 * n)[0] + letters("11", 200, 700 - 20 * n)[0] for n in range(4))
    near = "".join(letters("22", 212.5, 700 - 20 * n)[0] for n in range(4))
    (table,) = read_bytes(Paper(content=rows + near).bytes(), "reply.pdf").tables
    assert [row[1:] for row in table.rows] == [("11", "22")] * 4
