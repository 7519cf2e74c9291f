"""`roundrobin review`: the queue of what only a person may decide."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from cli.context import Context
from cli.output import DONE, WAITING, print_json, print_table, say
from cli.workspace import opened
from schema.errors import UserError

if TYPE_CHECKING:
    from schema.decision import ReviewItem

_JSON_FIELDS = ("choices", "detail")


@click.group()
def review() -> None:
    """Decide what only a person may decide.

    A decision is kept for ever and found again after re-reading; to undo is one more decision.
    """


@review.command("list")
@click.option("--all", "everything", is_flag=True, help="Decided items, too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def list_(context: Context, everything: bool, as_json: bool) -> int:
    """List what waits, in the order in which it should be decided. Exit code 3 when something does."""
    from flows.steps.review import WAITING as STATES
    from flows.steps.review import queue

    with opened(context) as workspace, workspace.database.reading() as conn:
        items = queue(conn, waiting=not everything)
    if as_json:
        print_json([as_listed(item) for item in items])
    else:
        print_table(("item", "kind", "authority", "state", "asks"), [_row(item) for item in items])
    return WAITING if any(item.state in STATES for item in items) else DONE


@review.command("next")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def next_(context: Context, as_json: bool) -> int:
    """Show the item that should be decided first. Exit code 3 when there is one."""
    from flows.steps.review import queue

    with opened(context) as workspace, workspace.database.reading() as conn:
        items = queue(conn)
    if as_json:
        print_json(as_listed(items[0]) if items else None)
    elif items:
        _show(items[0], len(items))
    else:
        say("Nothing waits.")
    return WAITING if items else DONE


@review.command()
@click.argument("item")
@click.option("--verdict", metavar="JSON", help="What is decided; its shape depends on the kind of item.")
@click.option("--accept", is_flag=True, help="Take the first proposal.")
@click.option("--by", required=True, help="Who decides.")
@click.option("--note", default="", help="Why, in words.")
@click.option("--later", is_flag=True, help="Record it only; `check`, `publish` or the desk count what it changes.")
@click.option("--json", "as_json", is_flag=True, help="Print the decision.")
@click.pass_obj
def decide(
    context: Context, item: str, verdict: str | None, accept: bool, by: str, note: str, later: bool, as_json: bool
) -> None:
    """Decide one ITEM (its id, or the beginning of it).

    Everything that it changes is computed at once, which takes a while where there is much. Who decides many one after
    the other records each with --later, and runs `roundrobin check` at the end.
    """
    from flows.steps import review as step
    from flows.steps.verdicts import verdict_from

    if accept == (verdict is not None):
        raise UserError("Say either --verdict JSON or --accept.", where=item)
    with opened(context) as workspace:
        with workspace.database.reading() as conn:
            kind = step.item_named(conn, item).kind
        wanted = verdict_from(verdict, kind) if verdict is not None else None
        decided, made = step.decide(workspace, item, wanted, by=by, now=context.now(), note=note, later=later)
        with workspace.database.reading() as conn:
            left = len(step.queue(conn))
    if as_json:
        print_json(made)
    say(f"Decided {decided.item_id}: {made.verdict}. {left} items wait.{_LATER if later else ''}")


_LATER = " `roundrobin check` counts what this changes."


@review.command()
@click.argument("item", default="")
@click.option("--by", required=True, help="Who undoes it.")
@click.option("--json", "as_json", is_flag=True, help="Print the decision.")
@click.pass_obj
def undo(context: Context, item: str, by: str, as_json: bool) -> None:
    """Take back the decision on ITEM, or the latest one. Both stay recorded."""
    from flows.steps import review as step

    with opened(context) as workspace:
        made = step.undo(workspace, item, by=by, now=context.now())
    if as_json:
        print_json(made)
    say(f"Undone: {made.undoes} on item {made.item}.")


@review.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def agreement(context: Context, as_json: bool) -> int:
    """How far first and second coder agree, field by field. Exit code 3 when something is to be adjudicated.

    Percent and Cohen's kappa with the number coded by both; where kappa is not defined, why.
    """
    from flows.steps.second import agreement_of, told_as_json, twice

    with opened(context) as workspace, workspace.database.reading() as conn:
        every = twice(conn)
    told = told_as_json(every)
    if as_json:
        print_json(told)
    else:
        rows = [(a.field, str(a.n), _percent(a.percent), _kappa(a.kappa, a.why)) for a in agreement_of(every)]
        print_table(("field", "n", "agree", "kappa"), rows)
        say(f"{told['drawn']} drawn, {told['coded']} coded twice, {told['differ']} differ.")
    return WAITING if any(one.differ and one.adjudicated is None for one in every) else DONE


@review.command()
@click.argument("second")
@click.option("--items", default=20, show_default=True, help="How many items.")
@click.option("--seed", default=1, show_default=True, help="The same seed draws the same items.")
@click.option(
    "--of",
    "of",
    type=click.Choice(["people", "machine"]),
    default="people",
    show_default=True,
    help="What people decided, or the numbers that the machine accepted by itself.",
)
@click.option("--by", required=True, help="Who draws the sample.")
@click.option("--json", "as_json", is_flag=True, help="Print the decision.")
@click.pass_obj
def sample(context: Context, second: str, items: int, seed: int, of: str, by: str, as_json: bool) -> None:
    """Draw a sample of what others decided, for SECOND to code at the desk without seeing how.

    With `--of machine` it is drawn from the cells whose numbers no person has looked at, and checks the machine.
    """
    from flows.steps.second import draw

    with opened(context) as workspace, workspace.database.writing() as conn:
        made = draw(conn, second, items, seed, by=by, now=context.now(), machine=of == "machine")
    if as_json:
        print_json(made)
    say(f"{len(json.loads(made.verdict)['items'])} items wait for {second} at the desk: /review/second.")


@review.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def proposals(context: Context, as_json: bool) -> None:
    """List the new values that people gave to wordings: each a proposal for the vocabulary."""
    from flows.steps.review import proposed_values

    with opened(context) as workspace, workspace.database.reading() as conn:
        found = proposed_values(conn)
    if as_json:
        print_json(found)
    else:
        names = ("dimension", "as_printed", "value", "by", "at")
        print_table(names, [tuple(str(one[name]) for name in names) for one in found])


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} %"


def _kappa(value: float | None, why: str) -> str:
    return f"not defined: {why}" if value is None else f"{value:.3f}"


def as_listed(item: ReviewItem) -> dict[str, Any]:
    """An item as JSON: stable keys, with its proposals and details as values."""
    told = item.model_dump(mode="json")
    return {key: json.loads(value) if key in _JSON_FIELDS else value for key, value in told.items()}


def _row(item: ReviewItem) -> tuple[str, ...]:
    return item.item_id, item.kind, item.authority, item.state, item.asks[:100]


def _show(item: ReviewItem, waiting: int) -> None:
    say(f"1 of {waiting} that wait")
    click.echo(f"{item.item_id}  {item.kind}  {item.authority}".rstrip())
    click.echo(f"  {item.asks}")
    for name in ("document_name", "place", "row_text"):
        if value := getattr(item, name):
            click.echo(f"  {name.replace('_', ' ')}: {value!r}")
    for number, choice in enumerate(json.loads(item.choices), 1):
        click.echo(f"  {number}. {json.dumps(choice, ensure_ascii=False)}")
    for name, value in json.loads(item.detail).items():
        click.echo(f"  {name}: {json.dumps(value, ensure_ascii=False)[:500]}")
    say(_how(item))


def _how(item: ReviewItem) -> str:
    from schema.review import says_nothing

    command, choices = f"`roundrobin review decide {item.item_id} --by WHO", json.loads(item.choices)
    if not choices or says_nothing(item, choices[0]):
        return f"{command} --verdict JSON` says what holds; nothing here can be accepted as it is."
    return f"{command} --accept` takes the first proposal, --verdict JSON another."
