"""`roundrobin classify`: what kind of reply each letter of a file is. Needs no workspace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from schema.errors import UserError

if TYPE_CHECKING:
    from schema.reading import ProseFigure
    from tracking.classify import Classification


@click.command()
@click.argument("letters", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def classify(letters: Path, as_json: bool) -> None:
    """Say what kind of reply each letter is.

    LETTERS holds one JSON object a line: {"id": "...", "text": "..."}. Further keys are passed over.
    """
    from extractors.prose import answers
    from extractors.prose.statuses import statuses
    from tracking.classify import classify as classified

    results = [(name, classified(text, figures=answers), statuses(text)) for name, text in _letters(letters)]
    if as_json:
        click.echo(json.dumps([_as_json(*each) for each in results], ensure_ascii=False, indent=1))
        return
    for name, result, _ in results:
        also = f" (also {', '.join(result.also)})" if result.also else ""
        cited = f"  [{', '.join(result.exemptions)}]" if result.exemptions else ""
        click.echo(
            f"{name}  {result.outcome}{'' if result.sure else ' (unsure: look at it)'}{also}{cited}  {result.reason}"
        )


def _as_json(name: Any, result: Classification, worded: tuple[ProseFigure, ...]) -> dict[str, Any]:
    return {
        "id": name,
        "outcome": result.outcome,
        "also": list(result.also),
        "exemptions": list(result.exemptions),
        "procedural": list(result.procedural),
        "answers": [_answer(figure) for figure in _answers(result, worded)],
        "force_reference": result.force_reference,
        "confidence": result.confidence,
        "review": not result.sure,
        "reason": result.reason,
    }


def _answers(result: Classification, worded: tuple[ProseFigure, ...]) -> list[ProseFigure]:
    """Figures, and what is said in words under the questions that got none."""
    from tracking.classify import DECISIONS

    answered = {figure.question for figure in result.answers}
    more = [each for each in worded if each.question not in answered] if result.outcome in DECISIONS else []
    return sorted([*result.answers, *more], key=lambda figure: figure.start or 0)


def _answer(figure: ProseFigure) -> dict[str, Any]:
    return {key: getattr(figure, key) for key in ("question", "label", "period", "as_printed", "low", "high")}


def _letters(path: Path) -> Iterator[tuple[Any, str]]:
    """Every (id, text), or a UserError with the line that has none."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise UserError("The file is not UTF-8 text.", where=str(path), todo="Save it in UTF-8.") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _letter(line, f"{path}:{number}")


def _letter(line: str, where: str) -> tuple[Any, str]:
    try:
        raw = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UserError(f"The line is no JSON: {error}.", where=where, todo="Write one object a line.") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str) or not isinstance(raw.get("id"), str | int):
        raise UserError("The line is no letter.", where=where, todo='Write {"id": "...", "text": "..."}.')
    return raw["id"], raw["text"]
