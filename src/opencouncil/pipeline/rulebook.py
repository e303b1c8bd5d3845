"""The corridor of the rules in force: made of their packs once, and kept until anything they rest on is another."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from opencouncil import config as settings
from opencouncil.config import Config
from opencouncil.errors import ConfigError
from opencouncil.model.shelf import Block, Shelf
from opencouncil.packs import texts as packs
from opencouncil.packs.rows import row, rules_of
from opencouncil.packs.rule import RuleSet
from opencouncil.packs.texts import Texts
from opencouncil.records import NamedTuple
from opencouncil.repo.packed import pack, unpack

_KIND = "rules"


class Rulebook(NamedTuple):
    """The rules of a scan, and a mark for each by its id, see `pipeline.upgrade`."""

    rules: RuleSet
    marks: Mapping[str, str]


def open_rulebook(chosen: Config, added: Sequence[Path], shelf: Shelf) -> Rulebook:
    """The rules that ship and those that are added, without those that settings leave out."""
    texts = packs.read((*chosen.packs, *added), shelf=shelf)
    facts = (packs.mark(texts), sorted(chosen.parameters.items()), chosen.council, chosen.exclude)
    key = hashlib.sha256(repr(facts).encode()).hexdigest()
    kept = None if texts.plugins else shelf.get(_KIND, key)
    found = _unpacked(kept) if kept else None
    if found is None:
        found = _made(texts, chosen)
        if found.rules.closed:
            shelf.put(_KIND, key, *_packed(found))
    return found


def _made(texts: Texts, chosen: Config) -> Rulebook:
    from opencouncil.packs.load import compose, ruleset
    from opencouncil.pipeline import upgrade
    from opencouncil.pipeline.subject import profile

    rules = compose(texts, chosen.parameters, profile(chosen))
    if unknown := sorted(set(chosen.exclude) - rules.by_id.keys()):
        raise ConfigError(
            f"{settings.FILE_NAME}: rules.exclude: no rule is called {unknown[0]}; see `opencouncil rules list`"
        )
    if chosen.exclude:
        left = tuple(rule for rule in rules.rules if rule.id not in chosen.exclude)
        rules = ruleset(left, rules.notes, closed=rules.closed)
    return Rulebook(rules, upgrade.marks(rules))


def _packed(book: Rulebook) -> list[Block]:
    rules = book.rules
    head = {
        "ids": rules.ids,
        "version": rules.version,
        "digest": rules.digest,
        "names": rules.names,
        "composite": rules.composite,
        "notes": rules.notes,
        "marks": [book.marks[name] for name in rules.ids],
    }
    return pack(head, [b"\n".join(map(row, rules.rules))])


def _unpacked(content: bytes) -> Rulebook | None:
    """The rules as they were kept; None when they are not whole."""
    try:
        head, (block,) = unpack(content)
        ids, rows = tuple(head["ids"]), bytes(block).split(b"\n")
        marks = dict(zip(ids, head["marks"], strict=True))
        if len(rows) != len(ids):
            return None
        rules = RuleSet(
            rules_of(rows),
            ids=ids,
            version=head["version"],
            digest=head["digest"],
            names=tuple(head["names"]),
            composite=head["composite"],
            notes=tuple(head["notes"]),
        )
        return Rulebook(rules, marks)
    except (ValueError, KeyError, TypeError):
        return None
