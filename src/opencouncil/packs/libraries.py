"""packs: what a published library says in its own comments, wherever it was copied to. Knows no rule and no engine."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from opencouncil.packs.signed import OWN_NOTICE

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

_HEAD = 1_500
_WRITER = re.compile(rb"(?im)^[ \t]*(?:/\*+|\*|//|#|--)[ \t]*(?:@?authors?\b|@?copyright\b|\(c\))")
_HOME = re.compile(
    rb"(?im)^[ \t]*(?:/\*+|\*|//|#|--)[ \t]*(?:@?(?:link|license|licence|homepage|location|repository)[ \t:]+"
    rb"[^\r\n]{0,60}https?://|licen[cs]ed under (?:the )?(?:mit|(?:new |modified )?bsd|apache|l?gpl|gnu)\b)"
)
_IN_COMMENT = re.compile(rb"[ \t]*(?:/\*|\*|//|#|\|)")
_CREDIT_ABOVE = re.compile(
    rb"(?i)[ \t]*(?:/\*+|\*|//|#|--)[ \t]*@?(?:(?:original |added )?authors?|translat(?:ions?|ors?|ed)|maintainers?|"
    rb"contributors?|(?:written |ported |translated )?by)\b[ \t:]"
)
_MAILBOX_ALONE = re.compile(rb"[ \t]*(?:\*|//|#|--)[ \t]*[<(]?[\w.%+-]+@[\w.-]+[>)]?[ \t]*\Z")


def of_no_library(c: Candidate) -> bool:
    """Not in a comment of a file at whose head a library names who wrote it, and where all may get it or its licence.

    What the code does with a value may be the council's own; the manual in the comments came along.
    """
    return not (_IN_COMMENT.match(c.line) and _of_library(c.text[:_HEAD]))


@lru_cache(maxsize=256)
def _of_library(head: bytes) -> bool:
    return bool(_WRITER.search(head) and _HOME.search(head)) and not OWN_NOTICE.search(head)


def no_credit_above(c: Candidate) -> bool:
    """Not the mailbox that a comment gives in the next line for whom it has just named as an author or translator."""
    if not _MAILBOX_ALONE.match(c.line):
        return True
    lines = c.before(300).split(b"\n")
    return len(lines) < 2 or not _CREDIT_ABOVE.match(lines[-2])


CHECKS: dict[str, Check] = {
    "no-credit-above": no_credit_above,
    "of-no-library": of_no_library,
}
