"""Export room: what a private side holds, as it is read again. Knows no git and no syntax."""

from __future__ import annotations

import json
import tomllib
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from opencouncil.errors import OutputError
from opencouncil.export.trees import EntryChange
from opencouncil.model.rules import Kind, Treatment
from opencouncil.publication.edits import Removal, Scope, Splice
from opencouncil.publication.kept import Accepted, Kept

VERSION = 1
SETTINGS, ROTATE, SIGN_OFF, STATE, RESTORE = "settings.toml", "rotate.csv", "sign-off.html", "state.json", "restore"
BLOBS, TREES, WITHHELD, REMOVED = "blobs.jsonl", "trees.jsonl", "withheld", "removed.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What an export was made of and what it became; the next one and `verify` start from it. Holds no value.

    `commits` maps private to public commits; `oracle` maps each public commit to the original's tree. `brought` is the
    commit of others up to which the public branch was turned into patches since, `dest` where the export was put.
    """

    history: str
    branch: str
    include: tuple[str, ...]
    source_commit: str
    source_tree: str
    tip: str
    commits: Mapping[str, str]
    oracle: Mapping[str, str]
    kept: Kept = field(default_factory=Kept)
    opencouncil: str = ""
    rules: str = ""
    brought: str = ""
    dest: str = ""


def read_state(private: Path) -> State:
    """What `state` wrote. OutputError when it is not there, or not ours."""
    try:
        content = json.loads((private / STATE).read_bytes())
        if content["version"] != VERSION:
            raise OutputError(f"{private / STATE} was written by a newer opencouncil: use that, or export anew")
        return State(
            history=content["history"],
            branch=content["branch"],
            include=tuple(content["include"]),
            source_commit=content["source"]["commit"],
            source_tree=content["source"]["tree"],
            tip=content["public"]["tip"],
            commits=content["public"]["commits"],
            oracle=content["oracle"],
            kept=Kept(**content["kept"]),
            opencouncil=content["opencouncil"],
            rules=content["rules"],
            brought=content["public"].get("brought", ""),
            dest=content["public"].get("dest", ""),
        )
    except OSError as error:
        raise OutputError(f"{private} is no private side of an export: {STATE}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise OutputError(f"{private / STATE} is damaged: restore it from a backup, or export anew") from error


def read_settings(private: Path) -> dict[str, dict[str, str]]:
    """Today's values: group to name to value."""
    try:
        return tomllib.loads((private / SETTINGS).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise OutputError(f"{private / SETTINGS} cannot be read as TOML: mend it, or export anew") from error


def flat_settings(file: Path) -> dict[str, str]:
    """The settings of a file by name, whatever tables they stand in. OutputError when it is no such file."""
    try:
        content = tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise OutputError(f"{file} cannot be read as TOML: {error}") from error
    return dict(_flat(content))


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value)
        else:
            yield name, str(value)


def read_blobs(private: Path) -> Iterator[tuple[str, str, tuple[Splice, ...]]]:
    """(old id, new id, splices that turn the new content into the old)."""
    for record in lines(private / RESTORE / BLOBS):
        back = (Splice(start, end, b64decode(was)) for start, end, was in record["splices"])
        yield record["old"], record["new"], tuple(back)


def read_trees(private: Path) -> Iterator[tuple[str, str | None, tuple[EntryChange, ...]]]:
    """(old id, new id or None, how the old differs)."""
    for record in lines(private / RESTORE / TREES):
        changes = (EntryChange(_bytes(new), mode.encode(), _bytes(old), id) for new, mode, old, id in record["changes"])
        yield record["old"], record["new"], tuple(changes)


def read_removed(private: Path) -> tuple[tuple[Removal, ...], tuple[bytes, ...]]:
    """The values that left, and those that may stay."""
    content = _removed(private)
    removals = (
        Removal(id, rule, title, Kind(kind), Treatment(treatment), Scope(scope), b64decode(value), type, setting)
        for id, rule, title, kind, treatment, scope, value, type, setting in content["removals"]
    )
    return tuple(removals), tuple(b64decode(one) for one in content["kept"])


def read_accepted(private: Path) -> Accepted:
    """What may be found in the export."""
    content = _removed(private).get("accepted")
    if content is None:
        raise OutputError(f"{private / RESTORE / REMOVED} was written by an earlier opencouncil: export anew")
    return Accepted(
        b64decode(content["key"]),
        frozenset(map(b64decode, content["digests"])),
        frozenset(map(b64decode, content["examples"])),
        frozenset(content["excluded"]),
    )


def read_parsed(private: Path) -> tuple[str, ...]:
    """What read each edited file."""
    return tuple(_removed(private)["parsed"])


def read_environment(private: Path) -> dict[str, str]:
    """Today's values by their names, and by the variables of the environment that programs read them from."""
    values = {name: str(value) for group in read_settings(private).values() for name, value in group.items()}
    variables = _removed(private).get("variables", {})
    return values | {variable: values[name] for variable, name in variables.items() if name in values}


def _removed(private: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads((private / RESTORE / REMOVED).read_bytes())
    except (OSError, ValueError) as error:
        raise OutputError(
            f"{private / RESTORE / REMOVED} is damaged: restore it from a backup, or export anew"
        ) from error
    return content


def lines(file: Path) -> Iterator[dict[str, Any]]:
    """The records of a file that holds one a line."""
    try:
        with file.open("rb") as lines:
            yield from map(json.loads, lines)
    except (OSError, ValueError) as error:
        raise OutputError(f"{file} is damaged: restore it from a backup, or export anew") from error


def _bytes(name: str | None) -> bytes | None:
    return None if name is None else b64decode(name)
