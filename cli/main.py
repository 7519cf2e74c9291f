"""The command line. Knows every command by name and one line of help; imports one only when it is called."""

from __future__ import annotations

import atexit
import gc
import io
import os
import select
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import FrameType

import click

from cli.context import Context
from schema.errors import UserError

# name: (module:function, the first sentence of the command's own help; a test compares the two).
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("cli.demo:demo", "Play the survey of 2014, from letters to a published snapshot."),
    "init": ("cli.init:init", "Make a new workspace."),
    "wave": ("cli.wave:wave", "Plan, preview, approve and send one request to many authorities."),
    "followup": ("cli.followup:followup", "Draft, approve and send what a request calls for next."),
    "outbox": ("cli.outbox:outbox", "Show the letters and how far each has got."),
    "inbox": ("cli.inbox:inbox", "Collect, import and list what has arrived."),
    "documents": ("cli.documents:documents", "List the documents and what became of each."),
    "read": ("cli.read:read", "Read files and print what is in them."),
    "classify": ("cli.classify:classify", "Say what kind of reply each letter is."),
    "deadline": ("cli.deadline:deadline", "Work out due dates, with every day counted."),
    "check": ("cli.check:check", "Check the records and print the findings."),
    "review": ("cli.review:review", "Decide what only a person may decide."),
    "desk": ("cli.desk:desk", "Show the pages: the wave board, the review queue, the query page."),
    "query": ("cli.query:query", "Ask the published tables one question in SQL, read-only."),
    "publish": ("cli.publish:publish", "Write the snapshot that others may have."),
    "rebuild": ("cli.rebuild:rebuild", "Compute everything again from events, documents and decisions."),
    "doctor": ("cli.doctor:doctor", "Say whether this installation and workspace are in order."),
    "config": ("cli.config:config", "Show the settings and where each comes from."),
    "up": ("cli.up:up", "Start the server, the schedules and the desk, until stopped."),
}


class PipeError(Exception):
    """A BrokenPipeError under another name: click would end without a word for it."""


class LazyGroup(click.Group):
    """A group whose commands are named in COMMANDS and imported when they are called."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise PipeError from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return load(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


def load(name: str) -> click.Command:
    """The command called ``name``. UserError (exit 1) when its module is not installed."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    try:
        command = getattr(import_module(module), attribute)
    except ModuleNotFoundError as error:
        missing = error.name or module
        raise UserError(
            f"The command `{name}` cannot start: the module {missing} is missing.", todo="Run `make setup`.", code=1
        ) from error
    assert isinstance(command, click.Command), f"{module}:{attribute} is no click command"
    return command


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        click.echo(f"roundrobin {version('roundrobin')}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-w",
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="ROUNDROBIN_WORKSPACE",
    help="The workspace folder (or ROUNDROBIN_WORKSPACE; default: the current folder).",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
)
@click.pass_context
def roundrobin(ctx: click.Context, workspace: Path | None) -> None:
    """FOI round robins: one request to many authorities, and one database that leads back to every page.

    Exit codes: 0 done, 1 failed, 2 wrong use, 3 findings or work waiting.
    """
    ctx.obj = Context(workspace)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code. A command may return an int: that is its exit code."""
    try:
        result = roundrobin.main(list(arguments), prog_name="roundrobin", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except (BrokenPipeError, PipeError) as error:
        if not _reader_has_gone():
            return report(error.__cause__ or error)
        # Who reads what we print (`head`) has seen enough: no fault, but the interpreter must not flush again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except BaseException as error:  # noqa: BLE001  the last border: everything becomes one sentence
        return report(KeyboardInterrupt() if _interrupted else error)


def _reader_has_gone() -> bool:
    watch = select.poll()
    watch.register(1, select.POLLERR)
    return bool(watch.poll(0))


def report(error: BaseException) -> int:
    """Say on stderr, in one sentence, what stopped the command; return its exit code."""
    if os.environ.get("ROUNDROBIN_DEBUG"):
        import traceback

        traceback.print_exception(error)
    sentence, code = explain(error)
    click.echo(sentence, err=True)
    return code


def explain(error: BaseException) -> tuple[str, int]:
    """The sentence and the exit code for whatever was raised."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(error, UserError):
        return f"roundrobin: {error.sentence()}", error.code
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.ctx.get_help() if error.ctx else error.format_message(), error.exit_code
    if isinstance(error, click.ClickException):
        return f"roundrobin: {error.format_message()}{_usage_hint(error)}", error.exit_code
    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        return "roundrobin: Stopped. What was finished is kept; the same command again goes on from there.", 130
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"roundrobin: {place}{error.strerror or error}. Nothing that was recorded before is lost.", 1
    if "OperationalError" in kinds:  # sqlite3 and SQLAlchemy; not imported here, since --help must stay quick
        return f"roundrobin: The database refused: {_database_words(error)}. Nothing recorded before is lost.", 1
    return (
        f"roundrobin: A fault of the program stopped it ({type(error).__name__}: {_one_line(error)}). "
        "Set ROUNDROBIN_DEBUG=1 and run it again for the details to report.",
        1,
    )


def _usage_hint(error: click.ClickException) -> str:
    ctx = getattr(error, "ctx", None)
    return f" Try `{ctx.command_path} --help`." if ctx is not None else ""


def _database_words(error: BaseException) -> str:
    return _one_line(getattr(error, "orig", None) or error)


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]


_interrupted: list[int] = []
"""Not empty once Ctrl-C was pressed: whatever then fails on the way out fails because of that."""


def _interrupt(number: int, frame: FrameType | None) -> None:
    _interrupted.append(number)
    signal.default_int_handler(number, frame)


def _open_standard_streams() -> None:
    """Where the caller closed one, the next file opened, the database even, would stand in its place."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free, which is this one
            setattr(sys, name, os.fdopen(number, "r" if number == 0 else "w", closefd=False))


def main() -> None:
    """Entry point of the console script."""
    gc.set_threshold(50_000)  # what a command loads is no rubbish: looking for some would cost it a tenth of its time
    atexit.register(gc.freeze)  # and none is looked for at the end
    signal.signal(signal.SIGINT, _interrupt)
    _open_standard_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):  # a file name may hold what cannot be printed; in JSON it is escaped
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
