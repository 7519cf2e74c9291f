"""Whether a property of a document names a person. Small: every PDF is asked, too."""

from __future__ import annotations

import re

_PERSON = re.compile(
    r"(?<![\w.+-])[\w.+-]+@[\w-]+\.\w+"
    r"|\b(?:PC|DC|PS|DS|PCSO|Sgt|Sergeant|Constable|Insp|Supt|Mr|Mrs|Ms|Miss|Dr)\.? [A-Z]"
)
_NAME = re.compile(r"\s*[A-Z][\w'’-]+(?: [A-Z]\.?)? [A-Z][\w'’-]+\s*")
_OWNER = re.compile(
    r"name|author|owner|officer|manager|review|check|approv|prepared|contact|subject of|person|collar|by$",
    re.IGNORECASE,
)


def property_fields(said: dict[str, str]) -> list[str]:
    """The document properties, of those given, that name a person."""
    return [field for field, text in said.items() if speaks_of_person(field, text)]


def speaks_of_person(field: str, text: str) -> bool:
    """A field that holds an address, a rank or title with a name, or a name under a heading such as "Owner"."""
    is_writer = field.lower() in ("author", "creator")  # whoever's machine it was: only an address or a rank tells
    return bool(_PERSON.search(text)) or (not is_writer and bool(_OWNER.search(field)) and bool(_NAME.fullmatch(text)))
