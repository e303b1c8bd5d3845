"""How fast many values are found, as a Markdown table: both engines of the literal search against `grep -aobF -f`.

    python tests/benchmarks/search_speed.py [--needles N]... [--megabytes N] [REPOSITORY]

The text is the repository's own blobs, or made-up code without one, with each needle planted once; grep is GNU grep in
the C locale and gets its needles on a pipe. Seconds are the median of three runs, taken in turn. The needles share
their ends, as hosts of one council do. The last row is what an export does: every spelling of each value, escapes and
encodings undone, over the same text in files of 16 kB.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from opencouncil.export.search import Searcher, wanted
from opencouncil.model.rules import Kind, Treatment
from opencouncil.pipeline import plan
from opencouncil.publication.edits import Removal, Scope
from opencouncil.scan import literals
from opencouncil.scan.literals import Literals, Needle

CODE = b'    connection = connect(host="db.internal", user=settings["user"])  # see https://www.example.gov.uk/help\n'
FILE = 16 << 10
BLOBS = """\
git -C '{repository}' cat-file --batch-all-objects --unordered --batch-check='%(objecttype) %(objectname)' |
sed -n 's/^blob //p' | git -C '{repository}' cat-file --batch | head -c {size}"""


def made_up(number: int) -> list[Needle]:
    dice = random.Random(5)
    words = [
        "".join(dice.choices("abcdefghijklmnopqrstuvwxyz0123456789-", k=dice.randint(4, 20))) for _ in range(number)
    ]
    endings = ["{}.exampleshire.gov.uk", "{}@exampleshire.gov.uk", r"\\{}\share", "{}Aa1!{}", "https://{}/api/v2/"]
    return [Needle(dice.choice(endings).format(word, number).encode()) for number, word in enumerate(words)]


def text(repository: Path | None, size: int, needles: list[Needle]) -> bytes:
    if repository is None:
        data = CODE * (size // len(CODE))
    else:
        command = BLOBS.format(repository=repository, size=size)
        data = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=True).stdout
    step = max(1, len(data) // len(needles))
    return b"".join(data[at * step : (at + 1) * step] + one.content for at, one in enumerate(needles))


def grep(needles: list[Needle], data: bytes) -> Callable[[], int]:
    file = Path(tempfile.mkdtemp()) / "text"
    file.write_bytes(data)

    def run() -> int:
        patterns = b"\n".join(one.content for one in needles)
        command = ["grep", "-aobF", "-f", "-", str(file)]
        environment = {**os.environ, "LC_ALL": "C"}
        return subprocess.run(
            command, input=patterns, env=environment, stdout=subprocess.PIPE, check=False
        ).stdout.count(b"\n")

    return run


def compiled(needles: list[Needle], *, hyperscan: bool) -> tuple[Literals, float]:
    kept = literals.hyperscan
    if not hyperscan:
        literals.hyperscan = None
    start = time.perf_counter()
    try:
        return Literals(needles), time.perf_counter() - start
    finally:
        literals.hyperscan = kept


def everything(needles: list[Needle], data: bytes) -> tuple[Callable[[], int], float]:
    facts = ("made-up", "made up", Kind.CONFIGURATION, Treatment.SETTING, Scope.EVERYWHERE)
    sought = wanted(Removal(str(number), *facts, one.content, "string", "X") for number, one in enumerate(needles))
    start = time.perf_counter()
    searcher = Searcher(sought, plan.compiled(sought.needles))
    seconds = time.perf_counter() - start
    files = [data[at : at + FILE] for at in range(0, len(data), FILE)]
    return lambda: sum(len(searcher.look(file).cuts) for file in files), seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", nargs="?", type=Path)
    parser.add_argument("--needles", type=int, action="append")
    parser.add_argument("--megabytes", type=int, default=100)
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| needles | way | compile s | search s | MB/s | found |\n| ---: | --- | ---: | ---: | ---: | ---: |")
    for number in options.needles or [2_000]:
        needles = made_up(number)
        data = text(options.repository, options.megabytes << 20, needles)
        ways: dict[str, tuple[float, Callable[[], int]]] = {}
        for name in ("hyperscan", "re2"):
            if name == "re2" or literals.hyperscan:
                search, seconds = compiled(needles, hyperscan=name == "hyperscan")
                ways[name] = (seconds, lambda search=search, data=data: len(search.find(data)))
        if shutil.which("grep"):
            ways["grep -aobF -f"] = (0, grep(needles, data))
        run, seconds = everything(needles, data)
        ways["every spelling, escapes undone"] = (seconds, run)
        took: dict[str, list[float]] = {name: [] for name in ways}
        found = dict.fromkeys(ways, 0)
        for _ in range(3):
            for name, (_compile, run) in ways.items():
                start = time.perf_counter()
                found[name] = run()
                took[name].append(time.perf_counter() - start)
        for name, (seconds, _run) in ways.items():
            middle = statistics.median(took[name])
            speed = len(data) / 1e6 / middle
            print(
                f"| {number:,} | {name} | {seconds:.2f} | {middle:.2f} | {speed:,.0f} | {found[name]:,} |", flush=True
            )


if __name__ == "__main__":
    main()
