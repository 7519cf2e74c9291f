"""Which of our letters a message names, and in which place: the evidence that the matching ladder weighs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracking.correspondence import Ledger, MessageFacts, OpenLetter, Target, bare_id
from tracking.reference import Found, find

Letters = dict[Target, OpenLetter]


@dataclass(frozen=True)
class Evidence:
    """Which letters a message names, and where it names them.

    ``enclosed``: in mails within it, which are earlier correspondence. ``papers``: in its attachments and their names.
    """

    address: Letters
    thread: Letters
    subject: Letters
    text: Letters
    quoted: Letters
    enclosed: Letters
    papers: Letters
    strange: tuple[Found, ...]

    @property
    def named(self) -> Letters:
        """Letters named above the quotation: these count before anything quoted."""
        return self.address | self.thread | self.subject | self.text

    @property
    def below(self) -> Letters:
        """Letters named only in what is quoted, attached, or in the name of a file."""
        return self.quoted | self.enclosed | self.papers

    @property
    def papers_differ(self) -> bool:
        """Only the mail replied to names a letter, and the attachments others: an answer to the wrong mail looks so."""
        by_reply_alone = not (self.subject or self.text)
        return bool(self.named) and by_reply_alone and not self.papers.keys() <= self.named.keys()

    @property
    def by_name(self) -> Letters:
        """Letters that are named by their reference or by their own address, not by the thread alone."""
        return self.address | self.subject | self.text | self.below


def gather(facts: MessageFacts, ledger: Ledger) -> Evidence:
    above = find(facts.subject), find(facts.own_text)
    papers = [f for text in (*facts.attachment_names, *facts.enclosed_texts) for f in find(text)]
    addressed = [found for to in facts.recipients for found in find(to)]
    strange = tuple(f for f in (*above[0], *above[1], *addressed) if f.reference not in ledger.by_reference)
    return Evidence(
        address=_known(addressed, ledger),
        thread=_thread(facts, ledger),
        subject=_known(above[0], ledger),
        text=_known(above[1], ledger),
        quoted=_known(find(facts.quoted_text), ledger),
        enclosed=_known([f for text in facts.attached_texts for f in find(text)], ledger),
        papers=_known(papers, ledger),
        strange=strange,
    )


def keyed(letters: Iterable[OpenLetter]) -> Letters:
    return {letter.target: letter for letter in letters}


def _known(found: Iterable[Found], ledger: Ledger) -> Letters:
    return keyed(ledger.by_reference[f.reference] for f in found if f.valid and f.reference in ledger.by_reference)


def _thread(facts: MessageFacts, ledger: Ledger) -> Letters:
    """The letter that In-Reply-To names; else the last of References that is ours."""
    direct = [
        ledger.by_message_id[bare_id(each)] for each in facts.in_reply_to if bare_id(each) in ledger.by_message_id
    ]
    if direct:
        return keyed(direct)
    older = [ledger.by_message_id[bare_id(each)] for each in facts.references if bare_id(each) in ledger.by_message_id]
    return keyed(older[-1:])
