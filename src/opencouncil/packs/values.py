"""Packs: what a value looks like: a reference, a placeholder, a name, a word, a random string. Knows bytes only."""

from __future__ import annotations

import hashlib
import itertools
import math
import re
from collections import Counter
from functools import lru_cache

from opencouncil.packs.published import published

# Words that stand where a password would: metasyntax, types, flags, and the defaults everybody knows.
STAND_INS = frozenset(
    b"""foo bar baz qux quux foobar foobaz pwd test testing tests tester xxx yyy zzz abc asd null nil none pw password
    pass passwd true false yes no on off undefined default empty string str text value values key keys token
    tokens secret secrets mysecret my_secret my-secret passw username user userid name names passwords
    passphrase required optional auto basic bearer digest any all invalid valid wrong bad good incorrect correct
    missing unknown int integer number boolean bool object array function return new this self hidden redacted
    options option argument arguments flag flags parameter parameters bytes fail failed ok error success masked
    short common weak
    removed input output prompt file plain plaintext md5 sha sha1 sha256 bcrypt argon2 clear cleartext encrypted
    hashed base64 ascii utf8 utf-8
    utf16 utf-16 hex binary latin1 buffer
    same other another different old current next previous credential credentials auth authorization
    oauth oauth2 jwt header headers cookie query body form json xml yaml url uri http https get post put delete
    uuid guid enabled disabled prefer require verify ask never always only first last one two three random root
    admin administrator mypass pass1 test123 test1234 abc123 admin123 123456 12345678 123456789 1234567890 1234
    12345 123123 111111 anonymous anonymous@
    gitlab-ci-token private-token x-access-token x-oauth-basic x-token-auth
    spam ham eggs sausage ngmodel ngform users accounts members admins clients customers
    tr0ub4dor tr0ub4dor&3 correcthorsebatterystaple the these those their its that const var let final static""".split()
)
# Words of which a made-up secret for show is put together: `my-client-secret`, `this_is_a_secret`, `testToken`.
FILLER = frozenset(
    b"""my your our the a an some any this that is it of to for in on and or not be very super top important real new
    old default secret secrets password passwords pass passwd pwd passphrase token tokens key keys api app
    access auth oauth client user username account login credential credentials value string here test testing
    demo dummy fake mock sample example bearer refresh id foo bar baz session jwt csrf xsrf signing encryption
    private public shared service server admin db database bot long random generated secure insecure good bad
    wrong invalid valid expired different other another change me hmac bind consumer webhook master root first
    second third one two three abc xyz unique custom strong only use am i so hardly dev development local""".split()
)
# Written with digits for letters: `fAk35eCrEt`.
_LETTERED = bytes.maketrans(b"013457@$", b"oleastas")
_SPELLED = re.compile(rb"(?:%b){2,}\Z" % b"|".join(w for w in sorted(FILLER, reverse=True) if len(w) > 2))
_SHOWN = frozenset(
    b"""my your our the a an some any this that is new old test testing demo fake mock sample dummy user username
    account login client value string here password passwd pass pwd passphrase token key for of db database
    trust store generated another other different expected wrong invalid valid bind api auth""".split()
)
_JOINED_SHOWN = re.compile(
    rb"(?i)^(?:your|the|a|any|some|another|enter|insert|put)+(?:super|secure|strong|db|database)?(?:password|passwd|pass|secret|token|key)(?:word)?\d?$"
)
# What a test gives where a login must fail: it is nobody's password.
_REFUSED = re.compile(
    rb"(?i)^(?:bad|wrong|incorrect|invalid|nope|i?(?:dont|doesnt)match|mismatch(?:ed|ing)?|non[-_]?matching|not[-_]?matching)[-_]?(?:password|passwd|pass|pwd)?\d{0,3}$"
)
# `secretsecret`, `xpasswordx`
_DOUBLED = re.compile(rb"(?i)(?:(?:secret|password){2,3}|([a-z])(?:secret|password)\1)\Z")
# Whoever typed it said so first, whatever follows; `test_forms_key_abc123` says so and ends in a count.
_FAKE = re.compile(
    rb"(?i)(?:fake|dummy|mock|made[-_]up)[-_]|test[-_](?:[a-z]{2,12}[-_]){1,3}(?:abc)?123(?:45\d{0,4})?\Z"
)
# The storage key that Microsoft documents for its emulator (Azurite, "Well-known storage account and key").
_EMULATOR = b"Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50u"
# A class or a word for a state, `is-weak` beside `passwordWeak`; `is-strong-1` may be somebody's own.
_STATE = re.compile(rb"(?:is|has)(?:-[a-z]+)+\Z")
_MARKS = re.compile(rb"(?i)^<|>$|<<|\*{3}|\.{3}|x{4,}|###|^--|-{3}|^_+$|^\[.*\]$|^\.+$|\xe2\x80\xa6|\xc2[\xab\xbb]")
_WORDS = re.compile(
    rb"(?i)\byour|your[-_ ]|example(?!shire)|placeholder|insert[-_ ]|replace[-_ ]?(?:me|with|this|by)"
    rb"|[-_]here\b|todo|fixme|redacted|[-_]removed\b|dummy|fill[-_ ]?(?:in|me)|to[-_ ]be[-_ ]|enter[-_ ]"
    rb"|not[-_ ]?(?:a[-_ ]?real|used|set|needed)"
    rb"|\b(?:required|confirmed|nullable)\||\|(?:min|max):\d"
)
# What a password policy asks for: the word "your" in it (`yourStrong(!)...` of a manual) makes it no less a password.
_COMPLEX = re.compile(rb"(?s)(?=.*[a-z])(?=.*[A-Z])(?=.*(?:\d|[!@#$%^&*()+?]))\S{10,}\Z")
REFERENCE = re.compile(
    rb"(?i)\$\{|^\{\$|#\{|\{\{|\}\}|<%|%>|\$\(|\[\[|\{[\w.:%$!-]*\}|^\$\w|^\$[$@!*]|^%[\w-]*%?$|%[A-Z_]{2,40}%|(?-i:%[-+]?\d*[sdvq]\b)|%\([\w.]+\)|^@[\w.]+@$|^@[A-Za-z_.]+\d?$|^__\w+__$"
    rb"|^#?[\w$.]*\([^()]*\)?;?$|^\{\w+[\[.(]|^[\w.$]+\[.*\]?$|^&\w|^\*\w|^\\|^\w+::\w|process\.env|os\.environ|environ\[|getenv|^env[:.(]|^ssm:|^vault:|^arn:aws"
    rb"|\(\?[:i=!P<]|^\^.*\$$|\[[a-zA-Z0-9]-[a-zA-Z0-9]|secretsmanager|keyvault|^secret(?:ref|keyref)?[:.]|valuefrom|^!\w"
    rb"|^(?:self|this|cls|config|conf|settings|opts|options|props|args|params|req|request|ctx|data|state|process|window|module)[.\[]"
    rb"|^[+,][ \t]{0,3}[\w$.]+\(|^[a-z-]{3,24}: ?#[0-9a-f]{3,8}$"  # code between two strings, a colour of a style
)
_PATH = re.compile(
    rb"(?i)^[a-z]:[\\/]{0,4}$|^(?:[a-z]:)?[./~\\]{0,2}[/~\\][\w@]|^\.{1,2}[a-z_-]+(?:\.[\w-]+)*$|^[a-z][a-z0-9+.-]*:/|^www\.|^[\w.-]+(?:/[\w.-]+){2,}/?$"
    rb"|\.(?:pem|key|crt|cer|txt|json|ya?ml|xml|conf|cfg|ini|sh|py|js|ts|java|go|cs|php|html?|p12|pfx|jks|pub|asc|gpg|log|csv|md|properties|whl|zip|tgz|gz|tar|jar|war|dll|exe|png|jpe?g|svg|gif)$"
)
HASH = re.compile(
    rb"^\$(?:1|2[abxy]?|5|6|7|y|argon2\w*|pbkdf2[\w-]*|scrypt|P|H|S|apr1)\$|^\{(?:SSHA|SHA|MD5|CRYPT|bcrypt|SMD5)|^sha\d+[:$-]|^pbkdf2|^md5[0-9a-f]{32}$"
    rb"|^[A-Za-z0-9+/]{20,}={1,2}[A-Za-z0-9+/]{16,}={0,2}$"  # a hash and its salt
)
# What a page tells every visitor: the id of its tag manager or its statistics.
_TAG = re.compile(rb"(?:GTM|GT|UA|G|AW|DC)-[A-Z0-9]{4,12}(?:-\d{1,3})?\Z")
_SHORT_HEX = re.compile(rb"0x[0-9a-fA-F]{0,13}\Z")
CONSTANT = re.compile(rb"^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$")
# The password of an installation that nobody has changed yet: it has a rule of its own.
UNCHANGED = re.compile(rb"(?i)^!?change[-_ ]?(?:me|it|this|now)[!.\d]{0,4}$")
_WORD = re.compile(rb"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SEPARATOR = re.compile(rb"[-_. /:@|+,]")
_RUNS = re.compile(rb"[a-z]+|[0-9]+")
_SEQUENCES = (b"abcdefghijklmnopqrstuvwxyz0123456789", b"01234567890123456789", b"qwertyuiopasdfghjklzxcvbnm")
_COUNTS = (*_SEQUENCES[:2], _SEQUENCES[0][::-1], _SEQUENCES[1][::-1])
# The 250 pairs that make up 97 in 100 of the letter pairs of English words, and 37 in 100 of all pairs.
_PAIRS = frozenset(
    b"""th he in er re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic
    ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so
    rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi
    pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm
    ep tt oc fa ef cu rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up lu go ht ru ug ds lt pi rc rr
    eg au ck ew mu br bi pt ak pu ui rg ib tl ny ki rk ys ob mm fu ph og ms ye ud mb ip ub oi rl gu dr hr cc tw
    ft wn nu af hu nn eo vo rv nf xp gn sm fl iz ok nl my gl aw ju oa eq sy sl ps jo lf nv je nk kn gs dy hy ze
    ks xt bs ik dd az za sw xa xi yp sq""".split()
)


# A history says the same values over and over; what is asked of a value alone is asked once while it is at hand.
_once = lru_cache(maxsize=4096)


def entropy(value: bytes) -> float:
    """Shannon bits per byte."""
    size = len(value)
    return -sum(n / size * math.log2(n / size) for n in Counter(value).values()) if size else 0.0


def words(value: bytes) -> list[bytes]:
    """The words of an identifier in any spelling, lower-cased: `dbPassword_2` -> db, password, 2."""
    return [w.lower() for w in _WORD.findall(value)]


def placeholder(v: bytes) -> bool:
    """Says that a value goes here. A word never does so in a value that is random without it (gitleaks issue 2198)."""
    if _MARKS.search(v) or v.endswith((b"EXAMPLE", b"EXAMPLEKEY")):  # how AWS ends every key of its manuals
        return True
    if v.startswith(_EMULATOR) or _FAKE.match(v) or published(v):
        return True
    word = _WORDS.search(v)
    if word is not None and word[0].lower() == b"your" and _COMPLEX.match(v):
        return False
    return word is not None and not (len(v) >= 20 and random_looking(v[: word.start()] + v[word.end() :]))


def _is_path(v: bytes) -> bool:
    """A path or an address; base64 has slashes too, and pieces between them that no folder is called."""
    if not _PATH.search(v):
        return False
    pieces = v.split(b"/")
    if v[:1] == b"/" and any(p.isalpha() and p.islower() for p in pieces):
        return True
    return not (b"://" not in v and v[:1] not in b".~\\" and any(len(p) >= 16 and _jumbled(p) for p in pieces))


def _jumbled(v: bytes) -> bool:
    return random_looking(v) and v.lower() != v != v.upper() and any(48 <= b <= 57 for b in v)


@_once
def written_out(v: bytes) -> bool:
    """Neither a variable, template, call, path, hash nor placeholder: the value itself."""
    if REFERENCE.search(v) or placeholder(v) or _is_path(v) or HASH.search(v) or _TAG.match(v):
        return False
    return v[:1] not in b",;)]}>" and not _SHORT_HEX.match(v)


_OF_NOTHING = frozenset(
    hashlib.new(name, usedforsecurity=False).hexdigest().encode() for name in ("md5", "sha1", "sha256", "sha512")
)


# What a schema has where a value would be: `password: String!`.
_TYPES = frozenset((b"String", b"Int", b"Float", b"Boolean", b"ID"))
_NUMBERED = (b"foo", b"bar", b"baz", b"foobar", b"xyz", b"secret", b"test", b"root", b"admin", b"user")


def stands_in(v: bytes) -> bool:
    """A word everybody writes where a password would be, one repeated character, a keyboard row or a count."""
    low = v.lower().strip(b"._-#*\"' ")
    return bool(
        low in STAND_INS
        or low in _OF_NOTHING  # the hash of the empty text
        or len(set(low)) <= 1
        or sequential(low)
        or (low.rstrip(b"0123456789") in _NUMBERED and len(low) <= 9)
        or v.strip(b"[]!?") in _TYPES
        or _STATE.match(v)
        or (b"|" in low and all(one in STAND_INS for one in low.split(b"|")))  # a type in a comment: `string|null`
    )


def sequential(v: bytes) -> bool:
    """`abcdef`, `12345678`, `qwerty`."""
    low = v.lower()
    return len(low) >= 4 and any(low in s or low in s[::-1] for s in (_SEQUENCES if len(low) >= 5 else _SEQUENCES[2:]))


def counts(v: bytes) -> bool:
    """Ten characters in the order of the alphabet or the digits stand in it, or one stands there nine times on end.

    The order may be backwards. So do shorter runs that are all of it: `12345abcde`, `abcd1234efg567`, `a1b2c3d4`. A
    text of 200 characters can hold any of these by its form: an AWS session token does.
    """
    if len(v) >= 200:
        return False
    low = v.lower()
    if any(low[i : i + 10] in s for s in _COUNTS for i in range(len(low) - 9)) or re.search(rb"(.)\1{8}", low):
        return True
    runs = _RUNS.findall(low)
    if b"".join(runs) != low:
        return False
    if all(len(run) == 1 for run in runs):
        runs = [low[::2], low[1::2]]
    return all(len(run) >= 3 and any(run in s for s in _SEQUENCES) for run in runs)


def all_filler(v: bytes) -> bool:
    """`my-client-secret`, `accessToken2`, `ApiKey12345`: every word is one that made-up secrets are made of."""
    parts = [w for w in words(v) if not w.isdigit()]
    if parts and all(w in FILLER or len(w) == 1 for w in parts):
        return sum(c in b"0123456789" for c in v) <= 4 or all(sequential(w) for w in words(v) if w.isdigit())
    return bool(_SPELLED.match(v.lower().lstrip(b"0123456789-_/.").translate(_LETTERED)))


def made_up(v: bytes) -> bool:
    """`some-password`, `test_pass`: words that only say that a password goes here. `wrongpassword` opens nothing."""
    if _JOINED_SHOWN.match(v) or _REFUSED.match(v) or _DOUBLED.match(v) or _typed_on(v):
        return True
    if re.search(rb"[^\w.\-]", v):
        return False
    parts = words(v)
    return len(parts) > 1 and all(w in _SHOWN or (w.isdigit() and len(w) == 1) for w in parts)


def _typed_on(v: bytes) -> bool:
    """`12345abcde`: nothing but keys in their order, five and more on end, of two kinds."""
    runs = _RUNS.findall(v.lower())
    return len(runs) == 2 and b"".join(runs) == v.lower() and all(len(run) >= 5 and sequential(run) for run in runs)


def is_prose(v: bytes) -> bool:
    """A sentence, a caption in any language, or a value of mostly other scripts; words with digits in each are none."""
    if b" " in v and all(len(p) >= 6 and not p.isalpha() and not p.isdigit() and p.isalnum() for p in v.split(b" ")):
        return False
    return b" " in v or b"\t" in v or sum(b >= 128 for b in v) * 4 > len(v)


_ENDS_A_NAME = (b"password", b"passwd", b"pwd", b"token", b"secret", b"key", b"field", b"name")


def identifier(v: bytes) -> bool:
    """`userPassword`, `X-Auth-Token`: a name, spelled as code spells names, that ends in a word for a secret."""
    parts = words(v)
    if len(parts) < 2 or any(p.isdigit() for p in parts) or (b"-" in v and v.islower()):
        return False
    heads = (
        b"my",
        b"super",
        b"top",
        b"very",
        b"strong",
        b"some",
        b"good",
        b"bad",
        b"wrong",
        b"secure",
        b"correct",
        b"simple",
    )
    return parts[-1] in _ENDS_A_NAME and parts[0] not in heads


def letters_read(v: bytes) -> float:
    """The share of letter pairs that are usual in words, over all runs of letters; 1.0 when there is no pair."""
    pairs = [bytes((a, b)).lower() for w in re.findall(rb"[A-Z]?[a-z]+|[A-Z]+", v) for a, b in itertools.pairwise(w)]
    return sum(p in _PAIRS for p in pairs) / len(pairs) if pairs else 1.0


def readable(v: bytes) -> bool:
    """Made of words a person can say: few, long pieces with usual letter pairs."""
    pieces = list(re.findall(rb"[A-Z]?[a-z]+|[A-Z]+|[0-9]+", v))
    letters = [p for p in pieces if p.isalpha()]
    if not letters:
        return False
    mean = sum(map(len, letters)) / len(letters)
    digits = sum(len(p) for p in pieces if p.isdigit())
    if digits > max(4, len(v) // 3):
        return False
    return (mean >= 3.5 and letters_read(v) >= 0.72) or (mean >= 2.8 and letters_read(v) >= 0.85)


def _joined_words(v: bytes) -> bool:
    """`at-0987654321`, `A128CBC-HS256`, `key_abc123`: words, counts and names of algorithms joined by marks."""
    parts = [p for p in _SEPARATOR.split(v) if p]
    if len(parts) > 1 and all(p.isalpha() and (p.islower() or p.isupper()) for p in parts) and letters_read(v) >= 0.55:
        return True
    return len(parts) > 1 and all(map(_joinable, parts))


def _joinable(part: bytes) -> bool:
    if part.isalpha() and len(part) < 16:
        return len(part) < 4 or readable(part)
    return (
        sequential(part)
        or counts(part)
        or len(part) <= 3
        or (part.isdigit() and len(part) <= 4)
        or bool(_ALGORITHM.match(part))
    )


_ALGORITHM = re.compile(
    rb"(?i)^(?:a(?:es)?\d{3}\w{0,6}|[hrep]s\d{3}|sha\d{1,3}|md5|pbes2|es256k|rsa\d*|ecdh|oaep|v\d+|utf8)$"
)


# A licence is issued in groups that are alike, of four or five capitals and digits each.
_LICENCE = re.compile(rb"(?:[A-Z0-9]{4}-){3,7}[A-Z0-9]{4}\Z|(?:[A-Z0-9]{5}-){3,5}[A-Z0-9]{5}\Z")


@_once
def random_looking(v: bytes) -> bool:
    """A machine made it: long and mixed, without words."""
    if _LICENCE.match(v):
        return sum(any(48 <= b <= 57 for b in part) and not part.isdigit() for part in v.split(b"-")) >= 2
    if len(v) < 8 or is_prose(v) or readable(v) or _joined_words(v):
        return False
    classes = [_class(b) for b in v]
    kinds = set(classes) - {3}
    changes = sum(a != b for a, b in itertools.pairwise(classes))
    bits = entropy(v)
    if kinds == {0}:
        return len(v) >= 16 and bits >= 2.5
    if 0 in kinds and len(kinds) >= 2:
        return changes >= max(2, len(v) // 12) and bits >= min(2.9, math.log2(len(v)) * 0.64)
    if len(kinds) == 2:
        return len(v) >= 10 and changes >= len(v) // 5
    return len(v) >= 12 and bits >= 3.0


def _class(b: int) -> int:
    return 0 if 48 <= b <= 57 else 1 if 65 <= b <= 90 else 2 if 97 <= b <= 122 else 3
