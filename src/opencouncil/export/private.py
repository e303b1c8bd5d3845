"""Export room: the private side, as files: today's values, removed bytes, maps. Knows no git and no syntax."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import tomllib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import tomli_w

from opencouncil.errors import OutputError
from opencouncil.export import access
from opencouncil.export.destination import unfinished
from opencouncil.export.trees import EntryChange
from opencouncil.model.rules import Kind, Treatment
from opencouncil.publication.edits import Removal, Scope, Splice
from opencouncil.publication.kept import Accepted, Kept
from opencouncil.publication.plan import Credential
from opencouncil.publication.travel import Withheld

VERSION = 1
SETTINGS, ROTATE, SIGN_OFF, STATE, RESTORE = "settings.toml", "rotate.csv", "sign-off.html", "state.json", "restore"
BLOBS, TREES, WITHHELD, REMOVED = "blobs.jsonl", "trees.jsonl", "withheld", "removed.json"
_OURS = frozenset({SETTINGS, ROTATE, SIGN_OFF, STATE, RESTORE})

_SYNCHRONISED = ("onedrive", "dropbox", "google drive", "googledrive", "my drive", "icloud", "mobile documents")
_SYNCHRONISED_WHOLE = frozenset({"cloudstorage", "box", "box sync", "nextcloud", "sharepoint"})


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What an export was made of and what it became; the next one and `verify` start from it. Holds no value.

    `commits` maps private to public commits; `oracle` maps each public commit to the original's tree.
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


class Side:
    """A private side that is being written. Takes down what the rewriting of trees tells it (see `trees.Record`)."""

    def __init__(self, folder: Path, copy: Callable[[str, IO[bytes]], bool], earlier: Path | None) -> None:
        self.folder = folder
        self.stayed: dict[tuple[bytes, str], Withheld] = {}
        self._copy = copy
        self._restore = folder / RESTORE
        for one in (self._restore, self._restore / WITHHELD):
            one.mkdir(mode=0o700)
        self._written: set[tuple[str, str | None]] = set()
        self._files = contextlib.ExitStack()
        self._blobs = self._files.enter_context(_create(self._restore / BLOBS))
        self._trees = self._files.enter_context(_create(self._restore / TREES))
        if earlier is not None:
            self._take_over(earlier)

    def close(self) -> None:
        """Close the files."""
        self._files.close()

    def blob(self, old: str, new: str, back: Sequence[Splice]) -> None:
        self._line(self._blobs, old, new, "splices", [[start, end, _text(was)] for start, end, was in back])

    def tree(self, old: str, new: str | None, changes: Sequence[EntryChange]) -> None:
        rows = [[_name(one.new), one.mode.decode(), _name(one.old), one.old_id] for one in changes]
        self._line(self._trees, old, new, "changes", rows)

    def withheld(self, path: bytes, id: str, reason: str) -> None:
        self.stayed.setdefault((path, id), Withheld(path, id, reason))
        place = self._restore / WITHHELD / id
        if not place.exists():
            with _create(place) as file:
                there = self._copy(id, file)
            if not there:
                place.unlink()

    def state(self, state: State) -> None:
        """Write `state.json`."""
        content = {
            "version": VERSION,
            "history": state.history,
            "branch": state.branch,
            "include": list(state.include),
            "source": {"commit": state.source_commit, "tree": state.source_tree},
            "public": {"tip": state.tip, "commits": dict(state.commits)},
            "oracle": dict(state.oracle),
            "kept": {name: dict(values) for name, values in asdict(state.kept).items()},
            "opencouncil": state.opencouncil,
            "rules": state.rules,
        }
        self._write(STATE, json.dumps(content, indent=1, sort_keys=True).encode() + b"\n")

    def settings(self, groups: Mapping[str, Mapping[str, str]]) -> None:
        """Write `settings.toml`: group to name to today's value."""
        plain = not any("\r" in value for values in groups.values() for value in values.values())
        self._write(SETTINGS, tomli_w.dumps(groups, multiline_strings=plain).encode())

    def removed(
        self,
        removals: Iterable[Removal],
        kept: Iterable[bytes],
        accepted: Accepted,
        parsed: Iterable[str],
        variables: Mapping[str, str],
    ) -> None:
        """Write `restore/removed.json`: the values that `verify` looks for, what may stay, and what read each file.

        `variables` of the environment hold the setting that each maps to.
        """
        rows = [
            [one.id, one.rule, one.title, one.kind, one.treatment, one.scope, _text(one.value), one.type, one.setting]
            for one in removals
        ]
        content = {
            "removals": rows,
            "kept": [_text(one) for one in kept],
            "accepted": {
                "key": _text(accepted.key),
                "digests": sorted(map(_text, accepted.digests)),
                "examples": sorted(map(_text, accepted.examples)),
                "excluded": sorted(accepted.excluded),
            },
            "parsed": list(parsed),
            "variables": dict(variables),
        }
        self._write(f"{RESTORE}/{REMOVED}", json.dumps(content).encode())

    def rotate(self, credentials: Iterable[Credential]) -> None:
        """Write `rotate.csv`: what must be changed because it was ever committed."""
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(["id", "what", "where", "last seen", "rotated"])
        for one in credentials:
            rows.writerow([_cell(value) for value in (one.id, one.title, one.where, one.last_seen, one.rotated)])
        self._write(ROTATE, text.getvalue().encode("utf-8", "backslashreplace"))

    def sign_off(self, page: str) -> None:
        """Write `sign-off.html`: the paper about this export, without any value."""
        self._write(SIGN_OFF, page.encode("utf-8", "backslashreplace"))

    def _write(self, name: str, content: bytes) -> None:
        with _create(self.folder / name) as file:
            file.write(content)

    def _line(self, file: IO[bytes], old: str, new: str | None, key: str, rows: list[Any]) -> None:
        if (old, new) not in self._written:
            self._written.add((old, new))
            file.write(json.dumps({"old": old, "new": new, key: rows}, separators=(",", ":")).encode() + b"\n")

    def _take_over(self, earlier: Path) -> None:
        """Keep what turns earlier exports back: their commits are still in the public history."""
        for name, file in ((BLOBS, self._blobs), (TREES, self._trees)):
            for record in _lines(earlier / RESTORE / name):
                self._written.add((record["old"], record["new"]))
                file.write(json.dumps(record, separators=(",", ":")).encode() + b"\n")
        for kept in sorted((earlier / RESTORE / WITHHELD).iterdir()):
            with kept.open("rb") as old, _create(self._restore / WITHHELD / kept.name) as new:
                while piece := old.read(1024 * 1024):
                    new.write(piece)


@contextlib.contextmanager
def writing(private: Path, copy: Callable[[str, IO[bytes]], bool], *, earlier: bool = False) -> Iterator[Side]:
    """A new private side beside its place, removed at the end unless `place` moved it there.

    `copy` writes an object of the source to a file, or says that it has none. `earlier`: keep what the private side
    there holds for turning earlier exports back.
    """
    folder = unfinished(private)
    _recover(private)
    try:
        access.remove(folder)
        access.make_private(folder)
        try:
            side = Side(folder, copy, private if earlier else None)
            with contextlib.closing(side):
                yield side
        finally:
            access.remove(folder)
    except OSError as error:
        raise OutputError(f"{private}: the private side could not be written: {error.strerror or error}") from error


def place(side: Side, private: Path) -> None:
    """Move a finished private side to its place. Files of other names that people put there stay."""
    side.close()
    before = _before(private)
    if private.exists():
        private.rename(before)
    side.folder.rename(private)
    if before.exists():
        for entry in before.iterdir():
            if entry.name not in _OURS:
                entry.rename(private / entry.name)
        access.remove(before)


def refuse_private(private: Path, knows: Callable[[str], bool]) -> None:
    """Raise OutputError when a place cannot be a private side. `knows`: whether a commit is one of the source's."""
    way_out = f"name a folder of your own on this machine, as {Path.home() / 'opencouncil-private' / private.name}"
    if str(private).startswith(("\\\\", "//")):
        raise OutputError(f"{private} is on a file share, where others may read it: {way_out}")
    for folder in (private, *private.parents):
        name = folder.name.casefold()
        if name in _SYNCHRONISED_WHOLE or name.startswith(_SYNCHRONISED):
            raise OutputError(f"{private} lies in {folder.name}, which is copied to other machines: {way_out}")
        if (folder / ".git").exists() or ((folder / "HEAD").is_file() and (folder / "objects").is_dir()):
            raise OutputError(f"{private} lies in the git repository {folder}, and might be committed: {way_out}")
    _recover(private)
    if private.is_symlink() or (private.exists() and not private.is_dir()):
        raise OutputError(f"{private} is not a folder: {way_out}")
    if private.is_dir() and any(private.iterdir()):
        if not (private / STATE).is_file():
            raise OutputError(f"{private} holds something else: {way_out}")
        if not knows(read_state(private).source_commit):
            raise OutputError(f"{private} is the private side of another repository: {way_out}")
    if not private.parent.is_dir():
        raise OutputError(f"{private.parent}: no such folder; make it first, closed to others")


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
        )
    except OSError as error:
        raise OutputError(f"{private} is no private side of an export: {STATE}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise OutputError(f"{private / STATE} is damaged: restore it from a backup, or export anew") from error


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


def read_settings(private: Path) -> dict[str, dict[str, str]]:
    """Today's values: group to name to value."""
    try:
        return tomllib.loads((private / SETTINGS).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise OutputError(f"{private / SETTINGS} cannot be read as TOML: mend it, or export anew") from error


def read_blobs(private: Path) -> Iterator[tuple[str, str, tuple[Splice, ...]]]:
    """(old id, new id, splices that turn the new content into the old)."""
    for record in _lines(private / RESTORE / BLOBS):
        back = (Splice(start, end, b64decode(was)) for start, end, was in record["splices"])
        yield record["old"], record["new"], tuple(back)


def read_trees(private: Path) -> Iterator[tuple[str, str | None, tuple[EntryChange, ...]]]:
    """(old id, new id or None, how the old differs)."""
    for record in _lines(private / RESTORE / TREES):
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


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    try:
        with file.open("rb") as lines:
            yield from map(json.loads, lines)
    except (OSError, ValueError) as error:
        raise OutputError(f"{file} is damaged: restore it from a backup, or export anew") from error


def _before(private: Path) -> Path:
    return private.parent / f".{private.name}.opencouncil-before"


def _recover(private: Path) -> None:
    """Undo a replacement that was cut off between its two renames."""
    before = _before(private)
    if before.is_dir() and not private.exists():
        before.rename(private)


def _create(place: Path) -> IO[bytes]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(place, flags, 0o600), "wb")


def _cell(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@")) else value


def _text(content: bytes) -> str:
    return b64encode(content).decode()


def _name(name: bytes | None) -> str | None:
    return None if name is None else _text(name)


def _bytes(name: str | None) -> bytes | None:
    return None if name is None else b64decode(name)
