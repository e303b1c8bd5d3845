"""Export room: which names a value could have, best first, and what tells it from others. Knows no file, no place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from opencouncil.export import words
from opencouncil.export.names import Proposal
from opencouncil.export.values import Fact
from opencouncil.publication.edits import Removal

_LONGEST_APART = 28
_MOST_BEFORE = 3
ANYBODY = words.word_set("CLOUD CONTACT COUNCIL INTERNAL SERVICE")
_NOTHING = (
    words.GENERIC
    | words.WEAK
    | words.STRUCTURE
    | words.SHOWN
    | words.word_set("APP COMMON DEPENDENCIES MIGRATION OPERATIONS PROGRAM README STARTUP UTILS WEB")
)
_ADDRESSED = words.word_set(
    "ADDRESS API AUTHORITY BASE CDN DOMAIN DOMAINS ENDPOINT HOMEPAGE HOST HOSTNAME HOSTS LINK LINKS ORIGIN ORIGINS"
    " PORTAL PROXY SERVER SERVERS SITE SITES URI URIS URL URLS WEB WEBSITE"
)
_SPEAK: Mapping[str, frozenset[str]] = {
    "WEBSITE": _ADDRESSED,
    "HOST": _ADDRESSED,
    "URL": _ADDRESSED,
    "EMAIL": words.word_set(
        "ADDRESS BCC CC CONTACT EMAIL EMAILS FROM INBOX MAIL MAILBOX RECIPIENT RECIPIENTS REPLY SENDER TO"
    ),
    "ADDRESS": words.word_set("ADDRESS CIDR HOST IP IPS NETWORK NETWORKS RANGE RANGES SERVER SUBNET"),
    "PHONE": words.word_set("CONTACT FAX HELPLINE MOBILE NUMBER PHONE PHONES SMS TEL TELEPHONE TEXTPHONE"),
    "ACCOUNT": words.word_set("ACCOUNT LOGIN NAME USER USERNAME"),
    "NAME": words.word_set("AUTHORITY COMPANY COUNCIL NAME ORGANISATION ORGANIZATION OWNER PUBLISHER"),
    "SECRET": words.word_set(
        "AUTH AUTHORIZATION CERTIFICATE CONNECTION CREDENTIAL CREDENTIALS DSN KEY KEYS LOGIN PASS PASSPHRASE PASSWD"
        " PASSWORD PIN PWD SALT SECRET SECRETS SEED SIGNATURE TOKEN TOKENS URL WEBHOOK"
    ),
}
"""By the last word of what a rule calls its values: words of which a name needs one to say what is in the setting."""

_LINKS = words.word_set("ADDRESS BASE ENDPOINT HOMEPAGE HREF LINK LINKS URI URIS URL URLS")
"""What a key calls a whole address, of which the setting may be the host alone, or its password."""
_REACHED = words.word_set("API CDN PORTAL PROXY")
_VAGUE = words.word_set(
    "ADDRESS ARGUMENTS BASE COMMAND ENDPOINT HOST HOSTNAME MAIN NAME NETWORK PATH ROOT SERVER SERVICE SHARE"
    " SITE URI URL WEBSITE"
)
"""Words that say no more together than each alone: a `NETWORK_HOST` or a `SERVER_NAME` is any."""
_FEW = 8
"""Places up to which one key's name is better than the name that a rule has for all that it finds."""

_BARE = re.compile(r"(?i)(?!www\.)[a-z0-9-]+\.(?:gov\.(?:uk|scot|wales)|(?:org|co)\.uk|gov|org|uk|wales|scot)")


@dataclass(slots=True)
class Seen:
    """What the places of one value propose: names with how often, and the paths they stand at.

    `loose` names are of what is around the value, `links` of links to it; `around` are words to tell it apart by.
    `keys` are names as the files spell them, `fallbacks` those of variables that a program reads before this value.
    `live`: it stands in a line that is not commented out.
    """

    names: Counter[str] = field(default_factory=Counter)
    paths: list[bytes] = field(default_factory=list)
    loose: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)
    around: Counter[str] = field(default_factory=Counter)
    keys: set[str] = field(default_factory=set)
    fallbacks: set[str] = field(default_factory=set)
    live: bool = False

    def note(self, path: bytes, said: Proposal) -> None:
        """One more place."""
        self.paths.append(path)
        self.around.update(said.around)
        self.links.update(filter(None, [said.link]))
        self.keys.update(filter(None, [said.key]))
        self.live = self.live or not said.aside
        if said.fallback:
            self.fallbacks.add(said.name)
        if said.name:
            (self.names if said.sure else self.loose)[said.name] += 1


def offered(
    members: Sequence[Removal],
    seen: Iterable[Seen],
    facts: Mapping[str, Fact],
    places: int,
    text: str,
    meant: Sequence[str],
) -> Iterator[str]:
    """The names that a value could have, best first: what its key says, what its own words say, what its rule says."""
    sure: Counter[str] = Counter()
    loose: Counter[str] = Counter()
    links: Counter[str] = Counter()
    for one in seen:
        sure += one.names
        loose += one.loose
        links += one.links
    secret = any(one.type == "secret" for one in members)
    from_rules = list(_from_rules(members, facts))
    usual = from_rules[0]
    noun = usual.rpartition("_")[2]
    types = {member.type for member in members}
    sure = _counted(sure, text, types, usual)
    loose = _counted(loose, text, types, usual)
    by_rule = {word for one in (*from_rules, *(member.type.upper() for member in members)) for word in one.split("_")}
    vocabulary = _SPEAK.get("SECRET" if secret else noun, frozenset())
    speaking = by_rule | vocabulary

    def best(names: Counter[str], of: int) -> list[str]:
        """Those that at least one in so many places proposes; what says nothing without more comes last."""
        common = [one for one in names if names[one] * of >= places]
        return sorted(common, key=lambda one: (not specific(one), -len(by_rule & {*one.split("_")}), -names[one], one))

    def speaks(name: str) -> bool:
        return bool(speaking & {*name.split("_")}) or name.endswith(noun)

    kinds = {noun, *(member.type.upper() for member in members)} & _SPEAK.keys() - {"NAME"}
    telling = Counter({name: sure[name] for name in sure if specific(name) and kinds & {*name.split("_")}})
    several = [
        name
        for name in best(sure, places)
        if secret or (specific(name) and (sure[name] * 3 >= places or telling[name] * 2 > telling.total()))
    ]
    yield from (name for name in several if speaks(name))
    kind = noun if noun in vocabulary else usual
    special = not secret and usual.partition("_")[0] not in ANYBODY and noun not in _SPEAK
    for name in several if special else best(sure, 2):
        if (special or name.count("_") < _MOST_BEFORE) and not speaks(name):
            whole = words.join([*name.split("_"), *kind.split("_")])
            yield whole if not special else name if "_" in name else usual
    if noun == "URL":
        yield from (words.join([*name.split("_"), noun]) for name in best(links, 2))
    if meant:
        yield words.join(words.prefixed(meant, plain_kind(usual)))
    elif noun == "WEBSITE" and _BARE.fullmatch(text):
        yield f"{usual.removesuffix(noun)}DOMAIN"
    yield from (name for name in best(loose, 2) if name.rpartition("_")[2] in speaking and specific(name))
    if places <= _FEW and not specific(usual):
        yield from (name for name in best(sure, places) if speaks(name) and specific(name))
    yield from from_rules


def plain_kind(usual: str) -> list[str]:
    """A rule's own name without the words that say no more than whose the value is: `COUNCIL_WEBSITE` is `WEBSITE`."""
    parts = usual.split("_")
    while len(parts) > 1 and parts[0] in ANYBODY:
        parts = parts[1:]
    return parts


def specific(name: str) -> bool:
    """Whether a name says of what it is, and not only what."""
    return name not in words.GENERIC and not {*name.split("_")} <= _VAGUE


def _counted(names: Counter[str], text: str, types: Set[str], usual: str) -> Counter[str]:
    """The names as they are true of the value itself: what is called `API_URL` may hold the host of it alone."""
    found: Counter[str] = Counter()
    for name, times in names.items():
        found[_true(name, text, types, usual)] += times
    return found


def _true(name: str, text: str, types: Set[str], usual: str) -> str:
    parts = name.split("_")
    host = "host" in types
    if "://" in text or text.startswith("//"):
        return name
    if host and parts[-1] == "IMAGE":
        return "REGISTRY_HOST"
    if host and parts[-1] in _REACHED:
        return words.join([*parts, "HOST"])
    if parts[-1] not in _LINKS or not (host or types & {"secret", "string", "code"}):
        return name
    while parts and parts[-1] in _LINKS:
        parts.pop()
    kind = ["HOST"] if host else plain_kind(usual)
    return words.join([*parts, *(["PASSWORD"] if kind[-1] in _LINKS else kind)])


def tells_apart(name: str) -> bool:
    """Whether words are fit to stand before a name: a few letters that say something, and none of a number."""
    said = {*name.split("_")} - _NOTHING - {""}
    return bool(said) and len(name) <= _LONGEST_APART and not any(letter.isdigit() for letter in name)


def _from_rules(members: Iterable[Removal], facts: Mapping[str, Fact]) -> Iterator[str]:
    for one in members:
        fact = facts.get(one.rule)
        yield from filter(None, (fact.name if fact else "", words.join(words.words(one.rule))))
