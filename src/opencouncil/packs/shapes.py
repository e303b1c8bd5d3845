"""Packs: secrets that are no random string: a word, a record in a string, a list of bytes. Knows no rule."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from opencouncil.packs.assigned import captioned, mixed, password_value, secret_value
from opencouncil.packs.names import key_of, name_of
from opencouncil.packs.published import published
from opencouncil.packs.values import FILLER, UNCHANGED, counts, letters_read, random_looking, words, written_out

if TYPE_CHECKING:
    from opencouncil.packs.checks import Candidate

_BRAG = re.compile(rb"(?i)^(?:super|top|very|ultra)")
_PIECE = re.compile(rb"[A-Za-z0-9+/=_.-]{16,}")
_NUMBER = re.compile(rb"0x[0-9a-fA-F]{1,2}|\d{1,3}")
_CHOSEN = re.compile(rb"[^\s=;/\\<>:|,]{8,}\Z")
_SAYS_SO = frozenset(b"secret secrets password passphrase token key string value your some placeholder".split())
_PHRASE = re.compile(rb"[a-z]{2,}(?: [a-z]{2,}){1,3}\Z")
_NAMES_KEY = re.compile(
    rb"(?i)secrets?(?:[_-]?access[_-]?token|(?:[_-]?(?:auth|app|api|client|shared|deploy))?[_-]?(?:key|base|token))?\d?$"
)


def secret_word(c: Candidate) -> bool:
    """What a person typed as a secret: `keyboard cat lover`, no word for it (`my-client-secret`), and not random."""
    prefix, word, _ = name_of(c)
    if (
        not _NAMES_KEY.search(prefix + word)
        or not (_CHOSEN.match(c.value) or _PHRASE.match(c.value))
        or secret_value(c)
        or counts(c.value)
    ):
        return False
    parts = words(c.value)
    if _PHRASE.match(c.value):
        return c.text[c.start - 1 : c.start] != b"`" and not any(w in _SAYS_SO for w in parts)
    if len(parts) > 1 and (parts[-1] in FILLER or parts[-1] == b"base"):
        return False
    if _filler_only(c.value) and not _BRAG.match(c.value):
        return False
    return password_value(c)


def _filler_only(value: bytes) -> bool:
    """`somesecretkey`: its letters can be cut into words that made-up secrets are made of."""
    letters = b"".join(w for w in words(value) if not w.isdigit())
    reached = {0}
    for start in range(len(letters)):
        if start in reached:
            reached.update(start + size for size in range(1, 15) if letters[start : start + size] in FILLER)
    return len(letters) in reached


def random_inside(c: Candidate) -> bool:
    """A record in a string, such as `{"name": "root", "sig": "..."}`: one of its values was made by a machine."""
    return any(written_out(piece) and random_looking(piece) for piece in _PIECE.findall(c.value))


def byte_list(c: Candidate) -> bool:
    """Sixteen numbers and more, all of one byte, that are neither a count nor one number over and over."""
    return _drawn([int(n, 0) if n[:2] == b"0x" else int(n) for n in _NUMBER.findall(c.value)])


def hex_bytes(c: Candidate) -> bool:
    """Sixteen bytes and more in hexadecimal digits, in one word or a list, that a machine drew and no manual prints."""
    digits = re.sub(rb"0x|[^0-9a-fA-F]", b"", c.value).lower()
    return not published(digits) and _drawn([*bytes.fromhex(digits.decode())] if len(digits) % 2 == 0 else [])


def _drawn(numbers: list[int]) -> bool:
    if len(numbers) < 16 or max(numbers) > 255 or len(set(numbers)) < 10:
        return False
    steps = {b - a for a, b in itertools.pairwise(numbers)}
    return len(steps) > 6


_METHOD = re.compile(
    rb"(?i)(?:hmacsha|sha|md|aes|des|hmac|hs|rs|es|ps|rsa|bcrypt|base|utf)[-_]?\d|.*\.(?:pem|key|crt|pub)\Z|-----|application/"
)


def signs(c: Candidate) -> bool:
    """A key for a call that signs: no name of a method or file, and no word for a key."""
    return not _METHOD.match(c.value) and not _filler_only(c.value) and not counts(c.value)


def spelled_by_machine(c: Candidate) -> bool:
    """No words: a digit stands among its letters, or pairs of them that no word has, and they are no count."""
    letters = c.value.replace(b" ", b"")
    if counts(letters) or len(set(c.value.split(b" "))) < 3:
        return False
    return any(48 <= b <= 57 for b in letters) or letters_read(letters) < 0.6


def no_change_me(c: Candidate) -> bool:
    """Not the word that asks to be changed."""
    return not UNCHANGED.match(c.value)


def no_caption(c: Candidate) -> bool:
    """Not what a field is called on a page: `"Password": "Password"`."""
    between = name_of(c)[2]
    told = c.value.istitle() and key_of(c).lower() == c.value.lower() and not between.endswith(b"=")
    return not (told or captioned(c))


def opens_a_session(c: Candidate) -> bool:
    """The name is not of the random number that only guards a form."""
    name = b"".join(name_of(c)[:2]).lower()
    return not any(guard in name for guard in (b"csrf", b"xsrf", b"antiforgery", b"requestverification", b"nonce"))


def two_uuids(c: Candidate) -> bool:
    """The two UUIDs at its end, of a service and its secret, are not one and the same, and no chain of more."""
    if re.search(rb"[0-9a-f]{4}-[0-9a-f]{12}-?$", c.value[:-73] if len(c.value) > 73 else c.before(40)):
        return False
    return c.value[-36:].lower() != c.value[-73:-37].lower()


_SIGN = re.compile(rb"[!$@\xa3]")
_OF_CODE = re.compile(rb"[/\\:=&%^]|@[^@]*\.|\$\d+\Z")


def no_word(c: Candidate) -> bool:
    """No word, version or name that a sentence holds: letters with digits and a sign, or with capitals at random."""
    v = c.value
    if _OF_CODE.search(v) or not re.search(rb"[A-Za-z]", v) or not re.search(rb"[0-9]", v):
        return False
    return bool(_SIGN.search(v)) or (v.isalnum() and mixed(c) and random_looking(v))


_NO_USERS = frozenset(
    b"""user username login name email password type basic bearer digest oauth oauth2 google github facebook twitter
    local jwt session token key key_id default get post next data http https file""".split()
)


def login_pair(c: Candidate) -> bool:
    """Two strings that are a user and a password: the first is no word for a user, a service or a method."""
    user = c.groups.get("user", b"").lower()
    return (
        c.value[:1] not in (b"=", b":")
        and user != c.value.lower()
        and user not in _NO_USERS
        and not user.startswith((b"http", b"{", b"$", b"%"))
    )


_ACCOUNT = re.compile(
    rb"""(?ix) \w (?: \( | [ \t] ) \s{0,10}
    (?: (?: [\w.$>:\[\]-]{1,60} | @?[brfu]?["'][^"'\r\n]{0,200}["'] ) \s{0,3}, \s{0,10} ){0,2}
    @?[brfu]?["'] (?: (?:cn|uid)=[^"'\r\n]{2,200} | [a-z][\w.-]{1,30}\\{1,2}[\w.$-]{2,40} ) ["']
    \s{0,3}, \s{0,10} @?[brfu]?["'] \Z"""
)


def after_an_account(c: Candidate) -> bool:
    """An argument of a call, at most the fourth, right behind the name of an account in a directory or a domain."""
    return bool(_ACCOUNT.search(c.before(800)))


CHECKS: dict[str, Callable[[Candidate], bool]] = {
    "after-an-account": after_an_account,
    "byte-list": byte_list,
    "hex-bytes": hex_bytes,
    "login-pair": login_pair,
    "no-caption": no_caption,
    "no-change-me": no_change_me,
    "no-word": no_word,
    "opens-a-session": opens_a_session,
    "random-inside": random_inside,
    "secret-word": secret_word,
    "signs": signs,
    "spelled-by-machine": spelled_by_machine,
    "two-uuids": two_uuids,
}
