"""packs: whose code it is, and whose a host, mailbox or name is. Knows no rule and no repository.

A registered name under gov.uk is one label before the suffix: gov.uk is itself a public suffix, so `www.x.gov.uk`
belongs to `x.gov.uk`. The same holds for the other suffixes below; `sch.uk` has the area between name and suffix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

from opencouncil.packs.checks.likeness import words
from opencouncil.packs.roster import Council, Roster, roster
from opencouncil.packs.shipped import bundled
from opencouncil.records import dataclass, replace


class Relation(StrEnum):
    """Whose a host, mailbox or name is, seen from the council the code belongs to."""

    SUBJECT = "subject"
    OTHER = "other"
    CENTRAL = "central"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CouncilProfile:
    """One council as its code may name it: `codes` are GSS, SNAC and the like; domains are lower case."""

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


SUFFIXES = ("gov.uk", "gov.wales", "gov.scot", "llyw.cymru", "nhs.uk", "nhs.scot", "nhs.wales", "police.uk", "sch.uk")
GOVERNMENT = (".gov.uk", ".gov.wales", ".gov.scot", ".llyw.cymru", ".police.uk")
# Shared and national services: links to them are content, the same in every council, and no finding.
CENTRAL = words(
    "gov.uk www.gov.uk service.gov.uk publishing.service.gov.uk blog.gov.uk campaign.gov.uk "
    "independent.gov.uk digital.cabinet-office.gov.uk assets.digital.cabinet-office.gov.uk alphagov.co.uk "
    "legislation.gov.uk nationalarchives.gov.uk ons.gov.uk statistics.gov.uk data.gov.uk planning.data.gov.uk "
    "planningportal.gov.uk planningportal.co.uk food.gov.uk ofsted.gov.uk local.gov.uk localdigital.gov.uk "
    "esd.org.uk geoplace.co.uk ordnancesurvey.co.uk os.uk parliament.uk hmrc.gov.uk dwp.gov.uk dvla.gov.uk "
    "dvsa.gov.uk dft.gov.uk dfe.gov.uk education.gov.uk dh.gov.uk dhsc.gov.uk defra.gov.uk "
    "environment-agency.gov.uk decc.gov.uk communities.gov.uk levellingup.gov.uk homeoffice.gov.uk "
    "cabinetoffice.gov.uk cabinet-office.gov.uk justice.gov.uk judiciary.uk hmcts.net culture.gov.uk "
    "trade.gov.uk bis.gov.uk beis.gov.uk fco.gov.uk fcdo.gov.uk mod.uk mod.gov.uk hm-treasury.gov.uk "
    "hmtreasury.gov.uk treasury.gov.uk companieshouse.gov.uk company-information.service.gov.uk "
    "charitycommission.gov.uk charity-commission.gov.uk landregistry.gov.uk insolvency.gov.uk ipo.gov.uk "
    "hse.gov.uk ukhsa.gov.uk phe.gov.uk mhra.gov.uk metoffice.gov.uk naturalengland.gov.uk forestry.gov.uk "
    "forestresearch.gov.uk fsa.gov.uk acas.org.uk ico.org.uk ico.gov.uk ncsc.gov.uk nca.gov.uk cps.gov.uk "
    "direct.gov.uk directgov.gov.uk businesslink.gov.uk number10.gov.uk gchq.gov.uk govtalk.gov.uk "
    "highwaysengland.co.uk nationalhighways.co.uk valuationoffice.gov.uk voa.gov.uk studentloans.gov.uk "
    "slc.gov.uk gro.gov.uk ips.gov.uk passport.gov.uk electoralcommission.org.uk lgo.org.uk housing-ombudsman.org.uk "
    "uksi.gov.uk fire.gov.uk jncc.gov.uk marinemanagement.gov.uk ukho.gov.uk ofgem.gov.uk ofqual.gov.uk "
    "ofwat.gov.uk orr.gov.uk cqc.org.uk nice.org.uk nhs.uk www.nhs.uk england.nhs.uk digital.nhs.uk "
    "www.gov.wales gov.wales llyw.cymru www.llyw.cymru www.gov.scot gov.scot mygov.scot nidirect.gov.uk "
    "wales.gov.uk scotland.gov.uk northernireland.gov.uk police.uk www.police.uk"
)
# Suffix owners in CENTRAL stand for themselves and, unless other bodies are registered below them, for what is below.
_THEMSELVES = frozenset({*SUFFIXES, "hmcts.net"})
_KINDS = words("council county city borough district metropolitan unitary authority london royal combined of the and")
_GSS = re.compile(r"[ensw]\d{8}")
_FICTIONAL = re.compile(
    r"(?:^|\.)(?:example|exampleshire|borsetshire|anycouncil|yourcouncil|mycouncil|somecouncil)[\w-]*\."
)
# The fictional council of this project's own examples: nobody's in a scan, and still to be guessed in its own code.
_DEMONSTRATION = CouncilProfile("Exampleshire District Council", domains=("exampleshire.gov.uk",))


def known() -> Roster:
    """The table that ships with the rules."""
    return roster(bundled())


def complete(profile: CouncilProfile) -> CouncilProfile:
    """The profile with what the table knows of that council: names, domains, codes, its predecessors' included."""
    council = _find(profile, known())
    if council is None:
        return profile
    full = profile_of(council)
    return replace(
        profile,
        aliases=_merged(profile.aliases, [full.name, *full.aliases], without=profile.name),
        domains=_merged(profile.domains, full.domains),
        codes=_merged(profile.codes, full.codes),
    )


def profile_of(council: Council) -> CouncilProfile:
    """The profile of a council in the table, with the names and domains of councils that became part of it."""
    former = known().predecessors(council)
    names = [name for one in (council, *former) for name in spellings(one)]
    return CouncilProfile(
        name=council.name,
        aliases=_merged(names, without=council.name),
        domains=_merged(council.domains, *(one.domains for one in former)),
        codes=_merged(council.codes, *(one.codes for one in former)),
    )


def short_name(council: Council) -> str:
    """What people call the council's area, without the kind of council."""
    return council.short.removesuffix(" County").removesuffix(" City").removesuffix(" Council")


def spellings(council: Council) -> list[str]:
    """How text names a council without doubt: the official name, and the short name with "Council"."""
    short = short_name(council)
    plain = [council.name]
    if "uthority" not in council.kind or "unitary" in council.kind.lower():
        plain += [f"{short} Council", f"{council.short} Council"]
    if council.kind == "London borough":
        plain += [f"London Borough of {short}", f"{short} London Borough Council"]
    return list(dict.fromkeys(plain))


def relation(value: bytes, profile: CouncilProfile | None) -> Relation:
    """Whose `value` is: a host (`www.x.gov.uk`), a mailbox, a web address, a council's name or its GSS code."""
    text = value.decode("utf-8", "replace").strip().lower()
    if _GSS.fullmatch(text):
        return Relation.SUBJECT if profile and text.upper() in profile.codes else Relation.OTHER
    host = _host_of(text)
    if host is None:
        return _relation_of_name(text, profile)
    suffixes = _suffixes(host)
    if profile and (any(suffix in profile.domains for suffix in suffixes) or _is_short_for(host, profile)):
        return Relation.SUBJECT
    if _FICTIONAL.search(host + "."):
        return Relation.NONE
    if host in CENTRAL or any(suffix in CENTRAL and suffix not in _THEMSELVES for suffix in suffixes):
        return Relation.CENTRAL
    if any(suffix in known().owners for suffix in suffixes) or host.endswith(
        tuple(f".{suffix}" for suffix in SUFFIXES)
    ):
        return Relation.OTHER
    return Relation.NONE


def national(host: bytes, profile: CouncilProfile | None) -> bool:
    """Whether `host` is where a national service answers, the same for every council.

    The bare domain of a body is not: people sign in with mailboxes of it, which is somebody's choice.
    """
    text = host.decode("utf-8", "replace").lower()
    return relation(host, profile) is Relation.CENTRAL and (text.startswith("www.") or registrable(text) != text)


def _is_short_for(host: str, profile: CouncilProfile) -> bool:
    """Whether nobody in the table has the host's domain, and it is the initials of the council's name."""
    domain = registrable(host)
    if domain is None or domain in known().owners:
        return False
    initials = "".join(word[0] for word in _plain(profile.name).split() if word not in ("of", "and", "the"))
    return len(initials) > 2 and domain.split(".")[0] == initials


def named_after(host: bytes, profile: CouncilProfile | None) -> bool:
    """Whether the name of the council the code belongs to is a part of `host`, as in `exampleshirehighways.org`.

    `host` may be that of a mailbox, an account (`ExampleshireCC`) or the short name itself.
    """
    text = host.decode("utf-8", "replace").lower().rpartition("@")[2].replace("-", "")
    return profile is not None and any(word in text for word in _words_of(profile))


@lru_cache(maxsize=4)
def _words_of(profile: CouncilProfile) -> list[str]:
    return host_words((profile.name, *profile.aliases), profile.domains)


def host_words(names: Iterable[str], domains: Iterable[str]) -> list[str]:
    """The names without what they share (`County Council`), as a host spells them, and what domains of a government are
    called; too short ones are no name's.
    """
    words = ["".join(w for w in _plain(name).split() if w not in _KINDS) for name in names]
    words += [one.split(".")[0].replace("-", "") for one in domains if one.endswith(GOVERNMENT)]
    return list(dict.fromkeys(word for word in words if len(word) > 4))


def registrable(host: str) -> str | None:
    """The name a public body's host was registered under: `x.gov.uk` for `intranet.x.gov.uk`; None: no public body."""
    host = host.lower().strip(".")
    for suffix in _suffixes(host):
        if suffix in known().owners:
            return suffix
    for suffix in SUFFIXES:
        if host.endswith(f".{suffix}"):
            labels = host.split(".")
            wanted = suffix.count(".") + (3 if suffix == "sch.uk" else 2)
            return ".".join(labels[-wanted:])
    return None


def guess(
    evidence: Mapping[str, int], names: Iterable[str] = (), homes: Iterable[str] = ()
) -> tuple[CouncilProfile, str] | None:
    """Whose code it is, and the evidence in words; None where no council stands out.

    `evidence`: hosts or mailbox domains and how often they stand in the code and the commits. `names`: texts that may
    hold a council's name (the repository's own name, licence and README headings); each hit counts as five links.
    `homes`: where copies of the repository lie, as `Ex-District-Council/forms`; a council that these alone name it is.
    """
    weights: dict[str, int] = {}
    heard: dict[str, list[tuple[int, str]]] = {}

    def count(owner: str, weight: int, what: str) -> None:
        weights[owner] = weights.get(owner, 0) + weight
        heard.setdefault(owner, []).append((weight, what))

    domains: dict[str, int] = {}
    for host, weight in evidence.items():
        if (
            relation(host.encode(), _DEMONSTRATION) in (Relation.OTHER, Relation.SUBJECT)
            and (domain := registrable(host))
            and (domain in known().owners or not _NATIONAL.search(domain))
        ):
            domains[domain] = domains.get(domain, 0) + weight
    for domain, weight in domains.items():
        for owner in _owners(domain):
            count(owner, weight, f"{domain} {weight:,} times" if weight > 1 else f"{domain} once")
    for text in names:
        for owner, spelling in _named(text):
            count(owner, 5, f'"{spelling}"')
    at_home = {owner: spelling for text in homes for owner, spelling in _named(_SEPARATORS.sub(" ", text))}
    for owner, spelling in at_home.items():
        count(owner, 5, f'"{spelling}" in its address')
    ranking = sorted(weights, key=lambda owner: (-weights[owner], owner))
    if len(at_home) == 1:
        ranking.sort(key=lambda owner: owner not in at_home)
    elif not ranking or weights[ranking[0]] < 3 or _is_close(weights, ranking):
        return None
    first = ranking[0]
    council = known().councils.get(first)
    profile = profile_of(council) if council else CouncilProfile(first.split(".")[0].title(), (), (first,))
    told = ", ".join(dict.fromkeys(what for _, what in sorted(heard[first], reverse=True)[:3]))
    rest = f"; next comes {_short(ranking[1])} with {weights[ranking[1]]}" if len(ranking) > 1 else ""
    return profile, f"{told}{rest}"


_NATIONAL = re.compile(
    r"(?:^|[.-])(?:cabinet|office|agency|department|ministry|digital|commission)(?:[.-]|$)|^tfl\.gov\.uk$"
)
"""Words that no council is called by, and bodies of the whole country are; London's transport, which its boroughs name.
"""


def _is_close(weights: Mapping[str, int], ranking: Sequence[str]) -> bool:
    return len(ranking) > 1 and weights[ranking[0]] < 2 * weights[ranking[1]]


_SEPARATORS = re.compile(r"[-_./]+|(?<=[a-z])(?=[A-Z])")


def _host_of(text: str) -> str | None:
    text = text.rpartition("@")[2]
    text = re.sub(r"^[a-z][a-z0-9+.-]*://", "", text)
    host = re.split(r"[/:?#\s]", text, maxsplit=1)[0].strip("._")
    return host if re.fullmatch(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+", host) else None


def _suffixes(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[i:]) for i in range(len(labels))]


def _relation_of_name(text: str, profile: CouncilProfile | None) -> Relation:
    name = _plain(text)
    if profile and name in map(_plain, (profile.name, *profile.aliases)):
        return Relation.SUBJECT
    return Relation.OTHER if name in _names() else Relation.NONE


def _plain(name: str) -> str:
    joined = name.lower().replace("&amp;", "and").replace("&", "and").replace("'", "")
    return re.sub(r"\bne\b", "north east", re.sub(r"[^a-z0-9]+", " ", joined).strip())


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Every spelling of every council, plain, and whose it is; a current council wins over a former one."""
    councils = sorted(known().councils.values(), key=lambda council: council.current)
    return {_plain(spelling): council.id for council in councils for spelling in spellings(council)}


def _named(text: str) -> list[tuple[str, str]]:
    plain = f" {_plain(text)} "
    found = {
        owner: name for name, owner in sorted(_names().items(), key=lambda item: len(item[0])) if f" {name} " in plain
    }
    return [(owner, known().councils[owner].name) for owner in found]


def _owners(domain: str) -> list[str]:
    """The ids of the councils behind a domain, current ones where there are any; else the domain itself."""
    table = known()
    owners = [id for id in table.owners.get(domain, ()) if id in table.councils]
    owners = [id for id in owners if table.councils[id].domains[0] == domain] or owners
    current = {id if table.councils[id].current else (table.councils[id].successors or (id,))[0] for id in owners}
    return sorted(current) or [domain]


def _find(profile: CouncilProfile, table: Roster) -> Council | None:
    for name in (profile.name, *profile.aliases):
        if found := _names().get(_plain(name)):
            return table.councils[found]
    for domain in profile.domains:
        if len(owners := _owners(domain)) == 1 and owners[0] in table.councils:
            return table.councils[owners[0]]
    return None


def _short(owner: str) -> str:
    council = known().councils.get(owner)
    return council.short if council else owner


def _merged(*groups: Iterable[str], without: str = "") -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group if item and item != without))
