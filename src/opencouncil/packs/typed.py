"""Packs: words with dots or blanks between them that a person typed as a password. Knows bytes only."""

from __future__ import annotations

import re

from opencouncil.packs.values import FILLER, STAND_INS, is_prose, random_looking, words

_DOTTED = re.compile(rb"^[A-Za-z_$][\w$-]*(?:\??\.[A-Za-z_$][\w$-]*)+$")
# What people add to a word of their own; code numbers its types and its fields, which are in other words.
_TYPED = re.compile(rb"(?=.*[A-Z])(?=.*[a-z])(?=.*[a-zA-Z]\d\d)")
_TYPED_IN_QUOTES = re.compile(rb"(?=.*[A-Z])(?=.*[a-z])(?=.*[a-zA-Z]\d)|.*[a-zA-Z]\d\d")
_NUMBERED_IN_CODE = frozenset(
    b"""base sha md aes utf int uint float string config vector value field model crc win x v hmac oauth step page form
    line item row col column text input edit box btn label tab arg param var tmp temp log version level group class
    type node part section layer""".split()
)

_LONGEST_PHRASE = 60
_PIECE = re.compile(rb"[^\s\w]{0,2}\w+(?:[^\s\w]\w+)?[^\s\w]{0,2}\Z")
_FIGURES = re.compile(rb"[A-Za-z][\w-]*\d|\d{2,4}[a-z]{0,2}[!?#*]?\Z")
_TITLED = re.compile(rb"[A-Z][a-z]+")
# What a caption or a rule for passwords says, in capitals too.
_SAID = frozenset(
    b"""must be at least characters chars digits letters minimum maximum please enter choose with from by than more less
    have has are will can should long length code pin number numbers between contain contains use using your confirm
    day days hour hours minute minutes january february march april may june july august september october november
    december windows office chapter article table figure appendix part phase""".split()
)


def dotted(v: bytes, *, quoted: bool = False) -> bool:
    """`settings.password`, `user?.token`: names joined by dots, none of them random (`ya29.` begins a token).

    Two words with figures, as people type them, are none: `Harbour.Tide55`. In quotes one figure will do.
    """
    if not _DOTTED.match(v) or any(len(p) >= 20 and random_looking(p) for p in v.split(b".")):
        return False
    typed = _TYPED_IN_QUOTES if quoted else _TYPED
    return not (v.count(b".") == 1 and typed.match(v) and not any(_named_in_code(w) for w in words(v)))


def _named_in_code(word: bytes) -> bool:
    return word in FILLER or word in _NUMBERED_IN_CODE


def said(v: bytes) -> bool:
    """One of its words is what code, a caption or a rule for passwords says, not what a person makes a password of."""
    return any(_named_in_code(word) or word in _SAID or word in STAND_INS for word in words(v))


def phrase(v: bytes) -> bool:
    """`Grebe Mere 15`: a few words, two of them with a capital, and figures; nothing that a caption or a rule says."""
    pieces = v.split(b" ")
    if not 2 <= len(pieces) <= 5 or len(v) > _LONGEST_PHRASE or not all(map(_PIECE.match, pieces)):
        return False
    return len(_TITLED.findall(v)) >= 2 and any(map(_FIGURES.match, pieces[1:])) and not said(v)


def prose(v: bytes) -> bool:
    """A sentence or a caption, and no phrase that somebody chose."""
    return is_prose(v) and not phrase(v)
