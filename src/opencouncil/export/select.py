"""Export room: what of a source may travel: a branch, its files and its commits. Knows no value and no syntax."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from opencouncil.errors import ConfigError, IncompleteError
from opencouncil.publication.travel import Entry, History
from opencouncil.repo import refs
from opencouncil.repo.git import Repository, commit_time, run

OWN_FILES = re.compile(
    rb"(?:^|/)(?:opencouncil\.toml|[^/]*opencouncil\.decisions\.toml|\.gitleaks\.toml|\.gitleaksignore"
    rb"|\.betterleaks(?:ignore|\.toml)|\.secrets\.baseline|\.gitguardian\.ya?ml|\.trufflehog(?:ignore|-exclude)?)\Z"
)
"""Files that steer this tool and its peers: they say where the secrets were."""
SUBMODULE = "160000"
SYMLINK = "120000"


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen. `time` is the tip's committer time, Unix seconds; `commits` come parents first.

    `entries` are the tip's files that the globs include, `left_out` the rest. `blobs` are the distinct blobs of the
    commits, whether the store has them or not. `tags` are short names with what the source's ref names.
    """

    branch: str
    commit: str
    tree: str
    time: int
    history: History
    entries: tuple[Entry, ...]
    left_out: tuple[Entry, ...]
    commits: tuple[str, ...]
    blobs: tuple[str, ...]
    tags: tuple[tuple[bytes, str], ...] = ()


def select(
    repo: Repository, branch: str, include: Sequence[str], history: History, tags: Sequence[str] = ()
) -> Selection:
    """Choose. An empty `branch` is the one that is checked out; no `include` is everything; no tag is none.

    Raises ConfigError for a branch, a tag or a glob that names nothing, or a tag of what does not travel;
    IncompleteError for a history that is not here.
    """
    name, commit = _branch(repo, branch)
    if history is History.FULL and repo.shallow:
        raise IncompleteError(
            f"{repo.path}: a shallow clone: its earlier history is not here, so it cannot be published; "
            "clone it whole (git clone --mirror), or use --history snapshot"
        )
    tree = run(repo, "rev-parse", "--verify", "--quiet", f"{commit}^{{tree}}").decode().strip()
    time = commit_time(repo, commit)
    included = matcher(include)
    files = list(_files(repo, tree))
    entries = tuple(one for one in files if included(one.path))
    if not entries:
        raise ConfigError(f"--include {' '.join(include)}: no file of {name} has such a path")
    full = history is History.FULL
    commits = run(repo, "rev-list", "--topo-order", "--reverse", commit).decode().split() if full else [commit]
    blobs = _reached(repo, commit) if full else sorted({one.id for one in entries if one.mode != SUBMODULE})
    return Selection(
        name,
        commit,
        tree,
        time,
        history,
        entries,
        tuple(one for one in files if not included(one.path)),
        tuple(commits),
        tuple(blobs),
        tuple(_tags(repo, tags, history, frozenset(commits))),
    )


def matcher(globs: Sequence[str]) -> Callable[[bytes], bool]:
    """Whether a path is included: `*` and `?` stay within a folder, `**` does not; a folder includes what is in it."""
    if not globs:
        return lambda _path: True
    pattern = re.compile(b"|".join(rb"(?:%s)" % _translated(os.fsencode(one.strip("/"))) for one in globs), re.DOTALL)
    return lambda path: pattern.fullmatch(path) is not None


def _translated(glob: bytes) -> bytes:
    parts = re.split(rb"(\*\*/|\*\*|\*|\?)", glob)
    meant = {b"**/": rb"(?:.*/)?", b"**": rb".*", b"*": rb"[^/]*", b"?": rb"[^/]"}
    return b"".join(meant.get(part) or re.escape(part) for part in parts) + rb"(?:/.*)?"


def _branch(repo: Repository, wanted: str) -> tuple[str, str]:
    """The branch's short name and its commit."""
    if not wanted:
        head = refs.head(repo)
        if head.commit is None:
            raise ConfigError(f"{repo.path}: no branch is checked out here; say which with --branch NAME")
        return head.branch or "main", head.commit
    known = {
        ref.name.removeprefix(prefix): ref.object
        for prefix in (b"refs/remotes/origin/", b"refs/heads/")
        for ref in refs.list_refs(repo)
        if ref.name.startswith(prefix) and ref.type == "commit"
    }
    found = known.get(os.fsencode(wanted))
    if found is None:
        names = [os.fsdecode(name) for name in known]
        near = get_close_matches(wanted, names, n=1) or names[:3]
        raise ConfigError(f"--branch {wanted}: there is no such branch; did you mean {' or '.join(near) or 'another'}?")
    return wanted, found


def _tags(
    repo: Repository, wanted: Sequence[str], history: History, commits: frozenset[str]
) -> Iterator[tuple[bytes, str]]:
    known = {
        ref.name.removeprefix(b"refs/tags/"): ref for ref in refs.list_refs(repo) if ref.name.startswith(b"refs/tags/")
    }
    for one in dict.fromkeys(wanted):
        if history is not History.FULL:
            raise ConfigError(f"--tag {one}: a snapshot has one commit; tags travel with --history full")
        found = known.get(os.fsencode(one))
        if found is None:
            near = get_close_matches(one, [os.fsdecode(name) for name in known], n=1)
            raise ConfigError(f"--tag {one}: there is no such tag{f'; did you mean {near[0]}?' if near else ''}")
        if found.object not in commits:
            raise ConfigError(f"--tag {one}: it is of no commit of this branch; leave it out, or publish its branch")
        yield os.fsencode(one), found.target


def _files(repo: Repository, tree: str) -> Iterator[Entry]:
    for record in run(repo, "ls-tree", "-r", "-z", "--full-tree", tree).split(b"\0"):
        if record:
            facts, _, path = record.partition(b"\t")
            mode, _, id = facts.decode().split(" ")
            yield Entry(mode, id, path)


def _reached(repo: Repository, commit: str) -> list[str]:
    """Every blob of the history, sorted; what the store lacks is named too."""
    listed = run(repo, "rev-list", "--objects", "--no-object-names", "--missing=print", commit).decode().split()
    missing = [one[1:] for one in listed if one.startswith("?")]
    asked = "".join(f"{one}\n" for one in listed if not one.startswith("?")).encode()
    types = run(repo, "cat-file", "--batch-check=%(objectname) %(objecttype)", "--buffer", input=asked).decode()
    return sorted({*missing, *(line.split(" ")[0] for line in types.splitlines() if line.endswith(" blob"))})
