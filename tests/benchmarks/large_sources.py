"""Whether sources of unusual size can be published, as a Markdown table: one huge file, and one folder of many files.

    python tests/benchmarks/large_sources.py [--megabytes 300] [--files 100000]

Each source is exported and verified by the real command line. A run that fails, leaves a value, or loses a byte ends
with an error. Seconds are user and system time of each command with its children, memory is the most of any process.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HOST = b"exsql01.ad.exampleshire.gov.uk"
LINE = b"2020-01-01 row 0000000001, nothing to see here, just one line of a log that is very long\n"
WHO = b"committer Sam Example <sam@example.com> 1577836800 +0000\n"


def data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)


def commit() -> bytes:
    return (
        b"commit refs/heads/main\n" + WHO + data(b"Add") + b"M 100644 inline app.py\n" + data(b'HOST = "%b"\n' % HOST)
    )


def huge(megabytes: int) -> Iterator[bytes]:
    """One commit with one log of this size."""
    lines = (megabytes << 20) // len(LINE)
    yield b"blob\nmark :1\ndata %d\n" % (lines * len(LINE))
    for start in range(0, lines, 10_000):
        yield LINE * min(10_000, lines - start)
    yield b"\n" + commit() + b"M 100644 :1 data/big.log\n"


def many(files: int) -> Iterator[bytes]:
    """One commit with this many files in one folder."""
    yield commit()
    for number in range(files):
        yield b"M 100644 inline data/%06d.txt\n" % number + data(b"row %d\n" % number)


def build(path: Path, stream: Iterator[bytes]) -> None:
    subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=main", str(path)], check=True)
    with subprocess.Popen(["git", "-C", str(path), "fast-import", "--quiet"], stdin=subprocess.PIPE) as importing:
        assert importing.stdin is not None
        for piece in stream:
            importing.stdin.write(piece)
    assert importing.returncode == 0


def measured(*arguments: str) -> str:
    """Run the tool; its seconds and the most memory of any process so far."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "opencouncil", *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{seconds:.1f} | {after.ru_maxrss / 1024:,.0f}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--files", type=int, default=100_000)
    asked = parser.parse_args()
    print("| source | command | seconds | MiB, at most |\n| --- | --- | ---: | ---: |")
    sources = {
        f"a folder of {asked.files:,} files": many(asked.files),
        f"a file of {asked.megabytes:,} MiB": huge(asked.megabytes),
    }
    with tempfile.TemporaryDirectory() as folder:
        os.environ["OPENCOUNCIL_CACHE_DIR"] = str(Path(folder) / "cache")
        for number, (name, stream) in enumerate(sources.items()):
            source, public, private = (Path(folder) / f"{part}-{number}" for part in ("source", "public", "private"))
            build(source, stream)
            sides = (str(public), "--private", str(private))
            print(f"| {name} | export | {measured('export', str(source), *sides)} |", flush=True)
            assert HOST not in (public / "app.py").read_bytes()
            print(f"| {name} | verify | {measured('verify', *sides)} |", flush=True)


if __name__ == "__main__":
    main()
