"""What the tests of forms share: a source with marked values, and what it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from export.forms.toolchains import Ran

from opencouncil.export.forms import rewrite
from opencouncil.export.splices import apply
from opencouncil.model.rules import Kind, Treatment
from opencouncil.publication.edits import Cut, Form, Removal, Rewritten, Scope

HOST = "sql.exampleshire.gov.uk"
PORT = "51433"


def removal(value: str, setting: str, **more: object) -> Removal:
    """A configuration value that becomes a setting; its example is `host.example` unless said otherwise."""
    facts: dict[str, object] = {
        "id": "K7Q3",
        "rule": "internal-host",
        "title": "internal host",
        "kind": Kind.CONFIGURATION,
        "treatment": Treatment.SETTING,
        "scope": Scope.EVERYWHERE,
        "value": value.encode(),
        "setting": setting,
        "example": b"host.example",
    }
    return Removal(**(facts | more))  # type: ignore[arg-type]


def cuts_of(content: bytes, removals: list[Removal], encoding: str = "utf-8") -> list[Cut]:
    """Every place where a removal's value stands in a content of an encoding."""
    found = []
    for number, one in enumerate(removals):
        needle = one.value.decode().encode(encoding)
        at = content.find(needle)
        while at >= 0:
            found.append(Cut(at, at + len(needle), number))
            at = content.find(needle, at + 1)
    return found


def published(path: str, source: str, *removals: Removal, guard: frozenset[str] = frozenset()) -> tuple[str, Rewritten]:
    """A file as it is published, and what became of its values."""
    content = source.encode()
    done = rewrite(path.encode(), content, cuts_of(content, list(removals)), removals, guard)
    return apply(content, done.splices).decode(), done


class Row(NamedTuple):
    """A program that prints what it holds, and what must stand in it once it is published.

    `looks`: it reads the setting as it runs, so that it cannot run without. False: a place that takes words only.
    """

    name: str
    source: str
    becomes: str
    looks: bool = True


def same_program(row: Row, path: str, run: Callable[[str, Mapping[str, str]], Ran]) -> None:
    """With its settings a published program does what it did; without them it stops and names what is missing."""
    settings = {"SQL_HOST": HOST, "SQL_PORT": PORT}
    removals = [removal(HOST, "SQL_HOST"), removal(PORT, "SQL_PORT", example=b"1433")]
    after, done = published(path, row.source, *removals)
    assert row.becomes in after
    assert HOST not in after
    assert PORT not in after
    if not row.looks:
        assert done.lookups == frozenset()
        assert all(placed.instead or placed.form is Form.EXAMPLE for placed in done.placed)
        return
    assert done.lookups
    before = run(row.source, {})
    assert before.code == 0, before.err
    assert run(after, {name: settings[name] for name in done.lookups}) == before
    without = run(after, {})
    assert without.code != 0
    assert any(name in without.out + without.err for name in done.lookups)
