"""Export room: the name that the file itself gives a value: the nearest key to its left or above. Knows no removal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from opencouncil.export.environment import PROGRAMS
from opencouncil.export.meaning import beside, linked
from opencouncil.export.words import GENERIC, SHOWN, STRUCTURE, WEAK, join, prefixed, valid, word_set, words

REACH = 4096
"""Characters before a value that are looked at; a key farther off would be nobody's guess."""
LEVELS = 2
"""Words of sections that a generic name takes on, at most."""

_NUMBER = re.compile(r"(?=(?:[A-F]*[0-9]){3})[0-9A-F]{8,}")  # an id in hexadecimal names nothing

_MARKUP = word_set("xml html aspx razor php twig jinja erb jsx tsx vue svelte javascript typescript csharp text")
_TAGS = word_set(
    "a abbr area article aside audio b base body br button code div dd dl dt em embed fieldset figure footer form h1 h2"
    " h3 h4 h5 h6 head header hr html i iframe img input label legend li link main meta nav object ol option p param"
    " picture pre script section select small source span strong style sub sup svg table tbody td template textarea"
    " tfoot th thead title tr u ul use video value string text data item add"
)
_ATTRIBUTE = re.compile(
    r"""(?<!\w)<(?P<tag>[A-Za-z][\w:.-]*)(?P<others>(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s+(?P<name>[\w:.-]+)\s*=\s*["'][^"'<>]*\Z"""
)
_ELEMENT = re.compile(
    r"""(?<!\w)<(?P<tag>[A-Za-z][\w:.-]*)(?P<others>(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*>[^<>]*\Z"""
)
_DIRECTIVE = re.compile(r"(?i)^(?:xlink|xml|asp|ng|v|x|on|data(?:-ng)?|aria)[:-]|^\W+")
_KEYED = re.compile(r"""\b(?:key|name|id)\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_HOLDER = re.compile(
    r"""<(?:setting|property|entry|variable|add|param)\s[^<>]*\b(?:name|key)="([^"]+)"[^<>]*>\s*\Z""", re.IGNORECASE
)
_HOLDS = word_set("value connectionstring defaultvalue default content file")

_PAIR = re.compile(r"""(?:\A|[;?&,]|["'`])\s{0,3}([A-Za-z][A-Za-z _-]{0,40}?)\s?=\s?\Z""")
_PAIRS = {
    "DATA_SOURCE": "SERVER",
    "ADDR": "SERVER",
    "INITIAL_CATALOG": "DATABASE",
    "USER_ID": "USER",
    "UID": "USER",
    "PWD": "PASSWORD",
}
_WORDS = re.compile(r"(?<![\w/.-])(?!(?:Bearer|Basic|Token|Data)\b)[A-Za-z][A-Za-z']+[,.:;]?\s+[^\s\"'`<>]*\Z")
_SETTINGS = word_set("json yaml toml ini properties dotenv terraform")
_ITEMS = re.compile(r"""(?:(?:[rbuf]?"[^"\n]*"|'[^'\n]*'|[\w.-]+)\s*,\s*)+\Z""")
_PAIRED = re.compile(r"""(?:["']?[\w-]{1,40}["']?\s*(?:=>|[=:])\s*[rbuf]?(?:"[^"\n]*"|'[^'\n]*')\s*(?:,\s*|\Z))+\Z""")
_OPEN = re.compile(r"""(?:=|:|=>|\()\s*(?:@|\$|new\s*(?:\w*\[\])?\s*)?[\[({]\s*\Z""")
_CALLED = re.compile(r"""(?:\bnew\s+)?([A-Za-z_][\w.:>-]*)\(\s*\Z""")
_FROM = re.compile(
    r"""(?:(?<=\w)(?<!\bc)(?<!\blist)(?<!\barray)(?<!\btuple)\(\s*[:@]?["'`]([\w.:/-]+)|"""
    r"""\[\s*[:@]?["'`]([\w:-]+))["'`]\s*,\s*\Z"""
)
"""The first argument of a call, or of a pair; the first item of a list is a value like those behind it."""
_FALLBACK = re.compile(
    r"""(?:\b(?:getenv|environ\.get|Sys\.getenv|ENV\.fetch|env)\(\s*["'](\w+)["']\s*(?:,|\)\s*(?:or|\|\||\?\?|\?:))|"""
    r"""\bprocess\.env\.(\w+)\s*(?:\|\||\?\?)|\bENV\[\s*["'](\w+)["']\s*\]\s*\|\|)\s*(?:[rbuf]?["'`])?\Z"""
)
"""The variable of the environment of which a value is the fallback: that is its name already."""
_AT = re.compile(r"""[\[{]\s*[:]?["'`]?([\w.:-]+)["'`]?\s*[\]}]\s*(?:=>|:=|=|<-|:)\s*\Z""")
_QUOTED = re.compile(r"""["'`]([\w.:@/ -]{1,80})["'`]\s*(?:=>|:|=)\s*\Z""")
_TYPED = re.compile(
    r"""(?:@(\w+)\s+(?:AS\s+)?\w+(?:\([^)]*\))?\s*=|(\w+)\s+As\s+[\w.]+\s*=|"""
    r"""(?<![\w$])(\w+)\??\s*:\s*[A-Za-z][\w<>\[\]|. ?]*\s*=)\s*\Z""",
    re.IGNORECASE,
)
_ASSIGNED = re.compile(
    r"""((?:\$\w+->|[$@%:.]{1,2})?[A-Za-z_](?:[\w$.]|->|::|:(?=\w)|-(?=\w))*)\s*(?:=>|:=|\?=|\+=|==|<-|=|:)\s*\Z"""
)
_FLAG = re.compile(r"""(?:\A|\s)--?([A-Za-z][\w-]+)(?:\s+|=|:)\Z""")
_SPOKEN = re.compile(
    r"""(?:\A|\s)(?:ENV|ARG|SET|setx|setenv|:setvar|SetEnv|fastcgi_param|proxy_set_header)\s+([A-Za-z]\w*)\s+\Z"""
)
_RETURNED = re.compile(r"""(?:\breturn\b|=>)\s*\(?\s*\Z""")
_LEADS = re.compile(r"""\A\s*([A-Z]\w*[a-z][A-Z]\w*|[a-z]+(?:_[a-z]+)+)\s+\Z""")
_FUNCTION = re.compile(
    r"""\b(?:def|function|sub|func|fun)\s+([A-Za-z_]\w*)|\b([A-Z]\w*)\s*(?:\(\s*\)\s*)?(?:=>|\{\s*get)"""
)

_SECTION = re.compile(r"""\s*\[{1,2}\s*([\w.:/ -]+)\s*\]{1,2}\s*(?:[#;].*)?\Z""")
_BLOCK = re.compile(r"""\s*([a-z_]+)\s+(?:"([\w.-]+)"\s+)?"([\w.-]+)"\s*\{""")
_CLASS = re.compile(r"""(?:\A|\s)(?:class|interface|struct|object|record|package|enum)\s+([A-Z]\w*)""")
_PARENT = re.compile(
    r"""\s*(?:-\s+)?(?:(?:var|let|const|export|local|my|our|static|public|private|return)\s+)*["'$@:]{0,2}([\w.:-]+?)["']?\s*(?::\s*\w+\s*)?(?:=>|[:=])\s*(?:[&!][\w-]+\s*|new\b[^=;]*)?[\[({@>|-]*\s*\Z"""
)
_PLAIN_CALLS = word_set(
    "uri url string str new path join format list set dict array getenv get concat urlparse fromjson"
)


class Proposal(NamedTuple):
    """What a place calls its value: a name, or nothing.

    `sure`: a key, a variable or a parameter that holds the value itself, and not a class, a page or a sentence around
    it. `link` are the words of a link to it. `around` are further words that tell it from others of its kind: of the
    text before it, the sections above, the file. `key` is what the file itself calls it, and `fallback` says that the
    name is of a variable which the program reads before this value; `aside`, that it stands in a line commented out.
    """

    name: str
    sure: bool
    link: str = ""
    around: tuple[str, ...] = ()
    key: str = ""
    fallback: bool = False
    aside: bool = False


class _Key(NamedTuple):
    text: str
    sure: bool = True


def proposal(language: str, text: str, start: int, end: int = 0, stem: str = "") -> Proposal:
    """What the value between characters `start` and `end` is called where it stands.

    A generic name (`PASSWORD`) takes the word of the section, class or table above it, else the file's `stem`.
    """
    read = _FALLBACK.search(text[max(0, start - 200) : start])
    if read and valid(name := next(group for group in read.groups() if group)):
        return Proposal(name, True, key=name, fallback=True)
    sentence = _prose(text[max(0, start - REACH) : start])
    spoken = list(islice(_keys(language, text, start), 6))
    own = spoken[0].text if spoken and language not in PROGRAMS else ""
    keys = [
        (found, key.sure)
        for key in spoken
        if (found := words(_DIRECTIVE.sub("", key.text)))
        and not "".join(found).isdigit()
        and not any(map(_NUMBER.fullmatch, (*found, "".join(found))))
    ]
    nearest = len(keys)
    while keys and "_".join(keys[0][0]) in WEAK | STRUCTURE:
        keys.pop(0)
    above = [key for key, _ in keys[1:] if "_".join(key) not in WEAK | STRUCTURE and (len(key) > 1 or len(key[0]) > 1)]
    if stem:
        above.append(words(stem))
    link = join(linked(text, start, max(start, end)))
    around = tuple(filter(None, map(join, (beside(text, start) if sentence else [], *above))))
    if not keys or (len(keys[0][0]) == 1 and len(keys[0][0][0]) < 2):
        return Proposal("", False, link, around, own)
    name, sure = keys[0]
    told = [*name]
    while len(told) > 1 and told[-1] in SHOWN:
        told.pop()
    name, sure = told, sure and told == name
    if keys[1:2] and keys[1][0] == ["CONNECTION", "STRINGS"]:
        name = [*name, "CONNECTION"]
    sure = sure and bool(set(name) - SHOWN) and not sentence
    sure = sure and (len(keys) == nearest or language in _SETTINGS)
    for key in above[:LEVELS]:
        if "_".join(name) not in GENERIC:
            break
        if key[-1] != f"{name[0]}S":  # a host of `hosts`
            name = prefixed(key, name)
    whole = join(name)
    if not valid(whole):
        whole = join(["APP", *name])
    return Proposal(whole if valid(whole) else "", sure and valid(whole), link, around, own)


def _prose(before: str) -> bool:
    """Whether a value stands in a sentence: what is left of it in its literal or element is words."""
    left = before.rpartition("\n")[2]
    opening = _opening(left)
    inside = left[opening + 1 :] if opening is not None else re.split(r"[=>]|:\s", left)[-1]
    return "=" not in inside and bool(_WORDS.search(inside))


def _keys(language: str, text: str, start: int) -> Iterator[_Key]:
    """The keys of a value, nearest first: inside its literal, on its line, and the sections above."""
    from_ = max(0, start - REACH)
    near = text[from_:start]
    left = near.rpartition("\n")[2]
    pair = _PAIR.search(left)
    if pair and (";" in left or "?" in left or left[pair.start() : pair.start() + 1] in "\"'`"):
        key = "_".join(words(pair[1]))
        yield _Key(_PAIRS.get(key, key))
    markup = _markup(near) if not language or language in _MARKUP else None
    if markup:
        yield from markup
    else:
        yield from _line(near, left)
    yield from map(_Key, _sections(near))


def _markup(near: str) -> list[_Key] | None:
    """The keys that an XML attribute or element gives to what stands in it, or None outside of one."""
    if found := _ATTRIBUTE.search(near):
        keyed = _KEYED.search(found["others"])
        if keyed and found["name"].lower() in _HOLDS:
            return [_Key(keyed[1])]
        page = found["tag"].lower() in _TAGS
        if page:
            return [_Key(found["name"], sure=False), *([_Key(keyed[1], sure=False)] if keyed else [])]
        return [_Key(found["name"]), _Key(found["tag"], sure=False)]
    if found := _ELEMENT.search(near):
        keyed = _KEYED.search(found["others"])
        holder = _HOLDER.search(near[: found.start()]) if found["tag"].lower() in _HOLDS else None
        if holder or keyed:
            return [_Key((holder or keyed)[1])]  # type: ignore[index]  # one of them is a match
        return [] if found["tag"].lower() in _TAGS else [_Key(found["tag"])]
    return None


def _line(near: str, left: str) -> Iterator[_Key]:
    opening = _opening(left)
    before = (
        left[:opening].rstrip("@$rRbBuUfFLN")
        if opening is not None and left[:opening][-1:] not in ("", " ", "=", "(")
        else left[:opening]
    )
    if opening is None:
        before = _unquoted(left)
    if not before.strip(" \t-*+.&|") and (above := _above(near)):
        before = above
    yield from _chain(before, near)


def _unquoted(left: str) -> str:
    """What stands before a bare value: a part of it that comes first (`mssql://user:`) is cut away."""
    found = re.search(r"[A-Za-z][A-Za-z0-9+.-]*://\S*\Z|\\\\[\w.$\\-]*\Z|[\w.+-]+@\Z", left)
    return left[: found.start()] if found else left


def _opening(left: str) -> int | None:
    """Where the literal that is still open at the end of a line's beginning opens; None outside of one."""
    quote, at, escaped = "", 0, False
    for position, letter in enumerate(left):
        if escaped:
            escaped = False
        elif letter == "\\" and quote:
            escaped = True
        elif quote:
            quote = "" if letter == quote else quote
        elif letter in '"`' or (letter == "'" and not left[position - 1 : position].isalpha()):
            quote, at = letter, position
    return at if quote else None


def _above(near: str) -> str:
    """The line before, where the value's own line goes on with it."""
    lines = near.rpartition("\n")[0].rstrip().rpartition("\n")
    return lines[2] + " " if re.search(r"(?:[=(+,]|=>|[^:]:=)\s*\Z", lines[2]) else ""


def _chain(before: str, near: str) -> Iterator[_Key]:
    """Every key on a line, from right to left."""
    for _ in range(6):
        if _RETURNED.search(before) and (function := _function(near)):
            yield _Key(function, sure=False)
            return
        for pattern in (_FROM, _TYPED, _AT, _QUOTED, _ASSIGNED, _FLAG, _SPOKEN, _LEADS):
            found = pattern.search(before)
            if found:
                yield _Key(next(group for group in found.groups() if group).lstrip("$@%:"))
                before = before[: found.start()]
                break
        else:
            if items := _ITEMS.search(before) or _PAIRED.search(before):
                before = before[: items.start()]
            elif called := _CALLED.search(before):
                name = called[1].rpartition(".")[2]
                before = before[: called.start()]
                if called[0].startswith("new") and name.lower() not in _PLAIN_CALLS:
                    yield _Key(name, sure=False)
                    return
            elif stripped := re.search(r"(?:[\[({]|\b(?:new|await|string|var|in)\b|\w+\[\])\s*\Z", before):
                before = before[: stripped.start()]
            else:
                return
        before = re.sub(r"""[{,(\[]\s*["'`]?\s*\Z""", "", before) if found else before


def _function(near: str) -> str:
    for line in reversed(near.split("\n")[-12:]):
        if found := _FUNCTION.search(line):
            return re.sub(r"(?i)^(?:get|fetch|build|make)_?(?=[A-Za-z])", "", found[1] or found[2])
    return ""


def _sections(near: str) -> Iterator[str]:
    """Names of what encloses the last line, innermost first: by indentation, and by `[section]`."""
    lines = near.split("\n")
    indent = _indent(lines[-1])
    for line in reversed(lines[:-1]):
        if line.strip() in ("", "{") or line.lstrip()[:2] in ("//", "/*", "* ") or line.lstrip()[:1] in "#;*":
            continue
        if section := _SECTION.match(line):
            yield section[1]
            return
        depth = _indent(line)
        listed = depth == indent and lines[-1].lstrip().startswith("- ") and not line.lstrip().startswith("- ")
        if depth > indent or (depth == indent and not listed):
            continue
        indent = depth
        if block := _BLOCK.match(line):
            yield block[3]
        elif found := _CLASS.search(line) or _PARENT.match(line):
            yield found[1]
        elif (markup := re.match(r"\s*<([A-Za-z][\w:.-]*)([^<>]*)>?\s*\Z", line)) and markup[1].lower() not in _TAGS:
            keyed = _KEYED.search(markup[2])
            yield keyed[1] if keyed else markup[1]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
