"""Builds the private repository of Exampleshire District Council, which does not exist: an example to try things on.

    python3 examples/build_exampleshire.py DEST

`exampleshire/history.toml` lists the commits, oldest first; each names a folder beside it that holds the files it adds
or changes. Every object id is the same wherever this runs. Needs Python 3.11 and git, no network.
"""

from __future__ import annotations

import codecs
import os
import re
import subprocess
import sys
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import made_up

SOURCES = Path(__file__).parent / "exampleshire"
SLOT = re.compile(r"\$\{made-up:([A-Z0-9_]+)\}")
PICTURES = {"picture": made_up.picture}

Tree = dict[str, bytes]


class Stream:
    """The commands for `git fast-import`, and the tree of files that every branch has reached."""

    def __init__(self, history: dict[str, Any]) -> None:
        self.people: dict[str, str] = history["people"]
        self.encodings: dict[str, list[str]] = history["encoding"]
        self.values = made_up.values()
        self.trees: dict[str, Tree] = {}
        self.starts: dict[str, Tree] = {}
        self.out: list[bytes] = []

    def commit(self, number: int, commit: dict[str, Any]) -> None:
        branch: str = commit.get("branch", "main")
        begins = branch not in self.trees
        if begins:
            self.starts[branch] = self.trees[branch] = self.trees.get("main", {})
        self.trees[branch] = tree = self.tree_after(commit, branch)

        self.out += [b"commit refs/heads/%s\n" % branch.encode(), b"mark :%d\n" % number]
        self.signed(b"author", commit["author"], commit["date"])
        self.signed(b"committer", commit.get("committer", commit["author"]), commit.get("committed", commit["date"]))
        self.data(self.filled(commit["message"]).encode())
        if begins and branch != "main":
            self.out.append(b"from refs/heads/main\n")
        if "merge" in commit:
            self.out.append(b"merge refs/heads/%s\n" % commit["merge"].encode())
        self.out.append(b"deleteall\n")
        for path, content in sorted(tree.items()):
            self.out.append(b"M 100644 inline %s\n" % path.encode())
            self.data(content)

    def tree_after(self, commit: dict[str, Any], branch: str) -> Tree:
        tree = dict(self.trees[branch])
        if merged := commit.get("merge"):
            start = self.starts[merged]
            tree |= {path: data for path, data in self.trees[merged].items() if start.get(path) != data}
        for path in commit.get("delete", ()):
            del tree[path]
        names: dict[str, str] = commit.get("names", {})
        if "folder" in commit:
            folder = SOURCES / commit["folder"]
            for source in sorted(file for file in folder.rglob("*") if file.is_file()):
                written = source.relative_to(folder).as_posix()
                path = names.get(written, written)
                tree[path] = self.encoded(path, source.read_text("utf-8"))
        for path, kind in commit.get("pictures", {}).items():
            tree[path] = PICTURES[kind]()
        return tree

    def tag(self, tag: dict[str, Any]) -> None:
        self.out.append(b"tag %s\nfrom :%d\n" % (tag["name"].encode(), tag["commit"]))
        self.signed(b"tagger", tag["tagger"], tag["date"])
        self.data(self.filled(tag["message"]).encode())

    def note(self, note: dict[str, Any]) -> None:
        self.out.append(b"commit refs/notes/commits\n")
        self.signed(b"committer", note["author"], note["date"])
        self.data(b"Notes added by 'git notes add'\n")
        self.out.append(b"N inline :%d\n" % note["commit"])
        self.data(self.filled(note["message"]).encode())

    def signed(self, role: bytes, person: str, date: datetime) -> None:
        offset = date.strftime("%z").encode()
        self.out.append(b"%s %s %d %s\n" % (role, self.people[person].encode(), int(date.timestamp()), offset))

    def data(self, content: bytes) -> None:
        self.out.append(b"data %d\n%s\n" % (len(content), content))

    def filled(self, text: str) -> str:
        return SLOT.sub(lambda slot: self.values[slot[1]], text)

    def encoded(self, path: str, text: str) -> bytes:
        codec, line_end = self.encodings.get(path, ["utf-8", "\n"])
        text = self.filled(text).replace("\n", line_end)
        if codec == "utf-16-le":
            return codecs.BOM_UTF16_LE + text.encode(codec)
        return text.encode(codec)


def stream(history: dict[str, Any]) -> bytes:
    made = Stream(history)
    for number, commit in enumerate(history["commit"], 1):
        made.commit(number, commit)
    for tag in history["tag"]:
        made.tag(tag)
    for note in history["note"]:
        made.note(note)
    return b"".join(made.out) + b"done\n"


def build(destination: Path) -> None:
    """Writes the repository with a work tree; `destination` must not exist or be empty."""
    history = tomllib.loads((SOURCES / "history.toml").read_text("utf-8"))
    # Neither the caller's git configuration nor an enclosing repository may change the result.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

    def git(*arguments: str, data: bytes | None = None) -> None:
        subprocess.run(["git", *arguments], input=data, env=environment, check=True)

    git("init", "--quiet", "--template=", "--initial-branch=main", str(destination))
    here = ("-C", str(destination), "-c", "core.autocrlf=false")
    git(*here, "fast-import", "--quiet", "--done", "--date-format=raw", data=stream(history))
    git(*here, "reset", "--quiet", "--hard")


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: python3 examples/build_exampleshire.py DEST", file=sys.stderr)
        return 2
    destination = Path(sys.argv[1])
    if destination.exists() and any(destination.iterdir()):
        print(f"{destination} exists already: name a new folder, or delete it first.", file=sys.stderr)
        return 2
    build(destination)
    print(f"{destination}: the private repository of Exampleshire District Council (fictional), 2017-2026")
    return 0


if __name__ == "__main__":
    sys.exit(main())
