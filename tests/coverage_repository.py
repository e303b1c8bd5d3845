"""A repository with one made-up token in every place where something can hide, and where each must be said to stand."""

from __future__ import annotations

import base64
import codecs
import gzip
import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

Git = Callable[..., bytes]


class Planted(NamedTuple):
    """A token and where it stands: what kind of thing, at which path or ref, brought by which commit, how hidden."""

    token: str
    kind: str
    path: str = ""
    commit: str = ""
    layer: str = ""
    local: bool = False
    ref: str = ""


def token(place: str) -> str:
    digits = base64.b32encode(hashlib.sha256(place.encode()).digest()).decode()
    return "OCTEST-" + digits[:20]


def rule_id(place: str) -> str:
    return "-".join(["octest", *re.findall(r"[a-z0-9]+", place.lower())])


def pack(places: dict[str, Planted]) -> str:
    """A private rule pack: one rule for each place, so that a finding's rule says which token it is."""
    rules = [
        f"""
[[rule]]
id = "{rule_id(place)}"
title = "Test token"
kind = "credential"
severity = "high"
confidence = "high"
treatment = "setting"
pattern = '''{planted.token}'''
why = "Made up for this test."
do = "Nothing."
examples = ['{planted.token}']
counter_examples = ['OCTEST-']
"""
        for place, planted in places.items()
    ]
    return '[pack]\nid = "octest"\ntitle = "Test tokens"\n' + "".join(rules)


def zipped(name: str, content: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return archive.getvalue()


class File(NamedTuple):
    """One file of the first commit; `layer` is what hides the token in it."""

    path: str
    content: bytes
    layer: str = ""


def escaped(place: str, form: str) -> bytes:
    return "".join(form.format(ord(character)) for character in token(place)).encode()


def files() -> dict[str, File]:
    """Place → file, for everything that is a matter of one file's bytes or name."""

    def lines(place: str) -> str:
        return f"first line\nkey = {token(place)}\nlast line\n"

    document = f"<w:document><w:body><w:p><w:r><w:t>{token('docx member')}</w:t></w:r></w:p></w:body></w:document>"
    submodule = f'[submodule "lib"]\n\tpath = lib\n\turl = https://{token("submodule URL")}@git.example/lib\n'
    nested = base64.b64encode(lines("base64 in a zip member").encode()).decode()
    halves = token("joined string")[:14].encode(), token("joined string")[14:].encode()
    return {
        "ordinary file": File("app/plain.txt", lines("ordinary file").encode()),
        "-diff attribute": File("app/report.dat", lines("-diff attribute").encode()),
        "UTF-16 with BOM": File("task.xml", codecs.BOM_UTF16_LE + lines("UTF-16 with BOM").encode("utf-16-le")),
        "UTF-16 big-endian": File("be.xml", codecs.BOM_UTF16_BE + lines("UTF-16 big-endian").encode("utf-16-be")),
        "UTF-16 without BOM": File("export.reg", lines("UTF-16 without BOM").encode("utf-16-le")),
        "cp1252 with a pound sign": File(
            "letter.txt", b"\xa370\n" + lines("cp1252 with a pound sign").encode("cp1252")
        ),
        "NUL byte early": File("dump.sql", b"\x00-- dump\n" + lines("NUL byte early").encode()),
        "1.6 MB single line": File(
            "a.min.js", b"a=1;" * 200_000 + token("1.6 MB single line").encode() + b";b=2" * 200_000
        ),
        "base64": File("secret.yaml", b"data: " + base64.b64encode(lines("base64").encode()) + b"\n", "base64"),
        "hex": File("blob.hex", b"0x" + lines("hex").encode().hex().encode() + b"\n", "hex"),
        "percent": File("link.html", b'<a href="?q=' + escaped("percent", "%{:02X}") + b'">link</a>', "percent"),
        "\\u escapes": File("text.json", b'{"a": "' + escaped("\\u escapes", "\\u{:04x}") + b'"}', "unicode escape"),
        "XML entities": File("page.xml", b"<a>" + escaped("XML entities", "&#{};") + b"</a>", "entities"),
        "joined string": File("Key.cs", b'var key = "' + halves[0] + b'" +\n    "' + halves[1] + b'";\n', "joined"),
        "gzip": File("log.gz", gzip.compress(lines("gzip").encode(), mtime=0), "gzip"),
        "zip member": File("backup.zip", zipped("config/app.ini", lines("zip member")), "zip:config/app.ini"),
        "docx member": File("minutes.docx", zipped("word/document.xml", document), "zip:word/document.xml"),
        "base64 in a zip member": File("nested.zip", zipped("k.txt", nested), "base64"),
        "submodule URL": File(".gitmodules", submodule.encode()),
        "file name": File(f"names/{token('file name')}.txt", b"nothing\n"),
        "file name beyond ASCII": File(f"names/caf\u00e9 {token('file name beyond ASCII')}.txt", b"nothing else\n"),
        "folder name": File(f"names/{token('folder name')}/readme.txt", b"nothing here\n"),
    }


class Builder:
    """Plants the tokens one commit after another; `places` says what was planted where."""

    def __init__(self, folder: Path, git: Git) -> None:
        self.folder = folder
        self.places: dict[str, Planted] = {}
        self._git = git

    def git(self, *arguments: str, **environment: str) -> str:
        return self._git(self.folder, *arguments, **environment).decode().strip()

    def write(self, path: str, content: bytes | str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, message: str, *options: str, **environment: str) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message, *options, **environment)
        return self.git("rev-parse", "HEAD")

    def plant(self, place: str, kind: str, path: str = "", commit: str = "", **more: Any) -> None:
        self.places[place] = Planted(token(place), kind, path, commit, **more)

    def build(self) -> dict[str, Planted]:
        self.folder.mkdir()
        self.git("init", "--quiet")
        self.files()
        self.changes()
        self.merges()
        self.messages()
        self.refs()
        self.git("repack", "-d", "--quiet")
        self.local()
        self.work_tree()
        return self.places

    def files(self) -> None:
        self.write(".gitattributes", "*.dat -diff\n")
        self.write("stays.txt", "stays\n" * 20)
        self.write("old-name.txt", "".join(f"line {n}\n" for n in range(40)))
        for file in files().values():
            self.write(file.path, file.content)
        commit = self.commit("Start")
        for place, file in files().items():
            self.plant(place, "paths" if token(place) in file.path else "blob", file.path, commit, layer=file.layer)

    def changes(self) -> None:
        self.write("gone.txt", token("added then deleted"))
        self.plant("added then deleted", "blob", "gone.txt", self.commit("Add"))
        (self.folder / "gone.txt").unlink()
        self.commit("Delete")

        (self.folder / "old-name.txt").rename(self.folder / "new-name.txt")
        with (self.folder / "new-name.txt").open("a") as file:
            file.write(token("renamed and edited"))
        self.plant("renamed and edited", "blob", "new-name.txt", self.commit("Rename"))

        self.link("config", "stays.txt")
        self.link("current", f"/srv/{token('symlink target')}")
        self.plant("symlink target", "blob", "current", self.linked("Link"))
        self.git("update-index", "--force-remove", "config")
        (self.folder / "config").unlink(missing_ok=True)
        self.write("config", token("symlink replaced by a file"))
        self.plant("symlink replaced by a file", "blob", "config", self.commit("Type change"))

    def link(self, path: str, target: str) -> None:
        """A symlink in the index and, where the system allows it, on disk."""
        blob = self._git(self.folder, "hash-object", "-w", "--stdin", data=target.encode()).decode().strip()
        self.git("update-index", "--add", "--cacheinfo", f"120000,{blob},{path}")
        self.git("checkout-index", "--force", path)

    def linked(self, message: str) -> str:
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD")

    def merges(self) -> None:
        self.git("checkout", "--quiet", "-b", "side")
        self.write("side.txt", "side\n")
        self.commit("Side")
        self.git("checkout", "--quiet", "main")
        self.write("mainline.txt", "main\n")
        self.commit("Main")
        self.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
        self.write("stays.txt", "stays\n" * 20 + token("changed only in a merge"))
        commit = self.commit(f"Merge side\n\n{token('message of a merge commit')}")
        self.plant("changed only in a merge", "blob", "stays.txt", commit)
        self.plant("message of a merge commit", "commit", "", commit)

    def messages(self) -> None:
        self.write("spoken.txt", "spoken\n")
        commit = self.commit(f"Fix\n\nuse {token('message of an ordinary commit')}")
        self.plant("message of an ordinary commit", "commit", "", commit)
        commit = self.commit(f"Deploy {token('message of an empty commit')}")
        self.plant("message of an empty commit", "commit", "", commit)
        commit = self.commit("By", GIT_AUTHOR_NAME=f"Jo {token('author')}", GIT_AUTHOR_EMAIL="jo@exampleshire.gov.uk")
        self.plant("author", "commit", "", commit)
        commit = self.commit("Through", GIT_COMMITTER_EMAIL=f"{token('committer')}@exampleshire.gov.uk")
        self.plant("committer", "commit", "", commit)
        commit = self.commit(f"With\n\nCo-authored-by: Kim <{token('trailer')}@exampleshire.gov.uk>")
        self.plant("trailer", "commit", "", commit)
        self.git("notes", "add", "--message", token("git note"))
        self.plant("git note", "blob", commit, self.git("rev-parse", "refs/notes/commits"))

    def refs(self) -> None:
        self.git("tag", "--annotate", "v1", "--message", token("tag message"))
        self.plant("tag message", "tag", "", self.git("rev-parse", "v1"))
        self.git("tag", "--annotate", "v2", "--message", "two", GIT_COMMITTER_NAME=token("tagger"))
        self.plant("tagger", "tag", "", self.git("rev-parse", "v2"))
        blob = (
            self._git(self.folder, "hash-object", "-w", "--stdin", data=token("tagged blob").encode()).decode().strip()
        )
        self.git("tag", "--annotate", "key", blob, "--message", "a key")
        self.plant("tagged blob", "blob", "refs/tags/key", ref="tag key")
        self.git("tag", token("tag name"))
        self.plant("tag name", "refs", f"refs/tags/{token('tag name')}")
        self.git("branch", token("branch name"))
        self.plant("branch name", "refs", f"refs/heads/{token('branch name')}")

        self.git("checkout", "--quiet", "--orphan", "island")
        self.git("rm", "-r", "-f", "--quiet", ".")
        self.write("island.txt", token("branch without a common ancestor"))
        self.plant("branch without a common ancestor", "blob", "island.txt", self.commit("Island"))
        self.git("checkout", "--quiet", "--detach", "main")
        self.write("pull.txt", token("pull request ref"))
        commit = self.commit("From a pull request")
        self.git("update-ref", "refs/pull/7/head", commit)
        self.plant("pull request ref", "blob", "pull.txt", commit)
        self.write("replaced.txt", token("commit hidden by a replace ref"))
        commit = self.commit("To be replaced")
        self.git("update-ref", "refs/heads/replaced", commit)
        self.git("replace", commit, self.git("rev-parse", "main"))
        self.plant("commit hidden by a replace ref", "blob", "replaced.txt", commit)
        self.git("checkout", "--quiet", "main")

    def local(self) -> None:
        self.write("mainline.txt", token("second stash entry"))
        self.git("stash", "push", "--quiet")
        self.plant("second stash entry", "blob", "mainline.txt", self.git("rev-parse", "stash@{0}"), local=True)
        self.write("mainline.txt", token("stash: tracked edit"))
        self.write("loose.txt", token("stash: untracked file"))
        self.git("stash", "push", "--quiet", "--include-untracked")
        self.plant("stash: tracked edit", "blob", "mainline.txt", self.git("rev-parse", "stash@{0}"), local=True)
        self.plant("stash: untracked file", "blob", "loose.txt", self.git("rev-parse", "stash@{0}^3"), local=True)

        self.write("amended.txt", token("reflog only"))
        self.plant("reflog only", "blob", "amended.txt", self.commit("Before the amend"), local=True)
        self.git("reset", "--quiet", "--hard", "HEAD~1")

        blob = self._git(self.folder, "hash-object", "-w", "--stdin", data=token("unreachable commit").encode())
        tree = self._git(self.folder, "mktree", data=b"100644 blob %s\tlost.txt\n" % blob.strip()).decode().strip()
        self.plant("unreachable commit", "blob", "lost.txt", self.git("commit-tree", tree, "-m", "Lost"), local=True)
        self._git(self.folder, "hash-object", "-w", "--stdin", data=token("unreachable blob").encode())
        self.plant("unreachable blob", "blob", local=True)

    def work_tree(self) -> None:
        self.write("staged.txt", token("staged"))
        self.git("add", "staged.txt")
        self.plant("staged", "blob", "staged.txt", ref="staged")
        self.write("side.txt", token("modified"))
        self.plant("modified", "file", "side.txt", ref="modified")
        self.write("new/untracked.txt", token("untracked"))
        self.plant("untracked", "file", "new/untracked.txt", ref="untracked")


def build(folder: Path, git: Git) -> dict[str, Planted]:
    """Builds the repository in `folder` and returns every place with what must be said of it."""
    return Builder(folder, git).build()
