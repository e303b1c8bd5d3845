"""packs: the one door of detect-secrets: its plugins as rules, its filters as questions. Nothing is asked of a network.

The package imports `requests`, so it is imported when something of it is used. Its patterns are for `re`: what RE2
lacks is left out of the rule's pattern, which then finds more, and the plugin has the last word on at most 1 kB.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

from opencouncil.errors import PackError
from opencouncil.model.rules import Confidence, Kind, Severity, Treatment
from opencouncil.packs.pythonic import to_re2
from opencouncil.packs.rule import Rule

PACKAGE = "detect_secrets.plugins"
WINDOW = 500
_ENTROPY = {"Base64HighEntropyString": r"[A-Za-z0-9+/\\_=-]", "HexHighEntropyString": "[0-9a-fA-F]"}


def heuristic(name: str, **arguments: str) -> bool:
    """What detect-secrets' filter `name` says of the arguments it asks for; True means "no secret"."""
    from detect_secrets.filters import heuristic as filters

    return bool(getattr(filters, name)(**arguments))


def plugin_rules(classes: Sequence[str]) -> tuple[Rule, ...]:
    """One rule for each plugin, named by class: `AWSKeyDetector` or `detect_secrets.plugins.aws.AWSKeyDetector`.

    Only detect-secrets' own plugins: a configuration file must not be able to name code to run. Raises PackError.
    """
    return tuple(_rule(name, _plugin(name)) for name in classes)


def found(plugin: str, line: str) -> list[str]:
    """The values that a plugin finds in one line, in the order it yields them."""
    detector = _plugin(plugin)
    if limit := getattr(detector, "entropy_limit", None):
        return [value for value in detector.analyze_string(line) if detector.calculate_shannon_entropy(value) > limit]
    return [secret.secret_value for secret in detector.analyze_line(filename="", line=line) if secret.secret_value]


@lru_cache(maxsize=64)
def _plugin(name: str) -> Any:
    found = _classes().get(name.rpartition(".")[2])
    if found is None or name not in (found.__name__, f"{found.__module__}.{found.__name__}"):
        raise PackError(f"detect-secrets has no plugin {name}; it has {', '.join(sorted(_classes()))}")
    detector = found()
    detector.verify = _unverified
    return detector


def _unverified(secret: str) -> Any:
    from detect_secrets.constants import VerifiedResult

    return VerifiedResult.UNVERIFIED


@lru_cache(maxsize=1)
def _classes() -> dict[str, Any]:
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class

    classes: list[Any] = list(get_mapping_from_secret_type_to_class().values())
    return {one.__name__: one for one in classes if one.__module__.startswith(f"{PACKAGE}.")}


def _rule(name: str, plugin: Any) -> Rule:
    title = plugin.secret_type
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return Rule(
        id=f"detect-secrets:{words}",
        title=title,
        kind=Kind.CONFIGURATION if words.startswith("public-ip") else Kind.CREDENTIAL,
        severity=Severity.MEDIUM if words.startswith("public-ip") else Severity.HIGH,
        confidence=Confidence.MEDIUM if hasattr(plugin, "denylist") else Confidence.LOW,
        treatment=Treatment.SETTING,
        pattern=_pattern(plugin),
        why=f"detect-secrets' {type(plugin).__name__} takes it for a credential.",
        do="Change the credential, then replace it by a setting.",
        pack="detect-secrets",
        plugin=type(plugin).__name__,
    )


def _pattern(plugin: Any) -> str:
    if hasattr(plugin, "denylist"):
        return "|".join(f"(?:{to_re2(regex.pattern, regex.flags)})" for regex in plugin.denylist)
    name = type(plugin).__name__
    if name in _ENTROPY:
        return rf"[\"'](?P<value>{_ENTROPY[name]}{{9,1000}})[\"']"
    keywords = import_module(type(plugin).__module__).DENYLIST
    return rf"(?:{'|'.join(_either_case(word) for word in keywords)})[^\n]{{0,400}}"


def _either_case(word: str) -> str:
    return f"(?i:{word})" if word.isascii() else word


def spans(plugin: str, text: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the values stand the plugin finds in the line of a match `[start, end)`, at most 500 bytes either side.

    A value that begins in front of the match is left to the line's first match.
    """
    low = text.rfind(b"\n", max(start - WINDOW, 0), start) + 1 or max(start - WINDOW, 0)
    high = text.find(b"\n", end, end + WINDOW)
    window = text[low : high if high >= 0 else end + WINDOW][: 2 * WINDOW + end - start]
    seen = set()
    for value in found(plugin, window.decode("utf-8", "surrogateescape")):
        needle = value.encode("utf-8", "surrogateescape")
        at = window.find(needle, start - low)
        if at < 0:
            at = window.find(needle)
        if at >= 0 and (low + at < end) and (at, needle) not in seen:
            seen.add((at, needle))
            yield low + at, low + at + len(needle)
