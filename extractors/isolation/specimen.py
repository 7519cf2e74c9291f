"""A small letter of our own that the server reads before it forks: what is made at first use is then there for all."""

from __future__ import annotations

_LINES = (
    "Dear requester, thank you for your request of 1 April 2014 under the Freedom of Information Act 2000.",
    "Question 1: how many officers were dismissed? In 2013 there were 12 dismissals and 3 resignations.",
    "Question 2: we hold no record of fewer than five. Section 40(2) applies, and 18 hours would exceed the limit.",
)
_ROWS = (("Outcome", "2012", "2013", "Total"), ("Warning", "1,204", "<5", "17"), ("Dismissal", "3", "4", "7"))


def _content() -> str:
    """The drawing of the page: three lines of prose, a table in a drawn grid, the same table without lines."""
    text = [f"BT /F 10 Tf 60 {760 - 14 * n} Td ({_quoted(line)}) Tj ET" for n, line in enumerate(_LINES)]
    for top in (660, 560):
        for r, row in enumerate(_ROWS):
            text += [f"BT /F 10 Tf {64 + 90 * c} {top - 18 * r} Td ({cell}) Tj ET" for c, cell in enumerate(row)]
    rules = [f"60 {674 - 18 * n} m 420 {674 - 18 * n} l S" for n in range(4)]
    return "\n".join([*text, *rules, *(f"{60 + 90 * n} 674 m {60 + 90 * n} 620 l S" for n in range(5))])


def _quoted(text: str) -> str:
    return text.replace("(", "\\(").replace(")", "\\)")


def _document(content: str) -> bytes:
    """A PDF of one page. Without a table of its objects, which a reader then makes itself."""
    parts = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(content)}>>\nstream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body = "\n".join(f"{n} 0 obj\n{part}\nendobj" for n, part in enumerate(parts, 1))
    return f"%PDF-1.4\n{body}\ntrailer\n<</Root 1 0 R>>\n%%EOF\n".encode("ascii")


SPECIMEN = _document(_content())
TEXT = "\n".join(_LINES).encode("ascii")
