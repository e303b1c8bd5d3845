"""Law: an export filled with its private side is the original, byte for byte, and holds no value; whatever the tree."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from hypothesis import HealthCheck, example, given, reject, settings
from hypothesis import strategies as st

from opencouncil.errors import RepositoryError
from opencouncil.export import private
from opencouncil.export.close import Closer
from opencouncil.export.objects import TreeEntry, encode_tree, object_id, parse_tree, tree_order
from opencouncil.export.plan import Plan, Rewriting, Wordings
from opencouncil.export.restore import Restorer
from opencouncil.export.select import Selection
from opencouncil.export.trees import Choices, Rewriter
from opencouncil.model.rules import Kind, Treatment
from opencouncil.pipeline.plan import compiled
from opencouncil.publication.edits import Removal, Scope
from opencouncil.publication.travel import Entry, History

Tree = dict[str, "tuple[str, bytes] | Tree"]
"""A folder by its names: files with mode and content, and folders."""


def removal(id: str, value: str, kind: Kind, treatment: Treatment, setting: str, example: str, type: str) -> Removal:
    return Removal(id, id, id, kind, treatment, Scope.EVERYWHERE, value.encode(), type, setting, example.encode())


REMOVALS = (
    removal("HOST", "exsql01.ad.exampleshire.gov.uk", Kind.CONFIGURATION, Treatment.SETTING, "DB_HOST",
            "host-1.council.example", "host"),
    removal("PASS", "Kx7!" + "vQ1mZ9" + "é&<t'w4", Kind.CREDENTIAL, Treatment.SETTING, "DB_PASSWORD",
            "(fill-in.DB_PASSWORD)", "secret"),
    removal("MAIL", "parking.appeals@exampleshire.gov.uk", Kind.CONFIGURATION, Treatment.EXAMPLE, "",
            "mailbox-1@council.example", "email"),
    removal("PATH", "\\\\exfs01\\forms$\\live", Kind.CONFIGURATION, Treatment.SETTING, "SHARE",
            "\\\\server\\share\\1", "path"),
)  # fmt: skip
VALUES = [one.value.decode() for one in REMOVALS]
LINES = st.one_of(
    st.sampled_from(VALUES).flatmap(
        lambda value: st.sampled_from(
            [
                'X = "{}"',
                "x: {}",
                "<add key='k' value='{}'/>",
                "# see {}",
                "{}",
                '"k": "{}",',
                "k={};j=1",
                "'{}' + '{}'",
            ]
        ).map(lambda form: form.replace("{}", value))
    ),
    st.text(st.characters(codec="cp1252", exclude_characters="\r\n"), max_size=20),
    st.sampled_from(["import os", "{", "}", "", "[s]", "def f():", "    return 1", '"""', "<a>", "</a>", "`"]),
)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"])
CONTENTS = st.one_of(
    st.tuples(st.lists(LINES, max_size=6), st.sampled_from(["\n", "\r\n"]), st.booleans(), ENCODINGS).map(
        lambda parts: (parts[1].join(parts[0]) + parts[1] * parts[2]).encode(parts[3])
    ),
    st.binary(max_size=40),
)
NAMES = st.builds(
    lambda stem, ending: stem + ending,
    st.one_of(
        st.sampled_from(["a", "B", "app", "é", "e\u0301", "two words", 'q"uote', "line\nbreak", "-x", ".env"]),
        st.just("exsql01.ad.exampleshire.gov.uk"),
    ),
    st.sampled_from(
        ["", ".py", ".js", ".json", ".yml", ".config", ".cs", ".ini", ".txt", ".md", ".sh", ".sql", ".bin"]
    ),
)
FILES = st.one_of(
    st.tuples(st.sampled_from(["100644", "100755"]), CONTENTS),
    st.tuples(st.just("120000"), st.sampled_from(["../a.py", "/etc/hosts", f"{VALUES[0]}/x", "é"]).map(str.encode)),
)
TREES: st.SearchStrategy[Tree] = st.recursive(
    st.dictionaries(NAMES, FILES, min_size=1, max_size=5),
    lambda inner: st.dictionaries(NAMES, st.one_of(FILES, inner), min_size=1, max_size=4),
    max_leaves=12,
)


class Store:
    """Objects by their ids, as a repository holds them."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def add(self, kind: str, content: bytes) -> str:
        id = object_id(kind, content, "sha1")
        self.objects[id] = content
        return id

    def tree(self, tree: Tree) -> str:
        entries = [
            TreeEntry(b"40000", name.encode(), bytes.fromhex(self.tree(one)))
            if isinstance(one, dict)
            else TreeEntry(one[0].encode(), name.encode(), bytes.fromhex(self.add("blob", one[1])))
            for name, one in tree.items()
        ]
        return self.add("tree", encode_tree(sorted(entries, key=tree_order)))

    def files(self, tree: str, prefix: bytes = b"") -> list[Entry]:
        found = []
        for entry in parse_tree(self.objects[tree], 20):
            path, id = prefix + entry.name, entry.id.hex()
            found += self.files(id, path + b"/") if entry.is_folder else [Entry(entry.mode.decode(), id, path)]
        return found


def reached(tree: str, *stores: Mapping[str, bytes]) -> dict[str, bytes]:
    """What a folder and all that is in it consist of, by id: what git would copy."""
    content = next(one[tree] for one in stores if tree in one)
    found = {tree: content}
    for entry in parse_tree(content, 20):
        id = entry.id.hex()
        found |= reached(id, *stores) if entry.is_folder else {id: next(one[id] for one in stores if id in one)}
    return found


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(TREES)
@example({"a.py": ("100644", f'X = "{VALUES[0]}"\r\n'.encode("utf-16")), "b": {"c": ("120000", VALUES[0].encode())}})
@example({"app": ("120000", b"../a.py")})
@example({"SETTINGS.md": ("100755", b"# Ours\r\n# Settings\n")})
@example({"a.bin": ("100755", b"\0\1" + VALUES[1].encode() + b"\0" * 9)})
def test_the_original_comes_back_and_no_value_stays(tree: Tree) -> None:
    source, export = Store(), Store()
    root = source.tree(tree)
    entries = tuple(source.files(root))
    blobs = tuple(sorted({one.id for one in entries}))
    closer = Closer(REMOVALS, [], compiled)
    closed = closer.close((id, source.objects[id]) for id in blobs)
    selection = Selection("main", "1" * 40, root, 0, History.SNAPSHOT, entries, (), ("1" * 40,), blobs)
    plan = Plan(selection, REMOVALS, closed.cuts, {}, closed.sealed)
    rewriting, wordings = Rewriting(plan, source.objects.get), Wordings(plan, closer)
    choices = Choices(
        rewrite=rewriting,
        edited=rewriting.edited,
        flavour=rewriting.flavour,
        withheld=rewriting.withheld,
        rename=wordings.name,
        relink=wordings.name,
        added={b"SETTINGS.md": b"# Settings\n", b"app/made/new.txt": b"new\n"},
    )
    back: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder).resolve() / "private"
        with private.writing(place, lambda id, file: bool(file.write(source.objects[id]) + 1)) as side:
            rewriter = Rewriter(choices, source.objects.get, export.add, side)
            try:
                new = rewriter.root(root)
            except RepositoryError:
                reject()  # two names that would become one, a file where a folder is to be: refused, not written
            side.close()
            published = reached(new, export.objects, source.objects)

            def read_many(names: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
                return ((name, published.get(name)) for name in names)

            restorer = Restorer(side.folder, read_many, "sha1", lambda _kind, *one: back.update([one]))
            restorer.trees([(root, new)])
    assert restorer.failures == []
    assert restorer.counts.by_id == 0
    for entry in entries:
        assert {**published, **back}[entry.id] == source.objects[entry.id], entry.path
    for content in published.values():
        assert not closer.look(content).removals
