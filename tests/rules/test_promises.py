"""Every rule that ships keeps its promises: it compiles in both engines and finds its examples and nothing else."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping

import pytest
from conftest import PROJECT

from opencouncil.exact import compiled
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


@pytest.mark.parametrize(
    ("rule", "text", "value"),
    [
        (
            "map-centre",
            "bounds => [ 51.4084, -0.4746, 51.5155, -0.2234 ],",
            "51.4084, -0.4746, 51.5155, -0.2234",
        ),
        ("map-centre", "map.setView([53.4426, -2.3551], 12, 40)", "53.4426, -2.3551"),
        (
            "collaboration-link",
            "https://exampledigital.vsrm.visualstudio.com/_apis/public/x",
            "exampledigital.vsrm.visualstudio.com/_apis",
        ),
        ("ezytreev-address", 'url: "http://extrees01/ezytreevservice"', "extrees01/ezytreevservice"),
    ],
)
def test_a_value_is_all_that_must_be_replaced(rule: str, text: str, value: str, rules: RuleSet) -> None:
    assert [found.value.decode() for found in check.find_in(rules.by_id[rule], text.encode())] == [value]


def test_a_drawing_of_tables_is_asked_for_with_less_weight(rules: RuleSet) -> None:
    (low,) = rules.by_id["sqlite-content"].low_at

    assert [path for path in (b"db/model.mwb", b"db/model.mwb.bak", b"db/rents.db") if compiled(low).search(path)] == [
        b"db/model.mwb",
        b"db/model.mwb.bak",
    ]
