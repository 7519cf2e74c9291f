"""What a person does with waves: each button does what the command of the same name does, through the same function.

Nothing is sent from here. What was approved goes with `roundrobin wave send NAME --yes` or the schedule of `up`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import deciding
from desk.downloads import form_of
from desk.guard import Form
from desk.state import Desk
from desk.today import (
    known_courses,
    letters_of_all,
    signs,
    to_file,
    unsettled,
    waiting_items,
)
from desk.twins import today_twin
from desk.verdicts import one, verdict_of_form
from desk.views import page
from desk.waiting import waiting
from flows.steps import followup, pacing
from flows.steps.approve import approve_wave, cancel_wave, known_wave
from flows.steps.plan import plan_wave, repeat_wave
from flows.steps.plan_warnings import warnings_today
from flows.steps.preview import letters_of, readable
from flows.steps.publish import asked_campaigns
from flows.steps.resolve import Verdict, resolve_letter
from flows.steps.review import item_named
from schema.calendar import LONDON
from schema.decision import DecisionKind
from schema.errors import UserError
from schema.request import Letter
from storage import outbox
from storage.outbox import State

CHOSEN = "chosen"
BY_HAND = ("clarification_reply", "complaint")
"""Follow-ups that want words of the person's first: the command `followup draft` takes them."""


def today(request: Request) -> Response:
    """Everything that needs a person today, each with the button that settles it."""
    desk: Desk = request.app.state.desk
    now = desk.clock()
    with desk.workspace.database.reading() as conn:
        queue = waiting(conn, desk.by(request))
        values: dict[str, Any] = {
            "filing": to_file(waiting_items(conn, queue, DecisionKind.MATCH), letters_of_all(conn)),
            "held": waiting_items(conn, queue, DecisionKind.RELEASE),
            "unsettled": unsettled(conn),
            "signs": signs(conn, now),
            "others": sum(item.kind not in (DecisionKind.MATCH, DecisionKind.RELEASE) for item in queue.open),
            "alarms": _alarms(desk, conn),
        }
    listed = [row for row in followup.listed(desk.workspace, now) if row.state not in ("sent", "cancelled")]
    values |= {"followups": listed, "drafts": _drafts(desk), "cap": desk.follow_ups_a_day, "by_hand": BY_HAND}
    twin = today_twin(desk, values)
    return twin.file(request) if form_of(request) else page(request, "today.html", twin=twin, **values)


def _alarms(desk: Desk, conn: Connection) -> list[tuple[str, str, tuple[str, ...]]]:
    """(reference, authority, alarms) of every request that has one."""
    today_ = desk.clock().astimezone(LONDON).date()
    every = [c for name in asked_campaigns(conn) for c in known_courses(conn, desk.workspace, today_, name)]
    return [(c.letter.reference, c.letter.authority, tuple(c.status.alarms)) for c in every if c.status.alarms]


def _drafts(desk: Desk) -> dict[tuple[str, str], str]:
    """(name, authority) of each follow-up that was written -> its hash: what a person approves is what was shown."""
    with desk.workspace.database.reading() as conn:
        from storage import followups

        return {(letter.wave, letter.authority): letter.sha256 for letter in followups.letters(conn)}


def settle(request: Request) -> Response:
    """File a mail where a candidate says, or release a document: a decision like any of the review queue."""
    desk: Desk = request.app.state.desk
    form: Form = request.scope["form"]
    with desk.workspace.database.writing() as conn:
        item = item_named(conn, request.path_params["item"])
        verdict = verdict_of_form(item, form)
        seen, note = one(form, "seen"), one(form, "note")
        made = deciding.decide(conn, item.item_id, verdict, seen=seen, by=desk.by(request), now=desk.clock(), note=note)
    desk.recompute.ask(made)
    return RedirectResponse("/today", 303)


def plan(request: Request) -> Response:
    """Plan a wave: letters are written and kept, and nothing is approved or sent."""
    desk: Desk = request.app.state.desk
    form: Form = request.scope["form"]
    name, campaign = one(form, "name"), desk.workspace.campaign(one(form, "campaign"))
    plan_wave(
        desk.workspace,
        name,
        campaign,
        desk.asker(campaign.id),
        desk.clock(),
        send_on=one(form, "send_on"),
        only=[found for found in form.get("only", ()) if found],
        with_form=bool(one(form, "with_form")),
    )
    return _to_wave(name)


def repeat(request: Request) -> Response:
    """Plan the same campaign again, to those that a wave asked."""
    desk: Desk = request.app.state.desk
    form: Form = request.scope["form"]
    wave, new = request.path_params["wave"], one(form, "name")
    with desk.workspace.database.reading() as conn:
        campaign = known_wave(conn, wave).campaign
    more = {"send_on": one(form, "send_on"), "with_form": bool(one(form, "with_form"))}
    repeat_wave(desk.workspace, wave, new, desk.asker(campaign), desk.clock(), **more)  # type: ignore[arg-type]
    return _to_wave(new)


def _to_wave(name: str) -> Response:
    return RedirectResponse(f"/?wave={name}", 303)


def letter(request: Request) -> Response:
    """One letter of a wave, as its recipient will read it, with the way to the next."""
    desk: Desk = request.app.state.desk
    wave, authority = request.path_params["wave"], request.path_params["authority"]
    letters, seal = letters_of(desk.workspace, wave)
    (found,), _ = letters_of(desk.workspace, wave, authority)
    n = next(i for i, one_ in enumerate(letters) if one_.authority == authority)
    around: dict[str, Any] = {"n": n, "count": len(letters), "after": letters[(n + 1) % len(letters)]}
    around |= {"before": letters[n - 1], "text": readable(desk.workspace, found), "follow_up": False}
    around |= _approval(desk, wave, found)
    return page(request, "letter.html", letter=found, seal=seal, **around)


def _approval(desk: Desk, wave: str, letter: Letter) -> dict[str, Any]:
    """How many letters of a wave wait for approval; what to think of first, about this letter or the wave."""
    with desk.workspace.database.reading() as conn:
        planned = sum(entry.state is State.PLANNED for entry in outbox.entries(conn, wave=wave))
    told = warnings_today(desk.workspace, wave, _requester(desk, letter.campaign), desk.clock()) if planned else ()
    mine = [warning for warning in told if warning.authority in ("", letter.authority)]
    return {"planned": planned, "warnings": mine, "others": len(told) - len(mine)}


def _requester(desk: Desk, campaign: str) -> tuple[str, str]:
    """Name and address of who asks; empty where they are not configured."""
    try:
        asker = desk.asker(campaign)
    except UserError:
        return "", ""
    return asker.name, asker.postal


def approve(request: Request) -> Response:
    """Approve the letters of a wave exactly as they are, and queue them; sending is another's work."""
    desk: Desk = request.app.state.desk
    wave = request.path_params["wave"]
    _, seal = letters_of(desk.workspace, wave)
    form: Form = request.scope["form"]
    if one(form, "seal") != seal:
        raise UserError("The letters are not those that were shown.", where=wave, todo="Look at them again.")
    approve_wave(desk.workspace, wave, desk.by(request), desk.clock())
    return _to_wave(wave)


def cancel(request: Request) -> Response:
    """Cancel what has not gone. It cannot be taken back, so it wants a mark."""
    desk: Desk = request.app.state.desk
    _sure(request)
    cancel_wave(desk.workspace, request.path_params["wave"], desk.by(request), desk.clock())
    return _to_wave(request.path_params["wave"])


def _sure(request: Request) -> None:
    if one(request.scope["form"], "sure") != "yes":
        raise UserError("This cannot be taken back, and was not confirmed.", todo="Set the mark beside the button.")


def pause(request: Request) -> Response:
    """Let nothing more of a wave go until it is resumed."""
    desk: Desk = request.app.state.desk
    pacing.pause(desk.workspace, request.path_params["wave"], desk.by(request), desk.clock())
    return _to_wave(request.path_params["wave"])


def resume(request: Request) -> Response:
    """Let a paused wave go on."""
    desk: Desk = request.app.state.desk
    pacing.resume(desk.workspace, request.path_params["wave"], desk.by(request), desk.clock())
    return _to_wave(request.path_params["wave"])


def resolve(request: Request) -> Response:
    """Say what became of a letter that is in doubt or was refused. It cannot be taken back, so it wants a mark."""
    desk: Desk = request.app.state.desk
    form: Form = request.scope["form"]
    _sure(request)
    told = one(form, "verdict")
    if told not in set(Verdict):
        raise UserError(f"{told!r} is nothing that can become of a letter.", todo="Choose one of those shown.")
    wave, authority, note = (one(form, name) for name in ("wave", "authority", "note"))
    resolve_letter(desk.workspace, wave, authority, Verdict(told), desk.by(request), desk.clock(), note)
    return RedirectResponse("/today", 303)


def follow_up_letter(request: Request) -> Response:
    """One follow-up as it was written."""
    desk: Desk = request.app.state.desk
    parts = [request.path_params[name] for name in ("wave", "stage", "since")]
    name, authority = "/".join(parts), request.path_params["authority"]
    found = [x for x in followup.drafted_letters(desk.workspace, parts[0], [authority]) if x.wave == name]
    if not found:
        raise UserError("No such follow-up has been written.", todo="Look at what is due: /today.")
    text = readable(desk.workspace, found[0])
    return page(request, "letter.html", letter=found[0], seal="", text=text, follow_up=True)


def draft_follow_ups(request: Request) -> Response:
    """Write the follow-ups that were chosen, for a person to read; nothing is approved or sent."""
    desk: Desk = request.app.state.desk
    now = desk.clock()
    for (wave, stage), authorities in _chosen(request).items():
        with desk.workspace.database.reading() as conn:
            campaign = known_wave(conn, wave).campaign
        asker = desk.asker(campaign)
        followup.draft(desk.workspace, wave, asker, now, stage=stage, only=sorted(authorities))
    return RedirectResponse("/today#followups", 303)


def approve_follow_ups(request: Request) -> Response:
    """Approve the follow-ups that were chosen, as they were shown; not more than may go on one day."""
    desk: Desk = request.app.state.desk
    chosen, drafts = _chosen(request), _drafts(desk)
    every = [found for marks in chosen.values() for found in marks.items()]
    if len(every) > desk.follow_ups_a_day:
        words = f"{len(every)} follow-ups are chosen, and at most {desk.follow_ups_a_day} may go on one day."
        raise UserError(words, todo="Approve fewer, or set ROUNDROBIN_FOLLOW_UPS_A_DAY.")
    if any(drafts.get((name, authority)) != sha256 for authority, (name, sha256) in every):
        raise UserError("A follow-up is not the one that was shown.", todo="Read it again.")
    by, now = desk.by(request), desk.clock()
    for row in followup.listed(desk.workspace, now):
        named = chosen.get((row.wave, row.stage), {}).get(row.authority)
        if row.state == "drafted" and named and named[0] != row.name:
            raise UserError(
                f"Two follow-ups of this kind were written to {row.authority}.", todo="Approve them by hand."
            )
    for (wave, stage), marks in chosen.items():
        followup.approve(desk.workspace, wave, by, now, stage=stage, only=sorted(marks))
    return RedirectResponse("/today#followups", 303)


def _chosen(request: Request) -> dict[tuple[str, str], dict[str, tuple[str, str]]]:
    """(wave, stage) -> authority -> (name of the follow-up, hash of its letter), as marked on the page."""
    form: Form = request.scope["form"]
    found: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
    for mark in form.get(CHOSEN, ()):
        name, _, rest = mark.partition(" ")
        authority, _, sha256 = rest.partition(" ")
        wave, _, stage = name.partition("/")
        found.setdefault((wave, stage.partition("/")[0]), {})[authority] = (name, sha256)
    if not found:
        raise UserError("Nothing is chosen.", todo="Set a mark beside each letter that you mean.")
    return found
