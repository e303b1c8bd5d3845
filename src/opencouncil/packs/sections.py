"""packs: the section of a file of settings that a value stands in. Knows no rule and no engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from opencouncil.packs.enclosing import indentation

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

_ABOVE = 4000
_HEAD = re.compile(rb"\s*(?:configure )?[\"'\[:]?([A-Za-z][\w-]{0,40})[\"'\]]?\s*(?:=>|[:=])?\s*(?:[{(&]|do\b|$)")
_ASIDE = re.compile(rb"\s*(?:[#;]|//|$)")
_TRIED_OUT = frozenset(b"development dev test tests testing".split())


def in_force(c: Candidate) -> bool:
    """No section above it is of development or tests: `production:`, or none at all."""
    return _TRIED_OUT.isdisjoint(_sections(c))


def tried_out(c: Candidate) -> bool:
    """It stands under `development:`, `[test]` or the like."""
    return not in_force(c)


def _sections(c: Candidate) -> Iterator[bytes]:
    """What the sections around the value are called, from the inside: heads of less indentation, or in brackets."""
    *above, line = c.before(_ABOVE).split(b"\n")
    depth = indentation(line)
    for head in reversed(above):
        bracketed = head.startswith(b"[") and not depth
        if not _ASIDE.match(head) and (indentation(head) < depth or bracketed):
            depth = indentation(head)
            if found := _HEAD.match(head):
                yield found[1].lower()
            if bracketed:
                return


CHECKS: dict[str, Check] = {"in-force": in_force, "tried-out": tried_out}
