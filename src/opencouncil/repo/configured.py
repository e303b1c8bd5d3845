"""Repo room: what configuration says of a repository's remotes and hooks. Runs and follows nothing that it names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from opencouncil.records import dataclass
from opencouncil.repo.git import Repository, run

_SHORT_FORM = re.compile(r"(?:[^@/\s]+@)?([^:/\s]{2,}):(?!//)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Remote:
    """Another copy of the repository: its host in lower case, without the user and password that a URL may hold."""

    name: str
    host: str
    path: str


def remotes(repo: Repository) -> list[Remote]:
    """Every remote with a host; `origin` first, then by name."""
    config = repo.common_dir / "config"
    if not config.is_file():
        return []
    wanted = r"^remote\..*\.url$"
    listed = run(
        repo, "config", "--file", str(config), "--no-includes", "-z", "--get-regexp", wanted, expect=(0, 1)
    ).decode("utf-8", "surrogateescape")
    found: dict[str, Remote] = {}
    for entry in filter(None, listed.split("\0")):
        key, _, url = entry.partition("\n")
        name = key.removeprefix("remote.").removesuffix(".url")
        host, path = _address(url)
        if host:
            found.setdefault(name, Remote(name, host, path))
    return sorted(found.values(), key=lambda one: (one.name != "origin", one.name))


def hooks_path(repo: Repository) -> Path | None:
    """The folder that `core.hooksPath` names, for this repository or its user; None where hooks are in git's own."""
    for source in _sources(repo):
        said = run(repo, "config", *source, "--type=path", "-z", "--get", "core.hooksPath", expect=(0, 1))
        if said:
            return (repo.work_tree or repo.git_dir) / os.fsdecode(said.rstrip(b"\0"))
    return None


def _sources(repo: Repository) -> Iterator[tuple[str, ...]]:
    """Where a setting may stand, the strongest first. Only what a user wrote may include other files."""
    for file in (repo.git_dir / "config.worktree", repo.common_dir / "config"):
        if file.is_file():
            yield "--file", str(file), "--no-includes"
    chosen = os.environ.get("GIT_CONFIG_GLOBAL")
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    for file in [Path(chosen)] if chosen else [Path.home() / ".gitconfig", folder / "git" / "config"]:
        if file.is_file():
            yield "--file", str(file), "--includes"
    if not os.environ.get("GIT_CONFIG_NOSYSTEM"):
        yield "--system", "--includes"


def _address(url: str) -> tuple[str, str]:
    """Host and path of `https://user@host:1/path` and `user@host:path`; no host where it is a folder."""
    if "://" in url:
        from urllib.parse import urlsplit  # brings `ipaddress`: more than all the rest of this module

        try:
            parts = urlsplit(url)
            return (parts.hostname or "").lower(), parts.path
        except ValueError:
            return "", ""
    found = _SHORT_FORM.fullmatch(url)
    return (found[1].lower(), found[2]) if found else ("", "")
