"""Reads one campaign folder: campaign.toml, the letter, lookups.csv and claims.csv. Every slip names file and line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from config.authorities import authorities
from config.claims import load_claims, load_lookups
from config.dimensions import Known, known_of, load_added, load_declared
from config.loading import Section, read_text, read_toml
from config.settings import KEYS
from config.vocabulary import vocabulary
from config.workforce import MEASURES, WORKER_TYPES
from schema.answer_form import YES_OR_NO
from schema.authority import Authority
from schema.campaign import Campaign, HeaderMap, Question
from schema.dimension import Dimension
from schema.errors import UserError
from schema.mapping.words import MONEY
from schema.vocabulary import normalise

CAMPAIGNS = Path(__file__).parent / "campaigns"
"""The campaigns that are shipped; each may be copied into a workspace and changed there."""

FORMS = ("count", "breakdown", "case_list", "yes_no")
LETTER_NAMES = ("force_name", "period_start", "period_end", "requester_name", "requester_address", "wave_ref")
"""What a letter may name; the step that plans a wave gives each a value."""


def load_campaign(folder: Path, everyone: Sequence[Authority] | None = None) -> Campaign:
    """The campaign in ``folder``, checked. UserError naming file and line for anything that is not right.

    ``everyone``: whom it may ask; those shipped where nothing is said.
    """
    path = folder / "campaign.toml"
    if not path.is_file():
        raise UserError("There is no campaign here.", where=str(path), todo="A campaign is a folder with this file.")
    top = read_toml(path)
    asked = {authority.id: authority for authority in (authorities() if everyone is None else everyone)}
    campaign = _campaign(folder, top, asked)
    known = known_of(campaign.declared, campaign.added)
    campaign = replace(campaign, lookups=load_lookups(folder / "lookups.csv", known, asked))
    campaign = replace(campaign, claims=load_claims(folder / "claims.csv", campaign, known, asked))
    return replace(campaign, version=_version(campaign))


def campaign_folder(workspace: Path, name: str) -> Path:
    """The folder of the campaign ``name`` in a workspace. UserError, with those there are, when it has none."""
    folder = workspace / "campaigns" / name
    if name in ("", ".", "..") or Path(name).name != name or not folder.is_dir():
        known = ", ".join(sorted(path.parent.name for path in workspace.glob("campaigns/*/campaign.toml"))) or "none"
        raise UserError(f"There is no campaign {name!r} here.", where=str(workspace), todo=f"Known: {known}.")
    return folder


def campaign_settings(folder: Path) -> dict[str, str]:
    """The [settings] of a campaign: defaults that stand below the environment and the workspace's .env."""
    section = read_toml(folder / "campaign.toml").section("settings")
    return {key: section.take(key, str) for key in section.left() if _known_setting(section, key)}


def _known_setting(section: Section, key: str) -> bool:
    if key not in KEYS:
        section.fail(key, f"There is no setting {key!r}.", "See `roundrobin config show`.")
    if KEYS[key].secret:
        section.fail(key, f"{key} is a secret.", "Secrets belong into the workspace's .env, never into a campaign.")
    return True


def _campaign(folder: Path, top: Section, everyone: Mapping[str, Authority]) -> Campaign:
    start, end = days = _period(top.section("period"))
    rate = top.section("rate")
    groups = top.section("groups")
    declared, added = load_declared(top.section("dimensions")), load_added(top.section("values"))
    known = known_of(declared, added)
    outcome_groups = _groups(groups.section("outcome"), "outcome", known)
    role_groups = {
        value: group for group, values in _groups(groups.section("role"), "role", known).items() for value in values
    }
    campaign = Campaign(
        id=folder.name,
        title=top.take("title", str),
        period_start=start.isoformat(),
        period_end=end.isoformat(),
        unit=_unit(top.take("unit", str, "cases")),
        questions=_questions(top, days, known),
        authorities=_asked(top, everyone),
        letter=_letter(folder, top),
        headers=_headers(top.section("headers"), known, declared),
        checks=top.texts("checks", ()),
        outcome_groups=outcome_groups,
        role_groups=role_groups,
        rate_as_at=_iso(rate.take("as_at", date)) if rate.left() else "",
        rate_worker_types=rate.texts("worker_types", ()),
        rate_measure=rate.take("measure", str, "fte"),
        regime=top.take("regime", str, "FOIA"),
        theme=top.take("theme", str, ""),
        declared=declared,
        added=added,
    )
    _check_rate(rate, campaign)
    campaign_settings(folder)
    top.take("settings", dict, {})
    for section in (rate, groups, top):
        section.done()
    return campaign


def _iso(day: date) -> str:
    return day.isoformat()


def _period(section: Section) -> tuple[date, date]:
    start, end = section.take("start", date), section.take("end", date)
    section.done()
    if end < start:
        section.fail("end", f"The period ends ({end}) before it begins ({start}).")
    return start, end


def _check_rate(section: Section, campaign: Campaign) -> None:
    unknown = [kind for kind in campaign.rate_worker_types if kind not in WORKER_TYPES]
    if unknown:
        section.fail("worker_types", f"There is no worker type {unknown[0]!r}.", f"Known: {', '.join(WORKER_TYPES)}.")
    if campaign.rate_measure not in MEASURES:
        section.fail("measure", "The measure is fte or headcount.")


def _asked(top: Section, everyone: Mapping[str, Authority]) -> tuple[str, ...]:
    """The ids of the authorities to ask: "territorial", or a list."""
    if "authorities" not in top.left() or top.peek("authorities") == "territorial":
        top.take("authorities", str, "")
        return tuple(a.id for a in everyone.values() if a.territorial)
    asked = top.texts("authorities")
    for name in asked:
        if name not in everyone:
            top.fail("authorities", f"There is no authority {name!r}.", "Those of your own stand in authorities.csv.")
        if asked.count(name) > 1:
            top.fail("authorities", f"The authority {name!r} is asked twice.")
    return asked


def _questions(top: Section, days: tuple[date, date], known: Known) -> tuple[Question, ...]:
    sections = top.sections("question")
    questions = tuple(_question(section, days, known) for section in sections)
    for section, question in zip(sections, questions, strict=True):
        if [q.id for q in questions].count(question.id) > 1:
            section.fail("id", f"Two questions have the id {question.id!r}.")
    if sum(question.headline for question in questions) != 1:
        top.fail("question.0", "Exactly one question must have `headline = true`: the count that is ranked.")
    return questions


def _question(section: Section, days: tuple[date, date], known: Known) -> Question:
    inner = section.section("period")
    start, end = _period(inner) if inner.left() else days
    if start < days[0] or end > days[1]:
        inner.fail(
            "start" if start < days[0] else "end", f"It lies outside the campaign's period ({days[0]} to {days[1]})."
        )
    question = Question(
        id=section.take("id", str),
        text=section.take("text", str),
        form=section.take("form", str),
        unit=_unit(section.take("unit", str, "cases")),
        dimensions=section.texts("dimensions", ()),
        headline=section.take("headline", bool, False),
        fixed=_fixed(section, "fixed", known),
        period=f"{start}/{end}",
    )
    question = replace(question, unit=YES_OR_NO) if question.form == "yes_no" else question
    if question.form not in FORMS:
        section.fail("form", f"The answer form {question.form!r} is unknown.", f"Known: {', '.join(FORMS)}.")
    for dimension in question.dimensions:
        _check_dimension(section, "dimensions", dimension, known)
    section.done()
    return question


_POUNDS = frozenset({"pounds", "pound", "pounds sterling", "gbp"})


def _unit(words: str) -> str:
    """The unit in the researcher's own words; money by its sign, as letters print it."""
    return MONEY if normalise(words) in _POUNDS else words


def _check_dimension(section: Section, key: str, dimension: str, known: Known) -> None:
    if dimension not in known.names:
        section.fail(key, f"The dimension {dimension!r} is unknown.", known.listed)


def _fixed(section: Section, key: str, known: Known) -> dict[str, str]:
    """{dimension: value}, each a known dimension and a value of its vocabulary."""
    inner = section.section(key)
    values = {dimension: inner.take(dimension, str) for dimension in inner.left()}
    for dimension, value in values.items():
        _check_dimension(inner, dimension, dimension, known)
        if complaint := known.complaint(dimension, value):
            inner.fail(dimension, complaint)
    return values


def _headers(section: Section, known: Known, declared: Sequence[Dimension]) -> HeaderMap:
    """Printed headings: those of the vocabulary, then the names and titles of its dimensions, then those that it maps.

    The later win.
    """
    dimensions, counts, ignored = (section.section(name) for name in ("dimensions", "counts", "ignored"))
    section.done()
    taken = _headings(dimensions, counts, ignored)
    own = HeaderMap(
        dimensions={normalise(name): _dimension(dimensions, name, known) for name in dimensions.left()},
        counts={normalise(name): _fixed(counts, name, known) for name in counts.left()},
        ignored={normalise(name): ignored.take(name, str) for name in ignored.left()},
    )
    named = {normalise(word): d.name for d in declared for word in (d.name, d.title)}
    named = {word: name for word, name in named.items() if word not in taken}
    shipped = {word: kind for word, kind in _shipped_headings() if word not in taken | set(named)}
    return HeaderMap(
        dimensions={**{w: k for w, k in shipped.items() if k != "count"}, **named, **own.dimensions},
        counts={**{w: {} for w, k in shipped.items() if k == "count"}, **own.counts},
        ignored=own.ignored,
    )


def _headings(*tables: Section) -> set[str]:
    """The normalised headings of all tables. UserError when two are the same."""
    seen: set[str] = set()
    for table in tables:
        for name in table.left():
            if normalise(name) in seen:
                table.fail(name, f"The heading {name!r} is mapped twice.")
            seen.add(normalise(name))
    return seen


def _dimension(section: Section, key: str, known: Known) -> str:
    dimension = section.take(key, str)
    _check_dimension(section, key, dimension, known)
    return dimension


def _shipped_headings() -> Iterator[tuple[str, str]]:
    for kind, headings in vocabulary().facets["header"].items():
        for heading in (kind, *headings):
            yield normalise(heading), kind


def _groups(section: Section, facet: str, known: Known) -> dict[str, tuple[str, ...]]:
    """{group: canonical values}; a value is in one group at most."""
    groups = {name: section.texts(name) for name in section.left()}
    seen: set[str] = set()
    for name, values in groups.items():
        for value in values:
            if value not in known.vocabulary.values(facet):
                section.fail(name, f"{value!r} is no value of {facet}.")
            if value in seen:
                section.fail(name, f"{value!r} stands in two groups.")
            seen.add(value)
    return groups


def _letter(folder: Path, top: Section) -> str:
    """The letter's template; its jinja2 must be sound and name only what a letter can be given."""
    from jinja2 import Environment, TemplateSyntaxError, meta, nodes

    path = folder / top.take("letter", str, "letter.txt")
    text = read_text(path)
    try:
        parsed = Environment(autoescape=False).parse(text)
    except TemplateSyntaxError as error:
        raise UserError(
            f"This letter is no jinja2 template: {error.message}.", where=f"{path}:{error.lineno}"
        ) from error
    unknown = meta.find_undeclared_variables(parsed) - set(LETTER_NAMES)
    for name in parsed.find_all(nodes.Name):
        if name.name in unknown:
            where, todo = f"{path}:{name.lineno}", f"Known: {', '.join(LETTER_NAMES)}."
            raise UserError(f"The letter names {name.name!r}, which has no value.", where=where, todo=todo)
    return text


def _version(campaign: Campaign) -> str:
    """A hash of what decides how answers are asked for and read: questions, letter, mapping, lookups."""
    whole: Mapping[str, object] = asdict(campaign)
    for question in whole["questions"]:  # type: ignore[attr-defined]
        del question["period"]  # the days move from wave to wave, and the questions stay the same
    decisive = {
        name: whole[name] for name in ("questions", "letter", "headers", "lookups", "outcome_groups", "role_groups")
    } | {name: whole[name] for name in ("declared", "added") if whole[name]}
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()[:16]
