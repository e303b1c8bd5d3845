"""packs: who wrote, owns or is written to by the code that names them. Knows no rule and no engine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opencouncil.packs.mailboxes import ROLE, credited, is_mailbox

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

_OF_OTHERS = re.compile(
    rb"(?i)licen[cs]e|copyright|copyleft|\(c\)|\xc2\xa9|public domain|@(?:package|version|link|see)\b|"
    rb"\bv(?:er(?:sion)?)?[ .:]{0,3}\d+\.\d|github|gitlab|jquery|wordpress|sourceforge|codeplex|stackoverflow|"
    rb"\bplug-?in\b|adapted|borrowed|inspired|based on|ported|taken from|courtesy"
)
_OWN_NOTICE = re.compile(
    rb"(?im)^.*(?:open[ -]government[ -]licen[cs]e|"
    rb"(?:copyright|\(c\)|\xc2\xa9).{0,80}\b(?:council|borough|authority|crown)\b).*$"
)
"""The notice of a public body above its own code, which says nothing of others."""
_ADDRESS = re.compile(rb"(?i)https?://|\bwww\.|@[\w-]+\.[a-z]{2}")
_PRIVATE_BELOW = re.compile(
    rb"\r?\n[ \t]*(?:\*|//|#|--)[ \t]*[<(]?[\w.%+-]+"
    rb"@(?:gmail|googlemail|hotmail|outlook|live|yahoo|icloud|me|proton(?:mail)?)\.[a-z.]{2,6}[>)]?[ \t]*\r?\n"
)
"""A private mailbox in the next line: a team signs what it wrote at work with its own."""
_CREDIT_ABOVE = re.compile(
    rb"(?i)[ \t]*(?:/\*+|\*|//|#|--)[ \t]*@?(?:(?:original |added )?authors?|translat(?:ions?|ors?|ed)|maintainers?|"
    rb"contributors?|(?:written |ported |translated )?by)\b[ \t:]"
)
_MAILBOX_ALONE = re.compile(rb"[ \t]*(?:\*|//|#|--)[ \t]*[<(]?[\w.%+-]+@[\w.-]+[>)]?[ \t]*\Z")
_FULL_NAME = re.compile(rb"[A-Z][a-z]{1,20} (?:[A-Z]\.? )?[A-Z][a-zA-Z'-]{1,30}")
_OF_A_PACKAGE = re.compile(
    rb"(?i)[\"'](?:licen[cs]es?|homepage|repository|repo|dependencies|keywords|isbn|bugs|peerdependencies|main)[\"']\s{0,3}:"
)
_HEAD = 1_000
_AROUND = 500
_NO_NAME = frozenset(
    b"""a an the this that and or by of in on at to for from with new not no all any my our your his her its council
    services system microsoft visual studio windows google adobe oracle sql server wizard generator designer default
    company department digital unknown author authors name names developer developers editor owner user admin
    administrator code file script tool tools date time version description purpose summary procedure function class
    page form report january february march april june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday first last surname forename jane john joe doe bloggs ltd limited inc
    software solutions group project inc gmbh studios works agency foundation template initial public private null
    none true false""".split()
) - {b"april", b"june"}
_PLACES = frozenset(b"hackney bristol brent camden bexley merton".split())
"""They stand among the words of mailboxes; in a handle a person says so where they work."""
_IN_HANDLES = frozenset(
    b"""devs devops org orgs owner owners reviewer reviewers maintainer maintainers admins bots dependabot renovate
    octocat global js docs doctocat username handle gov uk codeowners infra frontend backend core platforms
    github gitlab hmcts alphagov""".split()
)


def own_work(c: Candidate) -> bool:
    """A name that the comment of a team's own work is signed with: nothing around or above says that it is others'."""
    if not _of_no_service(c.value):
        return False
    for around in (c.text[:_HEAD], c.before(_AROUND) + c.value + c.after(_AROUND)):
        if _OF_OTHERS.search(_OWN_NOTICE.sub(b"", around)):
            return False
    if _ADDRESS.search(c.line) or _PRIVATE_BELOW.match(c.after(200)):
        return False
    return c.groups.get("mark") is None or _first_name(c.value)


def _first_name(name: bytes) -> bool:
    from opencouncil.packs.forenames import FORENAMES

    return name.partition(b" ")[0].lower() in FORENAMES


def handle_of_person(c: Candidate) -> bool:
    """An account on a code host that is no team, bot or example: whole, and outside a comment."""
    if re.match(rb"[_.@]|/(?!\))", c.after(2)) or c.value.endswith(b"-"):
        return False
    holder = c.groups.get("holder") or c.groups.get("holder2")
    if holder is not None and not _named(holder):
        return False
    if b"#" in c.before(_AROUND).rpartition(b"\n")[2]:
        return False
    words = {word.rstrip(b"0123456789").lower() for word in re.split(rb"-|(?<=[a-z])(?=[A-Z])", c.value)}
    return words.isdisjoint(ROLE - _PLACES) and words.isdisjoint(_IN_HANDLES)


def name_of_person(c: Candidate) -> bool:
    """A first name and a surname, no word of which is of a service, a team or a body."""
    return _named(c.value)


def common_first_name(c: Candidate) -> bool:
    """A name of a person that begins with one of the common first names."""
    return _named(c.value) and _first_name(c.value)


def named_in_data(c: Candidate) -> bool:
    """A person whom data names as its author or an officer, and no package's author around.

    Only where nothing but a name can stand does an uncommon first name do.
    """
    name = c.value.replace(b".", b" ")
    if ("value3" in c.groups and not _first_name(name)) or not _of_no_service(name) or not 2 <= len(name.split()) <= 4:
        return False
    return not _OF_A_PACKAGE.search(c.text[:_HEAD]) and not _OF_A_PACKAGE.search(c.before(_AROUND) + c.after(_AROUND))


def _named(name: bytes) -> bool:
    return _FULL_NAME.fullmatch(name) is not None and _of_no_service(name)


def _of_no_service(name: bytes) -> bool:
    return not any(word in ROLE or word in _NO_NAME for word in re.split(rb"[ .&'-]+", name.lower()))


def private_recipient(c: Candidate) -> bool:
    """A mailbox at a provider for private persons that the code writes to, in nobody's library."""
    local = c.value.partition(b"@")[0].lower().rstrip(b"0123456789")
    words = re.split(rb"[._+-]", local)
    return len(local) > 4 and is_mailbox(c) and not credited(c) and not any(word in ROLE for word in words)


def no_credit_above(c: Candidate) -> bool:
    """Not the mailbox that a comment gives in the next line for whom it has just named as an author or translator."""
    if not _MAILBOX_ALONE.match(c.line):
        return True
    lines = c.before(300).split(b"\n")
    return len(lines) < 2 or not _CREDIT_ABOVE.match(lines[-2])


CHECKS: dict[str, Check] = {
    "common-first-name": common_first_name,
    "handle-of-person": handle_of_person,
    "name-of-person": name_of_person,
    "named-in-data": named_in_data,
    "no-credit-above": no_credit_above,
    "own-work": own_work,
    "private-recipient": private_recipient,
}
