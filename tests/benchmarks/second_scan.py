"""How much sooner a scan answers that has been there before: the first, and the second after one commit.

    python tests/benchmarks/second_scan.py REPOSITORY...

Works on a copy of each repository in a temporary folder, with a cache of its own that holds the compiled rules alone.
The commit adds one file to the branch that HEAD names. Seconds are on the clock, those of the processor beside them,
git's included; memory is the largest single process. Then the same state is reported twice more as JSON, with the
memory and without it but under the same key: the last column says whether these two are the same.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

MEASURED = (
    "import json, resource, subprocess, sys, time; "
    "began = time.perf_counter(); "
    "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
    "clock = time.perf_counter() - began; "
    "used = resource.getrusage(resource.RUSAGE_CHILDREN); "
    "print(json.dumps([clock, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024]))"
)
PERSON = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Sam Example"), ("EMAIL", "sam@exampleshire.gov.uk"))
}


class Cost(NamedTuple):
    """Seconds on the clock and of the processor, and megabytes of the largest process."""

    clock: float
    processor: float
    memory: int


def scan(repository: Path, cache: Path) -> Cost:
    """What a scan costs that tells a terminal."""
    command = [sys.executable, "-m", "opencouncil", "scan", str(repository), "--cache", str(cache)]
    told = subprocess.run([sys.executable, "-c", MEASURED, *command], check=True, capture_output=True, text=True)
    return Cost(*json.loads(told.stdout))


def report(repository: Path, cache: Path) -> dict[str, Any]:
    """The whole report; it holds no seconds."""
    command = [sys.executable, "-m", "opencouncil", "scan", str(repository), "--cache", str(cache), "--format", "json"]
    told: dict[str, Any] = json.loads(subprocess.run(command, check=False, capture_output=True).stdout)
    return told


def one_commit(repository: Path, folder: Path) -> None:
    """Add a file to the branch that HEAD names, touching neither index nor work tree."""
    environment = {**os.environ, **PERSON, "GIT_INDEX_FILE": str(folder / "index")}

    def git(*args: str, content: bytes | None = None) -> str:
        command = ["git", "-C", str(repository), *args]
        done = subprocess.run(command, check=True, capture_output=True, input=content, env=environment)
        return done.stdout.decode().strip()

    blob = git("hash-object", "-w", "--stdin", content=b'host = "forms01.exampleshire.local"\n')
    git("read-tree", "HEAD")
    git("update-index", "--add", "--cacheinfo", f"100644,{blob},one-more/settings.py")
    git("update-ref", "HEAD", git("commit-tree", git("write-tree"), "-p", "HEAD", "-m", "One more"))


def without_memory(cache: Path, fresh: Path) -> Path:
    """A cache folder with the same key and compiled rules, and nothing else."""
    for kind in ("keys", "engine", "shapes"):
        if (cache / kind).is_dir():
            shutil.copytree(cache / kind, fresh / kind)
    return fresh


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="+", type=Path)
    chosen = parser.parse_args()
    print("| repository | first | second | ratio | first, largest process | second | same report |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- |")
    for repository in chosen.repositories:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            copy, cache = folder / repository.name, folder / "cache"
            shutil.copytree(repository, copy, symlinks=True)
            (folder / "empty").mkdir()
            scan(folder / "empty", cache)  # compiles the rules
            first = scan(copy, cache)
            one_commit(copy, folder)
            second = scan(copy, cache)
            same = report(copy, cache) == report(copy, without_memory(cache, folder / "fresh"))
        times = [f"{one.clock:.1f} ({one.processor:.1f})" for one in (first, second)]
        ratios = f"{first.clock / second.clock:.1f} ({first.processor / second.processor:.1f})"
        sizes = [f"{one.memory} MB" for one in (first, second)]
        cells = (repository.name, *times, ratios, *sizes, "yes" if same else "NO")
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
