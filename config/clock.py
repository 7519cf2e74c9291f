"""The time as a setting: ROUNDROBIN_NOW stands in for the clock."""

from __future__ import annotations

from datetime import datetime

from schema.calendar import LONDON
from schema.errors import UserError


def parse_now(text: str) -> datetime:
    """An ISO time as an aware datetime in London; without an offset it is London time. UserError when it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError(
            f"{text!r} is no ISO time.", where="ROUNDROBIN_NOW", todo="Write it like 2014-03-18T09:00."
        ) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).astimezone(LONDON)
