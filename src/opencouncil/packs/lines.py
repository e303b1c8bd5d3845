"""packs: where in its line a value stands: alone behind its name, on a command line, in a sentence. Knows no rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opencouncil.packs.names import name_of
from opencouncil.packs.typed import said
from opencouncil.packs.values import words

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

_HEAD = 80
_LINE_HEAD = re.compile(
    rb"(?i)^[\s\xef\xbb\xbf]*(?:(?://|#|--|;|>|\*|\$|:)\s*)*(?:[-+]\s+)?"
    rb"(?:(?:export|env|arg|set|setx|define|declare(?:\s+-\w+)?|local|readonly)\s+)?[\"'`*]{0,2}"
    rb"(?-i:(?:[A-Z][A-Za-z0-9]{1,20} ){0,3})$"
)
_SHOWN = re.compile(rb"(?i)\b(?:example|sample) \Z")
_LINE_TAIL = re.compile(rb"^[\"'`]?[ \t]*(?:\\?[ \t]*$|\\?[ \t]*[\r\n]|\s#|\s//|\s<!--|\s;)")
_RECIPE = re.compile(rb"[^\n]*\n\t+[^\s]")
_SETTING = re.compile(rb"^[\s#>*-]*[\"']?[\w.$-]+[\"']?[ \t]*[:=]+[ \t]*(?:[^\s:=].{0,80})?$")
_MYSQL = re.compile(rb"(?i)\b(?:mysql|mariadb)\S{0,12}(?: [^\n|;&]{0,120})? --password \Z")
# A host of an inventory or a range of them, and nothing but variables behind it.
_HOST_VARIABLES = re.compile(
    rb"[ \t]*[A-Za-z0-9][\w.:\[\]-]*(?:[ \t]+[A-Za-z_]\w*=(?:\"[^\"\r\n]*\"|'[^'\r\n]*'|[^\s\"']\S*))+"
    rb"[ \t]*(?:[#;].*)?\Z"
)
_HOST = re.compile(rb"(?=[^ \t]*[\d.\[-])|[^ \t]*[ \t]+ansible_")
_MIXTURE = re.compile(rb"(?=.*[a-z])(?=.*[A-Z])(?=.*\d).{8,}\Z")
_SENTENCE = re.compile(rb"[\s#/*>;-]*(?:[A-Za-z][a-z]*[,.]? )*\Z")
_ADMINISTERS = re.compile(rb"(?i)(?:admin\w*|root|sa|sysadmin|superuser|svc[_.-]\w+)\Z")
_OF_LOGINS = re.compile(rb"(?i)\b(?:log[- ]?ins?|logons?|passwords?|credentials?|accounts?)\b")
_ALGORITHM = re.compile(rb"(?i)^(?:sha|md|aes|utf|base|bcrypt|argon|oauth|x|ntlmv?|pbkdf)[-_]?\d")


def whole_line(c: Candidate) -> bool:
    """Unquoted: the name starts its line (after indent, comment, dash, `export`, `ENV`) and the value ends it.

    A target of make is not given what it waits for: a tab begins the line below.
    """
    prefix, word, between = name_of(c)
    name = max(0, c.start - len(between) - len(word) - len(prefix))
    low = max(0, name - _HEAD - 1)
    start = max(low, c.text.rfind(b"\n", low, c.start) + 1, c.text.rfind(b"\r", low, c.start) + 1)
    head = c.text[start : max(start, name)]
    if len(head) > _HEAD or not _LINE_HEAD.match(head) or _SHOWN.search(head):
        return False
    if not head and between[:1] == b":" and _RECIPE.match(c.text[c.end : c.end + 120]):
        return False
    if not _LINE_TAIL.match(c.text[c.end : c.end + 120]):
        return False
    plain = c.value.isalpha() and (c.value.islower() or c.value.istitle())
    return not plain or between.endswith(b"=") or head[:1] in b" \t" or _among_settings(c, start)


def _among_settings(c: Candidate, start: int) -> bool:
    """The line before or after gives a value to a name too: a file of settings, not a sentence with a colon."""
    above = c.text[max(0, start - 200) : max(0, start - 1)].rpartition(b"\n")[2]
    below = c.text[c.end : c.end + 300].partition(b"\n")[2].partition(b"\n")[0]
    return any(_SETTING.match(line) or line.lstrip()[:1] in (b"#", b";") for line in (above, below))


def command_line(c: Candidate) -> bool:
    """After `--password` stands a value: no other option, no word of a sentence, no database of MySQL's.

    MySQL's tools ask when the password does not follow `--password=` (MySQL manual, "Connection options").
    """
    v = c.value
    if c.before(1) == b" " and _MYSQL.search(c.before(_HEAD * 2)):
        return False
    return not v.startswith((b"-", b"=", b"$", b"file:", b"env:", b"fd:", b"pass:")) and (
        not v.isalpha() or not v.islower() or len(v) >= 6 or c.text[c.start - 1 : c.start] in (b"'", b'"')
    )


def host_variable(c: Candidate) -> bool:
    """On a line that has a host, such as `exweb03`, and variables behind it: `exweb03 user=deploy password=...`."""
    line = c.line
    return bool(_HOST_VARIABLES.match(line) and _HOST.match(line.lstrip()))


def told_password(c: Candidate) -> bool:
    """What a sentence holds only when it tells a password: letters with digits, or capitals where no word has them."""
    v = c.value
    prefix, word, between = name_of(c)
    name = c.start - len(between) - len(word) - len(prefix)
    if _ALGORITHM.match(v) or v.isdigit() or _SHOWN.search(c.text[max(0, name - 20) : max(0, name)]):
        return False
    odd = (p for p in re.split(rb"[^A-Za-z]+", v) if p and not (p.islower() or p.isupper() or p.istitle()))
    return any(p.isdigit() for p in words(v)) or (not v.isalpha() and any(odd))


def typed_mixture(c: Candidate) -> bool:
    """Capitals, small letters and figures, as a policy asks for them, and no name of code or of a method."""
    return bool(_MIXTURE.match(c.value)) and not said(c.value)


def told_in_words(c: Candidate) -> bool:
    """Told with a verb, or in a sentence: in front of the name stand words and no signs of code."""
    prefix, word, between = name_of(c)
    head = c.line[: max(0, c.line.find(word + between + c.value) - len(prefix))]
    return between.strip(b" ")[:1].isalpha() or bool(_SENTENCE.match(head))


def of_a_login(c: Candidate) -> bool:
    """The user is called as those are who administer, or the table's head or the text before it speaks of logins."""
    return bool(_ADMINISTERS.match(c.groups.get("user", b"")) or _OF_LOGINS.search(c.before(1500)))


CHECKS: dict[str, Check] = {
    "command-line": command_line,
    "host-variable": host_variable,
    "of-a-login": of_a_login,
    "told-in-words": told_in_words,
    "told-password": told_password,
    "typed-mixture": typed_mixture,
    "whole-line": whole_line,
}
