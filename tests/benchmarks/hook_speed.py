"""How long the hook keeps a person waiting: `scan --staged` on one changed file, against what no tool can go below.

    python tests/benchmarks/hook_speed.py [--objects N] [--runs N]

The floor is `python -c "import typer, rich"` and `git diff --cached --name-only`, one after the other. The repository
is made up in a temporary folder: N objects, one pack, one staged file. The cache is warm. Runs take turns, so that a
busy machine slows both; the table holds the median seconds, and the processor's own seconds beside them.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

FILES_A_COMMIT = 18
"""Besides them a commit costs two objects, itself and the tree of its folder, and the root's tree a third."""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--objects", type=int, default=100_000, metavar="N")
    options.add_argument("--runs", type=int, default=11, metavar="N")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        repository = root / "repository"
        objects = build(repository, given.objects)
        environment = {**os.environ, "OPENCOUNCIL_CACHE_DIR": str(root / "cache")}
        hook = [[sys.executable, "-m", "opencouncil", "scan", "--staged", str(repository)]]
        floor = [
            [sys.executable, "-c", "import typer, rich"],
            ["git", "-C", str(repository), "diff", "--cached", "--name-only"],
        ]
        run(hook, environment)  # the first run fills the cache
        times = [(run(floor, environment), run(hook, environment)) for _ in range(given.runs)]
    print(f"{objects:,} objects, {given.runs} runs in turn\n")
    print("| | seconds | seconds of the processor |")
    print("| --- | ---: | ---: |")
    medians = [[statistics.median(pair[at][which] for pair in times) for which in (0, 1)] for at in (0, 1)]
    for name, (wall, spent) in zip(("floor", "scan --staged"), medians, strict=True):
        print(f"| {name} | {wall:.3f} | {spent:.3f} |")
    print(f"| ratio | {medians[1][0] / medians[0][0]:.2f} | {medians[1][1] / medians[0][1]:.2f} |")
    return 0


def build(repository: Path, objects: int) -> int:
    """A repository of about so many objects with one staged file; gives back how many there are."""
    subprocess.run(["git", "init", "-q", str(repository)], check=True)
    stream = b"".join(commits(objects // (FILES_A_COMMIT + 3)))
    git = ["git", "-C", str(repository)]
    subprocess.run([*git, "fast-import", "--quiet"], input=stream, check=True)
    subprocess.run([*git, "symbolic-ref", "HEAD", "refs/heads/main"], check=True)
    subprocess.run([*git, "reset", "-q", "--hard"], check=True)
    changed = repository / "f0" / "0.py"
    changed.write_text(changed.read_text() + "answer = 42\n")
    subprocess.run([*git, "add", "f0/0.py"], check=True)
    counted = subprocess.run([*git, "count-objects", "-v"], check=True, capture_output=True, text=True).stdout
    numbers = dict(line.split(": ") for line in counted.splitlines())
    return int(numbers["in-pack"]) + int(numbers["count"])


def commits(count: int) -> Iterator[bytes]:
    """Commits for `git fast-import`: each writes files of a folder again, so that the work tree stays small."""
    for number in range(count):
        yield b"commit refs/heads/main\ncommitter A Person <person@example.com> %d +0000\n" % (1_700_000_000 + number)
        yield b"data <<END\nChange %d\nEND\n" % number
        for file in range(FILES_A_COMMIT):
            text = b"number = %d\nfile = %d\n" % (number, file)
            yield b"M 100644 inline f%d/%d.py\ndata %d\n%s\n" % (number % 60, file, len(text), text)


def run(commands: list[list[str]], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds on the clock and of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    for command in commands:
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
