"""Small surveys for the checks: tables by authority, requests, documents, claims."""

from __future__ import annotations

from typing import Any

from replies import CAMPAIGN, QUESTIONS, mapped, reading, with_campaign

from checks.run import CheckInput, DocumentFacts, RequestFacts, run_checks
from schema.campaign import Claim, Question
from schema.consolidation import Reply, consolidate
from schema.decision import Decision
from schema.finding import Finding
from schema.mapping.reading import Mapped
from schema.reading import Table
from schema.record import AnswerKind
from schema.review import DecisionIndex

ROLES = ("Role", "Number")
OUTCOMES = ("Outcome", "Number")


def claim(
    authority: str, printed: str, low: float | None, question: str = "1", unit: str = "cases", **more: Any
) -> Claim:
    given: dict[str, Any] = {"high": low, "source": "a paper"}
    return Claim(
        more.pop("id", f"{authority}-{printed}"), authority, question, printed, low, unit=unit, **{**given, **more}
    )


def refusal(authority: str, *sections: str) -> Reply:
    return Reply("first", authority, f"{authority} letter", {"": AnswerKind.REFUSED}, {"": sections})


def checked(
    *replies: Reply,
    claims: tuple[Claim, ...] = (),
    documents: tuple[DocumentFacts, ...] = (),
    requests: tuple[RequestFacts, ...] | None = None,
    workforce: dict[str, float] | None = None,
    decisions: tuple[Decision, ...] = (),
    only: tuple[str, ...] = (),
    today: str = "2014-08-18",
    also: tuple[Mapped, ...] = (),
    questions: tuple[Question, ...] = QUESTIONS,
    **tables: tuple[Table, ...],
) -> list[Finding]:
    """The findings of a survey; each authority's tables come in one document named after it."""
    found = [
        mapped(reading(*given, sha256=str(n) * 64, name=f"{name}.pdf"), to=(name.replace("_", "-"),))
        for n, (name, given) in enumerate(tables.items())
    ]
    asked = requests or tuple(RequestFacts("first", authority) for authority in CAMPAIGN.authorities)
    campaign = with_campaign(claims=claims, questions=questions)
    whole = consolidate(
        campaign, [(r.wave, r.authority) for r in asked], [*found, *also], replies, DecisionIndex.of(decisions)
    )
    names = {authority: authority.title() for authority in CAMPAIGN.authorities}
    return run_checks(CheckInput(campaign, whole, asked, documents, workforce or {}, names, today), only)


def messages(found: list[Finding], code: str) -> list[str]:
    return [f.message for f in found if f.code == code]


def codes(found: list[Finding]) -> set[str]:
    return {f.code for f in found}
