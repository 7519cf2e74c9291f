"""The authorities that can be asked: those shipped, those that a workspace adds, and the addresses that it corrects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from config.loading import EMAIL, Row, read_rows, read_text
from schema.authority import Authority, EmailStatus
from schema.calendar import Regime
from schema.vocabulary import joined

DATA = Path(__file__).parent / "data"

COLUMNS = (
    *("force_id", "name", "other_official_name", "ons_pfa_code", "home_office_region", "country", "wdtk_url_name"),
    *("foi_email", "foi_email_alternatives", "foi_email_as_of", "foi_email_status", "foi_email_source", "web_domain"),
    *("email_domains_sourced", "email_domains_unverified", "aliases", "joint_answering"),
    *("officers_fte_2014_09_30", "officers_fte_2015_03_31"),
    *("officers_headcount_2019_03_31", "officers_headcount_2019_09_30"),
)
OTHER_COLUMNS = (
    *("force_id", "name", "ons_note", "kind", "nation", "access_regime", "wdtk_url_name"),
    *("domains_unverified_except_wdtk_source", "aliases", "officers", "officers_as_at", "notes"),
    *("foi_email", "foi_email_as_of", "foi_email_source"),
)
ADDRESS_COLUMNS = ("authority", "email", "status")
CONFIRMED_ON = "confirmed_on"
"""A fourth column that may be there: the day on which the address was looked up at the authority itself."""
OWN_COLUMNS = ("authority", "name", "law", "aliases", "domains", "region")
"""Of a workspace's authorities.csv. Aliases and domains hold semicolons; all but the first three may be empty."""
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
REGIONS = (
    *("North East", "North West", "Yorkshire and the Humber", "East Midlands", "West Midlands", "Eastern", "London"),
    *("South East", "South West", "Wales"),
)
"""The regions of the Home Office tables for England and Wales."""


def authorities() -> tuple[Authority, ...]:
    """Every authority shipped: the 43 territorial forces of England and Wales, then the others."""
    return tuple(authority for _, authority in _shipped())


@cache
def _shipped() -> tuple[tuple[Row, Authority], ...]:
    forces = [(row, _territorial(row)) for row in read_rows(DATA / "police_forces.csv", COLUMNS)]
    others = [(row, _other(row)) for row in read_rows(DATA / "police_forces_other.csv", OTHER_COLUMNS)]
    check_names([*forces, *others])
    return (*forces, *others)


def authorities_of(workspace: Path) -> tuple[Authority, ...]:
    """Every authority that can be asked from a workspace, with its addresses: those shipped, and its own."""
    return with_overrides(known_in(workspace), workspace / "addresses.csv")


def known_in(workspace: Path) -> tuple[Authority, ...]:
    """The same, whatever their addresses are."""
    return (*authorities(), *own_authorities(workspace / "authorities.csv"))


def own_authorities(path: Path) -> tuple[Authority, ...]:
    """What a workspace adds to those shipped: councils, trusts, ministries. None when there is no such file."""
    if not path.is_file():
        return ()
    own = [(row, _own(row)) for row in read_rows(path, OWN_COLUMNS)]
    known = {authority.id for authority in authorities()}
    for row, authority in own:
        if authority.id in known:
            row.fail(f"There is an authority {authority.id!r} already.")
        known.add(authority.id)
    check_names([*_shipped(), *own])
    return tuple(authority for _, authority in own)


def with_overrides(known: Iterable[Authority], path: Path) -> tuple[Authority, ...]:
    """``known`` with the addresses of a workspace's addresses.csv, when there is such a file.

    An authority that the file does not name keeps its shipped address and status.
    """
    if not path.is_file():
        return tuple(known)
    rows = {row["authority"]: row for row in _address_rows(path, {a.id for a in known})}
    return tuple(_readdressed(a, rows[a.id]) if a.id in rows else a for a in known)


def authorities_template() -> str:
    """The authorities.csv of a new workspace: its heading."""
    return ",".join(OWN_COLUMNS) + "\n"


def addresses_template() -> str:
    """The addresses.csv of a new workspace: the 43 with their shipped addresses, none of them confirmed."""
    lines = [",".join(ADDRESS_COLUMNS)]
    lines += [f"{a.id},{a.foi_email},{a.email_status}" for a in authorities() if a.territorial]
    return "\n".join(lines) + "\n"


def _address_rows(path: Path, known: set[str]) -> list[Row]:
    dated = CONFIRMED_ON in read_text(path).partition("\n")[0].split(",")
    rows = read_rows(path, (*ADDRESS_COLUMNS, CONFIRMED_ON) if dated else ADDRESS_COLUMNS)
    seen: set[str] = set()
    for row in rows:
        if row["authority"] not in known:
            row.fail(
                f"There is no authority {row['authority']!r}.",
                "Those shipped stand in the file that `init` wrote, your own in authorities.csv.",
            )
        if row["authority"] in seen:
            row.fail(f"The authority {row['authority']!r} stands here twice.")
        seen.add(row["authority"])
    return rows


def _readdressed(authority: Authority, row: Row) -> Authority:
    status = row.one_of("status", EmailStatus)
    email = row.email("email") if row["email"] or status is EmailStatus.CONFIRMED else ""
    since = row.date(CONFIRMED_ON).isoformat() if row.cells.get(CONFIRMED_ON) else ""
    return replace(authority, foi_email=email, email_status=status, email_as_of=since)


def _territorial(row: Row) -> Authority:
    if row["home_office_region"] not in REGIONS:
        row.fail(f"The region {row['home_office_region']!r} is unknown.", f"Known: {', '.join(REGIONS)}.")
    domains = (row["web_domain"], *row.list("email_domains_sourced"), *row.list("email_domains_unverified"))
    return Authority(
        id=row.some("force_id"),
        name=row.some("name"),
        other_name=row["other_official_name"],
        ons_code=row.some("ons_pfa_code"),
        region=row["home_office_region"],
        law=Regime.FOIA,
        foi_email=row.email("foi_email"),
        email_status=_status(row),
        email_as_of=row["foi_email_as_of"],
        domains=tuple(dict.fromkeys(domains)),
        aliases=row.list("aliases"),
        joint_with=_joint(row),
        wdtk_url_name=row["wdtk_url_name"],
    )


def _other(row: Row) -> Authority:
    return Authority(
        id=row.some("force_id"),
        name=row.some("name"),
        other_name="",
        ons_code="",
        region=row["nation"],
        law=Regime.FOISA if row["access_regime"].startswith("FOISA") else Regime.FOIA,
        foi_email=row.email("foi_email"),
        email_status=EmailStatus.STALE,
        email_as_of=row["foi_email_as_of"],
        domains=row.list("domains_unverified_except_wdtk_source"),
        aliases=row.list("aliases"),
        wdtk_url_name=row["wdtk_url_name"],
        territorial=False,
    )


def _own(row: Row) -> Authority:
    """An authority that a workspace adds. Its address stands in addresses.csv, like every other."""
    if not _ID.fullmatch(row.some("authority")):
        row.fail(f"{row['authority']!r} is no id.", "Write small letters, digits and hyphens, like leeds-council.")
    for domain in row.list("domains"):
        if not EMAIL.match(f"foi@{domain}"):
            row.fail(
                f"{domain!r} is no domain of mail addresses.", "Write what stands behind the @, like leeds.gov.uk."
            )
    return Authority(
        id=row["authority"],
        name=row.some("name"),
        other_name="",
        ons_code="",
        region=row["region"],
        law=row.one_of("law", Regime),
        foi_email="",
        email_status=EmailStatus.UNKNOWN,
        email_as_of="",
        domains=row.list("domains"),
        aliases=row.list("aliases"),
        territorial=False,
    )


def _status(row: Row) -> EmailStatus:
    """The column begins with the status; the reason follows after a colon."""
    word = row["foi_email_status"].partition(":")[0].strip()
    return EmailStatus(word) if word in set(EmailStatus) else row.fail(f"The address status {word!r} is unknown.")


def _joint(row: Row) -> tuple[str, ...]:
    """The ids before the remark in brackets: "cambridgeshire+hertfordshire (BCH; ...)"."""
    return tuple(name.strip() for name in row["joint_answering"].partition("(")[0].split("+") if name.strip())


def check_names(rows: Sequence[tuple[Row, Authority]]) -> None:
    """UserError when an id, an alias or a partner is wrong: a name must lead to one authority."""
    owner: dict[str, int] = {}
    for number, (row, authority) in enumerate(rows):
        for name in {joined(name) for name in (authority.id, *authority.names)}:
            other = rows[owner.setdefault(name, number)][1]
            if owner[name] != number:
                row.fail(f"The name {name!r} stands for {other.id} and for {authority.id}.")
        for partner in authority.joint_with:
            if partner not in {a.id for _, a in rows}:
                row.fail(f"The partner {partner!r} is no authority.")
