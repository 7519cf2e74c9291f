"""Reading PDF: words and rules from pdfium, tables by drawn lines or by alignment, confirmed by the written order."""

from __future__ import annotations

from schema.reading import Reading, Source

NAME = "pdf"
VERSION = "12"


class Pdf:
    """The extractor of PDF documents. Choosing it loads no library; reading does."""

    name = NAME
    version = VERSION

    def score(self, media_type: str, name: str, head: bytes) -> int:
        """PDF and nothing else."""
        return 50 if media_type == "application/pdf" else 0

    def read(self, data: bytes, source: Source) -> Reading:
        """The reading of a PDF, decrypted with the empty password where that opens it."""
        from extractors.pdf.reader import read

        return read(data, source)


extractor = Pdf()
