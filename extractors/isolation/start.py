"""How the server that reads documents is started: with an environment that tells nothing, and in bubblewrap.

Bubblewrap gives it a network without a way out and nothing to write to. It is started once around the server and not
for each document, so that it costs a document nothing. No own process numbers: a child can make and end no process
anyway, and the system would lose count of the processor time.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

_PLACES = ("/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap")  # not PATH: it belongs to whoever calls
_OPTIONS = (
    "--unshare-user-try", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
    "--ro-bind", "/", "/", "--dev", "/dev",
)  # fmt: skip


# The server says that it is there before it loads what takes time.
_SERVE = (
    "import gc, json, os, sys; gc.disable(); os.write(int(sys.argv[2]), b'.'); sys.path[:] = json.loads(sys.argv[1]); "
    "from extractors.isolation import methods, patterns; methods.recall(); patterns.recall(); "
    "from extractors.isolation.child import serve; serve(int(sys.argv[2])); os._exit(0)"
)


def ways_to_start() -> list[list[str]]:
    """The server in bubblewrap, where that is installed, and as it is, to be tried in this order.

    The number of its end of the socket comes behind.
    """
    command = python(_SERVE)
    program = _program()
    return [[program, *_OPTIONS, "--", *command], command] if program else [command]


def python(code: str) -> list[str]:
    """The command that runs ``code`` in an isolated interpreter; where modules lie is its first argument, as JSON."""
    here = str(Path(__file__).resolve().parents[2])
    path = json.dumps([here, *(place for place in sys.path if place and place != here)])
    return [sys.executable, "-I", "-S", "-c", code, path]


def environment() -> dict[str, str]:
    """What the children may know: no secret, no proxy, no user; one thread a process."""
    kept = {name: os.environ[name] for name in ("ROUNDROBIN_MOCK_DOCUMENTS", "TMPDIR") if name in os.environ}
    # PATH: camelot cannot be imported without one; a child can start no program.
    return {
        "LANG": "C.UTF-8",
        "PATH": os.defpath,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "HOME": "/",
        **kept,
    }


def is_offered() -> bool:
    """Whether bubblewrap is installed and the system lets it make namespaces. Starts it once."""
    program = _program()
    if not program:
        return False
    import subprocess  # the server that starts nothing needs none of it

    try:
        tried = subprocess.run([program, *_OPTIONS, "--", "/bin/true"], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


def _program() -> str:
    return next((place for place in _PLACES if Path(place).is_file()), "")
