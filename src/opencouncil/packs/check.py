"""packs: whether rules keep their promises: compiled, proved by examples, cheap. Knows no engine, no screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from opencouncil.errors import PackError
from opencouncil.exact import PatternError, compiled
from opencouncil.packs.checks import accept
from opencouncil.packs.checks.candidate import Candidate, candidates
from opencouncil.packs.examples import expand
from opencouncil.packs.rule import Rule, RuleSet
from opencouncil.packs.syntax import shape

Find = Callable[[bytes], Sequence[tuple[int, int]]]
Compile = Callable[[Sequence[str]], Find]
"""Stage-1 patterns to a function giving every (number of the pattern, end) in a text; PackError when one is refused."""

SIZE = 20_000
SPARSE = 20
"""Stage 1 may announce one end in this many bytes of a text that is nothing but one class of characters."""
_RUNS = [bytes([byte]) * SIZE for byte in b" aeAZz059-_./+=\"'\n\t"]


class Problem(NamedTuple):
    """What is wrong with a rule, and how to put it right."""

    file: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: rule {self.rule}: {self.message}"


def check(rules: RuleSet, compile_stage1: Compile) -> list[Problem]:
    """All that is wrong with `rules`, in their order; empty when they may be used."""
    faults: dict[str, list[str]] = {rule.id: [*_compile_faults(rule), *_word_faults(rule)] for rule in rules.rules}
    sound = [rule for rule in rules.rules if not faults[rule.id]]
    searched = [rule for rule in sound if rule.pattern]
    usable = [rule for rule in searched if not faults[rule.id]]
    find = _compile(usable, compile_stage1, faults)
    usable = [rule for rule in usable if not faults[rule.id]]
    numbers = {rule.id: number for number, rule in enumerate(usable)}
    dense = _dense_everywhere(usable, find)
    for rule in sound:
        if rule.pattern and rule.id not in numbers:
            continue
        number = numbers.get(rule.id)
        faults[rule.id] += _example_faults(rule, number, find)
        if number is not None:
            faults[rule.id] += _density_faults(rule, number, find, dense[number])
    return [Problem(rule.file, rule.id, fault) for rule in rules.rules for fault in faults[rule.id]]


def find_in(rule: Rule, text: bytes) -> Iterator[Candidate]:
    """What `rule` finds in a whole text, by RE2 and its checks alone: the meaning that every engine must reproduce."""
    for match in compiled(rule.pattern or "").finditer(text):
        for candidate in candidates(rule, match, text):
            if accept(rule, candidate):
                yield candidate


def _compile_faults(rule: Rule) -> Iterator[str]:
    faults = [
        f"key {key}: RE2 does not take it: {why}" for key, pattern in _patterns(rule) if (why := _refused(pattern))
    ]
    yield from faults
    if rule.pattern and not faults:
        try:
            shape(rule.pattern)
        except PackError as error:
            yield f"key pattern: {error}"


def _patterns(rule: Rule) -> Iterator[tuple[str, str]]:
    """Every pattern of a rule with the key it stands under."""
    for key in ("pattern", "magic", "name", "empty"):
        if pattern := getattr(rule, key):
            yield key, pattern
    for key in ("allow", "allow_line", "paths", "not_paths", "low_at", "needs"):
        yield from ((key, pattern) for pattern in getattr(rule, key))
    for allowlist in rule.allowlists:
        yield from (("allowlists", p) for p in (*allowlist.values, *allowlist.matches, *allowlist.lines))


def _refused(pattern: str) -> str:
    """RE2's reason against a pattern, or nothing."""
    try:
        compiled(pattern)
    except PatternError as error:
        return str(error)
    return ""


def _word_faults(rule: Rule) -> Iterator[str]:
    if not rule.examples:
        return  # a rule of another tool
    if rule.title.endswith(".") or len(rule.title) > 80:
        yield "key title: a short noun phrase without a full stop, at most 80 characters"
    for key, text in (("why", rule.why), ("do", rule.do)):
        if not text.endswith((".", "?", "!")) or len(text) > 220:
            yield f"key {key}: one sentence with its full stop, at most 220 characters"
    for key, texts in (
        ("examples", rule.examples),
        ("counter_examples", rule.counter_examples),
        ("checks", rule.checks),
    ):
        if twice := [text for text, count in Counter(texts).items() if count > 1]:
            yield f"key {key}: {twice[0]!r} stands there twice"


def _compile(rules: list[Rule], compile_stage1: Compile, faults: dict[str, list[str]]) -> Find:
    """All rules in one database; when that fails, each alone, to name those that are at fault."""
    if not rules:
        return lambda text: ()
    try:
        return compile_stage1([shape(rule.pattern or "").stage1 for rule in rules])
    except PackError:
        for rule in rules:
            try:
                compile_stage1([shape(rule.pattern or "").stage1])
            except PackError as error:
                faults[rule.id].append(f"key pattern: stage 1 does not take it: {error}")
        rest = [rule for rule in rules if not faults[rule.id]]
        if len(rest) == len(rules):
            raise
        return compile_stage1([shape(rule.pattern or "").stage1 for rule in rest])


def _example_faults(rule: Rule, number: int | None, find: Find) -> Iterator[str]:
    for example in rule.examples:
        if not (text := _expanded(rule, example)):
            yield f"key examples: {example!r} cannot be filled; write <<a-z0-9*32>>, <<hex*40>>, <<uuid>> or <<0xD0CF>>"
        elif not _found(rule, text):
            yield f"key examples: nothing is found in {example!r}"
        elif number is not None and (lost := _lost(rule, number, text, find)):
            yield f"key examples: stage 1 does not announce the match at byte {lost} of {example!r}; please report this"
        elif number is not None and not _at_start(rule) and not _found(rule, b"first line\n" + text + b"\nlast line\n"):
            yield f"key examples: {example!r} is found only where a text begins; write (?m)^ for a line, or \\A"
    for example in rule.counter_examples:
        if _found(rule, _expanded(rule, example)):
            yield f"key counter_examples: {example!r} is found, and should not be"


def _at_start(rule: Rule) -> bool:
    return bool(rule.magic or rule.name) or r"\A" in (rule.pattern or "")


def _expanded(rule: Rule, example: str) -> bytes:
    try:
        return expand(rule, example)
    except PackError:
        return b""


def _found(rule: Rule, text: bytes) -> bool:
    if rule.name and compiled(rule.name).search(text):
        return True
    if rule.magic and compiled(rule.magic).match(text):
        return True
    return bool(rule.pattern) and any(True for _ in find_in(rule, text))


def _lost(rule: Rule, number: int, text: bytes, find: Find) -> int | None:
    """Start of a match without an announced end in it, 1-based; None when stage 1 keeps its law."""
    ends = [end for n, end in find(text) if n == number]
    for match in compiled(rule.pattern or "").finditer(text):
        if not any(match.start() < end <= match.end() for end in ends):
            return int(match.start()) + 1
    return None


def _dense_everywhere(rules: list[Rule], find: Find) -> list[int]:
    """For each rule, the most ends that it announces in a run of one character."""
    most = [0] * len(rules)
    for text in _RUNS:
        for number, count in Counter(number for number, _ in find(text)).items():
            most[number] = max(most[number], count)
    return most


def _density_faults(rule: Rule, number: int, find: Find, most: int) -> Iterator[str]:
    random = Random(rule.id)  # noqa: S311 - the same text on every machine, no secret
    for example in rule.examples:
        characters = bytes(sorted(set(_expanded(rule, example)) - set(b"\n")))
        if characters:
            text = bytes(random.choices(characters, k=SIZE))
            most = max(most, sum(n == number for n, _ in find(text)))
    if most > SIZE // SPARSE:
        yield (
            f"key pattern: stage 1 announces {most} matches in {SIZE} bytes of run-on text; begin with a boundary "
            "such as (?:^|[^A-Za-z0-9]) or give it a literal"
        )
