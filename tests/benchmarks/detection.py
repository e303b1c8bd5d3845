"""Recall on a table of what is known to be in repositories, through the command line; the data is not ours to ship.

    python tests/benchmarks/detection.py TABLE.tsv MIRROR RESULTS

TABLE.tsv has the columns repo, kind (secret.*, config.*, person.*), blob (first 10 digits) and sha256_16 (the first 16
digits of the SHA-256 of the exact value). MIRROR holds OWNER+NAME/repo. RESULTS keeps one result a repository; it holds
no value. A row counts as found when a finding has its value, or a finding of its kind stands in its blob.
"""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

ANSWERS = {
    "secret": {"credential"},
    "person": {"identity", "personal-data"},
    "config": {"configuration", "identity"},
}


def main(table: Path, mirror: Path, results: Path) -> None:
    results.mkdir(parents=True, exist_ok=True)
    rows = list(csv.DictReader(table.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))
    asked: Counter[str] = Counter()
    by_value: Counter[str] = Counter()
    by_either: Counter[str] = Counter()
    for repo in sorted({row["repo"] for row in rows if "/" in row["repo"]}):
        place = mirror / repo.replace("/", "+") / "repo"
        found = scanned(place, results / f"{repo.replace('/', '+')}.json")
        values, kinds = values_of(place, found), kinds_of(found)
        for row in (row for row in rows if row["repo"] == repo):
            sort = row["kind"].partition(".")[0]
            hit = row["sha256_16"] in values
            asked[sort] += 1
            by_value[sort] += hit
            by_either[sort] += hit or bool(kinds[row["blob"]] & ANSWERS[sort])
    for sort, count in sorted(asked.items()):
        either, alone = by_either[sort] / count, by_value[sort] / count
        print(f"{sort:8} {count:5} rows   by value or blob {either:.3f}   by value alone {alone:.3f}")


def scanned(place: Path, result: Path) -> list[dict[str, object]]:
    """The findings of one repository, from an earlier run if there was one."""
    if not result.exists():
        command = [sys.executable, "-m", "opencouncil", "scan", str(place), "--format", "json", "--output", str(result)]
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    findings: list[dict[str, object]] = json.loads(result.read_text("utf-8"))["findings"]
    return findings


def values_of(place: Path, found: list[dict[str, object]]) -> set[str]:
    """The first 16 digits of the hash of every value, read again from the store."""
    reader = subprocess.Popen(
        ["git", "-C", str(place), "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert reader.stdin
    assert reader.stdout
    hashes = set()
    for finding in found:
        spot = next((one for one in finding["matches"] if not one["layers"] and len(one["object"]) in (40, 64)), None)  # type: ignore[attr-defined]
        if spot is None:
            continue
        reader.stdin.write(spot["object"].encode() + b"\n")
        reader.stdin.flush()
        header = reader.stdout.readline().split()
        if len(header) == 3:
            content = reader.stdout.read(int(header[2]) + 1)
            hashes.add(hashlib.sha256(content[spot["start"] : spot["end"]]).hexdigest()[:16])
    reader.stdin.close()
    reader.wait()
    return hashes


def kinds_of(found: list[dict[str, object]]) -> dict[str, set[str]]:
    """The kinds of findings in each object, by the first ten digits of its name."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for finding in found:
        for spot in finding["matches"]:  # type: ignore[attr-defined]
            kinds[spot["object"][:10]].add(str(finding["kind"]))
    return kinds


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
