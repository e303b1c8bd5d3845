"""Repo room: what to say when history is not in this checkout, in the words of whoever made it. Runs no scan."""

from __future__ import annotations

import os
import re
from collections.abc import Container
from contextlib import closing

from opencouncil.errors import IncompleteError
from opencouncil.model.content import Item, NotRead, ObjectKind
from opencouncil.repo.git import Repository, run
from opencouncil.repo.objects import Reader

_PARENT = re.compile(rb"^parent ", re.MULTILINE)

# After checkout these agents hold no credentials: a fetch there would fail, so the checkout itself must change.
_FIXES = {
    "TF_BUILD": "Nothing was checked. In the pipeline's YAML set:\n    - checkout: self\n      fetchDepth: 0",
    "GITHUB_ACTIONS": "Nothing was checked. Under actions/checkout set: with: fetch-depth: 0",
    "GITLAB_CI": 'Nothing was checked. In the job set: variables: GIT_DEPTH: "0"',
}
_OTHERS = ("JENKINS_URL", "CI")
_FETCH = "Nothing was checked. First run: git fetch --unshallow"


class ShallowError(IncompleteError):
    """History that was asked for is not in this checkout; the text says how to get it there."""


def in_ci() -> bool:
    """Whether a build agent made this checkout."""
    return any(os.environ.get(name) for name in (*_FIXES, *_OTHERS))


def cut_off(repo: Repository, commits: Container[str]) -> bool:
    """Whether one of `commits` has parents that were not fetched."""
    file = repo.common_dir / "shallow"
    if not (repo.shallow and file.is_file()):
        return False
    names = [name for name in file.read_text("ascii", "replace").split() if name in commits]
    with closing(Reader(repo)) as reader:
        read = reader.read([Item(name, ObjectKind.COMMIT, 0) for name in names])
        headers = [one[1].partition(b"\n\n")[0] for one in read if not isinstance(one, NotRead)]
    return any(_PARENT.search(header) for header in headers)


def too_shallow(repo: Repository, lacking: str = "") -> ShallowError:
    """The error that names what lacks and the fix for the CI that the environment shows."""
    count = run(repo, "rev-list", "--count", "--all", expect=(0, 128)).decode().strip() or "0"
    fix = next((fix for name, fix in _FIXES.items() if os.environ.get(name)), _FETCH)
    reason = f"; {lacking}" if lacking else ""
    text = f"this checkout holds {count} of an unknown number of commits (shallow){reason}."
    return ShallowError(f"{text}{chr(10) if os.environ.get('TF_BUILD') else ' '}{fix}")
