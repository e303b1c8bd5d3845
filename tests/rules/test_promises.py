"""Every rule that ships keeps its promises: it compiles in both engines and finds its examples and nothing else."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping

import pytest
from conftest import PROJECT

from opencouncil.packs import check, load
from opencouncil.packs.rule import RuleSet
from opencouncil.scan.engine import compile_patterns

PACKS = sorted((PROJECT / "rules").glob("*.toml"))
RULES = [
    pytest.param(rule["id"], id=f"{pack.stem}:{rule['id']}")
    for pack in PACKS
    for rule in tomllib.loads(pack.read_text("utf-8")).get("rule", [])
]


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load.load(PACKS, parameters={}, council=None, bundled=False)


@pytest.fixture(scope="module")
def problems(rules: RuleSet) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for problem in check.check(rules, compile_patterns):
        found[problem.rule].append(problem.message)
    return found


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_passes_the_rule_checker(rule: str, problems: Mapping[str, list[str]]) -> None:
    assert not problems.get(rule), "\n".join(problems[rule])


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_shows_what_it_finds_and_what_it_leaves(rule: str, rules: RuleSet) -> None:
    one = rules.by_id[rule]
    assert len(one.examples) >= 2, "give two examples"
    assert len(one.counter_examples) >= 2, "give two counter-examples"
