"""packs: the address that a postcode ends. Knows no rule and no council."""

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
_OF_STREETS = rb"(?! (?:Street|Road|Lane|Avenue|Close|Drive|Court|Gardens|Terrace|Grove|Way|Rise|Walk|Place|Hill)\b)"
_PUBLIC = re.compile(
    rb"\b(?:Ministry|Department) (?:of|for)\b|(?i:\bmayor and burgesses\b)|\b(?:[A-Z][\w'&]* ){1,3}"
    rb"(?:Buildings?|Team|Hub|Hall|Library|Museum|Theatre|Station|School|Stadium|Arena)\b" + _OF_STREETS
)
_RECORD = re.compile(rb"^\s*$|[{}]|^\s*- ")
_BEFORE = 160


def of_no_public_place(c: Candidate) -> bool:
    """In front of the address, in its row or the lines of its record, stands no ministry, hall, hub or office team."""
    *lines, row = c.before(_BEFORE).split(b"\n")
    indented = not lines or b"\t" not in lines[-1].strip()
    if re.search(rb"(?:[,;|\t].*){2}", row.lstrip(b"\t") if indented else row):
        lines = []
    kept = [row]
    for line in reversed(lines[-4:]):
        if _RECORD.search(line):
            break
        kept.insert(0, line)
    return not _PUBLIC.search(b"\n".join(kept))


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
    "of-no-public-place": of_no_public_place,
}
