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
from opencouncil.scan.paragraphs import Held, Paragraphs

_FORM = 3
"""Of what is kept under the digest of the same rules: another version wrote it differently."""
MAX_DEPTH = 4
"""How many layers of encoding or archive are opened, one inside the other."""


class Bank(NamedTuple):
    """Rules that are searched for together: the engine over their patterns, and a confirmer for each, on demand."""

    find: Find
    confirmers: Sequence[Confirmer]


class Search:
    """The rules over texts of one kind of object.

    `local`: what is searched for in paragraphs; of those rules, the ones that look further than that have the last word
    over the whole text. `whole`: what only a whole text can be searched for.
    """

    def __init__(self, whole: Bank, local: Bank, kind: ObjectKind) -> None:
        self._whole = whole
        self._local = local
        self._kind = kind
        self._paragraphs = [
            Paragraphs(local.find, partial(self._confirm_local, depth=depth)) for depth in range(MAX_DEPTH + 1)
        ]

    def search(self, text: bytes, depth: int = 0) -> list[Found]:
        """Everything found in `text`, which was unpacked or decoded `depth` times, at spans of `text`."""
        found, undecided = self._paragraphs[depth].search(text)
        whole = self._applicable(self._whole, self._whole.find(text))
        return [*_confirmed(self._whole, text, whole), *_confirmed(self._local, text, undecided), *found]

    def _applicable(self, bank: Bank, candidates: Candidates) -> Candidates:
        return [pair for pair in candidates if bank.confirmers[pair[0]].rule.looks_at(self._kind)]

    def _confirm_local(self, text: bytes, candidates: Candidates, depth: int) -> Held:
        confirmers = self._local.confirmers
        rules = len(confirmers)
        own: Candidates = []
        undecided: Candidates = []
        for pair in self._applicable(self._local, [pair for pair in candidates if pair[0] < rules]):
            (undecided if confirmers[pair[0]].needs_whole_text else own).append(pair)
        found = _confirmed(self._local, text, own)
        if depth < MAX_DEPTH:
            triggers = [(number - rules, end) for number, end in candidates if number >= rules]
            for layer in decode.layers(text, triggers):
                found += [
                    Found(inner.by, inner.value, layer.home(*inner.span), (layer.name, *inner.layers))
                    for inner in self.search(layer.text, depth + 1)
                ]
        return Held(found, undecided)


def _confirmed(bank: Bank, text: bytes, candidates: Candidates) -> list[Found]:
    if not candidates:
        return []
    return [
        Found(by, text[start:end], (start, end), ()) for by, (start, end) in confirm(bank.confirmers, text, candidates)
    ]


def _mark(triggers: Sequence[str]) -> str:
    """Tells the triggers of one version from those of another: they are not in the digest of the rules."""
    return hashlib.sha256("\n".join(triggers).encode()).hexdigest()[:16]


def build(rules: RuleSet, cache: Cache) -> tuple[Bank, Bank]:
    """Compile a rule set: what only whole texts can be searched for, and what paragraphs can."""
    whole, local = (_confirmers(rules, rows) for rows in _shapes(rules, cache))
    triggers = [encoding.trigger for encoding in decode.ENCODINGS]
    return (
        Bank(compile_patterns(_stage1(whole), f"{rules.digest} whole {_FORM}", cache), whole),
        Bank(
            compile_patterns(_stage1(local, triggers), f"{rules.digest} local {_FORM} {_mark(triggers)}", cache), local
        ),
    )


def _confirmers(rules: RuleSet, rows: Sequence[bytes]) -> Sequence[Confirmer]:
    def confirmer(number: int) -> Confirmer:
        order, parts = json.loads(rows[number])
        return Confirmer(rules.rules[order], Shape(*parts), order)

    return OnDemand(len(rows), confirmer)


def _stage1(confirmers: Sequence[Confirmer], more: Sequence[str] = ()) -> Sequence[str]:
    """The patterns for the engine, each made when the engine has to be made anew."""
    count = len(confirmers)
    return OnDemand(count + len(more), lambda at: confirmers[at].searched_for if at < count else more[at - count])


def _shapes(rules: RuleSet, cache: Cache) -> Sequence[Sequence[bytes]]:
    """A row for each rule: its place in the set, and its shape. First those that whole texts are searched for.

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
        rows[bool(one.shape.opening)].append(json.dumps((one.order, one.shape)).encode())
    cache.put("shapes", key, b"\n\n".join(map(b"\n".join, rows)))
    return rows


def _shape(rule: Rule) -> Shape:
    from opencouncil.packs.syntax import shape

    try:
        return shape(rule.pattern or rule.magic or "")
    except PackError as error:
        raise PackError(f"{rule.file or rule.pack}: rule {rule.id}: {error}") from None
