"""Whether a text gives a reference of the authority's own, however it is spaced."""

from __future__ import annotations

import re
from itertools import pairwise

# A bare number shorter than this may be anything; it has to be called a reference.
LONG_ENOUGH = 6
_LABEL = r"(?:ref(?:erence)?|no|number|foi|request|case|enquiry)\.?:?\s*(?:no\.?:?\s*)?[#(\[]?"


def gives(text: str, reference: str) -> bool:
    """Whether ``text`` gives ``reference`` as a whole word: ``82-25`` is also "82 - 25", but not "8225"."""
    parts = re.findall(r"[A-Za-z]+|\d+", reference)
    if not parts:
        return False
    spelled = re.escape(parts[0])
    for before, part in pairwise(parts):
        spelled += (r"[\s/_.-]+" if before.isdigit() and part.isdigit() else r"[\s/_.-]*") + re.escape(part)
    if len(parts) == 1 and reference.isdigit() and len(reference) < LONG_ENOUGH:
        spelled = _LABEL + spelled
    return re.search(rf"(?<![A-Za-z0-9/]){spelled}(?![A-Za-z0-9]|[/-]\d)", text, re.IGNORECASE) is not None
