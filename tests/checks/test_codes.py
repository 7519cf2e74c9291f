"""The list of codes is whole, explained, and in step with what the checks raise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from replies import table
from surveys import OUTCOMES, ROLES, checked, codes, refusal

from checks.codes import FINDINGS, FindingKind
from checks.run import FAMILIES

HERE = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", FINDINGS.values(), ids=list(FINDINGS))
def test_every_code_has_a_title_an_explanation_and_a_family(kind: FindingKind) -> None:
    assert kind.title
    assert kind.explanation.endswith(".")
    assert kind.family in {*FAMILIES, "mail"}


def test_every_code_that_is_raised_anywhere_is_in_the_list_and_every_code_in_the_list_is_raised() -> None:
    sources = [*(HERE / "checks").glob("*.py"), *(HERE / "schema/mapping").glob("*.py"), HERE / "flows/steps/check.py"]
    text = "".join(path.read_text(encoding="utf-8") for path in sources if path.name != "codes.py")
    raised = set(re.findall(r'finding\(\s*"(\w+)"', text)) | {"cell_empty", "cell_not_read"}
    assert raised == set(FINDINGS)


def test_only_what_the_campaign_switches_on_is_raised() -> None:
    tables = {"kent": (table(ROLES, ("Officer", "3"), ("Total", "4")),)}
    assert codes(checked(refusal("essex"), only=("refused",), **tables)) == {"refused"}
    assert codes(checked(refusal("essex"), only=("totals",), **tables)) == {"rows_differ_from_total"}


def test_findings_are_sorted_stable_and_each_stands_once() -> None:
    tables = {"kent": (table(ROLES, ("Officer", "3"), ("Total", "4")), table(OUTCOMES, ("Odd", "1"), ("NFA", "2")))}
    once, again = checked(refusal("essex"), **tables), checked(refusal("essex"), **tables)
    assert once == again
    assert len({f.finding_id for f in once}) == len(once)
