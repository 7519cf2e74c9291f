"""The two campaigns of the demonstration load, and their letters ask what the replies answer."""

from __future__ import annotations

from config.campaign import CAMPAIGNS, load_campaign
from rehearsal.content import ASKED, plans

PA, MET = (load_campaign(CAMPAIGNS / name) for name in ("pa-2014", "met-2013"))


def test_the_survey_of_2014_asks_43_forces_for_its_exact_period() -> None:
    assert set(PA.authorities) == set(plans())
    assert (PA.period_start, PA.period_end) == ("2009-01-01", "2014-02-17")


def test_the_replies_quote_the_questions_of_the_letter() -> None:
    for number, (question, asked) in enumerate(zip(PA.questions, ASKED, strict=True), 1):
        assert asked == f"{number}. {question.text}"
        assert asked in PA.letter


def test_the_request_of_2013_asks_one_force() -> None:
    assert MET.authorities == ("metropolitan",)
    assert all(question.text in MET.letter for question in MET.questions)


def test_figures_of_other_requests_are_claims_of_other_scope() -> None:
    other = {claim.id for claim in PA.claims if not claim.same_scope}
    assert other == {
        "dorset-10",
        "greater-manchester-39",
        "metropolitan-officers-38",
        "metropolitan-officers-71",
        "metropolitan-staff-12",
    }


def test_every_claim_has_a_source() -> None:
    assert all(claim.source for campaign in (PA, MET) for claim in campaign.claims)
