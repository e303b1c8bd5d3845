"""How fast a scan is, as a Markdown table: the floor, reading and matching alone, the whole scan, and Kingfisher.

    python tests/benchmarks/scan_speed.py [--runs N] REPOSITORY...

The floor is one `git cat-file --batch` over all blobs. Kingfisher 2.14.0 is timed where it is installed beside this
Python (`pip install kingfisher-bin==2.14.0`), with `--no-validate --no-update-check`, so that it too stays offline.
Seconds are the median of the runs, taken in turn; memory is the largest single process of the whole scan.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from opencouncil.cli.program import cache_folder
from opencouncil.packs import load
from opencouncil.repo.objects import open_store
from opencouncil.repo.source import Reading, open_source
from opencouncil.scan import executors
from opencouncil.scan.cached import Cache
from opencouncil.scan.ledger import Ledger
from opencouncil.scan.run import scan_work
from opencouncil.scan.worker import Job

REMEMBERED = ("objects", "packs", "places", "reach", "tips")
CAT_FILE = "git -C '{}' cat-file --batch-all-objects --unordered --batch-check='%(objecttype) %(objectname)' \
| sed -n 's/^blob //p' | git -C '{}' cat-file --batch >/dev/null"


def floor(repository: Path) -> None:
    subprocess.run(["/bin/sh", "-c", CAT_FILE.format(repository, repository)], check=True)


def matching(repository: Path) -> None:
    """Reading and matching alone: no places, no refs, no report."""
    origin = open_source(str(repository))
    reading = Reading(origin)
    assert origin.repository
    reading.store = open_store(origin.repository)
    rules = load.load([], parameters={}, council=None)
    job = Job(origin.repository, origin.files, rules, bytes(32), Cache(cache_folder()))
    with executors.executor(executors.processes(0, reading.count)) as executor:
        scan_work(job, reading.work(), executor, Ledger(), None)


def whole(repository: Path) -> None:
    """A first scan: with compiled rules, and nothing that is remembered of the repository."""
    forget()
    subprocess.run(
        [sys.executable, "-m", "opencouncil", "scan", str(repository)], stdout=subprocess.DEVNULL, check=False
    )


def forget() -> None:
    for kind in REMEMBERED:
        shutil.rmtree(cache_folder() / kind, ignore_errors=True)


def kingfisher(repository: Path) -> None:
    program = Path(sys.executable).parent / "kingfisher"
    options = ["scan", "--no-validate", "--no-update-check", str(repository)]
    subprocess.run([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def largest(repository: Path) -> int:
    """Kilobytes of the largest process of a whole scan, git's included."""
    code = (
        "import resource, subprocess, sys; "
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    command = [sys.executable, "-c", code, sys.executable, "-m", "opencouncil", "scan", str(repository)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def seconds(work: Callable[[Path], None], repository: Path) -> float:
    started = time.perf_counter()
    work(repository)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    measured: list[Callable[[Path], None]] = [floor, matching, whole]
    if shutil.which("kingfisher", path=str(Path(sys.executable).parent)):
        measured.append(kingfisher)
    print(
        f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}, Python {platform.python_version()}, "
    )
    print(f"{datetime.now(UTC):%d %B %Y}; seconds, median of {chosen.runs}\n")
    print("| repository | floor | reading and matching | whole scan | Kingfisher | largest process |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for repository in chosen.repositories:
        whole(repository)
        times = {work: [seconds(work, repository) for _ in range(chosen.runs)] for work in measured}
        figures = [f"{statistics.median(times[work]):.1f}" if work in times else "" for work in (*measured, kingfisher)]
        forget()
        memory = largest(repository) // 1024
        print(f"| {repository.name} | {' | '.join(figures[:4])} | {memory} MB |", flush=True)


if __name__ == "__main__":
    main()
