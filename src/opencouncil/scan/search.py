"""Scan room: one text in, values out: paragraphs, whole texts, and the layers that hide others. Knows no object."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import partial

from opencouncil.errors import PackError
from opencouncil.model.content import ObjectKind
from opencouncil.ondemand import OnDemand
from opencouncil.packs.rule import Rule, RuleSet, Shape
from opencouncil.records import NamedTuple
from opencouncil.scan import decode
from opencouncil.scan.cached import Cache
from opencouncil.scan.confirm import Confirmer, confirm
from opencouncil.scan.engine import Candidates, Find, compile_patterns
from opencouncil.scan.found import Found
from opencouncil.scan.paragraphs import Paragraphs

_FORM = 2
"""Of the rows that are kept: another version wrote others under the digest of the same rules."""
MAX_DEPTH = 4
"""How many layers of encoding or archive are opened, one inside the other."""


class Bank(NamedTuple):
    """Rules that are searched for together: the engine over their patterns, and a confirmer for each, on demand."""

    find: Find
    confirmers: Sequence[Confirmer]


class Search:
    """The rules over texts of one kind of object."""

    def __init__(self, whole: Bank, local: Bank, kind: ObjectKind) -> None:
        self._whole = whole
        self._local = local
        self._kind = kind
        self._paragraphs = [
            Paragraphs(local.find, partial(self._confirm_local, depth=depth)) for depth in range(MAX_DEPTH + 1)
        ]

    def search(self, text: bytes, depth: int = 0) -> list[Found]:
        """Everything found in `text`, which was unpacked or decoded `depth` times, at spans of `text`."""
        return self._confirm(self._whole, text, self._whole.find(text)) + self._paragraphs[depth].search(text)

    def _confirm(self, bank: Bank, text: bytes, candidates: Candidates) -> list[Found]:
        applicable = [pair for pair in candidates if self._applies(bank.confirmers[pair[0]].rule)]
        if not applicable:
            return []
        return [
            Found(by, text[start:end], (start, end), ())
            for by, (start, end) in confirm(bank.confirmers, text, applicable)
        ]

    def _applies(self, rule: Rule) -> bool:
        return not rule.objects or self._kind in rule.objects

    def _confirm_local(self, text: bytes, candidates: Candidates, depth: int) -> list[Found]:
        rules = len(self._local.confirmers)
        found = self._confirm(self._local, text, [pair for pair in candidates if pair[0] < rules])
        if depth < MAX_DEPTH:
            triggers = [(number - rules, end) for number, end in candidates if number >= rules]
            for layer in decode.layers(text, triggers):
                found += [
                    Found(inner.by, inner.value, layer.home(*inner.span), (layer.name, *inner.layers))
                    for inner in self.search(layer.text, depth + 1)
                ]
        return found


def _mark(triggers: Sequence[str]) -> str:
    """Tells the triggers of one version from those of another: they are not in the digest of the rules."""
    return hashlib.sha256("\n".join(triggers).encode()).hexdigest()[:16]


def build(rules: RuleSet, cache: Cache) -> tuple[Bank, Bank]:
    """Compile a rule set: the rules that need whole texts, and those that paragraphs are enough for."""
    whole, local = (_confirmers(rules, rows) for rows in _shapes(rules, cache))
    triggers = [encoding.trigger for encoding in decode.ENCODINGS]
    return (
        Bank(compile_patterns(_stage1(whole), f"{rules.digest} whole", cache), whole),
        Bank(compile_patterns(_stage1(local, triggers), f"{rules.digest} local {_mark(triggers)}", cache), local),
    )


def _confirmers(rules: RuleSet, rows: Sequence[bytes]) -> Sequence[Confirmer]:
    def confirmer(number: int) -> Confirmer:
        order, parts = json.loads(rows[number])
        return Confirmer(rules.rules[order], Shape(*parts), order)

    return OnDemand(len(rows), confirmer)


def _stage1(confirmers: Sequence[Confirmer], more: Sequence[str] = ()) -> Sequence[str]:
    """The patterns for the engine, each made when the engine has to be made anew."""
    count = len(confirmers)
    return OnDemand(count + len(more), lambda at: confirmers[at].shape.stage1 if at < count else more[at - count])


def _shapes(rules: RuleSet, cache: Cache) -> Sequence[Sequence[bytes]]:
    """For the rules that need whole texts, and for the others, a row each: its place in the set, and its shape.

    As they were kept under the set's digest, or worked out anew.
    """
    key = f"{rules.digest} {_FORM}"
    kept = cache.get("shapes", key)
    if kept:
        return [block.split(b"\n") if block else [] for block in kept.split(b"\n\n")]
    searched = [(order, rule) for order, rule in enumerate(rules.rules) if rule.pattern or rule.magic]
    confirmers = [Confirmer(rule, _shape(rule), order) for order, rule in searched]
    rows: tuple[list[bytes], list[bytes]] = ([], [])
    for one in confirmers:
        rows[not one.needs_whole_text].append(json.dumps((one.order, one.shape)).encode())
    cache.put("shapes", key, b"\n\n".join(map(b"\n".join, rows)))
    return rows


def _shape(rule: Rule) -> Shape:
    from opencouncil.packs.syntax import shape

    try:
        return shape(rule.pattern or rule.magic or "")
    except PackError as error:
        raise PackError(f"{rule.file or rule.pack}: rule {rule.id}: {error}") from None
