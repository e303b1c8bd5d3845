"""Whether `scan --base` misses what a full scan finds: the last commits of real repositories, a step each.

    python tests/benchmarks/replay.py [--commits N] REPOSITORY...

Every value that one of the last commits introduces, as the full scan says, must be found by that commit's own step,
`--base COMMIT^ --head COMMIT`. The table counts values at commits; a missed one is listed by rule and commit, and the
exit code is 1. No value is shown.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from opencouncil.cli.program import cache_folder
from opencouncil.model.content import ObjectKind
from opencouncil.model.report import Report
from opencouncil.pipeline.scan import Request, Since, scan

ZEROS = "0" * 40

Found = tuple[str, bytes]
"""The rule and the keyed digest of a value."""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("repositories", nargs="+", type=Path, metavar="REPOSITORY")
    options.add_argument("--commits", type=int, default=200, metavar="N")
    given = options.parse_args()
    print("| repository | commits | merges | values at their commits | found by their step | missed | s a step |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    missed = [miss for repository in given.repositories for miss in replay(repository, given.commits)]
    for one in missed:
        print(one)
    return 1 if missed else 0


def replay(repository: Path, commits: int) -> list[str]:
    """Replay one repository, write its row, and give back a line for every value that its step missed."""
    steps = list(last_commits(repository, commits))
    expected = introduced(scan(Request(path=str(repository), cache=cache_folder())), {commit for commit, _ in steps})
    missed = []
    values = 0
    started = time.monotonic()
    for commit, parents in steps:
        part = Since(parents[0] if parents else ZEROS, commit)
        report = scan(Request(path=str(repository), cache=cache_folder(), part=part, jobs=1))
        found = {(one.rule.id, one.digest) for one in report.findings}
        wanted = expected.get(commit, set())
        values += len(wanted)
        missed += [f"  missed in {repository.name} {commit[:12]}: {rule}" for rule, _ in sorted(wanted - found)]
    seconds = (time.monotonic() - started) / max(1, len(steps))
    merges = sum(len(parents) > 1 for _, parents in steps)
    name = repository.name.removesuffix(".git")
    print(
        f"| {name} | {len(steps)} | {merges} | {values:,} | {values - len(missed):,} | {len(missed)} | {seconds:.2f} |",
        flush=True,
    )
    return missed


def last_commits(repository: Path, count: int) -> Iterator[tuple[str, list[str]]]:
    """The last commits of HEAD, each with its parents."""
    listed = subprocess.run(
        ["git", "-C", str(repository), "rev-list", "--parents", f"--max-count={count}", "HEAD"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for line in listed.splitlines():
        commit, *parents = line.split()
        yield commit, parents


def introduced(report: Report, commits: set[str]) -> dict[str, set[Found]]:
    """What the full scan says that each of `commits` brought: in its files, their names, and its message."""
    found: dict[str, set[Found]] = {}
    for finding in report.findings:
        for holder in finding.holders:
            places = {place.commit for place in holder.places}
            if holder.kind is ObjectKind.COMMIT:
                places = {holder.object}
            for commit in places & commits:
                if commit:
                    found.setdefault(commit, set()).add((finding.rule.id, finding.digest))
    return found


if __name__ == "__main__":
    sys.exit(main())
