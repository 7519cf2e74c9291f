"""Documents: their pictures, their particulars, and their bytes as a download that no browser opens by itself."""

from __future__ import annotations

import re
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk.downloads import form_of
from desk.evidence import Source, source_of
from desk.gallery import Gallery
from desk.pictures import Picture
from desk.state import Desk
from desk.twins import document_twin
from desk.views import page
from desk.waiting import waiting
from flows.steps.filing import filing
from schema.record import ALL, Record
from storage import computed, documents

_SHA256 = re.compile(r"[0-9a-f]{64}")
_MOST = 100_000  # a page or row number beyond it is none


def picture(request: Request) -> Response:
    """One picture: /picture/page/HASH/PAGE, table/HASH/N/FIRST, text/HASH/START, notice/HASH."""
    desk: Desk = request.app.state.desk
    sha256 = known_hash(request)
    with desk.workspace.database.reading() as conn:
        source = _source(conn, sha256)
    numbers = [int(request.path_params.get(name, 0)) for name in ("n", "first")]
    if max(numbers) > _MOST:
        raise HTTPException(404)
    drawn = _drawn(desk.gallery, source, request.path_params["kind"], *numbers)
    # Drawn from bytes that never change; a released document may be taken back, so it is asked for again.
    return Response(drawn.data, media_type=drawn.media_type, headers={"Cache-Control": "private, max-age=600"})


def _drawn(gallery: Gallery, source: Source, kind: str, n: int, first: int) -> Picture:
    if source.held or source.reading is None or kind == "notice":
        words = source.held or (source.reading.reason if source.reading else "")
        return gallery.notice(source.sha256, words)
    if kind == "table" and n < len(source.reading.tables) and first < max(1, len(source.reading.tables[n].rows)):
        return gallery.table(source.reading, n, first)
    if kind == "text":
        return gallery.text(source.reading, n)
    if kind == "page" and n > 0:
        drawn = gallery.page(source.sha256, n)
        return gallery.notice(source.sha256, f"This page cannot be shown: {drawn.fault}.") if drawn.fault else drawn
    raise HTTPException(404)


def known_hash(request: Request) -> str:
    """The hash in the address. 404 when it is none."""
    sha256 = str(request.path_params["sha256"])
    if not _SHA256.fullmatch(sha256):
        raise HTTPException(404)
    return sha256


def _source(conn: Connection, sha256: str) -> Source:
    if not documents.documents(conn, sha256=sha256):
        raise HTTPException(404)
    return source_of(conn, sha256, waiting(conn).index)


def document(request: Request) -> Response:
    """One document: what it is, how it came, what became of it, what was read from it."""
    desk: Desk = request.app.state.desk
    sha256 = known_hash(request)
    with desk.workspace.database.reading() as conn:
        source = _source(conn, sha256)
        where = filing(conn)
        records = computed.rows(conn, Record, document=sha256)
    twin = document_twin(source, records, desk.workspace.declared)
    if form_of(request):
        return twin.file(request)
    return page(
        request,
        "document.html",
        source=source,
        arrivals=where.arrivals.get(sha256, ()),
        targets=where.of(sha256),
        records=records,
        own=[d for d in desk.workspace.declared if any(record.dimension(d.name) != ALL for record in records)],
        twin=twin,
    )


def file(request: Request) -> Response:
    """The bytes as they came, to be stored and never opened here. Held documents are refused."""
    desk: Desk = request.app.state.desk
    sha256 = known_hash(request)
    with desk.workspace.database.reading() as conn:
        source = _source(conn, sha256)
    if source.held:
        raise HTTPException(403, "the document is held")
    name = quote(source.name.rpartition("/")[2].rpartition("\\")[2][-150:] or sha256[:12], safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Content-Security-Policy": "sandbox"}
    return Response(desk.workspace.documents.get(sha256), media_type="application/octet-stream", headers=headers)
