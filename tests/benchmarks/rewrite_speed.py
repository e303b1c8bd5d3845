"""How long rewriting a whole history takes, as a Markdown table, against the shortest way with git-filter-repo.

    python tests/benchmarks/rewrite_speed.py --filter-repo PROGRAM [--runs N] REPOSITORY...

The reference is a bare clone, git-filter-repo in place with a callback that does nothing, and a fetch into a new
repository (`pip install git-filter-repo==2.47.0` somewhere aside gives PROGRAM). Ours is everything from the source to
a finished repository with its files checked out: once with people and messages alone, once with one blob in 16 edited.
Seconds are the median of the runs, taken in turn; memory is the largest single process.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from opencouncil.export.destination import assemble, building
from opencouncil.export.history import Wording, source_tree, tell, write_commit
from opencouncil.export.people import Signature
from opencouncil.export.private import writing
from opencouncil.export.trees import Choices, Rewriter
from opencouncil.publication.edits import Splice
from opencouncil.repo.git import open_repository, run

MAIN = b"refs/heads/main"
QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


class Sixteenth:
    """One blob in 16, by its id."""

    def __contains__(self, name: object) -> bool:
        return str(name).startswith("0")


def ours(source: Path, folder: Path, *, edits: bool) -> None:
    repository = open_repository(source)
    tip = run(repository, "rev-parse", "HEAD").decode().strip()
    choices = Choices(
        rewrite=lambda _path, _id, content: [Splice(0, 1, b"#")] if content else [],
        edited=Sixteenth() if edits else frozenset(),
        flavour=lambda path: path.rpartition(b".")[2].decode("latin-1"),
    )
    with building(folder / "dest", repository) as at, writing(folder / "private", at.ask.copy) as side:
        rewriter = Rewriter(choices, at.ask.read, at.writer.add, side, width=repository.id_length // 2)
        wording = Wording(lambda _id, _content: (), {}, "Exampleshire")
        told = tell(repository, at.ask, rewriter, at.writer.add, wording, tip=tip, tags={})
        tree = rewriter.root(source_tree(at.ask, tip))
        by = Signature(b"Exampleshire", b"noreply@council.example")
        top = write_commit(at.writer.add, tree, [told.tip], by, b"Publish\n")
        assemble(at, {MAIN: top}, MAIN)


def reference(source: Path, folder: Path, program: Path) -> None:
    def git(*args: str) -> None:
        subprocess.run(["git", *args], check=True, cwd=folder, env={**os.environ, **QUIET}, capture_output=True)

    git("clone", "--quiet", "--bare", "--single-branch", "--no-tags", str(source), "mirror.git")
    mirror = str(folder / "mirror.git")
    both = ["--source", mirror, "--target", mirror, "--force", "--quiet", "--commit-callback", "pass"]
    subprocess.run([str(program), *both], check=True, env={**os.environ, **QUIET}, cwd=folder)
    git("init", "--quiet", "--bare", "new.git")
    git("-C", "new.git", "fetch", "--quiet", "--no-tags", mirror, "+refs/heads/*:refs/heads/*")


def timed(work: Callable[[Path], None], at: Path) -> tuple[float, float]:
    """Seconds and MB of one run in a child of its own."""
    with tempfile.TemporaryDirectory(dir=at) as name:
        began = time.perf_counter()
        child = os.fork()
        if not child:
            work(Path(name))
            largest = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
            (Path(name) / "memory").write_text(str(largest))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        seconds = time.perf_counter() - began
        if status:
            sys.exit("a run failed")
        return seconds, int((Path(name) / "memory").read_text()) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--filter-repo", type=Path, default=shutil.which("git-filter-repo"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--at", type=Path, default=Path(tempfile.gettempdir()))
    chosen = parser.parse_args()
    if chosen.filter_repo is None:
        parser.error("git-filter-repo is not on the PATH: say where with --filter-repo")
    print("| repository | commits | reference | identity | ratio | MB | with edits | ratio | MB |")
    print("| --- | --: | --: | --: | --: | --: | --: | --: | --: |")
    for path in chosen.repositories:
        source = path.resolve()
        ways: list[Callable[[Path], None]] = [
            lambda folder, source=source: reference(source, folder, chosen.filter_repo),  # type: ignore[misc]
            lambda folder, source=source: ours(source, folder, edits=False),  # type: ignore[misc]
            lambda folder, source=source: ours(source, folder, edits=True),  # type: ignore[misc]
        ]
        runs = [[timed(way, chosen.at) for way in ways] for _ in range(chosen.runs)]
        seconds = [statistics.median(run[number][0] for run in runs) for number in range(3)]
        memory = [max(run[number][1] for run in runs) for number in range(3)]
        commits = run(open_repository(source), "rev-list", "--count", "HEAD").decode().strip()
        cells = [f"{seconds[0]:.1f} s"]
        for number in (1, 2):
            cells += [f"{seconds[number]:.1f} s", f"{seconds[number] / seconds[0]:.2f}", f"{memory[number]:.0f}"]
        print(f"| {path.name} | {int(commits):,} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
