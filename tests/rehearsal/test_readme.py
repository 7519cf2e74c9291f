"""The table of the rehearsal's README is the reconstruction itself."""

from __future__ import annotations

from pathlib import Path

import rehearsal
from rehearsal.content import plans
from rehearsal.survey import reconstruct


def test_the_readme_says_of_every_count_whether_it_is_published() -> None:
    readme = (Path(rehearsal.__file__).parent / "README.md").read_text(encoding="utf-8")
    for authority, plan in plans().items():
        answer = reconstruct().get(authority)
        if answer:
            said = f"published: {answer.source}" if answer.published else "filled in"
            row = f"| {authority} | {len(answer.cases)} | {said} | {plan.form}, {plan.shape} |"
        else:
            row = f"| {authority} | | published: refused (droitwichadvertiser.co.uk) | {plan.form}, refusal |"
        assert row in readme
