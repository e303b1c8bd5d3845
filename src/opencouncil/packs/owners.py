"""packs: the name of the person whose mailbox stands in the same line. Knows no rule and no engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from opencouncil.packs.checks.candidate import Candidate
from opencouncil.packs.checks.contacts import email_address
from opencouncil.packs.mailboxes import ROLE, credited, is_mailbox, personal
from opencouncil.packs.placed import Placed, Span

_NEAR = 160
_CAPITALISED = re.compile(rb"[A-Z][A-Za-z\x80-\xff]*(?:['-][A-Za-z\x80-\xff]+)*\.?")
_ONE_SPACE = re.compile(rb" ")
_PUBLIC = re.compile(rb"(?i)\.(?:gov\.(?:uk|wales|scot)|llyw\.cymru|police\.uk|nhs\.uk|sch\.uk)\Z")
_MOST_WORDS = 4


def placed(text: bytes, spans: Mapping[str, Span]) -> Iterator[Placed]:
    """The name in the line of the mailbox whose words the mailbox is made of, the one that stands nearest.

    No credit for work, unless the mailbox is of a public body: those who wrote a library are no business of a council.
    """
    start, end = spans["owner"]
    mailbox = Candidate(text[start:end], text, start, end, {})
    local = mailbox.value.partition(b"@")[0].partition(b"+")[0].lower()
    low = max(0, start - _NEAR)
    low = max(low, text.rfind(b"\n", low, start) + 1)
    high = text.find(b"\n", end, end + _NEAR)
    high = min(end + _NEAR, len(text)) if high < 0 else high
    if not _stands_beside(local, text[low:start].lower(), text[end:high].lower()):
        return
    if not (is_mailbox(mailbox) and email_address(mailbox)):
        return
    if not _PUBLIC.search(mailbox.value) and credited(mailbox):
        return
    if local.strip(b"0123456789") in ROLE:
        return
    names = [*_names(text, low, start, local), *_names(text, end, high, local)]
    if names:
        nearest = min(names, key=lambda one: max(start - one[1], one[0] - end))
        yield Placed(*nearest, mailbox.value)


def _stands_beside(local: bytes, *around: bytes) -> bool:
    """Whether the name that a mailbox ends in may stand there: most mailboxes need no closer look."""
    name = local.rstrip(b"0123456789")
    last = re.split(rb"[._]", name)[-1]
    return any(one and one in text for text in around for one in ((name, name[1:]) if last == name else (last,)))


def _names(text: bytes, low: int, high: int, local: bytes) -> Iterator[Span]:
    row: list[Span] = []
    for word in _CAPITALISED.finditer(text, low, high):
        if row and not _ONE_SPACE.fullmatch(text, row[-1][1], word.start()):
            row = []
        row = [*row, word.span()][-_MOST_WORDS:]
        for count in range(len(row), 1, -1):
            if _made_of(text[row[-count][0] : row[-1][1]], local):
                yield row[-count][0], row[-1][1]
                break


def _made_of(name: bytes, local: bytes) -> bool:
    """`Jane Bloggs` and `jane.bloggs`, `j.bloggs`, `jbloggs` or `jane`: the surname, and how the first name begins."""
    words = [word.strip(b".") for word in name.lower().split(b" ")]
    first, last = words[0], words[-1]
    if len(first) < 2 or len(last) < 2:
        return False
    if local == first and len(words) == 2:
        return len(first) > 2
    if local.rstrip(b"0123456789") == first[:1] + last:
        return True
    parts = re.split(rb"[._]", local.rstrip(b"0123456789"))
    if len(parts) < 2 or not personal(local + b"@") or parts[-1] != last:
        return False
    return parts[0][:1] == first[:1] and (len(words) == 2 or parts[0] in (first, first[:1], b"".join(words[:-1])))
