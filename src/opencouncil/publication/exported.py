"""The publication: what an export did. Knows no screen."""

from __future__ import annotations

from dataclasses import dataclass

from opencouncil.publication.plan import PlanReport, Ways


@dataclass(frozen=True, slots=True)
class Check:
    """One check of an export in plain words: what was looked at, and whether it held.

    `name` is one of `removed values are gone`, `nothing else changed`, `still parses`, `your own check`.
    `facts` are counts for people; `failures` name object, path and setting, never a value.
    """

    name: str
    facts: tuple[str, ...]
    failures: tuple[str, ...] = ()
    not_checked: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.failures


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export did. `tree` is the id of the published tip's tree, by which anybody can compare.

    `commits` are those that the branch did not have before: none when an update found nothing new.

    `added`, `renamed` (old name, new name) and `removed` are settings against the export before; empty for a first one.
    `ways` counts the places of every content that was edited, those of the past too.
    """

    plan: PlanReport
    dest: str
    private: str
    branch: str
    tree: str
    commits: int
    checks: tuple[Check, ...]
    tags: int = 0
    updated: bool = False
    added: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    ways: tuple[Ways, ...] = ()

    @property
    def passed(self) -> bool:
        return all(one.passed for one in self.checks)


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The checks of an export again. `tree` is the id by which anybody can compare what was published."""

    program: str
    dest: str
    private: str
    branch: str
    tree: str
    checks: tuple[Check, ...]
    tags: int = 0

    @property
    def passed(self) -> bool:
        return all(one.passed for one in self.checks)


@dataclass(frozen=True, slots=True)
class Contributed:
    """A commit that others made on the public side. `left` are files in which it met a change of the export itself."""

    commit: str
    subject: str
    changes: bool
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BroughtReport:
    """What others committed to an export, as patches for the private repository. `output` holds real values."""

    program: str
    dest: str
    private: str
    output: str
    commits: tuple[Contributed, ...]

    @property
    def patches(self) -> int:
        return sum(one.changes for one in self.commits)
