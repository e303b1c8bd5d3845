"""Repo room: what lines of history come to in a repository of ours: merged, or as patches. Writes no ref, no file."""

from __future__ import annotations

from typing import NamedTuple

from opencouncil.errors import RepositoryError
from opencouncil.repo.git import GitError, Repository, run

_USAGE = 129
"""How git ends that does not know an option."""


class Merged(NamedTuple):
    """A tree, and the paths in it where both sides changed the same: these hold marks, or the side that stayed."""

    tree: str
    clashes: frozenset[bytes]


def merge(repository: Repository, ours: str, theirs: str) -> Merged:
    """What two commits come to, in a repository without files. RepositoryError where git is older than 2.38.

    Renames are not looked for: that reads contents, and some stay behind on the private side.
    """
    options = ("--write-tree", "-z", "--name-only", "--no-messages")
    try:
        said = run(repository, "-c", "merge.renames=false", "merge-tree", *options, ours, theirs, expect=(0, 1))
    except GitError as error:
        if error.status == _USAGE:
            raise RepositoryError("bringing changes back takes git 2.38 or newer: install that") from error
        raise
    tree, *paths = said.rstrip(b"\0").split(b"\0")
    return Merged(tree.decode(), frozenset(paths))


def patches(repository: Repository, base: str, tip: str) -> bytes:
    """What the commits of `base..tip` change, for `git am`: one mail each, merges left out."""
    options = ("--stdout", "--binary", "--full-index", "--no-renames", "--no-stat", "--no-signature")
    return run(repository, "format-patch", *options, f"{base}..{tip}")
