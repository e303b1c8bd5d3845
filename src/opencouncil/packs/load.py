"""packs: the texts of rule files to a RuleSet. Knows our TOML; compiles no pattern."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from opencouncil.errors import PackError
from opencouncil.model import trials
from opencouncil.model.others import CODE, PACKAGES
from opencouncil.model.rules import Kind
from opencouncil.packs import shipped
from opencouncil.packs.council import CouncilProfile
from opencouncil.packs.council_patterns import pattern_parameters
from opencouncil.packs.foreign import default_among, is_foreign, load_foreign, uses_default
from opencouncil.packs.read import read_rule
from opencouncil.packs.rule import Rule, RuleSet
from opencouncil.packs.texts import Texts, read

PACK_KEYS = {"id", "title", "not_paths", "parameters"}
KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def load(
    paths: Sequence[Path],
    *,
    parameters: Mapping[str, str],
    council: CouncilProfile | None,
    bundled: bool = True,
) -> RuleSet:
    """The rules of `paths`, after the shipped and installed ones unless `bundled` is false.

    A path is a file, a folder or the class path of a detect-secrets plugin.

    `parameters` override what packs declare; the council's names and domains are parameters too, and `others.code` and
    `others.packages`, the paths of other people's code and of published packages, and `trials.paths`, those of tests
    and examples. Raises PackError.
    """
    return compose(read(paths, bundled=bundled), parameters, council)


def compose(texts: Texts, parameters: Mapping[str, str], council: CouncilProfile | None) -> RuleSet:
    """The rules that texts spell."""
    tables = {path: _parse(path, text) for path, text in texts.packs.items()}
    others = [path for path, table in tables.items() if is_foreign(table)]
    tables = {path: table for path, table in tables.items() if path not in others}
    names = {"others.code": CODE, "others.packages": PACKAGES, "trials.paths": trials.PATHS}
    if any(b"{{council." in text for text in texts.packs.values()):
        names |= pattern_parameters(council)
    declared = {path: _declared(path, table) for path, table in tables.items()}
    known = {name for own in declared.values() for name in own}
    if unknown := sorted(parameters.keys() - known):
        raise PackError(f"[parameters] {unknown[0]}: no rule pack declares it; packs declare {_listing(known)}")
    found = []
    for path, table in tables.items():
        own = {name: parameters.get(name, pattern) for name, pattern in declared[path].items()}
        found += [(path, rule) for rule in _rules(path, table, names | own)]
    foreign = {path: load_foreign(path, default=default_among(path, others)) for path in _roots(others)}
    found += [(path, rule) for path, pack in foreign.items() for rule in pack.rules]
    if texts.plugins:
        found += zip(texts.plugins, _plugin_rules(texts.plugins), strict=True)
    homes: dict[str, Path] = {}
    for path, rule in found:
        if rule.id in homes:
            raise PackError(f"{path}: rule {rule.id}: key id: already used in {homes[rule.id]}; rename one of them")
        homes[rule.id] = path
    notes = tuple(note for pack in foreign.values() for note in pack.notes)
    return ruleset(tuple(rule for _, rule in found), notes, closed=not (others or texts.plugins))


def ruleset(rules: Sequence[Rule], notes: tuple[str, ...] = (), *, closed: bool = True) -> RuleSet:
    """The rules with their digest: over what they match and over the code that judges a match."""
    digest = hashlib.sha256()
    for rule in rules:
        digest.update(repr(_matching(rule)).encode())
    for module in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(module.read_bytes())
    return RuleSet(
        rules,
        ids=tuple(rule.id for rule in rules),
        version=shipped.VERSION,
        digest=digest.hexdigest(),
        names=tuple(rule.name for rule in rules if rule.kind is Kind.FILE and rule.name),
        composite=any(rule.requires or not rule.report for rule in rules),
        notes=notes,
        closed=closed,
    )


def _plugin_rules(paths: Sequence[Path]) -> tuple[Rule, ...]:
    from opencouncil.packs.detect import plugin_rules  # imports `requests`: only when asked for

    return plugin_rules([path.name for path in paths])


def _matching(rule: Rule) -> tuple[object, ...]:
    objects = sorted(kind.value for kind in rule.objects)
    return (
        *(rule.id, rule.kind.value, rule.pattern, rule.checks, rule.entropy, rule.allow, rule.allow_line, objects),
        *(rule.magic, rule.name, rule.requires, rule.needs, rule.keywords, rule.allowlists, rule.plugin),
    )


def _parse(path: Path, text: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(text.decode())
    except UnicodeDecodeError as error:
        raise PackError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{path}: not TOML: {error}") from error


def _declared(path: Path, table: Mapping[str, Any]) -> dict[str, str]:
    pack = table.get("pack")
    if not isinstance(pack, dict):
        raise PackError(f"{path}: key pack: missing; a rule pack begins with [pack], id and title")
    if extra := sorted(table.keys() - {"pack", "rule"}):
        raise PackError(f"{path}: key {extra[0]}: unknown; a rule pack holds [pack] and [[rule]]")
    if extra := sorted(pack.keys() - PACK_KEYS):
        raise PackError(f"{path}: [pack] key {extra[0]}: unknown; it takes {_listing(PACK_KEYS)}")
    for key in ("id", "title"):
        if not isinstance(pack.get(key), str) or not pack[key]:
            raise PackError(f"{path}: [pack] key {key}: must be a text")
    if not KEBAB.match(pack["id"]):
        raise PackError(f"{path}: [pack] key id: {pack['id']!r} must be lower-case words joined by hyphens")
    nowhere = pack.get("not_paths", [])
    if not isinstance(nowhere, list) or not all(isinstance(pattern, str) for pattern in nowhere):
        raise PackError(f"{path}: [pack] key not_paths: must be a list of texts, each holding a pattern")
    parameters = pack.get("parameters", {})
    if not isinstance(parameters, dict) or not all(isinstance(value, str) for value in parameters.values()):
        raise PackError(f"{path}: [pack.parameters]: each must be a text holding a pattern")
    return parameters


def _rules(path: Path, table: Mapping[str, Any], values: Mapping[str, str]) -> Iterator[Rule]:
    entries = table.get("rule", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise PackError(f"{path}: key rule: write each rule under [[rule]]")
    nowhere = table["pack"].get("not_paths", [])
    for number, entry in enumerate(entries, 1):
        name = entry.get("id")
        if not isinstance(name, str) or not KEBAB.match(name):
            raise PackError(f"{path}: rule {number}: key id: {name!r} must be lower-case words joined by hyphens")
        try:
            if nowhere and isinstance(own := entry.get("not_paths", []), list):
                entry = {**entry, "not_paths": [*own, *nowhere]}
            yield read_rule(entry, table["pack"]["id"], str(path), values)
        except PackError as error:
            raise PackError(f"{path}: rule {name}: {error}") from None


def _roots(paths: list[Path]) -> list[Path]:
    """The files of other tools that stand for themselves; a default file that another one extends is part of that."""
    extended = {default_among(path, paths) for path in paths if uses_default(path)}
    return [path for path in paths if path not in extended]


def _listing(words: set[str]) -> str:
    return ", ".join(sorted(words)) or "none"
