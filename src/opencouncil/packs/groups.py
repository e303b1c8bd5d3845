"""packs: which capture group of somebody else's pattern is the value. Knows the brackets of a pattern only."""

from __future__ import annotations

import re

from opencouncil.errors import PackError

_PIECE = re.compile(
    r"\\Q.*?(?:\\E|\Z)|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\(\?P?<(?P<name>\w+)>|\(\?|\(", re.DOTALL
)


def name_value(pattern: str, group: int | None, *, whole: bool) -> str:
    """`pattern` with its value group named `value`, and, if `whole`, all of it in a group named `match`.

    `group` counts from 1; None means the first group that is not empty: these are named `value`, `value2`, … in order.
    Raises PackError when there is no such group.
    """
    captures = [found for found in _PIECE.finditer(pattern) if found[0] == "(" or found["name"]]
    if group is not None and group > len(captures):
        raise PackError(f"secretGroup {group}: the pattern has {len(captures)} groups")
    wanted = captures if group is None else [captures[group - 1]]
    names = {found.start(): f"value{number if number > 1 else ''}" for number, found in enumerate(wanted, 1)}
    out, at = "", 0
    for found in captures:
        name = names.get(found.start())
        out += pattern[at : found.start()] + (f"(?P<{name}>" if name else "(?:")
        at = found.end()
    out += pattern[at:]
    return f"(?P<match>{out})" if whole else out
