"""Plan a wave: one letter per authority, rendered, hashed and kept, before anybody approves or sends anything."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from email.utils import format_datetime
from hashlib import sha256

from sqlalchemy import Connection

from config.settings import Settings
from flows.steps.answer_form import answer_forms, enclosing
from flows.steps.approve import known_wave
from flows.steps.holidays import begin_calendar
from flows.steps.plan_warnings import wave_warnings
from flows.steps.workspace import Workspace
from schema.authority import Authority
from schema.calendar import LONDON
from schema.campaign import Campaign
from schema.errors import UserError
from schema.event import Event, EventKind
from schema.request import Letter, Wave
from storage import ledger, waves
from tracking import letter as letters
from tracking import reference
from tracking.warnings import LetterWarning

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
SENDING_HOUR = time(9)
"""The hour in the Date header of a letter that is planned for a later day."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks. ``address``: sender of the mails; ``name``, ``postal``: as section 8 FOIA wants them in the letter.

    ``plus_address``: each letter gets a reply address of its own.
    """

    address: str
    name: str
    postal: str
    plus_address: bool = False

    @classmethod
    def configured(cls, settings: Settings) -> Asker:
        """From the settings. An e-mail address is an address for correspondence (s.8(1)(b)); a name is not made up."""
        address = settings.required("ROUNDROBIN_FROM")
        name = settings.text("ROUNDROBIN_REQUESTER_NAME") or address.partition("@")[0]
        postal = settings.text("ROUNDROBIN_REQUESTER_ADDRESS") or address
        return cls(address, name, postal, settings.flag("ROUNDROBIN_PLUS_ADDRESS"))


@dataclass(frozen=True, slots=True)
class Plan:
    """A planned wave. ``added``: how many letters are new. Authorities with a letter that may not go yet are
    ``unconfirmed``; those without any address are ``unaddressed`` and have no letter.
    """

    wave: Wave
    letters: tuple[Letter, ...]
    added: int
    unconfirmed: tuple[Authority, ...]
    unaddressed: tuple[Authority, ...]
    warnings: tuple[LetterWarning, ...]


def plan_wave(
    workspace: Workspace,
    name: str,
    campaign: Campaign,
    asker: Asker,
    now: datetime,
    *,
    send_on: str = "",
    only: Sequence[str] = (),
    with_form: bool = False,
    token: Callable[[], str] = lambda: secrets.token_hex(6),
) -> Plan:
    """Render and keep the letters of wave ``name``. The same plan again adds nothing.

    ``only``: ids of authorities, instead of all that the campaign asks. ``with_form``: enclose the answer form.
    ``token``: a new random part of a Message-ID.
    UserError for a bad name or date, an authority that is not asked, or other content under a name already used.
    """
    wave = Wave(
        wave=_checked_name(name),
        campaign=campaign.id,
        send_on=_checked_day(send_on),
        planned_at=now.isoformat(timespec="seconds"),
        question_set=question_set(campaign),
        calendar=workspace.calendar.version,
    )
    asked = _asked(workspace, campaign, only)
    with workspace.database.writing(durable=True) as conn:
        begin_calendar(conn, workspace, now)
        wave = _known_or_new(conn, wave)
        known = {letter.authority: letter for letter in waves.letters(conn, wave=name)}
        draft = _Draft(workspace, wave, campaign, asker, now, token, with_form)
        planned = [draft.letter(authority, known.get(authority.id)) for authority in asked if authority.foi_email]
        new = [letter for letter in planned if letter.authority not in known]
        waves.add(conn, wave, new)
        ledger.append(conn, _events(new, campaign, now))
        warnings = wave_warnings(conn, workspace, wave, campaign, asked, (asker.name, asker.postal), now)
    unaddressed = tuple(authority for authority in asked if not authority.foi_email)
    unconfirmed = tuple(a for a in asked if a.foi_email and not a.may_be_written_to)
    return Plan(wave, tuple(planned), len(new), unconfirmed, unaddressed, warnings)


def repeat_wave(
    workspace: Workspace,
    name: str,
    new: str,
    asker: Asker,
    now: datetime,
    *,
    send_on: str = "",
    with_form: bool = False,
) -> tuple[Plan, bool]:
    """Plan the wave ``new``: the campaign of ``name`` again, to those that it asked. And whether the questions changed.

    The question set is versioned: each wave keeps the hash of what it asked.
    """
    with workspace.database.reading() as conn:
        before = known_wave(conn, name)
        asked = [letter.authority for letter in waves.letters(conn, wave=name)]
    campaign = workspace.campaign(before.campaign)
    kept = [authority for authority in asked if authority in campaign.authorities]
    made = plan_wave(workspace, new, campaign, asker, now, send_on=send_on, only=kept, with_form=with_form)
    return made, made.wave.question_set != before.question_set


def question_set(campaign: Campaign) -> str:
    """A hash of the questions as they are asked: the same questions again are the same set."""
    lines = [f"{q.id}\x1f{q.text}\x1f{q.form}\x1f{q.unit}" for q in campaign.questions]
    return sha256("\x1e".join(lines).encode()).hexdigest()


def _checked_name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise UserError(
            f"{name!r} is no name for a wave.", todo="Use letters, digits, dot, hyphen and underscore, at most 64."
        )
    return name


def _checked_day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise UserError(f"{text!r} is no date.", where="--send-on", todo="Write it like 2027-02-18.") from error


def _asked(workspace: Workspace, campaign: Campaign, only: Sequence[str]) -> list[Authority]:
    for unknown in sorted(set(only) - set(campaign.authorities)):
        raise UserError(
            f"The campaign {campaign.id} does not ask {unknown!r}.",
            where="--only",
            todo="Use the ids in the first column of addresses.csv.",
        )
    return [workspace.authorities[name] for name in campaign.authorities if not only or name in only]


def _known_or_new(conn: Connection, wave: Wave) -> Wave:
    known = waves.wave(conn, wave.wave)
    if known is None:
        return wave
    for field, what in (("campaign", "campaign"), ("send_on", "day of sending"), ("question_set", "set of questions")):
        before, after = getattr(known, field), getattr(wave, field)
        if before != after:
            shown = "" if field == "question_set" else f" ({before or 'none'}, now {after or 'none'})"
            raise _other_content(wave.wave, f"with another {what}{shown}")
    return known


def _other_content(wave: str, how: str) -> UserError:
    todo = "Nothing was changed. Give the new wave another name, or cancel this one: `roundrobin wave cancel`."
    return UserError(f"The wave {wave} is planned already, {how}.", todo=todo)


@dataclass(frozen=True, slots=True)
class _Draft:
    """What all letters of a wave are made of."""

    workspace: Workspace
    wave: Wave
    campaign: Campaign
    asker: Asker
    now: datetime
    token: Callable[[], str]
    with_form: bool

    def letter(self, authority: Authority, known: Letter | None) -> Letter:
        """The letter to one authority. One that is known is made again from what it was made of, and must be equal."""
        number = reference.mint(self.wave.wave, authority.id)
        mark = known.message_id if known else self._message_id(authority)
        rendered_at = known.rendered_at if known else self.now.isoformat(timespec="seconds")
        values = _values(self.campaign, self.asker, authority, number)
        text = letters.render(self.campaign.letter, values, where=self.campaign.id, reference=number)
        text = enclosing(text) if self.with_form else text
        content = self._bytes(authority, text, mark, number, rendered_at)
        if known and known.sha256 != sha256(content).hexdigest():
            how = f"and its letter to {authority.id} (to {known.recipient}) would now be another"
            raise _other_content(self.wave.wave, how)
        return known or Letter(
            wave=self.wave.wave,
            campaign=self.campaign.id,
            authority=authority.id,
            reference=number,
            message_id=mark,
            recipient=authority.foi_email,
            recipient_status=str(authority.email_status),
            subject=text.subject,
            sha256=self.workspace.documents.put(content),
            rendered_at=rendered_at,
        )

    def _message_id(self, authority: Authority) -> str:
        host = self.asker.address.rpartition("@")[2]
        return reference.mint_message_id(self.wave.wave, authority.id, self.token(), host)

    def _bytes(self, authority: Authority, text: letters.Letter, mark: str, number: str, rendered_at: str) -> bytes:
        sender = self.asker.address
        return letters.compose(
            letters.Outgoing(
                letter=text,
                sender=sender,
                recipient=authority.foi_email,
                message_id=mark,
                date=format_datetime(_dated(self.wave, rendered_at)),
                reply_to=reference.plus_address(sender, number) if self.asker.plus_address else "",
                attachments=self._form(authority, number) if self.with_form else (),
            )
        )

    def _form(self, authority: Authority, number: str) -> tuple[letters.Attachment, ...]:
        return answer_forms(self.campaign, self.workspace.vocabulary, number, authority.id)


def _values(campaign: Campaign, asker: Asker, authority: Authority, number: str) -> dict[str, str]:
    """What a letter template may name: config.campaign.LETTER_NAMES."""
    return {
        "force_name": authority.name,
        "period_start": _in_words(campaign.period_start),
        "period_end": _in_words(campaign.period_end),
        "requester_name": asker.name,
        "requester_address": asker.postal,
        "wave_ref": number,
    }


def _in_words(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def _dated(wave: Wave, rendered_at: str) -> datetime:
    """The moment in the Date header: that of planning, or nine o'clock of the later day on which the wave is to go."""
    rendered = datetime.fromisoformat(rendered_at)
    if wave.send_on > rendered.astimezone(LONDON).date().isoformat():
        return datetime.combine(date.fromisoformat(wave.send_on), SENDING_HOUR, LONDON)
    return rendered


def _events(new: Iterable[Letter], campaign: Campaign, now: datetime) -> list[Event]:
    return [
        Event(ledger.new_id(), now.isoformat(), kind, campaign.id, letter.wave, letter.authority, payload, "plan")
        for letter in new
        for kind, payload in (
            (EventKind.LETTER_PLANNED, {"reference": letter.reference, "theme": campaign.theme}),
            (EventKind.LETTER_RENDERED, {"sha256": letter.sha256, "message_id": letter.message_id}),
        )
    ]
