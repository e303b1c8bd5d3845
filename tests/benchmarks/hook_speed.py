"""How long the hook keeps a person waiting: `scan --staged` on one changed file, against what no tool can go below.

    python tests/benchmarks/hook_speed.py [--objects N] [--runs N]

The floor is `python -c "import typer, rich"` and `git diff --cached --name-only`, one after the other. The repository
is made up in a temporary folder: N objects, one pack, one staged file of ordinary code. The cache is warm. The hook
runs as git runs it, in the repository and without a terminal: on a file that it saw before, and on one that nobody
ever saw. Runs take turns, so that a busy machine slows all; the table holds the median seconds, and the processor's
own seconds beside them.
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
        hook = [[sys.executable, "-m", "opencouncil", "scan", "--staged", "--format", "hook"]]
        floor = [[sys.executable, "-c", "import typer, rich"], ["git", "diff", "--cached", "--name-only"]]

        def timed(commands: list[list[str]]) -> tuple[float, float]:
            return run(commands, repository, environment)

        timed(hook)  # the first run fills the cache
        times: dict[str, list[tuple[float, float]]] = {"floor": [], "seen before": [], "new": []}
        for number in range(given.runs):
            stage(repository, number)
            times["new"].append(timed(hook))
            times["floor"].append(timed(floor))
            times["seen before"].append(timed(hook))
    print(f"{objects:,} objects, {given.runs} runs in turn\n")
    print("| | seconds | times the floor | seconds of the processor | times the floor |")
    print("| --- | ---: | ---: | ---: | ---: |")
    medians = {
        name: [statistics.median(pair[which] for pair in each) for which in (0, 1)] for name, each in times.items()
    }
    for name, (wall, spent) in medians.items():
        of_wall, of_spent = wall / medians["floor"][0], spent / medians["floor"][1]
        print(f"| {name} | {wall:.3f} | {of_wall:.2f} | {spent:.3f} | {of_spent:.2f} |")
    return 0


def build(repository: Path, objects: int) -> int:
    """A repository of about so many objects with one staged file; gives back how many there are."""
    subprocess.run(["git", "init", "-q", str(repository)], check=True)
    stream = b"".join(commits(objects // (FILES_A_COMMIT + 3)))
    git = ["git", "-C", str(repository)]
    subprocess.run([*git, "fast-import", "--quiet"], input=stream, check=True)
    subprocess.run([*git, "symbolic-ref", "HEAD", "refs/heads/main"], check=True)
    subprocess.run([*git, "reset", "-q", "--hard"], check=True)
    stage(repository, -1)
    counted = subprocess.run([*git, "count-objects", "-v"], check=True, capture_output=True, text=True).stdout
    numbers = dict(line.split(": ") for line in counted.splitlines())
    return int(numbers["in-pack"]) + int(numbers["count"])


def stage(repository: Path, number: int) -> None:
    """Change a file to one that was never there: this one, and a line more."""
    (repository / "f0" / "0.py").write_text(Path(__file__).read_text() + f"answer = {number}\n")
    subprocess.run(["git", "-C", str(repository), "add", "f0/0.py"], check=True)


def commits(count: int) -> Iterator[bytes]:
    """Commits for `git fast-import`: each writes files of a folder again, so that the work tree stays small."""
    for number in range(count):
        yield b"commit refs/heads/main\ncommitter A Person <person@example.com> %d +0000\n" % (1_700_000_000 + number)
        yield b"data <<END\nChange %d\nEND\n" % number
        for file in range(FILES_A_COMMIT):
            text = b"number = %d\nfile = %d\n" % (number, file)
            yield b"M 100644 inline f%d/%d.py\ndata %d\n%s\n" % (number % 60, file, len(text), text)


def run(commands: list[list[str]], folder: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Seconds on the clock and of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    for command in commands:
        subprocess.run(
            command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
        )
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
