"""The house's plan as a test: who may import whom, one door for each dependency, and no imports in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from opencouncil.scan import memory

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "opencouncil"

MAY_IMPORT = {
    "records": set(),
    "model": {"records"},
    "errors": set(),
    "exact": set(),
    "ondemand": set(),
    "publication": {"model.rules"},
    "packs": {
        "records",
        "model.content",
        "model.others",
        "model.rules",
        "model.shelf",
        "model.trials",
        "errors",
        "exact",
        "ondemand",
    },
    "repo": {"records", "model.content", "model.hits", "model.places", "model.shelf", "errors"},
    "triage": {
        "records",
        "model.content",
        "model.findings",
        "model.hits",
        "model.judging",
        "model.others",
        "model.trials",
        "model.places",
        "model.rules",
        "errors",
    },
    "config": {"records", "model.judging", "model.rules", "errors"},
    "scan": {
        "records",
        "model.content",
        "model.hits",
        "model.rules",
        "model.shelf",
        "errors",
        "exact",
        "ondemand",
        "packs",
        "repo.archive",
        "repo.git",
        "repo.ids",
        "repo.objects",
        "repo.packed",
        "repo.text",
        "repo.worktree",
    },
    "report": {"model", "errors", "publication"},
    "export": {"model", "errors", "exact", "publication", "repo"},
    "pipeline": {
        "records",
        "model",
        "errors",
        "exact",
        "ondemand",
        "publication",
        "config",
        "packs",
        "repo",
        "scan",
        "triage",
        "report",
        "export",
    },
    "cli": {"records", "model", "errors", "publication.travel", "config", "report", "pipeline"},
    "__main__": {"cli"},
}

DOORS = {
    "detect_secrets": ("packs.detect",),
    "dulwich": ("repo.delta",),
    "git": ("repo.git",),
    "hyperscan": ("scan.engine", "scan.literals"),
    "pygments": ("export.walking",),
    "re2": ("exact",),
    "rich": ("cli", "report.terminal"),
    "tomli_w": ("triage.decisions_file", "export.side", "export.template"),
    "yaml": ("export.parses",),
    "typer": ("cli",),
}

# Promise 1: nothing leaves. The ways out to a network, none of which has a door.
FORBIDDEN = {"ftplib", "http", "imaplib", "requests", "smtplib", "socket", "ssl", "urllib", "urllib3", "xmlrpc"}
# Reading an address is no connection.
HARMLESS = {"urllib.parse"}


def modules() -> dict[str, Path]:
    found = {
        path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", "."): path for path in PACKAGE.rglob("*.py")
    }
    return {name.removesuffix(".__init__"): path for name, path in found.items()}


def statements(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Every import that runs, also inside functions; what stands under TYPE_CHECKING does not run."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif not (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)):
            yield from statements(child)


@cache
def imported(path: Path) -> frozenset[str]:
    """The modules that a file imports; ours without the package's name."""
    names: set[str] = set()
    known = modules()
    for statement in statements(ast.parse(path.read_bytes())):
        if isinstance(statement, ast.Import):
            names |= {alias.name for alias in statement.names}
            continue
        above = ("opencouncil", *path.relative_to(PACKAGE).parts)[: -statement.level] if statement.level else ()
        origin = ".".join((*above, *filter(None, [statement.module])))
        for alias in statement.names:
            inner = f"{origin}.{alias.name}"
            names.add(inner if inner.removeprefix("opencouncil.") in known else origin)
    return frozenset(name.removeprefix("opencouncil.") for name in names)


def inside(name: str, room: str) -> bool:
    return name == room or name.startswith(room + ".")


@pytest.mark.parametrize("module", sorted(modules()))
def test_a_room_imports_only_what_the_table_allows(module: str) -> None:
    room = module.partition(".")[0]
    ours = {name for name in imported(modules()[module]) if name in modules() and name != "__init__"}
    uphill = {name for name in ours if not any(inside(name, door) for door in MAY_IMPORT.get(room, set()) | {room})}
    assert not uphill, f"{module} imports {', '.join(sorted(uphill))}"


@pytest.mark.parametrize("module", sorted(modules()))
def test_every_dependency_has_one_door_and_none_leads_out(module: str) -> None:
    for name in imported(modules()[module]):
        doors = DOORS.get(name.partition(".")[0])
        assert doors is None or any(inside(module, door) for door in doors), f"{module} imports {name}: use {doors}"
        assert name.partition(".")[0] not in FORBIDDEN or name in HARMLESS, f"{module} imports {name}"


def test_no_imports_form_a_circle() -> None:
    graph = {
        name: {other for other in imported(path) if other in modules()} - {name} for name, path in modules().items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_whatever_the_scan_room_rests_on_makes_remembered_objects_strange_when_it_changes() -> None:
    """All but the rules' own room, whose code is in the digest of the rules."""
    reached, ahead = set(), {name for name in modules() if inside(name, "scan")}
    while ahead:
        reached |= ahead
        ahead = {other for name in ahead for other in imported(modules()[name]) if other in modules()} - reached
    rests = {modules()[name] for name in reached if not inside(name, "packs")}
    assert rests - set(memory.code()) == set()
