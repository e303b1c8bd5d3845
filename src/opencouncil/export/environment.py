"""Export room: the variables of the environment that a program reads already. Knows no removal and no setting."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opencouncil.export.languages import SCRIPTS, language_of

_SHELLS = frozenset({"bash", "compose", "dockerfile"})
PROGRAMS = SCRIPTS | frozenset(
    ["csharp", "go", "groovy", "java", "kotlin", "perl", "php", "powershell", "python", "r", "ruby", "scala", "vbnet"]
)
"""Languages in which a name that holds a value is no variable of the environment."""
_CALLED = re.compile(
    rb"(?:\benviron(?:\.get)?\s*[\[(]|[gG]et[eE]nv(?:ironmentVariable)?\(|\bSys\.getenv\("
    rb"|\bENV(?:\.fetch)?[\[(]|(?<![\w.>])env\()"
    rb"\s*[\"']([A-Za-z_]\w*)[\"']|\bprocess\.env(?:\.|\[\s*[\"'])([A-Za-z_]\w*)|\$(?i:env):\{?([A-Za-z_]\w*)"
    rb"|\$ENV\{\s*[\"']?([A-Za-z_]\w*)"
)
_ENV = re.compile(rb"env")
_BEFORE = 8
_BEHIND = 200
"""Bytes around `env` in which a variable's name is asked for."""
_EXPANDED = re.compile(rb"\$\{?([A-Z][A-Z0-9_]{2,})\b")
_ASSIGNED = re.compile(rb"(?:^|[;&\s])([A-Z][A-Z0-9_]{2,})=", re.MULTILINE)


def read_in(path: bytes, content: bytes) -> frozenset[str]:
    """The names that a file reads from the environment; a script's own variables are none."""
    language = language_of(path)
    if language in _SHELLS:
        return _names(_EXPANDED, content) - _names(_ASSIGNED, content)
    return frozenset().union(*(_names(_CALLED, around) for around in _around_env(content)))


def _around_env(content: bytes) -> Iterator[bytes]:
    """The stretches of a content around each `env`, in capitals or not: no name that is asked for stands elsewhere."""
    low, high = 0, -1
    for found in _ENV.finditer(content.lower()):
        if high >= 0 and found.start() > high:
            yield content[low:high]
            low = high = -1
        if high < 0:
            low = max(0, found.start() - _BEFORE)
        high = found.end() + _BEHIND
    if high >= 0:
        yield content[low:high]


def may_read(path: bytes) -> bool:
    """Whether a file is in a language whose programs read the environment."""
    return language_of(path) in PROGRAMS | _SHELLS


def _names(pattern: re.Pattern[bytes], content: bytes) -> frozenset[str]:
    return frozenset(name.decode() for found in pattern.finditer(content) for name in found.groups() if name)
