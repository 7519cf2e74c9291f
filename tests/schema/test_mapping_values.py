"""A wording that no vocabulary knows: what is proposed claims nothing, and a value of nobody's invention is none."""

from __future__ import annotations

import json

import pytest
from replies import CAMPAIGN, NAMES, VOCABULARY, decide, mapped, table

from schema.decision import DecisionKind
from schema.finding import Severity
from schema.mapping.values import decided_value, proposed_values
from schema.mapping.words import Lexicon
from schema.record import RecordState

LEXICON = Lexicon(CAMPAIGN, VOCABULARY, NAMES, ("kent",))
DOCUMENT = table(("Outcome", "Number"), ("NFA", "3"), ("Sent to Coventry", "1"))


@pytest.mark.parametrize(
    ("dimension", "text", "proposed"),
    [
        ("outcome", "Sent to Coventry", [{"new": "sent_to_coventry"}]),
        ("role", "", [{"value": "not_stated"}]),
        ("outcome", "***", []),
        ("period", "last year", []),
        ("authority", "The county", []),
        ("question", "Part F", []),
    ],
)
def test_an_unknown_wording_is_proposed_as_a_value_of_its_own(
    dimension: str, text: str, proposed: list[dict[str, str]]
) -> None:
    assert proposed_values(dimension, text) == proposed


def test_every_unknown_wording_of_a_vocabulary_can_be_accepted_as_it_is() -> None:
    found = mapped(DOCUMENT)
    verdict = json.loads(found.items[0].choices)[0]
    after = mapped(DOCUMENT, decide(found, DecisionKind.VALUE, verdict))
    assert [(r.outcome, r.state) for r in after.records] == [
        ("no_further_action", RecordState.ACCEPTED), ("sent_to_coventry", RecordState.ACCEPTED),
    ]  # fmt: skip


def test_a_new_value_is_noted_as_a_proposal() -> None:
    after = mapped(DOCUMENT, decide(mapped(DOCUMENT), DecisionKind.VALUE, {"new": "shunned"}))
    (finding,) = after.findings
    assert (finding.code, finding.severity) == ("value_proposed", Severity.NOTE)
    assert "Sent to Coventry" in finding.message
    assert "shunned" in finding.message


@pytest.mark.parametrize(
    ("dimension", "verdict", "value"),
    [
        ("outcome", {"value": "NFA"}, "no_further_action"),
        ("outcome", {"value": "nonsense"}, ""),
        ("outcome", {"new": "nonsense"}, "nonsense"),
        ("outcome", {"value": "withheld"}, "withheld"),
        ("period", {"value": "2012"}, "2012"),
        ("period", {"new": "once"}, ""),
        ("authority", {"value": "kent"}, "kent"),
        ("authority", {"new": "atlantis"}, ""),
        ("question", {"new": "9"}, ""),
    ],
)
def test_who_which_and_when_are_never_invented(dimension: str, verdict: dict[str, str], value: str) -> None:
    assert decided_value(LEXICON, dimension, verdict) == value
