"""The laws of the scan room, for every rule that ships: windows lose nothing, and the engines agree."""

from __future__ import annotations

import functools
import random
import re as stdlib_re
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opencouncil.packs import load
from opencouncil.packs.checks import CHECKS, NEAR_SIGHTED
from opencouncil.packs.checks.candidate import candidates
from opencouncil.packs.rule import Rule, RuleSet
from opencouncil.packs.syntax import shape
from opencouncil.scan import engine
from opencouncil.scan.confirm import Confirmer
from opencouncil.scan.engine import compile_patterns


@functools.cache
def rules() -> RuleSet:
    return load.load([], parameters={}, council=None)


@functools.cache
def confirmers() -> list[Confirmer]:
    return [Confirmer(rule, shape(rule.pattern), order) for order, rule in enumerate(rules().rules) if rule.pattern]


@functools.cache
def finders() -> dict[str, engine.Find]:
    patterns = [one.searched_for for one in confirmers()]
    return {"hyperscan": compile_patterns(patterns), "re2": engine._compile_re2(patterns)}


def fragments(rule: Rule) -> list[bytes]:
    """Pieces of a rule's own examples: texts made of them are full of near misses and overlapping matches."""
    texts = [example.encode() for example in (*rule.examples, *rule.counter_examples)]
    pieces = [piece for text in texts for piece in stdlib_re.findall(rb"\w+|\W", text)]
    return [*texts, *pieces, b"\n", b"\r\n", b" ", b"'", b'"', b"=", b":", b"\xa3", b"x" * 300]


@functools.cache
def every_fragment() -> list[bytes]:
    return sorted({piece for one in confirmers() for piece in fragments(one.rule)})


@functools.cache
def every_line() -> list[bytes]:
    texts = (text for one in confirmers() for text in (*one.rule.examples, *one.rule.counter_examples))
    return sorted({line for text in texts for line in text.encode().split(b"\n")})


def exact(one: Confirmer, text: bytes) -> list[tuple[int, int]]:
    return [match.span() for match in one.pattern.finditer(text)]


def windowed(one: Confirmer, text: bytes, ends: list[int]) -> list[tuple[int, int]]:
    return [match.span() for low, high in one.windows(text, ends) for match in one.pattern.finditer(text, low, high)]


@pytest.mark.parametrize("number", range(len(confirmers())), ids=lambda n: confirmers()[n].rule.id)
@pytest.mark.parametrize("name", sorted(finders()))
def test_windows_lose_nothing(name: str, number: int) -> None:
    one = confirmers()[number]
    pieces = fragments(one.rule)
    chance = random.Random(number)
    for _ in range(60):
        text = b"".join(chance.choices(pieces, k=chance.randint(1, 40)))
        ends = [end for found, end in finders()[name](text) if found == number]
        assert windowed(one, text, ends) == exact(one, text), text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.binary(max_size=8), st.sampled_from(every_fragment())), max_size=25))
def test_windows_lose_nothing_on_any_bytes(pieces: list[bytes]) -> None:
    text = b"".join(pieces)
    for find in finders().values():
        ends: dict[int, list[int]] = {}
        for number, end in find(text):
            ends.setdefault(number, []).append(end)
        for number, one in enumerate(confirmers()):
            assert windowed(one, text, ends.get(number, [])) == exact(one, text)


@pytest.mark.parametrize(
    "unit", [b"a", b"A1", b"0", b"/", b"=", b"password=", b"eyJhbGci", b"\\", b"%41", b"x@", b"-", b". "], ids=repr
)
def test_one_long_line_stays_linear(unit: bytes) -> None:
    """Callbacks and confirmed bytes are bounded by the object's size, on a single line of 1.6 MB."""
    text = (unit * (1_600_000 // len(unit)))[:1_600_000]
    candidates = finders()["hyperscan"](text)
    ends: dict[int, list[int]] = {}
    for number, end in candidates:
        ends.setdefault(number, []).append(end)
    noisy = {confirmers()[number].rule.id: len(found) for number, found in ends.items() if len(found) > len(text) // 4}
    assert not noisy
    for number, found in ends.items():
        spans = list(confirmers()[number].windows(text, found))
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
        assert sum(high - low for low, high in spans) <= len(text)


def verdicts(one: Confirmer, text: bytes, low: int, high: int) -> list[tuple[int, int, str, bool]]:
    """Each value of a line, where it begins and ends in that line, and what each check that sees a line says of it."""
    return [
        (candidate.start - low, candidate.end - low, name, CHECKS[name](candidate))
        for match in one.pattern.finditer(text, low, high)
        for candidate in candidates(one.rule, match, text)
        for name in one.rule.checks
        if name in NEAR_SIGHTED
    ]


@pytest.mark.parametrize(
    "number",
    [
        n
        for n, one in enumerate(confirmers())
        if one.shape.max_newlines == 0 and not NEAR_SIGHTED.isdisjoint(one.rule.checks)
    ],
    ids=lambda n: confirmers()[n].rule.id,
)
def test_whoever_sees_a_line_says_the_same_of_it_anywhere(number: int) -> None:
    """Lines that hold nothing plausible are remembered, whatever stands around them the next time."""
    one = confirmers()[number]
    chance = random.Random(number)
    pieces = [piece for piece in fragments(one.rule) if b"\n" not in piece]
    others = [*every_line(), *(piece for piece in every_fragment() if b"\n" not in piece)]
    lines = [
        line for example in (*one.rule.examples, *one.rule.counter_examples) for line in example.encode().split(b"\n")
    ]
    for _ in range(60):
        line = (
            chance.choice(lines) if chance.random() < 0.7 else b"".join(chance.choices(pieces, k=chance.randint(1, 20)))
        )
        before, after = (b"\n".join(chance.choices(others, k=chance.randint(1, 6))) for _ in range(2))
        text = b"\n".join((before, line, after))
        low = len(before) + 1
        assert verdicts(one, text, low, low + len(line)) == verdicts(one, line, 0, len(line)), text
