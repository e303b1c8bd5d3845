"""Export room: the ordinary words in which a value, or the text beside it, says what it is for. Knows no removal."""

from __future__ import annotations

import re
from functools import lru_cache

from opencouncil.export.words import ORDINARY, STRUCTURE, WEAK, word_set, words

MOST = 2
"""Words that a meaning has at most."""

_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#@]*@)?([^/?#:]*)[^/?#]*([^?#]*)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_INNER = r"(?:<(?!/?a[\s>])[^<>]*>\s*)*"
_LINKED = re.compile(rf"\A[^<>]*>\s*{_INNER}([^<>{{}}]{{2,40}}?)\s*{_INNER}</a\s*>", re.IGNORECASE)
_OPENS_LINK = re.compile(r"<a\s[^<>]*\Z", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_NOTHING = word_set(
    "A AN AND ARE AT BY CLICK FIND FOR FROM GO HERE HOW IN IS LINK MORE NOW OF ON OR OUR OUT PAGE READ SEE THE"
    " THEIR THIS TO US VIEW VISIT WEBSITE WITH YOU YOUR"
)
_IDLE = WEAK | STRUCTURE | word_set("BOROUGH CITY CONTACT COUNCIL COUNTY DISTRICT FRIDAY MONDAY WEB WEBSITE")
"""Ordinary words that tell nothing apart."""
_BESIDE = 80
"""Characters of text before a value in which a word may say what it is."""


def ordinary(value: str, type: str) -> list[str]:
    """What a mailbox, a host or an address is for, by the words in it that every council has; else nothing."""
    match type:
        case "email":
            return _known(value.rpartition("@")[0], first=True)
        case "host":
            return _of_host(value)
        case "url":
            found = _ADDRESS.match(value)
            return (_known(found[2], first=False) or _of_host(found[1])) if found else _known(value, first=False)
    return []


def linked(text: str, start: int, end: int) -> list[str]:
    """The words of the link that a value is the target of; nothing for what is no target."""
    if not _OPENS_LINK.search(text[max(0, start - 400) : start]):
        return []
    found = _LINKED.match(text[end : end + 400])
    said = [word for word in words(found[1]) if word not in _NOTHING] if found else []
    return said if len(said) <= MOST and all(word.isascii() for word in said) else []


def beside(text: str, start: int) -> list[str]:
    """The ordinary words nearest before a value in a text, without its mark-up."""
    near = _TAG.sub(" ", text[max(0, start - 3 * _BESIDE) : start]).rpartition("\n\n")[2]
    return _known(near[-_BESIDE:], first=False)


def _of_host(host: str) -> list[str]:
    labels = host.split(".")
    return _known(" ".join(labels[:-2] or labels), first=True)


def _known(text: str, first: bool) -> list[str]:
    """The ordinary words of a text, at most `MOST`, in order: its first ones, or its last."""
    said = [known for word in words(text) for known in apart(_NUMBER.sub("", word)) if known not in _IDLE]
    said = list(dict.fromkeys(said))
    return said[:MOST] if first else said[-MOST:]


@lru_cache(maxsize=4096)
def apart(word: str) -> tuple[str, ...]:
    """A word that is made of ordinary ones only, taken apart: `CUSTOMERSERVICES`; nothing for any other word."""
    if word in ORDINARY:
        return (word,)
    for length in range(len(word) - 3, 2, -1):
        if word[:length] in ORDINARY and (rest := apart(word[length:])):
            return (word[:length], *rest)
    return ()
