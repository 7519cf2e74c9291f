"""What mapping met and could not place: wordings, headings, cells, documents."""

from __future__ import annotations

from collections.abc import Iterator

from checks.codes import FINDINGS
from checks.given import CheckInput
from schema.finding import Finding


def vocabulary(given: CheckInput) -> Iterator[Finding]:
    """The findings of mapping, with the gravity that the list of codes gives them."""
    for finding in given.consolidated.findings:
        yield finding.model_copy(update={"severity": FINDINGS[finding.code].severity})
