"""A document with hidden data that nobody has released: findings say where to look, and not what is printed there."""

from __future__ import annotations

import json

import pytest
from replies import decide, mapped, reading, table
from surveys import checked

from checks.codes import FINDINGS
from checks.run import DocumentFacts
from schema.answer_form import MARKER
from schema.decision import Decision, DecisionKind
from schema.finding import Finding
from schema.mapping.document import SEALED
from schema.mapping.reading import Mapped
from schema.reading import Hidden, Outcome, Table

CANARY = "Zephyr"
SHA = "e" * 64
NUMBERS = (("2012", "4"), ("2013", "6"))

# what a table has to print so that mapping, or a check, speaks of it
TABLES: dict[str, Table] = {
    "value_not_in_vocabulary": table(("Role", "Number"), (f"{CANARY} unit", "3"), ("PCSO", "2")),
    "value_proposed": table(("Role", "Number"), (f"{CANARY} unit", "3"), ("PCSO", "2")),
    "heading_not_mapped": table(("Role", CANARY, "Number"), ("PCSO", "x", "2"), ("Officer", "y", "4")),
    "cell_not_read": table(("Role", "Number"), ("PCSO", f"about {CANARY}"), ("Officer", "4")),
    "cell_empty": table(("Role", f"Number of {CANARY}", "Number"), ("PCSO", "1", ""), ("Officer", "3", "4")),
    "impossible_date": table(("Year", "Number"), ("31 February 2012", "3"), ("2013", "4")),
    "form_changed": table((CANARY, "Number"), ("2012", "1"), title=f"{MARKER}\nRR-1\nkent\n{CANARY}"),
    "definition_differs": table(("Role", "Number"), ("Officer", "3"), notes=f"These figures exclude {CANARY} cases."),
    "period_differs": table(("Year", "Number"), *NUMBERS),
    "part_year": table(("Year", "Number"), ("2012", "4"), ("2014*", "1"), notes="* to 31 January only"),
    "unit_differs": table(("Role", "Number of complaints"), ("Officer", "4")),
    "rows_differ_from_total": table(("Role", "Number"), ("PCSO", "1101"), ("Officer", "2202"), ("Total", "9909")),
    "disclosive": table(("Role", "Number"), ("PCSO", "<5"), ("Officer", "2202"), ("Total", "2204")),
}

# what a person has to have decided before, so that a finding speaks of it
DECIDED: dict[str, tuple[DecisionKind, dict[str, str]]] = {
    "value_proposed": (DecisionKind.VALUE, {"new": f"{CANARY.lower()}_unit"}),
}


def survey(one: Table, *decisions: Decision) -> Mapped:
    waits = "The file holds hidden data and waits until a person releases it."
    held = Table(**{**{f: getattr(one, f) for f in one.__slots__}, "accept": False, "why_not": (waits,)})
    hidden = (Hidden("hidden sheet", "Names (3 rows)"),)
    document = reading(held, sha256=SHA, name="reply.xlsx", outcome=Outcome.QUARANTINED, hidden=hidden)
    return mapped(document, *decisions)


def findings(one: Table, *decisions: Decision) -> list[Finding]:
    facts = (DocumentFacts(SHA, "reply.xlsx", "kent", "first", dates=("31 February 2012",)),)
    return checked(also=(survey(one, *decisions),), documents=facts, decisions=decisions)


def released(one: Table) -> Decision:
    return decide(survey(one), DecisionKind.RELEASE, {"release": True})


def decided(code: str) -> tuple[Decision, ...]:
    return (decide(survey(TABLES[code]), *DECIDED[code]),) if code in DECIDED else ()


@pytest.mark.parametrize("code", TABLES)
def test_no_finding_tells_what_an_unreleased_document_prints(code: str) -> None:
    one = TABLES[code]
    printed = {text for row in one.rows for text in row if len(text) > 3} | {CANARY}
    sealed = findings(one, *decided(code))
    assert CANARY.lower() not in json.dumps([f.model_dump(mode="json") for f in sealed]).lower()
    assert not [f.message for f in sealed if any(text in f.message for text in printed)]


@pytest.mark.parametrize("code", TABLES)
def test_after_its_release_the_finding_tells_it(code: str) -> None:
    one = TABLES[code]
    told = [f.message for f in findings(one, released(one), *decided(code)) if f.code == code]
    assert told
    assert SEALED not in told


def test_every_finding_of_mapping_is_tried_here() -> None:
    of_mapping = {code for code, told in FINDINGS.items() if told.family == "vocabulary"}
    assert of_mapping <= set(TABLES)
