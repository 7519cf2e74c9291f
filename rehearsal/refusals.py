"""The four refusals. The forces are the ones that refused in 2014; wording, sections and workload are made up."""

from __future__ import annotations

_REVIEW = (
    "This letter is a refusal notice under section 17(1) of the Freedom of Information Act 2000 for the whole of your "
    "request."
)

REFUSALS: dict[str, tuple[str, ...]] = {
    "essex": (
        "I write about your request for information, received on 18 February 2014.",
        "The force holds information on this subject, but to find it would cost more than the appropriate limit. Use "
        "of social media is not a category of our recording system. A search for misconduct matters in the period "
        "returned over 900 records. Each would have to be opened and read, which at four minutes a record comes to "
        "about 60 hours. The limit for a police force is 450 pounds, or 18 hours of work.",
        "The request is therefore refused under section 12(1). If one part of a request is over the limit, all of it "
        "is.",
        "Under section 16 I suggest that you ask for a single year.",
        _REVIEW,
    ),
    "hampshire": (
        "I write about your request for information, received on 18 February 2014.",
        "Allegations about social media carry no marker of their own. To answer questions 1 to 5 we would have to read "
        "1,240 conduct and complaint files by hand. We tried 20 files; they took three minutes each, so that the whole "
        "would take 62 hours, against the 18 hours that the fees regulations allow.",
        "Section 12(1) of the Act applies: we need not comply where the cost would exceed the appropriate limit.",
        _REVIEW,
    ),
    "merseyside": (
        "I write about your request for information, received on 18 February 2014.",
        "The information is not held in an easily retrievable format. A manual review of 640 records would be needed. "
        "At five minutes a record this is over 53 hours and exceeds the cost limit of section 12 of the Freedom of "
        "Information Act 2000, which is 18 hours.",
        "We have not begun that review, and no figure can be given for any of your questions.",
        _REVIEW,
    ),
    "staffordshire": (
        "I write about your request for information, received on 18 February 2014.",
        "The information is held. It is exempt under section 40(2) of the Act: together with what is already known "
        "locally, the figures would let individual members of the force be identified, and to disclose them would be "
        "unfair and in breach of the first data protection principle.",
        "Section 40(2), with section 40(3)(a)(i), is an absolute exemption here; no public interest test is needed.",
        _REVIEW,
    ),
}
"""authority -> paragraphs. The numbers in them are workload and law, and answer nothing."""
