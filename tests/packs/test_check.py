"""What `rules check` says of rules: compiled, proved by their examples, cheap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import hyperscan
import pytest

from opencouncil.errors import PackError
from opencouncil.model.rules import Confidence, Kind, Severity, Treatment
from opencouncil.packs.check import Find, check
from opencouncil.packs.load import load, ruleset
from opencouncil.packs.rule import Rule

GOOD = Rule(
    id="exact-token",
    title="Exact token",
    kind=Kind.CREDENTIAL,
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    treatment=Treatment.SETTING,
    pattern=r"\bexa_(?P<value>[a-z0-9]{16})\b",
    why="It opens the door.",
    do="Change it.",
    examples=("token = exa_<<a-z0-9*16>>",),
    counter_examples=("token = exa_short",),
    pack="own",
    file="own.toml",
)


def compile_stage1(patterns: Sequence[str]) -> Find:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        numbers = list(range(len(patterns)))
        database.compile(expressions=[pattern.encode() for pattern in patterns], ids=numbers, flags=[0] * len(numbers))
    except hyperscan.error as error:
        raise PackError(str(error)) from error

    def find(text: bytes) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []

        def on_match(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            found.append((number, end))

        database.scan(text, match_event_handler=on_match)
        return found

    return find


def said(*rules: Rule) -> list[str]:
    return [str(problem) for problem in check(ruleset(rules), compile_stage1)]


def test_a_good_rule_has_no_problem() -> None:
    assert said(GOOD) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pattern": "(?=a)b"}, "key pattern: RE2 does not take it: invalid perl operator"),
        ({"pattern": "a*"}, "key pattern: the pattern matches the empty text; make something in it compulsory"),
        ({"allow": ("[",)}, "key allow: RE2 does not take it: missing ]"),
        ({"not_paths": (r"\Z",)}, r"key not_paths: RE2 does not take it: invalid escape sequence: \Z"),
        ({"examples": ("token = exa_",)}, "key examples: nothing is found in 'token = exa_'"),
        ({"examples": ("<<z-a*3>>",)}, "key examples: '<<z-a*3>>' cannot be filled; write <<a-z0-9*32>>"),
        (
            {"counter_examples": ("exa_<<a-z0-9*16>>",)},
            "key counter_examples: 'exa_<<a-z0-9*16>>' is found, and should not be",
        ),
        ({"checks": ("not-sequential",), "examples": ("exa_abcdefghijklmnop",)}, "key examples: nothing is found in"),
        (
            {"pattern": "^token = exa_(?P<value>[a-z0-9]{16})"},
            "is found only where a text begins; write (?m)^ for a line",
        ),
        ({"pattern": "[a-z0-9]{16}"}, "matches in 20000 bytes of run-on text; begin with a boundary such as"),
        ({"title": "Exact token."}, "key title: a short noun phrase without a full stop"),
        ({"why": "It opens the door"}, "key why: one sentence with its full stop"),
        ({"examples": GOOD.examples * 2}, "key examples: 'token = exa_<<a-z0-9*16>>' stands there twice"),
    ],
)
def test_a_problem_names_file_rule_key_and_the_way_out(changes: dict[str, object], message: str) -> None:
    (problem,) = said(replace(GOOD, **changes))  # type: ignore[arg-type]
    assert problem.startswith("own.toml: rule exact-token: ")
    assert message in problem


def test_one_bad_rule_does_not_hide_the_problems_of_the_others() -> None:
    bad = replace(GOOD, id="bad", pattern="(")
    poor = replace(GOOD, id="poor", counter_examples=("exa_<<a-z0-9*16>>",))
    assert [problem.split(": ")[1] for problem in said(bad, GOOD, poor)] == ["rule bad", "rule poor"]


def test_a_rule_that_stage_1_alone_refuses_is_named() -> None:
    never = replace(GOOD, id="never", pattern=r"exa_(?P<value>[a-z0-9]{16})\b\Bx|exa_[a-z0-9]{16}")

    def refuse(patterns: Sequence[str]) -> Find:
        if any("x" in pattern and "|" in pattern for pattern in patterns):
            raise PackError("Pattern can never match")
        return compile_stage1(patterns)

    problems = [str(problem) for problem in check(ruleset((never, GOOD)), refuse)]
    assert problems == ["own.toml: rule never: key pattern: stage 1 does not take it: Pattern can never match"]


def test_an_engine_that_loses_a_match_is_caught() -> None:
    def deaf(patterns: Sequence[str]) -> Find:
        return lambda text: []

    (problem,) = check(ruleset((GOOD,)), deaf)
    assert "stage 1 does not announce the match at byte 9" in problem.message


def test_a_rule_for_files_is_proved_by_paths_and_contents() -> None:
    names = replace(
        GOOD,
        kind=Kind.FILE,
        pattern=None,
        name=r"(?i)(^|/)\.env$",
        examples=("app/.env",),
        counter_examples=("a.envx",),
    )
    magic = replace(
        names, id="magic", name=None, magic=r"\x00SEALED", examples=("<<0x00>>SEALED",), counter_examples=("SEALED",)
    )
    assert said(names, magic) == []
    assert said(replace(names, counter_examples=("b/.ENV",))) == [
        "own.toml: rule exact-token: key counter_examples: 'b/.ENV' is found, and should not be"
    ]


def test_the_rules_that_ship_have_no_problem() -> None:
    problems = check(load([], parameters={}, council=None), compile_stage1)
    assert not problems, "\n".join(map(str, problems))
