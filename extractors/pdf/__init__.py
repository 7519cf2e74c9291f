"""Reading PDF: words and rules from pdfium, tables by drawn lines or by alignment, confirmed by the written order."""

from __future__ import annotations

from extractors.pdf.reader import extractor

__all__ = ["extractor"]
