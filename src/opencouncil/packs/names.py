"""Packs: what a name says about the value it is given: a secret, or something about one. Knows no value and no rule."""

from __future__ import annotations

import re
import string
from functools import lru_cache
from typing import TYPE_CHECKING

from opencouncil.packs.turns import own_value
from opencouncil.packs.values import words

if TYPE_CHECKING:
    from opencouncil.packs.checks import Candidate

_OF_A_NAME = (string.ascii_letters + string.digits + "_$.@-").encode()

# What a name means when one of these words follows the secret word: `password_field`, `tokenUrl`, `secretName`.
_NOT_THE_SECRET = frozenset(
    b"""field fields name names label labels header headers param params parameter parameters attribute attr column file
    files filename path paths dir directory folder url uri urls uris endpoint host type types kind mode method
    format regex regexp pattern prefix suffix length len size min max minimum maximum count limit policy policies
    rule rules error errors err message messages msg text title hint help tooltip placeholder desc description
    prompt expiry expires expired expiration expire ttl timeout age lifetime duration interval reset changed change
    required enabled disabled enable disable hash hashes hashed hashing digest md5 sha sha1 sha2 sha256 sha512
    fingerprint fingerprints thumbprint guid guids filter filters
    encoder encoding encryption algorithm alg algo strategy provider providers manager service handler helper
    factory generator validator validation checker class config configuration settings options version index id ids
    identifier uuid status state strength score input box form page view template tpl link button icon image img css
    style env var variable ref reference arn vault store storage source lookup scope scopes issuer audience fn func
    function callback command cmd script exists valid invalid missing failed failure success attempts history plugin
    module package test tests spec example number numbers no ref list map set array object items info metadata schema
    model entity table tables property properties separator delimiter locale lang language role roles group groups
    users username usernames login account email mail grant user usage advice scheme complexity mount volume bucket
    event events action actions permission permissions request response flow pair challenge instructions sale
    address contract symbol supply holder cookie bits chars charset characters position offset line kdf salt
    iterations rounds cost selector element xpath checksum checksums commit used""".split()
)
# The same for words before it: `labelPassword`, `invalidToken`, `hasSecret`.
_NOT_BEFORE = frozenset(
    b"""label title document sheet sheets worksheet spreadsheet disabled forgot forgotten mandatory invalid error err
    msg message placeholder hint tooltip show hide toggle reset has is no without allow allowed public min missing
    wrong hashed hash require requires tokenizer authenticity antiforgery viewstate csrf xsrf cancellation
    continuation bypass validate sha1 sha2 sha256 sha512 md5 check sort partition foreign primary encrypted
    websocket wrapped cache translation i18n hot shortcut update crypted""".split()
)
# Two words that together name an object of Kubernetes by its name.
_NO_SECRETS = frozenset(((b"existing", b"secret"), (b"tls", b"secret")))
_SECRET_WORDS = (
    b"password", b"passphrase", b"passwd", b"passwort", b"passcode", b"pass", b"pswd", b"pwd", b"pw", b"psk",
    b"secret", b"token", b"key", b"auth", b"authorization", b"authorisation", b"credential", b"hmac", b"ticket",
)  # fmt: skip
# `<add key="Forms.Title"` and its like: the attribute says what the entry is called.
_ENTRY = re.compile(
    rb"<(?:add|remove|entry|set|setting|item|param|property|string|option)\s+(?:[\w:.-]{1,40}=\"[^\"<>]{0,80}\"\s+){0,4}\Z"
)
_BEFORE_PALAU = re.compile(rb"\b(?:MP|OM|OR|P[AEFGHKLMNRST])\b")
_BEHIND_PALAU = re.compile(rb"\b(?:PY|QA|R[EIOSUW]|S[ACD])\b")
_LONG_WORDS = (*_SECRET_WORDS[:5], b"pwd", b"secret", b"token", b"secrets")
_SHORT_WORDS = (b"pass", b"pw", b"key", b"auth", b"ticket")
# `monkey`, `rowkey`: with "key" behind them they are no key that opens anything.
_NO_KEYS = frozenset(
    b"""mon tur don hoc joc whis crac lac hot resource row data object group item map hash unique natural lookup route
    routing message event query param field column index object storage record state react json dict shard surrogate
    composite candidate registry settings config""".split()
)
_COMPOUNDS = frozenset(
    b"""apikey authkey accesskey secretkey privatekey masterkey encryptkey encryptionkey signkey signingkey appkey
    sharedkey aeskey nkey pnkey hmackey passkey jwtkey licensekey licencekey storepass keypass dspass wlpw oauth xauth
    jsapiticket""".split()
) | {
    owner + word
    for word in (b"pass", b"pw")
    for owner in b"""user db root my admin mysql pg smtp mail ftp sftp ssh proxy bind ldap ad sql mssql ora oracle imap
    pop redis mq vpn wifi svc service app web api sa sys backup""".split()
}


def key_of(c: Candidate) -> bytes:
    """What the pattern calls `key`, or `key2` in its second form."""
    return c.groups.get("key") or c.groups.get("key2", b"")


def name_of(c: Candidate) -> tuple[bytes, bytes, bytes]:
    """The name up to the secret word, that word with the rest of the name, and what lies between name and value."""
    word = key_of(c)
    low = max(0, c.start - 240)
    if not word or c.named is None or not low <= c.named < c.start:
        return b"", word, b""
    before = c.text[low : c.named]
    prefix = before[len(before.rstrip(_OF_A_NAME)) :]
    return prefix, word, c.text[c.named + len(word) : c.start]


def whole_name(text: bytes, start: int, end: int) -> bytes:
    """The name of which a part stands from `start` to `end`, from its beginning."""
    before = text[max(0, start - 80) : start]
    return before[len(before.rstrip(_OF_A_NAME)) :] + text[start:end]


def names_the_secret(c: Candidate) -> bool:
    """The name is of the secret itself: not of its field, file or label, and no longer word (`passthrough`).

    Of several names that are given their values at once it is the value's own: `user, password = "forms", value`.
    """
    prefix, word, _ = name_of(c)
    entry = word.lower() == b"key" and _ENTRY.search(c.text, *_tag(c))
    return _of_the_secret(prefix + word) and not entry and not _of_another_name(c, prefix, word)


def _of_another_name(c: Candidate, prefix: bytes, word: bytes) -> bool:
    if c.named is None:
        return False
    first = c.named - len(prefix)
    if not c.text[max(0, first - 4) : first].rstrip(b" \t").endswith(b","):
        return False
    turn = own_value(c.text, c.named, c.named + len(word))
    return turn is not None and turn.start != c.start


def _tag(c: Candidate) -> tuple[int, int]:
    """From where an element's tag may begin to the name of its attribute."""
    named = c.start if c.named is None else c.named
    return max(0, named - 240), named


def of_a_country(c: Candidate) -> bool:
    """The code of Palau in a list of countries or states: the codes that come before and behind it stand around it."""
    return b"".join(name_of(c)[:2]).endswith(b"PW") and bool(
        _BEFORE_PALAU.search(c.before(160)) and _BEHIND_PALAU.search(c.after(160))
    )


@lru_cache(maxsize=4096)
def _of_the_secret(name: bytes) -> bool:
    whole = words(name)
    last = max((i for i, w in enumerate(whole) if _is_secret_word(w)), default=-1)
    if whole[:1] == [b"key"] and whole[1:2] == [b"val"]:  # one half of a pair, not what opens a thing
        return False
    if last < 0 or any(w in _NOT_THE_SECRET for w in whole[last + 1 :]):
        return False
    if tuple(whole[last - 1 : last + 1]) in _NO_SECRETS:
        return False
    return not any(w in _NOT_BEFORE for w in whole[:last])


def _is_secret_word(w: bytes) -> bool:
    if w in _SECRET_WORDS or (w[:-1] in _SECRET_WORDS and w.endswith(b"s")):
        return True
    if any(w.endswith(end) for end in _LONG_WORDS) or (w.endswith(_SHORT_WORDS) and w in _COMPOUNDS):
        return True
    return w.endswith(b"key") and len(w) >= 4 and w[:-3] not in _NOT_BEFORE and w[:-3] not in _NO_KEYS
