"""`roundrobin desk`: the pages in a browser, on this machine only."""

from __future__ import annotations

import getpass
import socket
import sys
import threading
import webbrowser

import click

from cli.context import Context
from cli.output import say
from cli.workspace import opened
from schema.errors import UserError

HOST = "127.0.0.1"


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=4220, show_default=True, help="Port on this machine.")
@click.option("--no-browser", is_flag=True, help="Open no browser.")
@click.pass_obj
def desk(context: Context, port: int, no_browser: bool) -> None:
    """Show the pages: the wave board, the review queue, the query page.

    They answer this machine only. Every decision is recorded at once, under the name shown at the top right; Ctrl-C
    stops the pages and loses nothing.
    """
    import uvicorn

    from desk.app import application
    from desk.state import Desk, hosts
    from flows.steps.plan import Asker

    settings = context.settings
    limit = settings.number("ROUNDROBIN_QUERY_TIMEOUT_S")
    who = settings.text("ROUNDROBIN_REVIEWER") or _login()
    sys.setswitchinterval(0.001)  # a page must not wait 5 ms at every turn for the computing behind it

    def asker(campaign: str) -> Asker:
        return Asker.configured(context.settings_of(campaign))

    with opened(context) as workspace, _listening(port) as line:
        port = line.getsockname()[1]
        a_day = settings.whole("ROUNDROBIN_FOLLOW_UPS_A_DAY")
        state = Desk(workspace, context.now, who, asker, limit, a_day)
        app = application(state, hosts(port))
        address = f"http://{HOST}:{port}/"
        say(f"The desk answers at {address} (decisions are recorded under {who!r}). Stop with Ctrl-C.")
        if not no_browser:
            threading.Timer(0.5, webbrowser.open, (address,)).start()
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, proxy_headers=False)
        uvicorn.Server(config).run(sockets=[line])


def _login() -> str:
    """The name of the account, where no other is set."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "reviewer"


def _listening(port: int) -> socket.socket:
    """A socket on this machine only. UserError when the port is taken."""
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        line.bind((HOST, port))
        line.listen(128)  # from here on a browser waits instead of being refused
    except OSError as error:
        line.close()
        todo = "Is another desk running? Choose another port with --port."
        raise UserError(f"Port {port} cannot be used: {error.strerror}.", where="--port", todo=todo, code=1) from error
    return line
