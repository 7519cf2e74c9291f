"""A public authority that can be asked: its names, its law, where its FOI team is written to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from schema.calendar import Regime


class EmailStatus(StrEnum):
    """Only ``confirmed`` may be written to: someone has looked the address up at the authority itself."""

    CONFIRMED = "confirmed"
    STALE = "stale"
    RETIRED = "retired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority. Aliases are the other spellings met in replies; an alias belongs to one authority only.

    ``region``: as in the Home Office tables. ``joint_with``: ids of authorities whose replies may come from the
    same team. ``law``: FOIA, or FOISA for Scotland. ``territorial``: one of the 43 of England and Wales.
    """

    id: str
    name: str
    other_name: str
    ons_code: str
    region: str
    law: Regime
    foi_email: str
    email_status: EmailStatus
    email_as_of: str
    domains: tuple[str, ...]
    aliases: tuple[str, ...]
    joint_with: tuple[str, ...] = ()
    wdtk_url_name: str = ""
    territorial: bool = True

    @property
    def may_be_written_to(self) -> bool:
        """True when the address is confirmed (DESIGN, Sending)."""
        return bool(self.foi_email) and self.email_status is EmailStatus.CONFIRMED

    @property
    def names(self) -> tuple[str, ...]:
        """Every spelling, the full name first."""
        return tuple(dict.fromkeys(n for n in (self.name, self.other_name, *self.aliases) if n))
