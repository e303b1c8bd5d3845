"""packs: the table of UK councils in rules/councils.csv and council_domains.csv. Knows no host and no repository."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from opencouncil.errors import PackError


class Council(NamedTuple):
    """One row: `id` is the three-letter code of local government, `domains` are lower case, the website's own first."""

    id: str
    name: str
    short: str
    kind: str
    current: bool
    domains: tuple[str, ...]
    codes: tuple[str, ...]
    successors: tuple[str, ...]


class Roster(NamedTuple):
    """All councils by id, and by every domain they have or had."""

    councils: dict[str, Council]
    owners: dict[str, tuple[str, ...]]

    def predecessors(self, council: Council) -> list[Council]:
        """Former councils whose only successor is this one."""
        return [other for other in self.councils.values() if other.successors == (council.id,)]


@lru_cache(maxsize=1)
def roster(folder: Path) -> Roster:
    """The table in `folder`; raises PackError when a file is missing or has lost a column."""
    owners: dict[str, list[str]] = {}
    for row in _rows(folder / "council_domains.csv", ("domain", "la_code")):
        owners.setdefault(row["domain"].lower(), []).append(row["la_code"])
    owned: dict[str, list[str]] = {}
    for domain, ids in owners.items():
        for id in ids:
            owned.setdefault(id, []).append(domain)
    councils = {}
    for row in _rows(folder / "councils.csv", ("official_name", "nice_name", "la_code", "gss_code", "replaced_by")):
        domains = dict.fromkeys([*filter(None, [row["domain"].lower()]), *owned.get(row["la_code"], ())])
        codes = (row["gss_code"], row["la_code"], row["snac"], *row["former_gss_codes"].replace(",", " ").split())
        councils[row["la_code"]] = Council(
            id=row["la_code"],
            name=row["official_name"].strip(),
            short=row["nice_name"].strip(),
            kind=row["type"],
            current=row["status"] == "current",
            domains=tuple(domains),
            codes=tuple(filter(None, codes)),
            successors=tuple(filter(None, row["replaced_by"].replace(",", " ").split())),
        )
    return Roster(councils, {domain: tuple(dict.fromkeys(ids)) for domain, ids in owners.items()})


def _rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise PackError(
            f"{path}: the table of councils cannot be read: {error.strerror}; reinstall opencouncil"
        ) from error
    if rows and (missing := [column for column in columns if rows[0].get(column) is None]):
        raise PackError(f"{path}: the column {missing[0]} is missing; reinstall opencouncil")
    return rows
