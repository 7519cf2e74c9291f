"""The server's own process: ``python -m flows.server_process PORT``. Ends when its parent's pipe closes.

A parent that is killed cannot stop its children; its end of the pipe closes all the same.
"""

from __future__ import annotations

import sys
import threading

import uvicorn
from prefect.server.api.server import create_app


def main(port: int) -> None:
    """Serve Prefect's API on loopback until told to stop or until standard input ends."""
    server = uvicorn.Server(uvicorn.Config(create_app(), host="127.0.0.1", port=port, log_level="warning"))
    threading.Thread(target=_stop_with_parent, args=(server,), daemon=True).start()
    server.run()


def _stop_with_parent(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    server.should_exit = True


if __name__ == "__main__":
    main(int(sys.argv[1]))
