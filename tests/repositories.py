"""Builders of real repositories for tests: real git, fixed names, fixed times. Everything in them is fictional."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Self

FIRST = 1_577_836_800  # 2020-01-01T00:00:00Z; every commit is an hour after the last
PERSON = "Sam Example <sam@example.com>"
IGNORED_BY_GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


def git(
    folder: Path, *args: str, input: bytes = b"", env: Mapping[str, str] | None = None, check: bool = True
) -> bytes:
    """Ordinary git, as a developer runs it, with no configuration but the repository's own."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment = {**inherited, **IGNORED_BY_GIT, **(env or {})}
    done = subprocess.run(
        ["git", *args], cwd=folder, input=input, env=environment, capture_output=True, check=False, timeout=60
    )
    if check and done.returncode:
        raise AssertionError(f"git {' '.join(args)}: {done.stderr.decode(errors='replace')}")
    return done.stdout


class Builder:
    """A repository in the making. Each step gives back the builder, or the id of what it made.

    >>> repository = Builder(tmp_path / "forms").write("a.txt", "one").write("b.txt", "two")
    >>> first = repository.commit("Add two files")
    """

    def __init__(self, path: Path, *, object_format: str = "sha1", bare: bool = False) -> None:
        self.path = path
        self._clock = FIRST
        path.mkdir(parents=True, exist_ok=True)
        kind = ["--bare"] if bare else []
        self.git("init", "--quiet", "--initial-branch=main", f"--object-format={object_format}", *kind)

    def git(self, *args: str, input: bytes = b"", check: bool = True, author: str = PERSON) -> str:
        """Any git command, at the next hour; what it prints, without the last line end."""
        self._clock += 3600
        name, _, address = author.rstrip(">").partition(" <")
        people: dict[str, str] = {}
        for role in ("AUTHOR", "COMMITTER"):
            people |= {f"GIT_{role}_NAME": name, f"GIT_{role}_EMAIL": address}
            people[f"GIT_{role}_DATE"] = f"{self._clock} +0000"
        return (
            git(self.path, *args, input=input, env=people, check=check).decode("utf-8", "surrogateescape").rstrip("\n")
        )

    def write(self, name: str, content: str | bytes) -> Self:
        """Put a file on disk and into the index."""
        self.leave(name, content)
        self.git("add", "--force", "--", name)
        return self

    def leave(self, name: str, content: str | bytes) -> Self:
        """Put a file on disk only."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.is_symlink():
            file.unlink()
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def link(self, name: str, target: str) -> Self:
        """Put a symbolic link on disk and into the index."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        file.symlink_to(target)
        self.git("add", "--force", "--", name)
        return self

    def remove(self, *names: str) -> Self:
        """Take files off disk and out of the index."""
        self.git("rm", "--quiet", "-r", "--force", "--", *names)
        return self

    def rename(self, old: str, new: str) -> Self:
        """Move a file, on disk and in the index."""
        (self.path / new).parent.mkdir(parents=True, exist_ok=True)
        self.git("mv", "--", old, new)
        return self

    def submodule(self, name: str, url: str, commit: str = "1" * 40) -> Self:
        """A submodule's entry and its URL, without its content."""
        self.write(".gitmodules", f'[submodule "{name}"]\n\tpath = {name}\n\turl = {url}\n')
        self.git("update-index", "--add", "--cacheinfo", f"160000,{commit},{name}")
        return self

    def commit(self, message: str = "Change", author: str = PERSON) -> str:
        """Commit the index, empty or not; the new commit's id."""
        self.git("commit", "--quiet", "--allow-empty", "--no-verify", "-m", message, author=author)
        return self.id("HEAD")

    def branch(self, name: str, at: str = "HEAD") -> Self:
        """Make a branch and check it out."""
        self.git("checkout", "--quiet", "-b", name, at)
        return self

    def checkout(self, name: str) -> Self:
        """Check out a branch, or a commit detached."""
        self.git("checkout", "--quiet", name)
        return self

    def merge(self, *branches: str, content: Mapping[str, str | bytes] | None = None, message: str = "Merge") -> str:
        """Merge branches, two make an octopus; `content` is written into the merge alone. The merge's id."""
        self.git("merge", "--quiet", "--no-ff", "--no-commit", *branches)
        for name, text in (content or {}).items():
            self.write(name, text)
        return self.commit(message)

    def tag(self, name: str, target: str = "HEAD", message: str | None = None) -> Self:
        """A tag; with a message, a tag object."""
        self.git("tag", *(("-a", "-m", message) if message is not None else ()), name, target)
        return self

    def note(self, text: str, commit: str = "HEAD") -> Self:
        """A note on a commit."""
        self.git("notes", "add", "-f", "-m", text, commit)
        return self

    def stash(self, *, untracked: bool = False) -> str:
        """Put what is changed on the stash; the stash entry's id."""
        self.git("stash", "push", "--quiet", *(("--include-untracked",) if untracked else ()))
        return self.id("refs/stash")

    def blob(self, content: str | bytes) -> str:
        """Store a blob that nothing refers to."""
        data = content.encode() if isinstance(content, str) else content
        return self.git("hash-object", "-w", "--stdin", input=data)

    def id(self, name: str) -> str:
        """The object id of a revision."""
        return self.git("rev-parse", "--verify", name)

    def commits(self, *args: str) -> list[str]:
        """Every commit of the object store, or those that `git rev-list` gives for some arguments."""
        if args:
            return self.git("rev-list", *args).split()
        return self.objects("commit")

    def objects(self, kind: str) -> list[str]:
        """The ids of every stored object of a kind, sorted."""
        listed = self.git("cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)").splitlines()
        return sorted(name for type_, name in (line.split(" ") for line in listed) if type_ == kind)

    def loose(self, object_id: str) -> Path:
        """The file of a loose object."""
        return self.path / ".git" / "objects" / object_id[:2] / object_id[2:]

    def lose(self, object_id: str) -> Self:
        """Take a loose object away."""
        self.loose(object_id).unlink()
        return self

    def damage(self, object_id: str, content: bytes = b"not an object") -> Self:
        """Overwrite a loose object."""
        file = self.loose(object_id)
        file.chmod(0o644)
        file.write_bytes(content)
        return self

    def clone(self, to: Path, *options: str) -> Path:
        """Clone over file://, so that depth and filters count."""
        self.git("config", "uploadpack.allowFilter", "true")
        git(self.path.parent, "clone", "--quiet", *options, self.path.as_uri(), str(to))
        return to

    def without_configuration(self, to: Path) -> Path:
        """A bare store as mirrors are sometimes kept: HEAD, objects and refs, and no `config`."""
        to.mkdir()
        for name in ("HEAD", "objects", "refs", "packed-refs"):
            part = self.path / ".git" / name
            if part.is_dir():
                shutil.copytree(part, to / name)
            elif part.exists():
                shutil.copy(part, to / name)
        return to
