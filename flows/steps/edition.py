"""What one campaign publishes as at one day: gathered once, and told by the tables, the methodology and the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flows.steps.publish_tables import PublishedRows
from schema.campaign import Campaign
from schema.league import League


@dataclass(frozen=True, slots=True)
class Edition:
    """What one campaign publishes as at one day. ``left_out``: state -> number of values that are not published."""

    campaign: Campaign
    as_at: date
    league: League
    rows: PublishedRows
    left_out: Mapping[str, int]
