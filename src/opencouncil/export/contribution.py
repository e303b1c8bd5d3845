"""Export room: what others committed to an export, told as commits on the originals. Writes nothing but objects."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

from opencouncil.export.history import write_commit
from opencouncil.export.objects import (
    COMMIT,
    FOLDER,
    TREE,
    Headed,
    TreeEntry,
    encode_headed,
    encode_tree,
    parse_headed,
    parse_tree,
    tree_order,
)
from opencouncil.export.paths import printable
from opencouncil.export.people import Signature
from opencouncil.export.wayback import Way
from opencouncil.publication.exported import Contributed
from opencouncil.repo.asking import Asker
from opencouncil.repo.git import Repository, run
from opencouncil.repo.merging import merge
from opencouncil.repo.writing import store

_BY = Signature(b"Export", b"noreply@council.example", 0)
"""Who makes the commits that only we see."""
_TRAVELS = (b"author", b"committer", b"encoding")


@dataclass(frozen=True, slots=True)
class Carried:
    """Commits on the originals, from `since` to `tip`, whose tree is `tree`; `base` is what the export was made of.

    `since` is the last of them that was carried before; the `commits` are those after it.
    """

    base: str
    since: str
    tip: str
    tree: str
    commits: tuple[Contributed, ...]


def carry(scratch: Repository, ask: Asker, way: Way, made: str, head: str, before: str = "") -> Carried:
    """Repeat on the original tree what `made..head` did to the export's.

    `made` is the commit that the export ended with and `head` what the public branch is at; `scratch` has the objects
    of both, and of the original tree. Up to `before` they were carried earlier.
    """
    put = partial(store, scratch)
    base = write_commit(put, way.original, [made], _BY, b"The originals\n")
    trees: dict[str, str] = {}
    told: dict[str, str] = {}
    stayed: dict[str, frozenset[bytes]] = {}
    commits: list[Contributed] = []
    for commit in _listed(scratch, head, made):
        read = parse_headed(ask.read(commit) or b"tree\n")
        parents = [parent.decode() for parent in read.all(b"parent")]
        merged = merge(scratch, made, commit)
        published = _put_back(ask.read, put, merged.tree, way.published, merged.clashes)
        trees[commit], left = way.back(ask.read, put, published)
        stayed[commit] = merged.clashes | left
        on = dict.fromkeys(told.get(parent, base) for parent in parents)
        headers = [(b"tree", trees[commit].encode()), *((b"parent", one.encode()) for one in on)]
        headers += [(key, read.get(key)) for key in _TRAVELS if read.get(key)]
        told[commit] = put(COMMIT, encode_headed(Headed(tuple(headers), read.message)))
        news = stayed[commit].difference(*(stayed.get(parent, ()) for parent in parents))
        if len(parents) < 2 or news:
            changes = trees[commit] != next((trees[one] for one in parents if one in trees), way.original)
            subject = printable((read.message or b"").strip().partition(b"\n")[0])
            commits.append(Contributed(commit, subject, changes, tuple(map(printable, sorted(news)))))
    earlier = _listed(scratch, before, made) if before else ()
    new = tuple(one for one in commits if one.commit not in earlier)
    return Carried(base, told.get(before, base), told.get(head, base), trees.get(head, way.original), new)


def _listed(repository: Repository, head: str, made: str) -> list[str]:
    asked = f"{head}\n^{made}\n".encode()
    return run(repository, "rev-list", "--topo-order", "--reverse", "--stdin", input=asked).decode().split()


def holds(scratch: Repository, carried: Carried, now: str) -> bool:
    """Whether the tree `now` has what was carried: merging it once more changes nothing, or meets a later change."""
    put = partial(store, scratch)
    ours, theirs = (write_commit(put, tree, [carried.base], _BY, b"\n") for tree in (now, carried.tree))
    merged = merge(scratch, ours, theirs)
    return bool(merged.clashes) or merged.tree == now


def _put_back(
    read: Callable[[str], bytes | None],
    put: Callable[[str, bytes], str],
    tree: str,
    before: str,
    paths: Collection[bytes],
) -> str:
    """A tree with some paths as `before` has them."""
    if not paths:
        return tree
    width = len(tree) // 2
    mine, theirs = ({one.name: one for one in parse_tree(read(id) or b"", width)} for id in (tree, before))
    below: dict[bytes, list[bytes]] = {}
    for path in paths:
        name, _, rest = path.partition(b"/")
        below.setdefault(name, []).append(rest)
    for name, inside in below.items():
        here, there = mine.get(name), theirs.get(name)
        if here and there and all(inside) and here.is_folder and there.is_folder:
            id = _put_back(read, put, here.id.hex(), there.id.hex(), inside)
            mine[name] = TreeEntry(FOLDER, name, bytes.fromhex(id))
        elif there:
            mine[name] = there
        else:
            mine.pop(name, None)
    return put(TREE, encode_tree(sorted(mine.values(), key=tree_order)))
