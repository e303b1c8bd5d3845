"""What the tests of forms share: a source with marked values, and what it becomes."""

from __future__ import annotations

from opencouncil.export.forms import rewrite
from opencouncil.export.splices import apply
from opencouncil.model import Kind, Treatment
from opencouncil.publication import Cut, Removal, Rewritten, Scope

HOST = "sql.exampleshire.gov.uk"


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
