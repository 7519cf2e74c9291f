"""Turning values into pages: the templates, and what every page shows around them."""

from __future__ import annotations

import hashlib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from desk.state import Desk

FOLDER = Path(__file__).parent
_PLAIN = "\n\t"


def visible(value: Any) -> Any:
    """Text with its control signs shown, so that a name from a stranger cannot turn or hide what stands around it."""
    if type(value) is not str or value.isprintable():  # isprintable is quick, and true of nearly everything
        return value
    value = value.replace("\r\n", "\n")  # the end of a line in mail
    return "".join(_sign(char) for char in value) if any(map(_is_sign, value)) else value


def _is_sign(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and char not in _PLAIN


def _sign(char: str) -> str:
    return f"\\u{ord(char):04x}" if _is_sign(char) else char


@cache
def environment() -> Environment:
    """Everything that comes out of a value is escaped and its control signs shown; an unknown name is a fault."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static
    made.filters["words"] = lambda text: str(text).replace("_", " ")
    made.filters["number"] = number
    made.filters["interval"] = interval
    made.filters["counted"] = counted
    return made


@cache
def static(name: str) -> str:
    """The address of one of our own files; another one when the file is another, so that it may be kept for ever."""
    digest = hashlib.sha256((FOLDER / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def number(value: float | None) -> str:
    """A count as it is read: 1,234; "" for none."""
    return "" if value is None else f"{value:,.10g}"


def counted(n: int, several: str, one: str = "") -> str:
    """A number with its noun: 1 value, 2 values. ``one``: the singular, where it is not ``several`` without its s."""
    return f"{number(n)} {several if n != 1 else one or several.removesuffix('s')}"


def interval(bounds: tuple[float, float | None] | None) -> str:
    """Least and greatest in as few signs as possible."""
    if bounds is None:
        return ""
    low, high = bounds
    if high is None:
        return f"at least {number(low)}"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def is_part(request: Request) -> bool:
    """True when htmx asks for a part of the page that is open."""
    return "hx-request" in request.headers and "hx-history-restore-request" not in request.headers


def page(request: Request, name: str, *, code: int = 200, **values: Any) -> HTMLResponse:
    """The template ``name`` with what every page needs."""
    desk: Desk = request.app.state.desk
    around = {
        "token": desk.token,
        "by": desk.by(request),
        "today": desk.today,
        "path": request.url.path,
        "recompute": desk.recompute,
        "called": desk.called,
    }
    return HTMLResponse(environment().get_template(name).render(**around, **values), status_code=code)


def said(request: Request, words: str, code: int) -> Response:
    """A sentence for the person: in the place kept for it, or as a page of its own."""
    name = "_said.html" if is_part(request) else "said.html"
    head = {404: "Not found", 500: "A fault"}.get(
        code, "This was not done" if request.method == "POST" else "Not shown"
    )
    return page(request, name, code=code, words=words, head=head)
