"""Which address of the review queue shows or records what."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from desk import pages_bulk, pages_cell, pages_review, pages_second


def with_twins(path: str, page: Callable[[Request], Response]) -> list[Route]:
    """A view, and the same as CSV and JSON; those first, since a name in an address may hold a dot."""
    return [Route(path + form, page, methods=["GET"]) for form in (".csv", ".json", "")]


def routes() -> list[BaseRoute]:
    """The addresses under /review, and who decides; fixed ones before those with an item's id."""
    get, post = ["GET"], ["POST"]
    review, bulk, second = pages_review, pages_bulk, pages_second
    return [
        Route("/review", review.first, methods=get),
        Route("/review.csv", review.queue, methods=get),
        Route("/review.json", review.queue, methods=get),
        Route("/review.sha256", review.queue_hash, methods=get),
        Route("/review/status", review.status, methods=get),
        Route("/review/undo", review.undo, methods=post),
        Route("/review/redo", review.redo, methods=post),
        *with_twins("/review/bulk", bulk.show),
        Route("/review/bulk", bulk.accept, methods=post),
        *with_twins("/review/proposals", second.proposals),
        *with_twins("/review/second", second.overview),
        Route("/review/second/draw", second.draw, methods=post),
        Route("/review/second/{item}", second.blind_item, methods=get),
        Route("/review/second/{item}", second.code, methods=post),
        Route("/review/adjudicate/{item}", second.dispute, methods=get),
        Route("/review/adjudicate/{item}", second.adjudicate, methods=post),
        Route("/review/{item}", review.open_item, methods=get),
        Route("/review/{item}/decide", review.decide, methods=post),
        Route("/review/{item}/cell", pages_cell.correct, methods=post),
        Route("/review/{item}/table", review.change_table, methods=post),
        Route("/review/{item}/back", review.send_back, methods=post),
        Route("/review/{item}/aside", review.lay_aside, methods=post),
        Route("/review/{item}/comment", review.comment, methods=post),
        Route("/who", review.who, methods=post),
    ]
