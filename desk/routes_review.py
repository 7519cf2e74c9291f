"""Which address of the review queue shows or records what."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from desk import pages_bulk, pages_cell, pages_review, pages_second


def routes() -> list[BaseRoute]:
    """The addresses under /review, and who decides; fixed ones before those with an item's id."""
    get, post = ["GET"], ["POST"]
    review, bulk, second = pages_review, pages_bulk, pages_second
    return [
        Route("/review", review.first, methods=get),
        Route("/review/status", review.status, methods=get),
        Route("/review/undo", review.undo, methods=post),
        Route("/review/redo", review.redo, methods=post),
        Route("/review/bulk", bulk.show, methods=get),
        Route("/review/bulk", bulk.accept, methods=post),
        Route("/review/proposals", second.proposals, methods=get),
        Route("/review/second", second.overview, methods=get),
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
