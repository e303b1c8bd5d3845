"""What stands in an export instead of a value is nothing that our own rules would stop: the examples of every rule."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from opencouncil.export.fakes import fakes
from opencouncil.export.splices import apply, disjoint
from opencouncil.export.values import scope
from opencouncil.model.content import Item, ObjectKind
from opencouncil.model.hits import Match
from opencouncil.model.rules import Confidence, Kind, Severity, Treatment
from opencouncil.packs.council import CouncilProfile
from opencouncil.packs.examples import expand
from opencouncil.packs.load import load
from opencouncil.packs.rule import Rule, RuleSet
from opencouncil.publication.edits import Cut, Removal, Splice
from opencouncil.publication.kept import Kept
from opencouncil.scan.cached import Cache
from opencouncil.scan.examine import Examiner

KEY = b"k" * 32


class World(NamedTuple):
    rules: RuleSet
    examiner: Examiner

    def matches(self, content: bytes) -> list[Match]:
        item = Item("0" * 40, ObjectKind.BLOB, len(content))
        return [one for one in self.examiner.examine(item, content) if isinstance(one, Match) and not one.spot.layers]

    def sure(self, content: bytes) -> set[str]:
        """Rules that are sure enough of something in the content to ask a person."""
        found = (self.rules.by_id[one.rule] for one in self.matches(content))
        return {
            rule.id
            for rule in found
            if rule.confidence >= Confidence.MEDIUM
            and rule.severity > Severity.NOTE
            and rule.kind is not Kind.FILE
            and rule.treatment is not Treatment.KEEP
        }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    council = CouncilProfile("Exampleshire District Council", domains=("exampleshire.gov.uk",))
    rules = load([], parameters={}, council=council)
    return World(rules, Examiner(rules, KEY, Cache(Path(tmp_path_factory.mktemp("cache")))))


def examples(rules: RuleSet) -> Iterator[tuple[Rule, bytes]]:
    for rule in rules.rules:
        if (
            rule.kind is not Kind.FILE
            and (not rule.objects or ObjectKind.BLOB in rule.objects)
            and rule.treatment
            not in (
                Treatment.KEEP,
                Treatment.WITHHOLD,
            )
        ):
            yield from ((rule, expand(rule, example)) for example in rule.examples)


def removal(world: World, content: bytes, match: Match) -> Removal:
    rule = world.rules.by_id[match.rule]
    value = content[match.spot.start : match.spot.end]
    return Removal(
        id=f"{match.rule}:{value.hex()}",
        rule=rule.id,
        title=rule.title,
        kind=rule.kind,
        treatment=rule.treatment,
        scope=scope(rule.kind, value, rule.setting.type if rule.setting else "string"),
        value=value,
        type=rule.setting.type if rule.setting else "string",
        setting="SOME_SETTING",
    )


def digest(value: bytes) -> str:
    return hashlib.blake2b(value, key=KEY, digest_size=16).hexdigest()


def exported(world: World, content: bytes) -> bytes:
    secret = [one for one in world.matches(content) if world.rules.by_id[one.rule].kind is Kind.CREDENTIAL]
    matches = [
        one
        for one in world.matches(content)
        if one in secret
        or all(one.spot.end <= other.spot.start or other.spot.end <= one.spot.start for other in secret)
    ]
    removals = [removal(world, content, one) for one in matches]
    made = fakes(removals, Kept(), digest)
    cuts = disjoint(
        Cut(one.spot.start, one.spot.end, number) for number, one in enumerate(matches) if removals[number].id in made
    )
    return apply(content, [Splice(cut.start, cut.end, made[removals[cut.removal].id]) for cut in cuts])


def test_no_example_of_any_rule_is_found_again(world: World) -> None:
    found = {}
    looked_at = 0
    for rule, content in examples(world.rules):
        if b"<<" in content:
            continue
        looked_at += 1
        left = exported(world, content)
        if sure := world.sure(left):
            found[rule.id] = (sorted(sure), content, left)
    assert looked_at > 400
    for key, value in found.items():
        print(key, *value, sep="\n   ")
    assert not found
