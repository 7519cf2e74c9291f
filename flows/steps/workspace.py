"""What every step is handed: the folder, its database, its documents, and what is configured in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from config.authorities import authorities_of, known_in
from config.campaign import campaign_folder, load_campaign
from config.holidays import FILE, calendar_of
from config.vocabulary import vocabulary
from flows.steps.readers import AS_SHIPPED, Readers
from schema.authority import Authority
from schema.calendar import Calendar
from schema.campaign import Campaign
from schema.dimension import DIMENSIONS, Dimension
from schema.errors import UserError
from schema.vocabulary import Vocabulary, normalise
from storage.database import Database, connect
from storage.documents import DocumentStore


@dataclass(frozen=True)
class Workspace:
    """An open workspace. What is configured is read when it is first asked for, and then stays."""

    folder: Path
    database: Database
    documents: DocumentStore
    authserv_id: str = ""
    """The server whose Authentication-Results is believed."""
    readers: Readers = AS_SHIPPED

    @cached_property
    def authorities(self) -> Mapping[str, Authority]:
        """Every authority by its id, with those that the workspace adds and with its addresses."""
        return {authority.id: authority for authority in authorities_of(self.folder)}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Normalised name or alias -> authority id."""
        return {normalise(name): a.id for a in self.authorities.values() for name in (a.id, *a.names)}

    @cached_property
    def _campaigns(self) -> dict[str, Campaign]:
        return {}

    def campaign(self, name: str) -> Campaign:
        """The campaign in ``campaigns/NAME``. UserError when there is none, or it is broken."""
        if name not in self._campaigns:
            self._campaigns[name] = load_campaign(campaign_folder(self.folder, name), known_in(self.folder))
        return self._campaigns[name]

    def dimensions(self, name: str) -> tuple[str, ...]:
        """What a count of this campaign may be split by; without a campaign, what every count may."""
        return self.campaign(name).dimensions if name else DIMENSIONS

    @property
    def declared(self) -> tuple[Dimension, ...]:
        """The dimensions that its campaigns declare. What two of them call the same is one, with the values of both."""
        found: dict[str, Dimension] = {}
        for dimension in (d for name in self._sound for d in self.campaign(name).declared):
            known = found.setdefault(dimension.name, dimension)
            found[dimension.name] = replace(known, values={**known.values, **dimension.values})
        return tuple(found.values())

    @property
    def _sound(self) -> Iterator[str]:
        """The campaigns of this workspace, by name, but for broken ones: `roundrobin doctor` tells of those."""
        for path in sorted(self.folder.glob("campaigns/*/campaign.toml")):
            with suppress(UserError):
                yield self.campaign(path.parent.name).id

    @property
    def calendar(self) -> Calendar:
        """The shipped holidays under those of the workspace's own holidays.csv, as they are now."""
        path = self.folder / FILE
        stamp = path.stat().st_mtime_ns if path.is_file() else 0
        return _calendar_as_at(self.folder, stamp)

    @property
    def vocabulary(self) -> Vocabulary:
        return vocabulary()

    def name_of(self, authority: str) -> str:
        """An authority's name, or its id when it is not known any more."""
        return self.authorities[authority].name if authority in self.authorities else authority


@lru_cache(maxsize=8)
def _calendar_as_at(folder: Path, _stamp: int) -> Calendar:
    """Read once for each state of the file: the schedules run for months, and the file may change under them."""
    return calendar_of(folder)


@contextmanager
def opened(
    folder: Path, database_url: str = "", authserv_id: str = "", readers: Readers = AS_SHIPPED
) -> Iterator[Workspace]:
    """The workspace in ``folder``; its database is closed at the end."""
    database = connect(folder, database_url or None)
    try:
        yield Workspace(folder, database, DocumentStore(folder), authserv_id, readers)
    finally:
        database.close()
