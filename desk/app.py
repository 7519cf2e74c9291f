"""The pages together: which address shows what, behind the guard, on this machine only."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from desk import pages_board, pages_documents, pages_league, pages_query, pages_sql, pages_waves, routes_review
from desk.deciding import ConflictError
from desk.facets import Asked, columns
from desk.guard import Guard
from desk.pictures import drawers
from desk.recompute import STOP_S
from desk.routes_review import with_twins
from desk.state import Desk
from desk.views import FOLDER, said
from schema.errors import UserError


def application(desk: Desk, hosts: Iterable[str]) -> ASGIApp:
    """The pages of a desk. ``hosts``: the names with port under which it may be asked."""
    app = Starlette(
        routes=[*_routes(), Mount("/static", OwnFiles(directory=FOLDER / "static"))],
        lifespan=_lifespan,
        exception_handlers={UserError: _user_error, HTTPException: _http_error, Exception: _fault},
    )
    app.state.desk = desk
    return Guard(app, hosts, desk.token)


class OwnFiles(StaticFiles):
    """Style and script. What is asked for with its version is kept by the browser and not asked for again."""

    def file_response(self, *args: Any, **more: Any) -> Response:
        response = super().file_response(*args, **more)
        scope = next(arg for arg in (*args, *more.values()) if isinstance(arg, dict))
        kept = "private, max-age=31536000, immutable" if scope["query_string"] else "no-cache"
        response.headers["Cache-Control"] = kept
        return response


def _routes() -> list[BaseRoute]:
    get, post = ["GET"], ["POST"]
    documents, board, query, waves, league = pages_documents, pages_board, pages_query, pages_waves, pages_league
    return [
        Route("/", board.board, methods=get),
        Route("/waves.csv", board.listed, methods=get),
        Route("/waves.json", board.listed, methods=get),
        *with_twins("/today", waves.today),
        Route("/today/{item}", waves.settle, methods=post),
        Route("/outbox/resolve", waves.resolve, methods=post),
        Route("/wave/plan", waves.plan, methods=post),
        Route("/wave/{wave}/approve", waves.approve, methods=post),
        Route("/wave/{wave}/cancel", waves.cancel, methods=post),
        Route("/wave/{wave}/pause", waves.pause, methods=post),
        Route("/wave/{wave}/resume", waves.resume, methods=post),
        Route("/wave/{wave}/repeat", waves.repeat, methods=post),
        Route("/wave/{wave}/letter/{authority}", waves.letter, methods=get),
        Route("/followups/draft", waves.draft_follow_ups, methods=post),
        Route("/followups/approve", waves.approve_follow_ups, methods=post),
        Route("/followup/{wave}/{stage}/{since}/{authority}", waves.follow_up_letter, methods=get),
        *with_twins("/request/{reference}", board.request_page),
        Route("/query", query.query, methods=get),
        Route("/query.csv", query.query_csv, methods=get),
        Route("/query.json", query.query_json, methods=get),
        Route("/query.sha256", query.query_hashes, methods=get),
        *with_twins("/query/sql", pages_sql.sql),
        Route("/query/sql/save", pages_sql.save, methods=post),
        Route("/query/saved/{query}", pages_sql.saved, methods=get),
        *with_twins("/record/{record}", query.record),
        *with_twins("/crosstab", query.crosstab),
        *with_twins("/league", league.league),
        *with_twins("/map", league.hexagons),
        *with_twins("/answers", board.matrix),
        *with_twins("/snapshot", league.snapshot),
        Route("/snapshot", league.publish_now, methods=post),
        Route("/snapshot/{file:path}", league.snapshot_file, methods=get),
        *routes_review.routes(),
        Route("/picture/{kind}/{sha256}", documents.picture, methods=get),
        Route("/picture/{kind}/{sha256}/{n:int}", documents.picture, methods=get),
        Route("/picture/{kind}/{sha256}/{n:int}/{first:int}", documents.picture, methods=get),
        *with_twins("/document/{sha256}", documents.document),
        Route("/document/{sha256}/file", documents.file, methods=get),
    ]


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    desk: Desk = app.state.desk
    desk.recompute.start()
    drawers.begin()
    counting = threading.Thread(target=_count_ahead, args=(desk,), name="counting", daemon=True)
    counting.start()
    yield
    desk.recompute.stop()
    counting.join(STOP_S)


def _count_ahead(desk: Desk) -> None:
    """What the query page counts, before anybody asks for it: from a million rows the first time takes seconds."""
    with desk.workspace.database.reading() as conn:
        columns(conn, Asked({}, declared=desk.workspace.declared))


def _user_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, UserError)
    return said(request, error.sentence(), 409 if isinstance(error, ConflictError) else 400)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = "There is no such page." if error.status_code == 404 else f"This cannot be done here ({error.detail})."
    return said(request, words, error.status_code)


def _fault(request: Request, error: Exception) -> Response:
    """A fault of the program: one sentence; the server's log has the rest."""
    return said(
        request, f"A fault of the program stopped this ({type(error).__name__}). Nothing recorded is lost.", 500
    )
