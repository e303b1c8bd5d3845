"""Recall on a table of what is known to be in repositories, through the command line; the data is not ours to ship.

    python tests/benchmarks/detection.py TABLE.tsv MIRROR RESULTS [--leave-out ROWS.txt] [--missed]

TABLE.tsv has the columns repo, kind (secret.*, config.*, person.*), blob (first 10 digits) and sha256_16 (the first 16
digits of the SHA-256 of the exact value). MIRROR holds OWNER+NAME/repo. RESULTS keeps one result a repository; it holds
no value. A row counts as found when a finding has its value, or a finding of its kind stands in its blob.

ROWS.txt names rows of the table that are wrong, decided before anything is tuned on it: a line begins with the name of
a row, as `--missed` prints it, and may go on to say why. Both figures are told, with and without those rows. More than
a tenth of the rows cannot be left out.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ANSWERS = {
    "secret": {"credential"},
    "person": {"identity", "personal-data"},
    "config": {"configuration", "identity"},
}


MOST_LEFT_OUT = 0.1
Row = dict[str, str]


class Hit(NamedTuple):
    """Whether a row was found by its value, and by its value or a finding of its kind in its blob."""

    value: bool
    either: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("mirror", type=Path)
    parser.add_argument("results", type=Path)
    parser.add_argument("--leave-out", type=Path, metavar="ROWS.txt")
    parser.add_argument("--missed", action="store_true", help="name the rows that were not found")
    given = parser.parse_args()
    given.results.mkdir(parents=True, exist_ok=True)
    with given.table.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if "/" in row["repo"]]
    wrong = left_out(given.leave_out, rows) if given.leave_out else set()
    hits = dict(found(rows, given.mirror, given.results))
    tell("all rows", hits, rows)
    if wrong:
        tell(f"without {len(wrong)} that are wrong", hits, [row for row in rows if name(row) not in wrong])
    if given.missed:
        for row in rows:
            if not hits[name(row)].either and name(row) not in wrong:
                print(name(row), row["kind"], row["repo"], row["path"])


def name(row: Row) -> str:
    """What a row is called: 16 digits that tell it from every other row and hold no value."""
    said = "\t".join(row[key] for key in ("repo", "kind", "blob", "sha256_16"))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def left_out(path: Path, rows: list[Row]) -> set[str]:
    """The names of the rows that a file leaves out: each a row of the table, and no more than a tenth of all."""
    wrong = {line.split()[0] for line in path.read_text("utf-8").splitlines() if line.strip()}
    unknown = wrong - {name(row) for row in rows}
    if unknown:
        sys.exit(f"{path}: not in the table: {', '.join(sorted(unknown))}")
    if len(wrong) > MOST_LEFT_OUT * len(rows):
        sys.exit(f"{path}: leaves out {len(wrong)} of {len(rows)} rows; at most a tenth can be")
    return wrong


def found(rows: list[Row], mirror: Path, results: Path) -> Iterator[tuple[str, Hit]]:
    """Every row by its name, and whether it was found."""
    for repo in sorted({row["repo"] for row in rows}):
        place = mirror / repo.replace("/", "+") / "repo"
        findings = scanned(place, results / f"{repo.replace('/', '+')}.json")
        values, kinds = values_of(place, findings), kinds_of(findings)
        for row in (row for row in rows if row["repo"] == repo):
            hit = row["sha256_16"] in values
            yield name(row), Hit(hit, hit or bool(kinds[row["blob"]] & ANSWERS[row["kind"].partition(".")[0]]))


def tell(title: str, hits: dict[str, Hit], rows: list[Row]) -> None:
    print(f"{title}:")
    for sort in sorted(ANSWERS):
        of_sort = [hits[name(row)] for row in rows if row["kind"].partition(".")[0] == sort]
        if of_sort:
            either = sum(hit.either for hit in of_sort) / len(of_sort)
            alone = sum(hit.value for hit in of_sort) / len(of_sort)
            print(f"  {sort:8} {len(of_sort):5} rows   by value or blob {either:.3f}   by value alone {alone:.3f}")


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
    main()
