"""The league table and the national totals, as intervals: what was not disclosed is not made up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from schema.answers import NO_REPLY, answerable, answered_unit, candidates_of
from schema.campaign import Campaign, Question
from schema.consolidation import Consolidated
from schema.record import ALL, NOT_STATED, WITHHELD, Answer, AnswerKind, Record
from schema.value import Kind, Value, share
from schema.views import Interval, View, add, agree, sums_by, total_of, views_of

ROLES = ("officer", "staff", "pcso", "other", "not_stated")
"""The columns of the role split; what an authority withholds stands under ``not_stated``."""

SUBSTANTIVE = frozenset(
    {
        AnswerKind.NUMBER,
        AnswerKind.NIL,
        AnswerKind.TABLE,
        AnswerKind.PARTIAL,
        AnswerKind.NOT_HELD,
        AnswerKind.NOT_RECORDED,
    }
)
"""Answers to the question, with a figure or with the statement that there is none to give."""

REFUSALS = frozenset({AnswerKind.REFUSED, AnswerKind.COST_LIMIT, AnswerKind.NCND})
SILENT = "silent"
NOT_SENT = "not_sent"  # the letter has not gone: nobody is silent about what was not asked


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """One authority that was asked. Everything is None or empty where it gave nothing, never 0.

    ``answer``: an AnswerKind, "silent", or "not_sent". ``rank``: "3", "4=" (tied within what was disclosed) or "".
    ``rate``: cases per 1,000 workforce. ``roles``: officer, staff, pcso, other, not_stated -> interval.
    """

    authority: str
    wave: str
    answer: str
    as_printed: str = ""
    cases: Interval | None = None
    unit: str = ""
    rank: str = ""
    roles: Mapping[str, Interval] | None = None
    workforce: float | None = None
    rate: tuple[float, float | None] | None = None
    basis: str = ""
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """The cases of one group among those with a printed value, as a count and as least and greatest share (0 to 1)."""

    count: Interval
    low: float
    high: float | None


@dataclass(frozen=True, slots=True)
class Totals:
    """The national figures of one wave, with what they rest on.

    ``asked``: those whose letter has gone. ``cases``: unit -> sum over authorities; an answer without a known number
    leaves it open above. ``by_answer``: answer, as the rows have it -> authorities. ``group_base``: the cases whose
    outcome was broken down.
    """

    asked: int
    answered: int
    refused: int
    silent: int
    by_answer: Mapping[str, int]
    cases: Mapping[str, Interval]
    roles: Mapping[str, Interval]
    groups: Mapping[str, Share]
    group_base: Interval
    group_authorities: int


@dataclass(frozen=True, slots=True)
class League:
    rows: tuple[LeagueRow, ...]
    totals: Totals

    @property
    def by_authority(self) -> dict[str, LeagueRow]:
        return {row.authority: row for row in self.rows}


def league(
    campaign: Campaign,
    consolidated: Consolidated,
    asked: Iterable[str],
    workforce: Mapping[str, float],
    *,
    wave: str = "",
    unsent: Collection[str] = (),
) -> League:
    """The league of one wave: every authority asked, most cases first, then the ones that gave no count.

    ``wave`` "" takes the only wave there is. ``workforce``: authority -> size, as the campaign's rate says.
    ``unsent``: authorities whose letter has not gone, and who said nothing.
    """
    wave = wave or next((a.wave for a in consolidated.answers), "")
    rows = [
        _row(campaign, consolidated, wave, authority, workforce.get(authority), gone=authority not in unsent)
        for authority in sorted(set(asked))
    ]
    unit = campaign.headline.unit
    ranked = [replace(row, rank=_rank(row, rows, unit)) for row in rows]
    return League(tuple(sorted(ranked, key=_order)), _totals(campaign, consolidated, wave, ranked))


def _row(
    campaign: Campaign, whole: Consolidated, wave: str, authority: str, workforce: float | None, *, gone: bool
) -> LeagueRow:
    answers = [a for a in whole.answers if (a.wave, a.authority) == (wave, authority)]
    headline = next((a for a in answers if a.question == campaign.headline.id), None)
    row = LeagueRow(authority, wave, _main_answer(headline, answers) if gone else NOT_SENT, workforce=workforce)
    if headline is None or headline.low is None:
        return replace(row, waiting=any(a.waiting for a in answers))
    cases: Interval = (_whole(headline.low), None if headline.high is None else _whole(headline.high))
    records = answerable(whole.of(wave, authority), campaign.headline, campaign.questions)
    return replace(
        row,
        as_printed=headline.as_printed,
        cases=cases,
        unit=headline.unit,
        basis=headline.basis,
        waiting=headline.waiting,
        roles=role_split(records, campaign.headline, cases),
        rate=_rate(cases, workforce),
    )


def _whole(number: float) -> int | float:
    return int(number) if number == int(number) else number


def _main_answer(headline: Answer | None, answers: Sequence[Answer]) -> str:
    """The answer to the headline question; partial where that one failed and another was answered."""
    if headline is None or all(a.reason == NO_REPLY for a in answers):
        return SILENT
    given = any(a.kind in SUBSTANTIVE for a in answers)
    if given and headline.kind in (*REFUSALS, AnswerKind.UNANSWERED):
        return AnswerKind.PARTIAL.value
    if headline.kind is AnswerKind.UNANSWERED:
        return next((a.kind.value for a in answers if a.kind is not AnswerKind.UNANSWERED), headline.kind.value)
    return headline.kind.value


def _rate(cases: Interval, workforce: float | None) -> tuple[float, float | None] | None:
    """Cases per 1,000 workforce; None without a workforce."""
    if not workforce:
        return None
    return cases[0] / workforce * 1000, None if cases[1] is None else cases[1] / workforce * 1000


# ranks


def _rank(row: LeagueRow, rows: Sequence[LeagueRow], unit: str) -> str:
    """One more than those surely above; "=" where another lies neither surely above nor surely below."""
    if row.cases is None or row.unit != unit:
        return ""
    others = [o for o in rows if o.cases is not None and o.unit == unit and o.authority != row.authority]
    above = [o for o in others if _above(o, row)]
    tied = [o for o in others if not _above(o, row) and not _above(row, o)]
    return f"{len(above) + 1}{'=' if tied else ''}"


def _above(one: LeagueRow, other: LeagueRow) -> bool:
    """A stands above B only when the least of A is more than the greatest of B (statistics: ranks)."""
    return bool(one.cases and other.cases and other.cases[1] is not None and one.cases[0] > other.cases[1])


def _order(row: LeagueRow) -> tuple[bool, int, float, str]:
    place = int(row.rank.rstrip("=")) if row.rank else 10**6
    return row.cases is None, place, -(row.cases[0] if row.cases else 0), row.authority


# roles


def role_split(records: Iterable[Record], headline: Question, cases: Interval) -> dict[str, Interval]:
    """Cases by role from one breakdown (or the list of cases); what it leaves out of ``cases`` has no stated role.

    A role that people named themselves is one of the others.
    """
    view = _view_with("role", records, headline, cases)
    if view is None:
        return dict.fromkeys(ROLES, (0, 0)) | {"not_stated": cases}
    said = sums_by(view, "role")
    unstated = total_of([said.get(NOT_STATED, (0, 0)), said.get(WITHHELD, (0, 0)), view.left_out_of(cases)])
    named = total_of(bounds for role, bounds in said.items() if role not in (*ROLES[:3], NOT_STATED, WITHHELD, ALL))
    return {role: said.get(role, (0, 0)) for role in ROLES} | {"other": named, "not_stated": unstated}


def _view_with(dimension: str, records: Iterable[Record], question: Question, cases: Interval) -> View | None:
    """The one view to split by: it agrees with the count, is a list of cases if there is one, and leaves least open."""
    every = list(records)
    unit = answered_unit(every, question)
    if dimension in question.fixed:
        views = [c.view for c in candidates_of([r for r in every if r.counted_as == unit], question) if c.view.items]
    else:
        views = [v for v in views_of((r for r in every if r.counted_as == unit), question) if dimension in v.breakdown]
    usable = [v for v in views if v.items and question.period in ("", v.period_asked)]

    def preference(view: View) -> tuple[bool, bool, float, str]:
        low, high = add(view.items)
        width = float("inf") if high is None else high - low
        return not agree(view.sum, cases), not view.listed, width, f"{view.document} {view.tables}"

    return min(usable, key=preference, default=None)


# totals


def _totals(campaign: Campaign, whole: Consolidated, wave: str, rows: Sequence[LeagueRow]) -> Totals:
    by_answer: dict[str, int] = {}
    for row in rows:
        by_answer[row.answer] = by_answer.get(row.answer, 0) + 1
    answered = [row for row in rows if row.answer in SUBSTANTIVE]
    headline = campaign.headline
    counted = [row for row in answered if row.cases and row.unit == headline.unit]
    groups, base, authorities = _groups(campaign, whole, wave, counted)
    return Totals(
        asked=len(rows) - by_answer.get(NOT_SENT, 0),
        answered=len(answered),
        refused=sum(row.answer in REFUSALS for row in rows),
        silent=by_answer.get(SILENT, 0),
        by_answer=dict(sorted(by_answer.items())),
        cases=_by_unit(rows, headline.unit),
        roles={role: _roles(rows, headline.unit, role) for role in ROLES},
        groups=groups,
        group_base=base,
        group_authorities=authorities,
    )


def _roles(rows: Sequence[LeagueRow], unit: str, role: str) -> Interval:
    """One role over the authorities that count in ``unit``; one whose count is not known leaves it open above."""
    counted = [row for row in rows if row.unit == unit or unknown(row)]
    return total_of(row.roles[role] if row.roles else None for row in counted)


def unknown(row: LeagueRow) -> bool:
    """True for one that gave a count, or may have given one, which nobody knows yet."""
    given = row.answer in (AnswerKind.NUMBER, AnswerKind.TABLE, AnswerKind.NIL, AnswerKind.PARTIAL)
    return row.cases is None and (given or row.waiting)


def _by_unit(rows: Sequence[LeagueRow], asked: str) -> dict[str, Interval]:
    """One sum for each unit; never over two. An answer that gives no number leaves the unit asked open above."""
    units = sorted({row.unit for row in rows if row.cases} | {asked})
    sums = {unit: total_of(row.cases for row in rows if row.cases and row.unit == unit) for unit in units}
    return sums | ({asked: (sums[asked][0], None)} if any(unknown(row) for row in rows) else {})


def _groups(
    campaign: Campaign, whole: Consolidated, wave: str, rows: Sequence[LeagueRow]
) -> tuple[dict[str, Share], Interval, int]:
    """Outcome groups over the authorities that broke their cases down by outcome."""
    names = [*campaign.outcome_groups, "other", NOT_STATED]
    parts: dict[str, list[Interval]] = {name: [] for name in names}
    bases: list[Interval] = []
    for row in rows:
        records = answerable(whole.of(wave, row.authority), campaign.headline, campaign.questions)
        said = outcome_groups(records, campaign.headline, row.cases or (0, None))
        if said is None:
            continue
        bases.append(row.cases or (0, None))
        for name in names:
            parts[name].append(said.get(name, (0, 0)))
    counts = {name: total_of(intervals) for name, intervals in parts.items()}
    base = total_of(bases)
    return {name: share_of(name, counts, base) for name in names}, base, len(bases)


def outcome_groups(records: Iterable[Record], headline: Question, cases: Interval) -> dict[str, Interval] | None:
    """Cases by the campaign's outcome groups; None where the authority gave no outcomes."""
    view = _view_with("outcome", records, headline, cases)
    if view is None:
        return None
    groups: dict[str, list[Record]] = {}
    for record in view.items:
        groups.setdefault(record.outcome_group or NOT_STATED, []).append(record)
    said = {name: add(group) for name, group in groups.items()}
    return said | {NOT_STATED: total_of([said.get(NOT_STATED, (0, 0)), view.left_out_of(cases)])}


def share_of(name: str, counts: Mapping[str, Interval], base: Interval) -> Share:
    """The share of one group in ``base``: of an exact base, its count over it; else part against the rest."""
    count = counts[name]
    if base[0] and base[0] == base[1]:
        high = None if count[1] is None else min(1.0, count[1] / base[0])
        return Share(count, count[0] / base[0], high)
    rest = total_of(interval for other, interval in counts.items() if other != name)
    low, high = share(_as_value(count), _as_value(rest))
    return Share(count, low, high)


def _as_value(interval: Interval) -> Value:
    return Value("", interval[0], interval[1], Kind.RANGE)
