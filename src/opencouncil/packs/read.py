"""packs: one rule's table to a Rule, strictly. Knows neither files nor other rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, IntEnum
from functools import lru_cache
from typing import Any, TypeVar, cast

from opencouncil.errors import PackError
from opencouncil.model.content import ObjectKind
from opencouncil.model.rules import Confidence, Kind, Severity, Treatment
from opencouncil.packs.checks import CHECKS
from opencouncil.packs.rule import FAMILIES, RELATIONS, SETTING_TYPES, Rule, Setting

REQUIRED = ("id", "title", "kind", "severity", "confidence", "treatment", "why", "do", "examples", "counter_examples")
OPTIONAL = (
    *("pattern", "checks", "entropy", "allow", "allow_line", "objects", "paths", "not_paths", "low_at"),
    *("magic", "name", "empty", "unless", "family", "relation", "setting"),
)
SETTING_KEYS = ("name", "type", "example", "description")
_PARAMETER = re.compile(r"\{\{([a-z][a-z0-9_.]*)\}\}")
_SETTING_NAME = re.compile(r"[A-Z][A-Z0-9_]*\Z")
E_ = TypeVar("E_", bound=Enum)


def read_rule(table: Mapping[str, Any], pack: str, file: str, parameters: Mapping[str, str]) -> Rule:
    """The rule in `table`; raises PackError that names the key, not the rule."""
    for key in table:
        if key not in REQUIRED and key not in OPTIONAL:
            raise PackError(f"key {key}: unknown; a rule takes {', '.join((*REQUIRED, *OPTIONAL))}")
    for key in REQUIRED:
        if key not in table:
            raise PackError(f"key {key}: missing")
    rule = Rule(
        id=_text(table, "id"),
        title=_text(table, "title"),
        kind=_choice(table, "kind", Kind),
        severity=_choice(table, "severity", Severity),
        confidence=_choice(table, "confidence", Confidence),
        treatment=_choice(table, "treatment", Treatment),
        pattern=_pattern(table, "pattern", parameters),
        checks=_checks(table),
        entropy=_entropy(table),
        allow=_patterns(table, "allow", parameters),
        allow_line=_patterns(table, "allow_line", parameters),
        objects=_objects(table),
        paths=_patterns(table, "paths", parameters),
        not_paths=_patterns(table, "not_paths", parameters),
        low_at=_patterns(table, "low_at", parameters),
        empty=_pattern(table, "empty", parameters),
        unless=_texts(table, "unless"),
        magic=_pattern(table, "magic", parameters),
        name=_pattern(table, "name", parameters),
        family=_one_of(table, "family", FAMILIES) or "value",
        relation=_one_of(table, "relation", RELATIONS),
        why=_text(table, "why"),
        do=_text(table, "do"),
        setting=_setting(table),
        examples=_texts(table, "examples"),
        counter_examples=_texts(table, "counter_examples"),
        pack=pack,
        file=file,
    )
    _judge(rule)
    return rule


def _judge(rule: Rule) -> None:
    if rule.kind is Kind.FILE:
        if not (rule.name or rule.magic or rule.pattern):
            raise PackError('key name: missing; a rule of kind "file" needs name, magic or pattern')
    elif rule.pattern is None:
        raise PackError("key pattern: missing")
    elif rule.magic or rule.name:
        raise PackError(f'key {"magic" if rule.magic else "name"}: only for kind = "file"')
    if (rule.unless or rule.empty) and not rule.name:
        raise PackError(f"key {'unless' if rule.unless else 'empty'}: only for a rule that asks for files by name")
    for key, values in (("examples", rule.examples), ("counter_examples", rule.counter_examples)):
        if not values:
            raise PackError(f"key {key}: give at least one, so that the rule proves itself")


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table[key]
    if not isinstance(value, str) or not value.strip():
        raise PackError(f"key {key}: must be a text that is not empty")
    return value


def _texts(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = table.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
        raise PackError(f"key {key}: must be a list of texts that are not empty")
    return tuple(values)


def _choice(table: Mapping[str, Any], key: str, choices: type[E_]) -> E_:
    names = _names(choices)
    if isinstance(table[key], str) and table[key] in names:
        return cast(E_, names[table[key]])
    order = sorted(choices, reverse=True) if issubclass(choices, IntEnum) else list(choices)
    raise PackError(
        f"key {key}: {table[key]!r} is none of {', '.join(m.name.lower().replace('_', '-') for m in order)}"
    )


@lru_cache(maxsize=8)
def _names(choices: type[E_]) -> dict[str, E_]:
    return {member.name.lower().replace("_", "-"): member for member in choices}


def _one_of(table: Mapping[str, Any], key: str, choices: tuple[str, ...]) -> str | None:
    value = table.get(key)
    if value is not None and value not in choices:
        raise PackError(f"key {key}: {value!r} is none of {', '.join(choices)}")
    return value


def _objects(table: Mapping[str, Any]) -> frozenset[ObjectKind]:
    known = {kind.value: kind for kind in ObjectKind}
    for value in (values := _texts(table, "objects")):
        if value not in known:
            raise PackError(f"key objects: {value!r} is none of {', '.join(known)}")
    return frozenset(known[value] for value in values)


def _checks(table: Mapping[str, Any]) -> tuple[str, ...]:
    for value in (values := _texts(table, "checks")):
        if value not in CHECKS:
            raise PackError(f"key checks: {value!r} is no check; there are {', '.join(sorted(CHECKS))}")
    return values


def _entropy(table: Mapping[str, Any]) -> float | None:
    value = table.get("entropy")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 8:
        raise PackError("key entropy: must be a number above 0 and at most 8 (bits a character)")
    return float(value)


def _pattern(table: Mapping[str, Any], key: str, parameters: Mapping[str, str]) -> str | None:
    if key not in table:
        return None
    if not (pattern := _fill(key, _text(table, key), parameters)):
        raise PackError(f"key {key}: must be a pattern")
    return pattern


def _patterns(table: Mapping[str, Any], key: str, parameters: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(_fill(key, value, parameters) for value in _texts(table, key))


def _fill(key: str, pattern: str, parameters: Mapping[str, str]) -> str:
    if "{{" not in pattern:
        return pattern

    def value(found: re.Match[str]) -> str:
        if found[1] not in parameters:
            known = ", ".join(sorted(parameters))
            raise PackError(
                f"key {key}: parameter {found[0]} is not declared under [pack.parameters]; known are {known}"
            )
        return f"(?:{parameters[found[1]]})"

    return _PARAMETER.sub(value, pattern)


def _setting(table: Mapping[str, Any]) -> Setting | None:
    value = table.get("setting")
    if value is None:
        return None
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise PackError('key setting: write { name = "…", type = "string", example = "…", description = "…" }')
    for key in value:
        if key not in SETTING_KEYS:
            raise PackError(f"key setting.{key}: unknown; a setting takes {', '.join(SETTING_KEYS)}")
    if not _SETTING_NAME.match(value.get("name", "")):
        raise PackError("key setting.name: must be upper-case words joined by underscores, such as SMTP_HOST")
    if value.get("type", "string") not in SETTING_TYPES:
        raise PackError(f"key setting.type: {value['type']!r} is none of {', '.join(SETTING_TYPES)}")
    return Setting(value["name"], value.get("type", "string"), value.get("example", ""), value.get("description", ""))
