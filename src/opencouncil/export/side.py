"""Export room: a private side as it is written, file by file. Knows no git and no syntax, nor where it will lie."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import tomli_w

from opencouncil.export.holdings import (
    BLOBS,
    REMOVED,
    RESTORE,
    ROTATE,
    SETTINGS,
    SIGN_OFF,
    STATE,
    TREES,
    VERSION,
    WITHHELD,
    State,
    lines,
)
from opencouncil.export.trees import EntryChange
from opencouncil.publication.edits import Removal, Splice
from opencouncil.publication.kept import Accepted
from opencouncil.publication.plan import Credential
from opencouncil.publication.travel import Withheld


def encoded(state: State) -> bytes:
    """What `state.json` holds."""
    content = {
        "version": VERSION,
        "history": state.history,
        "branch": state.branch,
        "include": list(state.include),
        "source": {"commit": state.source_commit, "tree": state.source_tree},
        "public": {
            "tip": state.tip,
            "commits": dict(state.commits),
            "brought": state.brought,
            "dest": state.dest,
        },
        "oracle": dict(state.oracle),
        "kept": {name: dict(values) for name, values in asdict(state.kept).items()},
        "opencouncil": state.opencouncil,
        "rules": state.rules,
    }
    return json.dumps(content, indent=1, sort_keys=True).encode() + b"\n"


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
        self._write(STATE, encoded(state))

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
            for record in lines(earlier / RESTORE / name):
                self._written.add((record["old"], record["new"]))
                file.write(json.dumps(record, separators=(",", ":")).encode() + b"\n")
        for kept in sorted((earlier / RESTORE / WITHHELD).iterdir()):
            with kept.open("rb") as old, _create(self._restore / WITHHELD / kept.name) as new:
                while piece := old.read(1024 * 1024):
                    new.write(piece)


def note(private: Path, state: State) -> None:
    """Write the state of a private side that is at its place anew, whole or not at all."""
    fresh = private / f".{STATE}"
    fresh.unlink(missing_ok=True)
    with _create(fresh) as file:
        file.write(encoded(state))
    fresh.replace(private / STATE)


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
