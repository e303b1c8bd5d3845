"""Packs: is what a name is given a credential? Looks at name, value and surroundings. Knows no path, no rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from opencouncil.packs.decoded import typed_claims, unbase64
from opencouncil.packs.names import key_of, name_of, names_the_secret, of_a_country
from opencouncil.packs.typed import dotted, prose
from opencouncil.packs.values import (
    CONSTANT,
    UNCHANGED,
    all_filler,
    counts,
    identifier,
    made_up,
    random_looking,
    readable,
    sequential,
    stands_in,
    words,
    written_out,
)

if TYPE_CHECKING:
    from opencouncil.packs.checks import Candidate

_GOES_ON = re.compile(rb"<[^/]|[{(\[]")
_CALL = re.compile(rb"(\w{1,40})\s*\(\s*[bru@]?[\"'`]?$")
_FETCHERS = frozenset(
    b"""encode decode get getproperty getstring getvalue opts helper split replace strip fetch find load read open
    lookup param getenv env format match search test includes contains startswith endswith indexof t tr
    translate i18n gettext prompt input getpass question ask require import inject selector css locator
    getelementbyid queryselector findelement find_element by id name getattr hasattr setattr config setting
    settings option header headers cookie cookies query getcookie getitem removeitem has pop tostring""".split()
)
# `passwd = vault.get_password("forms")`: what it is the password of. What a call turns into bytes is the value.
_GETTER = re.compile(
    rb"\b(?:get|fetch|load|read|find|lookup|retrieve|resolve|ask|prompt)(?!_?[bB]ytes)(?:_|[A-Z])\w*\s*\(\W{0,2}$"
    rb"|_(?:get|fetch|load|read|find|lookup|retrieve)\(\W{0,2}$"
)
_NAMED_ARGUMENT = re.compile(rb"\((?:[\"']|:)\Z|\((?:[\"':][\w.-]{1,30}[\"']?,\s?){1,2}[\"':]\Z")
_PASSWORD_NEXT = re.compile(rb"(?i),\s{0,3}[\w.$>-]{0,40}(?:passw|passphrase|pwd|secret|token)[\w.]*\s{0,3}[,)]")
_DEFINES = re.compile(rb"\bdefine\s{0,2}\(\s{0,4}[\"']\Z")
_GIVEN = re.compile(rb"[:=]")
_NEXT_CALL = re.compile(rb"[\"'`]?\),\s")  # `string('password'), array('roles')`
_BOUND = re.compile(rb"[\"']\s+:[\w-]+=")  # an attribute of its own: `name="password" :rules="..."`
_NUMBER = re.compile(rb"^[\^~<>=v]{0,2}\d+(?:\.(?:\d+|[xX*]))+(?:-[\d.]+)?$")
_COORDINATE = re.compile(rb"[a-zA-Z][\w.-]*:\d+(?:\.\d+)+(?:[-.]\w+)*\Z")  # of a package: its name and version
_UUID = re.compile(rb"(?i)^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$")
# Version 1 is the time and the machine, written out: it tells one thing from another and keeps nothing secret.
_TIME_UUID = re.compile(rb"(?i)[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")
_NO_SECRETS = frozenset(
    b"key|keys|auth|ticket|key value|key values|primary key|foreign key|row key|partition key|type key|element key|"
    b"content key|node key|parent key|item key|document key|media key|block key|definition key|template key".split(b"|")
)
"""Names that tell one row or ticket from another where a UUID is given to them."""
_SLUG = re.compile(rb"(?=(?:.*[-._])?[a-z]{4,}(?:[-._]|\Z))(?:[a-z0-9]{1,24}[-._]){1,6}[a-z0-9]{1,24}\Z")
_HOST_NAME = re.compile(rb"(?i)(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,18}\Z")
_PATTERN = re.compile(rb"~r[/{(|]|\b(?:re\.(?:compile|search|match)|(?:Must)?Compile|RegExp|Regex|Pattern\.compile)\(")
_FINGERPRINT = re.compile(rb"(?:0x)?(?:[0-9A-F]{16}|(?i:[0-9a-f]{40}))\Z")
_OPENPGP = re.compile(rb"(?i)\b(?:gpg|pgp)\b")
_SNAKE = re.compile(rb"[a-z]+(?:_[a-z]+)+\Z")
_PUBLIC = re.compile(rb"(?i)public")
# The half of a captcha's pair that a page gives to every visitor (reCAPTCHA, hCaptcha, Turnstile).
_OF_A_SITE = re.compile(rb"(?i)site[-_ ]?keys?\Z")
_CAPTCHA = re.compile(
    rb"(?i)(?:6L[\w-]{38}|[0-3]x[0-9a-f]{2}[\w-]{18,20}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z"
)


def literal(c: Candidate) -> bool:
    """The value is written here, and whole: no variable, template, call, path, placeholder, nor does one follow."""
    if not written_out(c.value) or _GOES_ON.match(c.text[c.end : c.end + 2]):
        return False
    return not _PATTERN.search(c.text[max(0, c.start - 160) : c.start].rpartition(b"\n")[2])


def _quoted(c: Candidate) -> bool:
    return c.text[c.start - 1 : c.start] in (b"'", b'"', b"`")


def captioned(c: Candidate) -> bool:
    """`"Password": "Wachtwoord"`: one capitalised word under a quoted, capitalised name is a caption."""
    prefix, word, between = name_of(c)
    caption = (c.value.isalpha() and c.value.istitle()) or any(b >= 128 for b in c.value)
    return between[:1] in (b'"', b"'") and caption and (prefix + word)[:1].isupper()


def password_value(c: Candidate) -> bool:
    """What people use as passwords, weak ones included; not the words that stand in for one."""
    v = c.value
    if len(v) < 4 or prose(v) or stands_in(v) or captioned(c) or dotted(v, quoted=_quoted(c)) or CONSTANT.match(v):
        return False
    prefix, word, between = name_of(c)
    if of_a_country(c):
        return False
    low = v.lower()
    if low in ((prefix + word).lower(), word.lower()) or (
        len(words(prefix + word)) > 1 and (prefix + word).lower() in low
    ):
        return False
    if _tail_of_name(v, prefix + word) or _BOUND.match(between) or _NEXT_CALL.match(between):
        return False
    passed = not _GIVEN.search(between) and not _defined(c, prefix + word, between)
    if passed and b"," in between and not _call_argument(c, prefix, word, between):
        return False
    if passed and between.lstrip()[:1] == b"(" and c.text[c.end + 1 : c.end + 8].lstrip()[:1] == b",":
        return False  # `get_password("forms", key)`: what it is the password of
    if _GETTER.search(c.text[max(0, c.start - 60) : c.start]) and not random_looking(v):
        return False
    if UNCHANGED.match(v) or made_up(v) or _fetched(between) or _given_beside(c, between) or _NUMBER.match(v):
        return False
    if passed and (b"," in between or b"(" in between):
        return not readable(v) or any(48 <= b <= 57 for b in v)
    return not identifier(v)


def _defined(c: Candidate, name: bytes, between: bytes) -> bool:
    """`define('DB_PASSWORD', 'value')`: PHP gives a constant its value by a call."""
    return bool(_DEFINES.search(c.before(len(between) + len(name) + 20)[: -len(between) - len(name)]))


def _tail_of_name(value: bytes, name: bytes) -> bool:
    """`HTTPS_KEYSTORE_PASSWORD = "keystore-password"`, `--passphrase phrase`: the value spells the end of its name."""
    said, named = words(value), words(name)
    return name.lower().endswith(value.lower()) or (len(said) > 1 and said == named[-len(said) :])


def _call_argument(c: Candidate, prefix: bytes, word: bytes, between: bytes) -> bool:
    """`get("DB_PASSWORD", "value")`, `set(:x, :token, "value")`: the name is an argument and the value the last."""
    at = c.start - len(between) - len(word) - len(prefix)
    return (
        _NAMED_ARGUMENT.search(c.text[max(0, at - 80) : at]) is not None
        and c.text[c.end : c.end + 4].lstrip(b"\\\"'`")[:1] == b")"
        and b"\n" not in between
    )


def _given_beside(c: Candidate, between: bytes) -> bool:
    """`normalize("NFKC", password)`: the call is given something else here, and the password by its name."""
    return b"(" in between and bool(_PASSWORD_NEXT.match(c.text[c.end + 1 : c.end + 80]))


def _fetched(between: bytes, value: bytes = b"") -> bool:
    """`password = password.encode("utf-8")`, `token = env("TOKEN")`: the argument of a call that fetches, converts.

    `key = Base64.decode("...")` of a random value is the key itself.
    """
    call = _CALL.search(between)
    if call is None or call[1].lower() not in _FETCHERS:
        return False
    return not (call[1].lower() == b"decode" and random_looking(value))


def weak_value(c: Candidate) -> bool:
    """As `password-value`, where the place leaves no doubt that it is a password and no name is known."""
    v = c.value
    if _tail_of_name(v, key_of(c)) or made_up(v):
        return False
    behind = c.text[c.end : c.end + 1]
    if behind in (b"(", b"[") or (behind in (b",", b")") and ((v.isalpha() and v.istitle()) or _passed_on(c))):
        return False
    return (
        len(v) >= 4 and not prose(v) and not stands_in(v) and not dotted(v, quoted=_quoted(c)) and not CONSTANT.match(v)
    )


def _passed_on(c: Candidate) -> bool:
    """`dict(user=user, password=hash_value)`: an argument that is the name of a variable, for no quote is around it."""
    return bool(_SNAKE.match(c.value)) and not _quoted(c)


def secret_value(c: Candidate) -> bool:
    """Random enough to be a key or a token."""
    v = c.value
    if (
        len(v) < 8
        or dotted(v, quoted=_quoted(c))
        or prose(v)
        or stands_in(v)
        or _NUMBER.match(v)
        or CONSTANT.match(v)
        or sequential(v)
        or all_filler(v)
        or counts(v)
    ):
        return False
    if _hides_a_host(v) or typed_claims(v) or _TIME_UUID.match(v) or _COORDINATE.match(v):
        return False
    if _FINGERPRINT.match(v) and _OPENPGP.search(c.before(60)):
        return False
    if _UUID.match(v):
        name = words(b"".join(name_of(c)[:2]))
        if b" ".join(name) in _NO_SECRETS or b" ".join(name[-2:]) in _NO_SECRETS:
            return False
    if identifier(v):
        return False
    prefix, word, between = name_of(c)
    if words(prefix + word) in ([b"key"], [b"keys"]) and (v.isalpha() or _SLUG.match(v) or _is_the_id(c)):
        return False
    if words(prefix + word) == [b"key"] and _PUBLIC.search(c.text[max(0, c.start - 80) : c.start].rpartition(b"\n")[2]):
        return False
    if _CAPTCHA.match(v) and _OF_A_SITE.search(prefix + word):
        return False
    listed = b"," in between and not _GIVEN.search(between) and not prefix.startswith(b"--")
    if _fetched(between, v) or (listed and word and not _call_argument(c, prefix, word, between)):
        return False
    return random_looking(v)


def _is_the_id(c: Candidate) -> bool:
    """`{"id": "css2json", "key": "css2json"}`: what tells a row from another, said twice."""
    return re.search(rb"(?i)[\"'{,\s]_?id[\"']?\s{0,3}[:=]\s{0,3}[\"']%b[\"']" % re.escape(c.value), c.line) is not None


def _hides_a_host(value: bytes) -> bool:
    """Base64 of the name of a machine: what it hides is looked at for itself."""
    return len(value) % 4 == 0 and bool(_HOST_NAME.match(unbase64(value) or b""))


def no_name(c: Candidate) -> bool:
    """Not spelled as code spells a name: `officialTestPassword` is a variable or stands for one."""
    return not identifier(c.value)


def issued(c: Candidate) -> bool:
    """Somebody issued it: no `EXAMPLE`, no run of one character or of a count in it, no template around it."""
    return not (_SPECIMEN.search(c.value) or counts(c.value) or b"${" in c.value or b"{{" in c.value)


def mixed(c: Candidate) -> bool:
    """Capitals, small letters and digits all occur, and no words: not hex, not a long name."""
    v = c.value
    return v.upper() != v and v.lower() != v and any(48 <= b <= 57 for b in v) and not readable(v)


def random_value(c: Candidate) -> bool:
    """A machine made it."""
    return random_looking(c.value)


_SPECIMEN = re.compile(
    rb"(?i)EXAMPLE|specimen|redacted|placeholder|\byour[-_]|your[-_ ]?(?:api|key|token|secret)"
    rb"|x{6,}|0{8,}|\*{4,}|\.{3}|_here$"
)


CHECKS: dict[str, Callable[[Candidate], bool]] = {
    "literal": literal,
    "names-the-secret": names_the_secret,
    "password-value": password_value,
    "weak-value": weak_value,
    "secret-value": secret_value,
    "issued": issued,
    "mixed": mixed,
    "no-name": no_name,
    "random": random_value,
}
