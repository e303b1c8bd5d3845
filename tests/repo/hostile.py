"""A repository whose configuration and attributes start a program wherever git lets them. The program leaves a mark."""

from __future__ import annotations

import os
import time
from pathlib import Path

from repositories import Builder

HOOKS = [
    "pre-commit",
    "post-checkout",
    "post-index-change",
    "reference-transaction",
    "fsmonitor-watchman",
    "pre-auto-gc",
    "post-rewrite",
    "sendemail-validate",
    "update",
    "pre-receive",
]

CONFIGURATION = """
[core]
    fsmonitor = {evil}
    hooksPath = {hooks}
    pager = {evil}
    editor = {evil}
    sshCommand = {evil}
    askPass = {evil}
    gitProxy = {evil}
    alternateRefsCommand = {evil}
    attributesFile = {attributes}
    untrackedCache = true
[gpg]
    program = {evil}
[gpg "ssh"]
    program = {evil}
    defaultKeyCommand = {evil}
[log]
    showSignature = true
[diff]
    external = {evil}
    submodule = log
[diff "evil"]
    command = {evil}
    textconv = {evil}
    cachetextconv = true
[filter "evil"]
    clean = {evil}
    smudge = {evil}
    required = true
[filter "process"]
    process = {evil}
    required = true
[merge "evil"]
    driver = {evil}
[pager]
    cat-file = {evil}
    diff-tree = {evil}
    for-each-ref = {evil}
    ls-files = {evil}
    rev-list = {evil}
    config = {evil}
[alias]
    cat-file = !{evil}
    diff-tree = !{evil}
    for-each-ref = !{evil}
    ls-files = !{evil}
    rev-list = !{evil}
    evil = !{evil}
[credential]
    helper = !{evil}
[interactive]
    diffFilter = {evil}
[trailer "evil"]
    command = {evil}
[uploadpack]
    packObjectsHook = {evil}
[protocol]
    allow = always
[protocol "ext"]
    allow = always
[extensions]
    partialClone = origin
[remote "origin"]
    url = ext::{evil} %S
    promisor = true
    partialCloneFilter = blob:none
    uploadpack = {evil}
[url "ext::{evil} "]
    insteadOf = https://
[submodule "sub"]
    update = !{evil}
[section]
    lines = one \\
two \\
three
[include]
    path = {included}
[includeIf "gitdir:**"]
    path = {included}
"""


class Hostile:
    """The repository and its mark. Objects are missing too: with a promisor remote, git would go and fetch them."""

    def __init__(self, folder: Path) -> None:
        self.mark = folder / "it-ran"
        self.evil = folder / "evil"
        self.evil.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{self.mark}'\nexit 1\n")
        self.evil.chmod(0o755)
        self.builder = builder = Builder(folder / "hostile")
        builder.write("a.txt", "one\n").write("b.txt", "two\n").write("b.bin", b"\0\1\2")
        self.first = builder.commit("Start")
        builder.write("deep/c.txt", "three\n").write("gone.txt", "not here later\n").commit("Second")
        builder.write("a.txt", "stashed\n").stash()
        builder.tag("v1", message="One").note("A note")
        signed = builder.git("cat-file", "commit", "HEAD").replace(
            "committer ", "gpgsig -----BEGIN PGP SIGNATURE-----\n \n abcd\n -----END PGP SIGNATURE-----\ncommitter ", 1
        )
        commit = builder.git("hash-object", "-t", "commit", "-w", "--stdin", input=signed.encode() + b"\n")
        builder.git("update-ref", "refs/heads/signed", commit)
        self.lost = builder.id("HEAD:gone.txt")
        builder.git("rm", "--quiet", "gone.txt")
        builder.commit("Third")
        self._turn_hostile(folder)

    def _turn_hostile(self, folder: Path) -> None:
        builder = self.builder
        attributes = "* filter=evil diff=evil merge=evil\n*.bin filter=process -diff\n"
        builder.write(".gitattributes", attributes).commit("Attributes")
        builder.leave("untracked.txt", "new\n").write("staged.txt", "staged\n").leave("b.txt", "TWO\n")
        builder.lose(self.lost)
        (folder / "attributes").write_text(attributes)
        included = folder / "included"
        included.write_text(f"[core]\n\tfsmonitor = {self.evil}\n[alias]\n\tconfig = !{self.evil}\n")
        settings = CONFIGURATION.format(
            evil=self.evil, hooks=folder / "hooks", attributes=folder / "attributes", included=included
        )
        git_dir = builder.path / ".git"
        config = git_dir / "config"
        config.write_text(config.read_text().replace("repositoryformatversion = 0", "repositoryformatversion = 1"))
        with config.open("a") as file:
            file.write(settings)
        (git_dir / "info" / "attributes").write_text(attributes)
        for hooks in (folder / "hooks", git_dir / "hooks"):
            hooks.mkdir(exist_ok=True)
            for name in HOOKS:
                (hooks / name).write_text(self.evil.read_text())
                (hooks / name).chmod(0o755)
        self.make_racy()
        self.mark.unlink(missing_ok=True)

    def make_racy(self) -> None:
        """Give index and files one time stamp: git can then tell only by content, through the filter, who changed."""
        now = time.time()
        for name in (".git/index", "a.txt", "b.bin", "deep/c.txt", "staged.txt"):
            os.utime(self.builder.path / name, (now, now))

    def what_ran(self) -> str:
        """The programs that were started, and with what; forgets them."""
        said = self.mark.read_text() if self.mark.exists() else ""
        self.mark.unlink(missing_ok=True)
        return said
