"""Precision and recall of credentials on lines that others labelled, through the command line; the data is not ours.

    python tests/benchmarks/labelled.py TRUTH.csv FILES

TRUTH.csv has the columns path, line_start, line_end, label (T: a credential), category, value_start, value_end (span in
the line, or -1); FILES is the folder that the paths are in. What identifies and opens nothing (UUIDs, salts, bucket
names) is left out, and a value that a file repeats is found when it is found once, for a report says it once.
Precision counts findings on labelled lines alone.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

IDENTIFIERS = {"UUID", "Firebase Domain", "AWS S3 Bucket", "Tencent WeChat API App ID", "Nonce", "Salt"}


class Place(NamedTuple):
    """Lines of a file, first and last, from 1."""

    path: str
    first: int
    last: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth", type=Path)
    parser.add_argument("files", type=Path)
    given = parser.parse_args()
    good, bad, left_out, values = labels(given.truth, given.files)
    found, wrong = set(), set()
    for one in findings(given.files):
        met = touching(good, one)
        found |= met
        if not met and not touching(left_out, one):
            wrong |= touching(bad, one)
    every = {place for places in good.values() for place in places}
    found = {place for group in values if group & found for place in group} | found
    precision, recall = len(found) / (len(found) + len(wrong)), len(found) / len(every)
    print(f"{len(every):,} credentials: precision {precision:.3f}, recall {recall:.3f}", end="")
    print(f", F1 {2 * precision * recall / (precision + recall):.3f}")


Lines = dict[tuple[str, int], set[Place]]


def labels(truth: Path, files: Path) -> tuple[Lines, Lines, Lines, list[set[Place]]]:
    """Places by the lines they cover: credentials, what is none, what is left out; and the places of each value."""
    said: dict[Place, set[str]] = defaultdict(set)
    named: dict[Place, set[str]] = defaultdict(set)
    spans: dict[Place, set[tuple[int, int]]] = defaultdict(set)
    with truth.open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            place = Place(row["path"], int(row["line_start"]), int(row["line_end"]))
            said[place].add(row["label"])
            if row["label"] == "T":
                named[place].update(row["category"].split(":"))
                spans[place].add((int(row["value_start"]), int(row["value_end"])))
    left_out = {place for place, names in named.items() if names <= IDENTIFIERS}
    good = by_line(named.keys() - left_out)
    beside = [
        place for place in said.keys() - named.keys() if touching(good, place) or touching(by_line(left_out), place)
    ]
    bad = by_line(said.keys() - named.keys() - set(beside))
    groups: dict[tuple[str, str], set[Place]] = defaultdict(set)
    for place in sorted(named.keys() - left_out):
        if place.first == place.last:
            line = (files / place.path).read_bytes().decode().split("\n")[place.first - 1]
            for start, end in spans[place]:
                if 0 <= start < end:
                    groups[place.path, line[start:end]].add(place)
    return good, bad, by_line({*left_out, *beside}), list(groups.values())


def by_line(places: set[Place]) -> Lines:
    lines: Lines = defaultdict(set)
    for place in places:
        for number in range(place.first, place.last + 1):
            lines[place.path, number].add(place)
    return lines


def touching(lines: Lines, one: Place) -> set[Place]:
    return {place for number in range(one.first, one.last + 1) for place in lines.get((one.path, number), ())}


def findings(files: Path) -> list[Place]:
    """The lines of every credential found with medium confidence or more."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "scan.json"
        options = ["--format", "json", "--output", str(result)]
        subprocess.run([sys.executable, "-m", "opencouncil", "scan", str(files), *options], check=False)
        told = json.loads(result.read_text("utf-8"))
    return [
        where(files, match)
        for finding in told["findings"]
        if finding["kind"] == "credential" and finding["confidence"] != "low"
        for match in finding["matches"]
    ]


def where(files: Path, match: dict[str, Any]) -> Place:
    path, line = match["object"], match["line"]
    more = 0 if match["layers"] else (files / path).read_bytes()[match["start"] : match["end"]].count(b"\n")
    return Place(path, line, line + more)


if __name__ == "__main__":
    main()
