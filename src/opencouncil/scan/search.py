"""Scan room: one text in, values out: paragraphs, whole texts, and the layers that hide others. Knows no object."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from opencouncil.errors import PackError
from opencouncil.model import ObjectKind
from opencouncil.packs.rule import Rule, RuleSet
from opencouncil.packs.syntax import Shape, shape
from opencouncil.scan import decode
from opencouncil.scan.cached import Cache
from opencouncil.scan.confirm import Confirmer, confirm
from opencouncil.scan.engine import Candidates, Find, compile_patterns
from opencouncil.scan.found import Found
from opencouncil.scan.paragraphs import Paragraphs

MAX_DEPTH = 4
"""How many layers of encoding or archive are opened, one inside the other."""


@dataclass(frozen=True, slots=True)
class Bank:
    """Rules that are searched for together: the engine over their patterns, and a confirmer for each."""

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
    searched = [(order, rule) for order, rule in enumerate(rules.rules) if rule.pattern or rule.magic]
    shapes = _shapes([rule for _, rule in searched], rules.digest, cache)
    confirmers = [Confirmer(rule, shapes[rule.id], order) for order, rule in searched]
    whole = [one for one in confirmers if one.needs_whole_text]
    local = [one for one in confirmers if not one.needs_whole_text]
    triggers = [encoding.trigger for encoding in decode.ENCODINGS]
    return (
        Bank(compile_patterns([one.shape.stage1 for one in whole], f"{rules.digest} whole", cache), whole),
        Bank(
            compile_patterns(
                [*(one.shape.stage1 for one in local), *triggers], f"{rules.digest} local {_mark(triggers)}", cache
            ),
            local,
        ),
    )


def _shapes(rules: Sequence[Rule], digest: str, cache: Cache) -> dict[str, Shape]:
    """The shape of every rule's pattern by the rule's id, as they were kept under this digest or worked out anew."""
    kept = cache.get("shapes", digest)
    if kept:
        return {rule: Shape(*parts) for rule, parts in json.loads(kept).items()}
    shapes = {rule.id: _shape(rule) for rule in rules}
    cache.put("shapes", digest, json.dumps(shapes).encode())
    return shapes


def _shape(rule: Rule) -> Shape:
    try:
        return shape(rule.pattern or rule.magic or "")
    except PackError as error:
        raise PackError(f"{rule.file or rule.pack}: rule {rule.id}: {error}") from None
