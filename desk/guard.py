"""What stands before every page: this machine only, our own pages only, a token on everything that changes something.

A page on another site may make the browser ask us anything; it can neither name us as Host after rebinding, nor
send our Origin, nor know the token. Nothing on our pages runs or loads but our own files.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_FORM = 1 << 20  # bytes of a form
MOST_FIELDS = 5_000
TOKEN = "token"
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # `no-referrer` would make the browser send `Origin: null` with our own forms
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
Form = Mapping[str, list[str]]


class Guard:
    """Wraps the pages. ``hosts``: the names, with port, under which this server may be asked."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str], token: str) -> None:
        self.app, self.hosts, self.token = app, frozenset(hosts), token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        answer = _with_headers(send)
        refusal = self._refusal(scope)
        if refusal is None and scope["method"] == "POST":
            refusal = await self._take_form(scope, receive)
        await (refusal or self.app)(scope, receive, answer)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host not in self.hosts or len(headers.getlist("host")) != 1:
            return _refused("This page is there for this machine only, under 127.0.0.1.", 421)
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return _refused("Another site asked for this; nothing was done.", 403)
        if headers.get("sec-fetch-site") in ("cross-site", "same-site") and not _opens_a_page(scope, headers):
            return _refused("Another site asked for this; nothing was done.", 403)
        return None

    async def _take_form(self, scope: Scope, receive: Receive) -> Response | None:
        """The form's fields into ``scope["form"]``; a refusal when it is too big or its token is not ours."""
        body = await _body(receive)
        if body is None:
            return _refused("The form is too big.", 413)
        fields = _fields(body)
        given = fields.pop(TOKEN, [""])
        if len(given) != 1 or not secrets.compare_digest(given[0].encode(), self.token.encode()):
            words = "This page is from another desk than the running one; nothing was done."
            return _refused(f"{words} Copy what you typed, and load the page again.", 403)
        scope["form"] = fields
        return None


def _opens_a_page(scope: Scope, headers: Headers) -> bool:
    """A link on another site that a person followed: it may show a page, but ask no question in SQL."""
    return scope["method"] == "GET" and headers.get("sec-fetch-mode") == "navigate" and "/sql" not in scope["path"]


async def _body(receive: Receive) -> bytes | None:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MOST_FORM:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _fields(body: bytes) -> dict[str, list[str]]:
    """The fields of an urlencoded form; nothing for anything else."""
    fields: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def _refused(words: str, code: int) -> Response:
    return PlainTextResponse(words + "\n", status_code=code)


def _with_headers(send: Send) -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return answer
