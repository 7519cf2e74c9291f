"""Answers that stand among the quoted questions are read as the sender's own; what is only quoted is not."""

from email.message import EmailMessage

import pytest

from extractors.mail import Mail
from schema.reading import Reading, Source

QUESTIONS = ("> 1. How many thefts were there in each year 2012 and 2013?", "> 2. How many were solved?")
EARLIER = "From: Researcher\nSent: 1 March 2014\nTo: FOI\nSubject: Thefts\n\n"


def read(body: str) -> Reading:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "foi@northshire.police.uk", "Re: thefts"
    mail.set_content(body)
    return Mail().read(mail.as_bytes(), Source("0" * 64, "reply.eml", "message/rfc822"))


def said(body: str) -> list[tuple[str, str, str]]:
    return [(f.question, f.period, f.as_printed) for f in read(body).figures]


@pytest.mark.parametrize("head", ["> On 1 March 2014 Researcher wrote:", "On 1 March 2014 Researcher wrote:"])
def test_answers_between_quoted_questions_are_answers(head: str) -> None:
    body = f"Dear Sir\n\nPlease see below.\n\n{head}\n{QUESTIONS[0]}\n\n2012: 31, 2013: 28\n\n{QUESTIONS[1]}\n\n12\n"
    assert said(body) == [("1", "2012", "31"), ("1", "2013", "28"), ("2", "", "12")]


def test_the_last_quoted_question_is_answered_below_it() -> None:
    assert said(f"On 1 March 2014 Researcher wrote:\n{QUESTIONS[1]}\n\n12 were solved.\n") == [("2", "", "12")]


def test_a_letter_that_says_below_or_in_red_is_read_to_its_end() -> None:
    body = f"Our answers are in red below.\n\n{EARLIER}1. How many thefts were there?\n\n2012: 31\n2013: 28\n"
    assert [figure[1:] for figure in said(body)] == [("2012", "31"), ("2013", "28")]


def test_older_numbers_quoted_below_an_answer_are_not_read() -> None:
    body = f"1. 31 thefts, as shown below.\n\n{EARLIER}Draft: 2012: 99\n2013: 98\n"
    assert [figure[2] for figure in said(body)] == ["31"]


def test_a_quote_with_nothing_between_it_stays_a_quote() -> None:
    quoted = f"On 1 March 2014 Researcher wrote:\n{QUESTIONS[0]}\n{QUESTIONS[1]}\n> Thank you."
    assert read(f"1. 31 thefts\n\n{quoted}\n\nFooter 7\n").text == "1. 31 thefts"
