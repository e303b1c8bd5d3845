"""Export room: which files of a tree start together, so that one can name what the others miss. Knows no syntax."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from opencouncil.publication.travel import Entry

_MARKS = frozenset(
    (b"package.json", b"pyproject.toml", b"setup.py", b"requirements.txt", b"manage.py", b"Pipfile", b"setup.cfg")
)
"""Files at the root of something that is started on its own."""
_PACKAGE = b"__init__.py"


def guards(entries: Iterable[Entry], lookups: Mapping[bytes, frozenset[str]]) -> Mapping[bytes, frozenset[str]]:
    """For each file that looks settings up, those of every file of its component and language."""
    paths = {one.path for one in entries}
    roots = {path: _root(path, paths) for path in lookups}
    together: dict[tuple[bytes, bytes], frozenset[str]] = {}
    for path, names in lookups.items():
        key = roots[path], _language(path)
        together[key] = together.get(key, frozenset()) | names
    return {path: together[roots[path], _language(path)] for path in lookups}


def _root(path: bytes, paths: Iterable[bytes]) -> bytes:
    """The nearest folder above a file that holds a mark, else the outermost package, else the file's own folder.

    A Python file of no package is a script: what starts elsewhere under the mark asks for settings of its own.
    """
    folders = _above(path)
    if path.endswith(b".py") and folders[0] + _PACKAGE not in paths:
        return folders[0]
    for folder in folders:
        if any(folder + mark in paths for mark in _MARKS):
            return folder
    packages = [folder for folder in folders if folder + _PACKAGE in paths]
    return packages[-1] if packages else folders[0]


def _above(path: bytes) -> list[bytes]:
    """The folders of a file, nearest first, each with its slash; the root is empty."""
    found = []
    while b"/" in path:
        path = path.rpartition(b"/")[0]
        found.append(path + b"/")
    return [*found, b""]


def _language(path: bytes) -> bytes:
    ending = path.rpartition(b".")[2].lower()
    return b"js" if ending in (b"js", b"mjs", b"cjs", b"jsx", b"ts", b"tsx", b"mts", b"cts") else ending
