"""What a document holds that its reader does not see. Technique and place, never a value."""

from __future__ import annotations

from collections.abc import Iterator

from checks.given import CheckInput
from checks.wording import counted
from schema.finding import Finding


def hidden(given: CheckInput) -> Iterator[Finding]:
    """hidden_data, formula_without_value."""
    for document in given.documents:
        where = {"wave": document.wave, "authority": document.authority}
        for technique, place in document.hidden:
            at = f"{document.name}, {place}" if place else document.name
            message = f"{document.name} hides data: {technique.replace('_', ' ')}."
            yield given.finding("hidden_data", message, place=at, **where)
        if document.formulas_without_value:
            cells = ", ".join(document.formulas_without_value)
            message = f"{counted(len(document.formulas_without_value), 'formula')} without a stored value: {cells}."
            yield given.finding("formula_without_value", message, place=document.name, **where)
