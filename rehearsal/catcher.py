"""A mail server on loopback that keeps every letter and passes none on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True, slots=True)
class Caught:
    """One letter as it was handed over: envelope and raw bytes."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes


class _OnFreePort(Controller):
    def _trigger_server(self) -> None:
        # the library connects once to see that the server is up: tell it which port the system gave
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]


class Catcher:
    """``with Catcher() as catcher: ...`` listens on 127.0.0.1:``catcher.port``; letters are in ``catcher.caught``.

    ``folder``: each letter is written there, too, named by its hash, and found again by the next catcher.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.caught: list[Caught] = []
        self._controller = _OnFreePort(self, hostname="127.0.0.1", port=0, server_hostname="localhost")

    @property
    def host(self) -> str:
        return "127.0.0.1"

    @property
    def port(self) -> int:
        """The port it listens on, once it has been entered."""
        return int(self._controller.port)

    @property
    def letters(self) -> tuple[bytes, ...]:
        """Every letter caught, by this catcher or (with a folder) an earlier one, in a fixed order."""
        kept = {caught.data for caught in self.caught}
        if self.folder and self.folder.is_dir():
            kept |= {path.read_bytes() for path in self.folder.glob("*.eml")}
        return tuple(sorted(kept))

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keeps the letter; called by the server for every one."""
        data = envelope.original_content or b""
        self._keep(Caught(envelope.mail_from or "", tuple(envelope.rcpt_tos), data))
        return "250 kept"

    def _keep(self, letter: Caught) -> None:
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{hashlib.sha256(letter.data).hexdigest()[:16]}.eml").write_bytes(letter.data)
        self.caught.append(letter)

    def __enter__(self) -> Catcher:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Any:
        self._controller.stop()
