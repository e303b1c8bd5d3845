"""packs: whether what goes from a building to a postcode is one address. Knows no rule and no council."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

_TAG = re.compile(rb"(?i)<[^<>\r\n]{0,160}>|&(?:#?\w{2,5});")
_LINE_END = re.compile(rb"(?i)\r?\n|\\n|<br ?/?>|&#(?:10|xa);")
_ELEMENT = re.compile(rb"(?i)<(/?)(?!br\b|hr\b|img\b|input\b|wbr\b)([a-z]\w*)(?![^<>]*/>)")
_ITEM = re.compile(rb"- |\w+:\s")
"""Another entry of a list in YAML."""
_LONGEST_BLOCK = 240
_LONGEST_LINE = 80
_OF_CODE = re.compile(rb"[=\"$]|\bvar\b|//")
_SENTENCE = re.compile(rb"[a-z]{2}\. [A-Z][a-z]|\b(?:will|should|must|have|has|are|was|were|you|if|please|when|this)\b")


def address_block(c: Candidate) -> bool:
    """From a building to a postcode goes an address: a few short lines of names, no sentence and no code.

    What begins within it of a page's elements ends within it: it can be replaced as a whole.
    """
    tags = Counter[bytes]()
    for close, name in _ELEMENT.findall(c.value):
        tags[name.lower()] += -1 if close else 1
    if any(tags.values()):
        return False
    lines = [_TAG.sub(b"", line).strip() for line in _LINE_END.split(c.value)]
    if any(_ITEM.match(line) for line in lines[1:]):
        return False
    text = b" ".join(filter(None, lines))
    if len(text) > _LONGEST_BLOCK or _OF_CODE.search(text) or _SENTENCE.search(text):
        return False
    if "value2" in c.groups:
        return b"," in text and len(text) <= _LONGEST_LINE * 2 and len(text.split()) > 4
    return len(lines) == 1 or all(len(line) <= _LONGEST_LINE for line in lines)


CHECKS: dict[str, Check] = {
    "address-block": address_block,
}
