"""The league of a campaign, its figures on the map, and the published snapshot."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from desk.downloads import Twin, form_of
from desk.kept import kept
from desk.state import Desk
from desk.twins import snapshot_twin
from desk.views import page
from flows.steps.courses import latest_of_each
from flows.steps.edition import Edition
from flows.steps.publish import by_size, edition, picture, publish
from flows.steps.publish_map import CASES, RATE, figures, map_picture, standings
from schema.errors import UserError
from storage.snapshot.manifest import MANIFEST

MAP_COLUMNS = ("authority_id", "authority", "figure", "low", "high", "words", "waiting")
FOLDER = "published"
PUBLISH_WAIT_S = 20  # for what was just decided


def _edition(request: Request, conn: Connection) -> tuple[Edition | None, list[str]]:
    """The edition of the campaign that is asked for, else of the largest; and the campaigns that there are."""
    desk: Desk = request.app.state.desk
    names = kept(conn, "by size", lambda: by_size(conn))
    wanted = request.query_params.get("campaign", "")
    name = wanted if wanted in names else names[0] if names else ""
    if not name:
        return None, names
    today = desk.clock().date()
    return kept(conn, ("edition", name, today), lambda: edition(conn, desk.workspace, name, today)), names


def league(request: Request) -> Response:
    """The league of one campaign: the table, and the picture that says the same. Those without a count stand in it."""
    desk: Desk = request.app.state.desk
    with desk.workspace.database.reading() as conn:
        found, names = _edition(request, conn)
        values = kept(conn, ("league", found.campaign.id, desk.today), lambda: _league(found)) if found else {}
    if form_of(request):
        if found is None:
            raise HTTPException(404)
        return _file(request, values)
    return page(request, "league.html", edition=found, campaigns=names, **_gone(found), **values)


def _file(request: Request, values: dict[str, Any]) -> Response:
    twin: Twin = values["twin"]
    return twin.file(request)


def _gone(found: Edition | None) -> dict[str, int]:
    """How many of those asked have their letter, and how many have not: their silence says nothing."""
    latest = latest_of_each(found.rows.courses).values() if found else ()
    gone = sum(course.was_asked for course in latest)
    return {"gone": gone, "unsent": len(latest) - gone}


def _league(found: Edition) -> dict[str, Any]:
    published = found.rows.authorities()
    columns, lines = tuple(field.name for field in published.fields), [tuple(row) for row in published.rows]
    name = found.campaign.id
    twin = Twin("/league", columns, lines, urlencode({"campaign": name}), name=f"league-{name}")
    measured = f"{found.campaign.rate_measure}, {found.campaign.rate_as_at}" if found.campaign.rate_as_at else ""
    return {"chart": picture(found), "twin": twin, "measured": measured}


def hexagons(request: Request) -> Response:
    """One figure of each force on a map of hexagons, and the table that says the same."""
    desk: Desk = request.app.state.desk
    with desk.workspace.database.reading() as conn:
        found, names = _edition(request, conn)
        if found is None:
            return page(request, "map.html", edition=None, gone=0)
        known = figures(found)
        default = RATE if RATE in known else CASES
        figure = request.query_params.get("figure") or default
        values = kept(conn, ("map", found.campaign.id, figure, desk.today), lambda: _map(found, figure))
    if form_of(request):
        return _file(request, values)
    told: dict[str, Any] = {"campaigns": names, "figures": known, "figure": figure, **_gone(found)}
    return page(request, "map.html", edition=found, **told, **values)


def _map(found: Edition, figure: str) -> dict[str, Any]:
    rows = standings(found, figure)
    lines = [(r.authority, r.name, figure, r.low, r.high, r.words, r.waiting) for r in rows]
    query = urlencode({"campaign": found.campaign.id, "figure": figure})
    twin = Twin("/map", MAP_COLUMNS, lines, query, name=f"map-{figure}")
    return {"rows": rows, "chart": map_picture(found, figure), "twin": twin}


def snapshot(request: Request) -> Response:
    """The published folder of this workspace: every file with its size and hash, every table with its rows."""
    folder = _published(request)
    editions = [(path.parent, json.loads(path.read_text(encoding="utf-8"))) for path in _manifests(folder)]
    named = [(str(place.relative_to(folder)).removeprefix("."), told) for place, told in editions]
    twin = snapshot_twin(named)
    if form_of(request):
        return twin.file(request)
    return page(request, "snapshot.html", editions=named, folder=FOLDER, twin=twin)


def _published(request: Request) -> Path:
    desk: Desk = request.app.state.desk
    return desk.workspace.folder / FOLDER


def _manifests(folder: Path) -> Iterator[Path]:
    yield from (path for path in (folder / MANIFEST, *sorted(folder.glob(f"*/{MANIFEST}"))) if path.is_file())


def publish_now(request: Request) -> Response:
    """Write the snapshot anew, as `roundrobin publish` does, in the workspace."""
    desk: Desk = request.app.state.desk
    if not desk.recompute.settled(PUBLISH_WAIT_S):
        raise UserError("The last decisions are not counted yet; nothing was published.", todo="Publish in a moment.")
    publish(desk.workspace, _published(request), desk.clock())
    return RedirectResponse("/snapshot", 303)


def snapshot_file(request: Request) -> Response:
    """One file of the snapshot, or the whole of it as ``snapshot.zip``: only what its manifests name."""
    folder, wanted = _published(request), request.path_params["file"]
    named = {str(path.relative_to(folder)): path for path in _files(folder)}
    if wanted == "snapshot.zip" and named:
        headers = {"Content-Disposition": 'attachment; filename="snapshot.zip"'}
        return Response(_zipped(named), media_type="application/zip", headers=headers)
    if wanted not in named:
        raise HTTPException(404)
    name = wanted.replace("/", "-")
    return FileResponse(named[wanted], media_type="application/octet-stream", filename=name)


def _files(folder: Path) -> Iterator[Path]:
    for path in _manifests(folder):
        told = json.loads(path.read_text(encoding="utf-8"))
        yield path
        yield from (path.parent / Path(str(file["path"])).name for file in told["files"])


def _zipped(named: dict[str, Path]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in named.items():
            archive.write(path, name)
    return out.getvalue()
