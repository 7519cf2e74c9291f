"""What an organisation's login server does: renews tokens, and says to a mail server whose token one is."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class TokenServer:
    """``users``: access token -> whose it is. ``answers``: what it says next, (status, JSON), before its own answers.

    POST /token renews; ``asked`` keeps what it was asked. GET /who?token= is what Dovecot asks (RFC 7662 in spirit).
    """

    port: int = 0
    users: dict[str, str] = field(default_factory=dict)
    answers: list[tuple[int, Any]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/token"

    def renew(self, asked: dict[str, str]) -> tuple[int, Any]:
        self.asked.append(asked)
        if self.answers:
            return self.answers.pop(0)
        token = f"token-{len(self.asked)}"
        self.users[token] = "us"
        return 200, {"access_token": token, "expires_in": 3600, "token_type": "Bearer"}

    def who(self, token: str) -> tuple[int, Any]:
        user = self.users.get(token)
        return (200, {"active": "yes", "username": user}) if user else (401, {"active": "no"})


@contextmanager
def running() -> Iterator[TokenServer]:
    told = TokenServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(*told.renew({key: values[0] for key, values in parse_qs(body).items()}))

        def do_GET(self) -> None:
            self._answer(*told.who(parse_qs(urlsplit(self.path).query).get("token", [""])[0]))

        def _answer(self, status: int, value: Any) -> None:
            data = json.dumps(value).encode()
            self.send_response(status)
            for name, words in (("Content-Type", "application/json"), ("Content-Length", len(data))):
                self.send_header(name, str(words))
            if status in (301, 307):
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
