"""`roundrobin desk`: the pages in a browser, on this machine only."""

from __future__ import annotations

import gc
import getpass
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from cli.context import Context
from cli.output import say
from cli.workspace import opened
from schema.errors import UserError

if TYPE_CHECKING:
    import uvicorn

HOST = "127.0.0.1"
STOP_S = 10  # seconds that open pages are given when the desk beside something else stops


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=4220, show_default=True, help="Port on this machine.")
@click.option("--no-browser", is_flag=True, help="Open no browser.")
@click.pass_obj
def desk(context: Context, port: int, no_browser: bool) -> None:
    """Show the pages: the wave board, the review queue, the query page.

    They answer this machine only. Every decision is recorded at once, under the name shown at the top right; Ctrl-C
    stops the pages and loses nothing.
    """
    with ready(context, port) as pages:
        say(f"The desk answers at {pages.address} (decisions are recorded under {pages.who!r}). Stop with Ctrl-C.")
        if not no_browser:
            threading.Timer(0.5, webbrowser.open, (pages.address,)).start()
        pages.server.run(sockets=[pages.line])


@dataclass(frozen=True, slots=True)
class Pages:
    """A desk that is ready to be run: its server, the socket it answers on, its address, and who decides."""

    server: uvicorn.Server
    line: socket.socket
    address: str
    who: str


@contextmanager
def ready(context: Context, port: int) -> Iterator[Pages]:
    """A desk on a port of this machine (0: any free one). UserError when the port is taken."""
    import uvicorn

    from desk.app import application
    from desk.state import Desk, hosts
    from flows.steps.plan import Asker
    from storage.token import kept_token

    settings = context.settings
    who = settings.text("ROUNDROBIN_REVIEWER") or _login()
    limit, a_day = settings.number("ROUNDROBIN_QUERY_TIMEOUT_S"), settings.whole("ROUNDROBIN_FOLLOW_UPS_A_DAY")
    sys.setswitchinterval(0.001)  # a page must not wait 5 ms at every turn for the computing behind it

    def asker(campaign: str) -> Asker:
        return Asker.configured(context.settings_of(campaign))

    with opened(context) as workspace, _listening(port) as line:
        port = line.getsockname()[1]
        made = Desk(workspace, context.now, who, asker, limit, a_day, token=kept_token(workspace.folder))
        app = application(made, hosts(port))
        gc.collect()
        gc.freeze()  # modules stay; to look through them for what is no longer used takes longer than a page
        gc.set_threshold(10_000, 20, 50)
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, proxy_headers=False)
        yield Pages(uvicorn.Server(config), line, f"http://{HOST}:{port}/", who)


@contextmanager
def beside(context: Context, port: int) -> Iterator[str]:
    """A desk that answers, in a thread of its own, for as long as the block lasts: its address."""
    with ready(context, port) as pages:
        thread = threading.Thread(target=pages.server.run, kwargs={"sockets": [pages.line]}, name="desk", daemon=True)
        thread.start()
        try:
            yield pages.address
        finally:
            pages.server.should_exit = True
            thread.join(STOP_S)


def _login() -> str:
    """The name of the account, where no other is set."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "reviewer"


def _listening(port: int) -> socket.socket:
    """A socket on this machine only. UserError when the port is taken."""
    # Only a socket that names TCP is set to send at once; else the end of every page waits 40 ms for an answer.
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        line.bind((HOST, port))
        line.listen(128)  # from here on a browser waits instead of being refused
    except OSError as error:
        line.close()
        todo = "Is another desk running? Choose another port with --port."
        raise UserError(f"Port {port} cannot be used: {error.strerror}.", where="--port", todo=todo, code=1) from error
    return line
