"""packs: checks that a value is a live literal: no placeholder, reference, hash or plain word. Knows no rule."""

from __future__ import annotations

import re

from opencouncil.packs.checks.candidate import Candidate, Check
from opencouncil.packs.checks.likeness import pair_share, random_like, sequential, words
from opencouncil.packs.published import published

# Any of these makes a text of known words a placeholder, digits and all.
STRONG = words(
    "your changeme change change_me replace replaceme insert enter example examples sample dummy fake fakes "
    "placeholder todo tbc tbd fixme here redacted removed hidden masked censored undefined xxx xxxx xxxxx foo "
    "bar baz foobar lorem ipsum goes specify fill setme yours specimen notreal invalid"
)
# These are placeholders only when nothing else, not even a digit, stands with them.
WEAK = words(
    "a an the my me this that some any it is to in of for and or with from be not no none null nil empty "
    "blank true false key keys secret secrets password passwd pwd pass passphrase token tokens value values "
    "api app access auth account client id ids user username name login email string text int number test "
    "tests testing default private public connection shared service server host hostname url uri credential "
    "credentials admin root db database aws azure google github storage encryption signing hash salt base64 "
    "encoded code string new old real actual must should will set organisation organization company council "
    "domain mycompany myapp put use add paste type something somewhere get unknown unset optional required"
)
_TEMPLATE = re.compile(
    r"\$\{[^{}]*\}|\$\{\{.*?\}\}|\{\{.*?\}\}|\$\([^()]*\)|#\{[^{}]*\}#?|%\([\w.]+\)s|%[A-Za-z_]\w*%|%[sd]\b|<%.*?%>|<[^<>]{1,80}>"
    r"|__[A-Za-z0-9_.-]+?__|\(fill-in\.\w+\)|@@?[A-Za-z_][\w.-]*@@?|\[\[.*?\]\]|\{[A-Za-z_][\w.:-]*\}|\{\d+\}"
)
_VARIABLE = re.compile(r"\$(?:env:)?[A-Za-z_]\w*\Z|\[[A-Za-z][\w .-]*\]\Z")
_FILLER = re.compile(r"[xX*._#?•…/\-\s+=]+\Z|(.)\1+\Z", re.DOTALL)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def not_placeholder(candidate: Candidate) -> bool:
    """False for text that only says where a value goes: templates, fillers, "your-key-here", published emulator keys.

    A placeholder word never suppresses a value that also holds random text (gitleaks issue 2198).
    """
    text = candidate.value.decode("latin-1").strip().strip("\"'`")
    return not is_placeholder(text)


def is_placeholder(text: str) -> bool:
    """Whether `text` stands for a value instead of being one."""
    if not text or _FILLER.match(text) or _VARIABLE.match(text):
        return True
    if text.endswith(("EXAMPLE", "EXAMPLEKEY")):  # how AWS marks every key of its documentation
        return True
    if published(text.encode()):
        return True
    rest = _TEMPLATE.sub("", text)
    if rest != text:
        return not random_like(rest) and not any(map(random_like, re.split(r"\W+", rest)))
    return _only_words(text)


def _only_words(text: str) -> bool:
    if text.lower() in STRONG or text.lower() in WEAK:
        return True
    words = [word.lower() for part in re.split(r"[^A-Za-z0-9]+", text) for word in _split(part)]
    if not words:
        return True
    strong = any(word in STRONG for word in words)
    for word in words:
        if word in STRONG or word in WEAK or set(word) == {"x"}:
            continue
        if strong and word.isdigit() and (len(word) <= 3 or sequential(word)):
            continue
        return False
    return True


def _split(part: str) -> list[str]:
    return [part] if part.lower() in STRONG or part.lower() in WEAK else _WORD.findall(part)


_STORE = re.compile(
    r"os\.environ|getenv|process\.env|import\.meta\.env|\bENV\[|ENV\.fetch|Environment\.|Environ\(|config(?:uration)?[\[(.]|settings[\[(.]"
    r"|\$\{(?:ssm|secretsmanager|env|self|opt|cf|file|param|vault|custom)[:.(]|\{\{resolve:|\bssm:|\bvault:|\bop://|arn:aws[\w-]*:"
    r"|\b(?:var|local|data|module|secrets|vars|inputs|github|env|each|steps|outputs|parameters|variables|params)\.[A-Za-z_]"
    r"|!Ref\b|!Sub\b|!GetAtt\b|Fn::|@Microsoft\.KeyVault|\$env:|secretKeyRef|valueFrom|keyvault|ref\+\w+://|^env:|^file:|^/run/secrets/",
    re.IGNORECASE,
)
_CALL = re.compile(r"[A-Za-z_][\w.:>-]*\(.*\)?|[A-Za-z_$][\w.$]*\[.*\]?", re.DOTALL)
_PATH = re.compile(r"[@$&*]{0,2}[A-Za-z_]\w*(?:(?:\.|->|::|\?\.|\\)\$?[A-Za-z_]\w*)*\Z")
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def not_reference(candidate: Candidate) -> bool:
    """False where the value is code that fetches a secret: `os.environ[…]`, `${ssm:…}`, `var.x`, a call, a path.

    A bare identifier counts only where no quote stands around it and it reads like words; `hunter2` does not.
    """
    text = candidate.value.decode("latin-1").strip()
    if _STORE.search(text):
        return False
    quoted = candidate.before(1) in (b'"', b"'", b"`") or text[:1] in "\"'`"
    if quoted:
        return True
    following = candidate.after(3).lstrip(b" ")
    if _CALL.match(text) and not random_like(text):
        return False
    if not _PATH.match(text) or random_like(text):
        return True
    if re.match(rb"[(\[]|->|::|\.[A-Za-z_]", following) or text[:1] in "@$&*":
        return False
    parts = _PARTS.findall(text)
    joined = any(mark in text for mark in (".", "->", "::", "?."))
    return not (joined or (len(parts) > 1 and not any(map(str.isdigit, text))))


_HASH_LENGTHS = frozenset((32, 40, 48, 56, 64, 96, 128))
_HASH_WORDS = re.compile(
    rb"sha-?\d|\bsha\b|md5|checksum|digest|hash|integrity|commit|revision|\brev\b|etag|fingerprint|thumbprint|blake|crc|"
    rb"resolved|\btree\b|parent|\bref\b|signature|publickeytoken|cache.?key|content.?id|version",
    re.IGNORECASE,
)
_HEX = re.compile(rb"[0-9a-fA-F]+\Z")


def not_hash(candidate: Candidate) -> bool:
    """False for hex of a hash's length (32, 40, 48, 56, 64, 96, 128) beside a word for hashes, and for `sha512-…`."""
    before = candidate.before(60).rpartition(b"\n")[2]
    if re.search(rb"sha(?:1|256|384|512)[-:=]$", before, re.IGNORECASE):
        return False
    if len(candidate.value) not in _HASH_LENGTHS or not _HEX.match(candidate.value):
        return True
    return not _HASH_WORDS.search(before + b" " + candidate.after(20).partition(b"\n")[0])


def not_sequential(candidate: Candidate) -> bool:
    """False for counts (`12345678`), keyboard walks (`qwertyuiop`) and a short piece repeated (`abcabcabc`)."""
    return not sequential(candidate.value.decode("latin-1"))


def not_dictionary_word(candidate: Candidate) -> bool:
    """False for a single plain word: letters of one case (a capital may begin it) whose pairs are those of English."""
    text = candidate.value.decode("latin-1")
    if not text.isalpha() or not text.isascii() or not (text[1:].islower() or text.isupper()):
        return True
    share, pairs = pair_share(text)
    return not (text.lower() in STRONG or text.lower() in WEAK or (pairs >= 2 and share >= 0.45))


CHECKS: dict[str, Check] = {
    "not-dictionary-word": not_dictionary_word,
    "not-hash": not_hash,
    "not-placeholder": not_placeholder,
    "not-reference": not_reference,
    "not-sequential": not_sequential,
}
