"""The rules of the house, so that they cannot be forgotten."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from cli.docs import stale

ROOT = Path(__file__).parent.parent
PACKAGES = ("config", "schema", "tracking", "extractors", "checks", "storage", "flows", "desk", "rehearsal", "cli")
PURE = ("schema", "tracking", "checks")
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
MODULES = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "benchmarks").rglob("*.py"))]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("package", PACKAGES)
def test_no_installed_distribution_owns_one_of_our_names(package: str) -> None:
    assert set(packages_distributions().get(package, [])) <= {"roundrobin"}


def test_no_package_of_ours_hides_one_of_the_standard_library() -> None:
    assert not set(PACKAGES) & sys.stdlib_module_names
    assert not set(PACKAGES) & {"requests", "email", "queue", "calendar", "types", "statistics", "inspect"}


def test_the_import_layers_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_file_is_short_enough_to_be_read_at_once(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_no_module_is_named_for_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "core", "manager", "misc"}
    assert [name_of(path) for path in MODULES if {path.stem, path.parent.name} & vague] == []


def test_test_folders_are_no_packages() -> None:
    """A tests/storage/__init__.py would make it the package `storage`, in place of ours."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []


WORLD = {"os", "pathlib", "shutil", "tempfile", "glob", "sqlite3", "socket", "subprocess", "requests", "time", "random"}
WORLD |= {"sqlalchemy", "fsspec", "smtplib", "imaplib", "urllib.request", "importlib.resources", "secrets", "threading"}
CALLS = {"open", "now", "utcnow", "today", "read_text", "read_bytes", "write_text", "write_bytes", "urlopen", "input"}


def world_touched(tree: ast.AST) -> Iterator[str]:
    """Every way in which a module reaches for files, the network, chance or the time."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in WORLD or alias.name.split(".")[0] in WORLD)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {node.module, node.module.split(".")[0], *(f"{node.module}.{a.name}" for a in node.names)}
            yield from names & WORLD
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in CALLS:
                yield f"{called}() in line {node.lineno}"


@pytest.mark.parametrize("path", [p for p in SOURCES if p.relative_to(ROOT).parts[0] in PURE], ids=name_of)
def test_rules_neither_open_files_nor_ask_for_the_time(path: Path) -> None:
    assert list(world_touched(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    ["import os", "from pathlib import Path", "from urllib import request", "open('x')", "datetime.now()", "d.today()"],
)
def test_the_scan_for_files_and_time_finds_them(code: str) -> None:
    assert list(world_touched(ast.parse(code)))


def test_only_the_flows_import_prefect() -> None:
    pattern = re.compile(r"^\s*(?:from|import) prefect\b", re.MULTILINE)
    found = {name_of(p) for p in SOURCES if pattern.search(p.read_text(encoding="utf-8"))}
    assert {name for name in found if not name.startswith("flows/") or name.startswith("flows/steps/")} == set()


def test_generated_pages_say_what_the_program_says() -> None:
    assert stale() == []


def test_the_dimensions_of_every_campaign_are_columns_of_a_record() -> None:
    """schema/dimension.py names them, since importing the record would make every `config show` load a database."""
    from schema.dimension import AS_PRINTED, DIMENSIONS
    from schema.record import Record

    assert {name + end for name in DIMENSIONS for end in ("", AS_PRINTED)} <= set(Record.model_fields)


def test_constraints_are_exact_versions_without_addresses() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9._-]+==[0-9][A-Za-z0-9.+]*( ; .+)?", pin) for pin in pins)
    assert "://" not in "\n".join(lines)


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    pinned = {line.split("==")[0] for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()}
    names = {re.split(r"[\[<>=]", dependency)[0].lower().replace(".", "-").replace("_", "-") for dependency in wanted}
    assert names - {"roundrobin"} <= pinned
