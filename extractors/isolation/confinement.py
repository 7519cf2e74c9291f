"""What a child may do: limits of the system, then a system-call filter and Landlock where the kernel has them.

Level 0: limits only. Level 1: also no network, no program started, no process made, no file written
or created (seccomp), and files readable only under the Python installation (Landlock). Level 2: the server that
forks the children itself runs in bubblewrap (``start``). Numbers:
Linux ``asm/unistd.h`` (x86-64 and the generic table of arm64), ``linux/seccomp.h``, ``linux/landlock.h``.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import stat
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _PR_GET_SECCOMP = 38, 22, 21
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_LOAD, _JEQ, _JSET, _RETURN = 0x20, 0x15, 0x45, 0x06
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CLONE_THREAD = 0x10000
_WRITES = 0x1 | 0x2 | 0x40  # O_WRONLY, O_RDWR, O_CREAT

# Calls that a reader of documents never needs. (x86-64, arm64); None where the call does not exist.
_REFUSED: dict[str, tuple[int | None, int | None]] = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, None), "vfork": (58, None),
    "kill": (62, 129), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "pidfd_send_signal": (424, 424),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "unlink": (87, None), "unlinkat": (263, 35), "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276),
    "link": (86, None), "linkat": (265, 37), "symlink": (88, None), "symlinkat": (266, 36), "creat": (85, None),
    "mkdir": (83, None), "mkdirat": (258, 34), "rmdir": (84, None), "mknod": (133, None), "mknodat": (259, 33),
    "truncate": (76, 45), "chmod": (90, None), "fchmodat": (268, 53), "chown": (92, None), "fchownat": (260, 54),
    "mount": (165, 40), "umount2": (166, 39), "unshare": (272, 97), "setns": (308, 268), "chroot": (161, 51),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "add_key": (248, 217), "keyctl": (250, 219), "open_by_handle_at": (304, 265), "setsid": (112, 157),
}  # fmt: skip
_MISSING = {"clone3": (435, 435), "openat2": (437, 437)}  # arguments behind a pointer: the C library has an older way
_CLONE, _TGKILL, _OPEN, _OPENAT = (56, 220), (234, 131), (2, None), (257, 56)

_PID = 0xFACADE01  # stands in the filter for the process that will enter it
_OWN_PID = struct.pack("I", _PID)

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ_FILE, _READ_DIR, _EXECUTE = 1 << 2, 1 << 3, 1 << 0
_FS_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # ABI -> how many kinds of access it knows


@dataclass(frozen=True, slots=True)
class Confinement:
    """The level that this machine offers, and what it gives in words."""

    level: int
    words: str


def confinement_level() -> Confinement:
    """What children are confined by here, for ``doctor``. Asks the kernel and tries bubblewrap; changes nothing."""
    given = ["limits on memory, CPU time and files"]
    if _has_seccomp():
        given.append("no network, programs, processes or writing (seccomp)")
        abi = _landlock_abi()
        given.append(f"reads only the Python installation (Landlock {abi})" if abi else "reads any file (no Landlock)")
    from extractors.isolation import start

    if start.is_offered():
        return Confinement(2, "; ".join([*given, "around it no network and nothing to write to (bubblewrap)"]))
    if len(given) == 1:
        given.append("this system offers no system-call filter, so documents are only limited")
    return Confinement(int(_has_seccomp()), "; ".join(given))


def limit(cpu_s: int, cpu_ceiling_s: int, memory: int) -> None:
    """Set the limits: CPU seconds (may grow up to the ceiling), bytes of memory above what is used now."""
    space = _address_space() + memory
    for what, soft, hard in (
        (resource.RLIMIT_CPU, cpu_s, max(cpu_s, cpu_ceiling_s)),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, 64, 64),
        (resource.RLIMIT_AS, space, space),
    ):
        _lower(what, soft, hard)


def grow_cpu_limit(cpu_s: int) -> None:
    """Raise the CPU limit to ``cpu_s``, never above the ceiling that was set."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = cpu_s if hard == resource.RLIM_INFINITY else min(cpu_s, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (wanted, hard))


def confine() -> None:
    """Enter the highest level that the machine offers; from here on nothing can be opened for writing or started."""
    libc, rules, program = prepared()
    if not program:
        return
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if rules >= 0:
        libc.syscall(_LANDLOCK_RESTRICT, rules, 0)
        os.close(rules)
    code = program.replace(_OWN_PID, struct.pack("I", os.getpid()))
    buffer = ctypes.create_string_buffer(code)
    head = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    libc.prctl(_PR_SET_SECCOMP, 2, ctypes.create_string_buffer(head), 0, 0)


@cache
def prepared() -> tuple[ctypes.CDLL, int, bytes]:
    """The C library, the Landlock rules (-1: none), the filter (empty: none): made once, before the first fork."""
    libc = ctypes.CDLL(None, use_errno=True)
    column = _column() if _has_seccomp() else None
    return libc, _landlock_rules(libc), b"" if column is None else _program(column, os.uname().machine)


def _lower(what: int, soft: int, hard: int) -> None:
    _, given = resource.getrlimit(what)
    if given != resource.RLIM_INFINITY:
        soft, hard = min(soft, given), min(hard, given)
    with suppress(ValueError, OSError):  # a system without this limit; the others hold
        resource.setrlimit(what, (soft, hard))


def _address_space() -> int:
    """Bytes of address space in use; 1 GiB where the system does not say."""
    try:
        told = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return 1 << 30
    try:
        return int(os.read(told, 64).split()[0]) * resource.getpagesize()
    finally:
        os.close(told)


def _column() -> int | None:
    """Which column of the tables of call numbers holds here; None on an unknown machine."""
    if not sys.platform.startswith("linux") or sys.maxsize < 2**32:
        return None
    return {"x86_64": 0, "aarch64": 1}.get(os.uname().machine)


def _has_seccomp() -> bool:
    if _column() is None:
        return False
    return bool(ctypes.CDLL(None, use_errno=True).prctl(_PR_GET_SECCOMP, 0, 0, 0, 0) >= 0)


def _program(column: int, machine: str) -> bytes:
    """The filter: allow all but the calls above. Each rule is self-contained, so that jumps stay short."""
    code = [
        (_LOAD, 0, 0, 4),
        (_JEQ, 1, 0, _AUDIT_ARCH[machine]),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
        (_LOAD, 0, 0, 0),
    ]
    for number in (numbers[column] for numbers in _REFUSED.values()):
        code += _if_call(number, [(_RETURN, 0, 0, _ERRNO | errno.EPERM)])
    for number in (numbers[column] for numbers in _MISSING.values()):
        code += _if_call(number, [(_RETURN, 0, 0, _ERRNO | errno.ENOSYS)])
    code += _if_call(_CLONE[column], _unless(_JSET, 0, _CLONE_THREAD))  # threads yes, processes no
    code += _if_call(_TGKILL[column], _unless(_JEQ, 0, _PID))  # abort() must still end this process
    code += _if_call(_OPEN[column], _if(_JSET, 1, _WRITES))
    code += _if_call(_OPENAT[column], _if(_JSET, 2, _WRITES))
    code.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("HBBI", *line) for line in code)


_Line = tuple[int, int, int, int]


def _if_call(number: int | None, then: list[_Line]) -> list[_Line]:
    return [] if number is None else [(_JEQ, 0, len(then), number), *then]


def _unless(test: int, argument: int, value: int) -> list[_Line]:
    """Allow when the argument passes the test, refuse otherwise."""
    return [
        (_LOAD, 0, 0, 16 + 8 * argument),
        (test, 0, 1, value),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
    ]


def _if(test: int, argument: int, value: int) -> list[_Line]:
    """Refuse when the argument passes the test, allow otherwise."""
    return [
        (_LOAD, 0, 0, 16 + 8 * argument),
        (test, 0, 1, value),
        (_RETURN, 0, 0, _ERRNO | errno.EACCES),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _landlock_abi() -> int:
    """The version of Landlock; 0 where there is none or it is switched off."""
    if _column() is None:
        return 0
    return max(0, int(ctypes.CDLL(None, use_errno=True).syscall(_LANDLOCK_CREATE, None, 0, 1)))


def _landlock_rules(libc: ctypes.CDLL) -> int:
    """A descriptor of rules that let a process read the Python installation and nothing else; -1 without Landlock."""
    if not _landlock_abi():
        return -1
    rights = (1 << _FS_RIGHTS[min(_landlock_abi(), 5)]) - 1
    rules = libc.syscall(_LANDLOCK_CREATE, ctypes.create_string_buffer(struct.pack("Q", rights)), 8, 0)
    for root in _readable_roots() if rules >= 0 else ():
        _allow_reading(libc, rules, root)
    return int(rules)


def _readable_roots() -> list[str]:
    given = [*sys.path, sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache"]
    return sorted({root for root in [*given, "/dev/null", "/dev/urandom", "/etc/localtime"] if root})


def _allow_reading(libc: ctypes.CDLL, rules: int, root: str) -> None:
    try:
        place = os.open(root, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # not on this machine
        return
    rights = _READ_FILE | (_READ_DIR if stat.S_ISDIR(os.fstat(place).st_mode) else 0)
    libc.syscall(_LANDLOCK_ADD, rules, 1, ctypes.create_string_buffer(struct.pack("=Qi", rights, place)), 0)
    os.close(place)
