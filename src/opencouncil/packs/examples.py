"""packs: what the examples of a rule say once their escapes are filled. Knows no pattern."""

from __future__ import annotations

import re
from random import Random

from opencouncil.errors import PackError
from opencouncil.packs.rule import Rule

CLASSES = {
    "hex": "0123456789abcdef",
    "b64": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
}
_TOKEN = re.compile(r"<<(?:0x(?P<bytes>(?:[0-9A-Fa-f]{2})+)|(?P<uuid>uuid)|(?P<set>[^<>*]+)\*(?P<count>\d{1,5}))>>")
_RANGE = re.compile(r"(.)-(.)|(.)", re.DOTALL)


def expand(rule: Rule, example: str) -> bytes:
    """The bytes that `example` stands for: the same for the same rule and text, on every machine.

    `<<A-Z2-7*16>>` is 16 characters of that class; `<<hex*40>>`, `<<b64*86>>`, `<<uuid>>`; `<<0xD0CF>>` is bytes.
    """
    random = Random(f"{rule.id}\n{example}")  # noqa: S311 - the same text on every machine, no secret
    out, at = b"", 0
    for found in _TOKEN.finditer(example):
        out += example[at : found.start()].encode() + _filled(found, random)
        at = found.end()
    return out + example[at:].encode()


def _filled(found: re.Match[str], random: Random) -> bytes:
    if found["bytes"]:
        return bytes.fromhex(found["bytes"])
    if found["uuid"]:
        digits = "".join(random.choices(CLASSES["hex"], k=32))
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}".encode()
    alphabet = alphabet_of(found["set"])
    return "".join(random.choices(alphabet, k=int(found["count"]))).encode()


def alphabet_of(spelled: str) -> str:
    """The characters of `hex`, `b64` or a spelled class such as `a-z0-9_`."""
    if spelled in CLASSES:
        return CLASSES[spelled]
    out: dict[str, None] = {}
    for low, high, single in _RANGE.findall(spelled):
        if single:
            out[single] = None
        elif low > high:
            raise PackError(f"the example's class {spelled!r} runs backwards at {low}-{high}")
        else:
            out |= dict.fromkeys(map(chr, range(ord(low), ord(high) + 1)))
    return "".join(out)
