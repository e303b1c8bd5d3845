"""The corridor: the steps of a scan in order, each in its own room. Computes nothing itself."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import opencouncil
from opencouncil import config as settings
from opencouncil.errors import ConfigError
from opencouncil.exact import compiled
from opencouncil.model.content import Item, ObjectKind
from opencouncil.model.findings import Finding
from opencouncil.model.hits import Person, ScanResult
from opencouncil.model.judging import Bar, Policy, Purpose, Standing
from opencouncil.model.report import Report, Totals, Versions, View
from opencouncil.model.rules import Kind, RuleFacts
from opencouncil.ondemand import Named, OnDemand
from opencouncil.packs.rule import Rule, RuleSet
from opencouncil.pipeline import kept, upgrade
from opencouncil.pipeline.named import among, of_packages, searched
from opencouncil.pipeline.rulebook import Rulebook, open_rulebook
from opencouncil.pipeline.subject import Subject
from opencouncil.records import dataclass, field
from opencouncil.repo import git, source
from opencouncil.repo.parts import open_reading
from opencouncil.repo.ranges import Range as Range
from opencouncil.repo.ranges import Reached as Reached
from opencouncil.repo.ranges import Since as Since
from opencouncil.repo.ranges import Staged as Staged
from opencouncil.repo.whereabouts import whereabouts
from opencouncil.scan import engine, executors
from opencouncil.scan.cached import Cache
from opencouncil.scan.examine import Examiner, digest_of
from opencouncil.scan.examined import Examined
from opencouncil.scan.ledger import Ledger
from opencouncil.scan.run import scan_texts, scan_work
from opencouncil.scan.worker import Job
from opencouncil.triage.decisions import fresh
from opencouncil.triage.group import IDENTITY_RULE, group
from opencouncil.triage.judge import judge

Progress = Callable[[int], None]

_OWN_FILE = r"(?:^|[/.])opencouncil\.decisions\.toml$"
"""Holds the key of the digests, which stays private with the repository and never travels in an export."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a scan. `path`: a repository, a folder, a file, or `-`; `jobs`: 0 is one for each processor.

    `part` is the range to look at; None for everything.
    """

    path: str
    program: str = "opencouncil"
    cache: Path | None = None
    purpose: Purpose = Purpose.GATE
    fail_on: str = ""
    local: bool = False
    packs: tuple[Path, ...] = ()
    jobs: int = 0
    config: Path | None = None
    decisions: Path | None = None
    view: View = field(default_factory=View)
    part: Range | None = None


def scan(request: Request, progress: Progress | None = None, key: bytes | None = None) -> Report:
    """Read, match, place, group, judge: the whole answer to one of the two questions. `key`: digests under this one."""
    started = time.monotonic()
    origin = source.open_source(request.path)
    chosen = _settings(request, origin)
    shelf = Cache(request.cache)
    reading = open_reading(origin, request.part, shelf)
    reading.start()
    rules, marks = open_rulebook(chosen, request.packs, shelf)
    _refuse_unknown(request, rules.ids)
    decisions = fresh(key) if key else kept.load(origin, request.decisions, request.cache)
    job = Job(origin.repository, origin.files, rules, decisions.key, shelf)

    store = reading.store if key is None else None  # a proof looks at everything anew
    ledger, seen = Ledger(Examined(job.width)), None
    if store:
        from opencouncil.scan import memory  # a commit's hook has no store to remember

        ledger, seen = memory.recall(job, store, shelf)
    processes = executors.processes(request.jobs, reading.count - len(ledger))
    with executors.executor(processes) as executor:
        scan_work(job, reading.work(seen), executor, ledger, progress)
    if store:
        memory.keep(job, store, shelf, ledger, seen)
    scan_texts(job, reading.texts(), ledger)
    result = ledger.close()
    result.people = [one for one in result.people if not _left_alone(one, rules)]
    result.not_read = sorted({*result.not_read, *reading.not_read()}, key=lambda one: (one.reason, one.id, one.detail))
    telling = _names_tell(result, rules)
    where = whereabouts(reading, _matched_blobs(result), among(rules.names), None if telling else reading.shelf)
    if origin.repository and telling:
        from opencouncil.repo import places, walked

        places.forget(origin.repository, shelf)
        walked.forget(origin.repository, shelf)

    subject = Subject(chosen, result, rules, origin.repository)
    result.hits = [hit for hit in result.hits if subject.is_concerned(hit)]
    facts = OnDemand(len(rules.ids), lambda number: _facts(rules.rules[number]))
    with closing(source.Contents(origin)) as contents:
        grouped = group(
            result,
            Named(rules.ids, facts),
            where,
            digest=lambda value: digest_of(decisions.key, value),
            matches=searched,
            relation=subject.relation,
            hollow=lambda pattern, object, kind: _holds(pattern, contents.read(object, kind)),
        )
    policy = Policy(
        request.purpose,
        datetime.now(UTC).date(),
        settings.fail_on(request.fail_on) if request.fail_on else _bars(chosen, request.purpose),
        request.local or chosen.local,
    )
    news = upgrade.news(marks, rules.version, decisions.seen, shelf, str(origin.root), policy.today)
    stood = upgrade.stood(shelf, str(origin.root)) if news.windows or request.part is None else frozenset[bytes]()
    verdict = judge(grouped, decisions, policy, news=news.windows, stood=stood)
    said: tuple[str, ...] = ()
    to_do = [finding for finding in verdict.findings if finding.standing is Standing.TO_DO]
    if request.purpose is Purpose.GATE and (to_do or request.part is None):
        from opencouncil.pipeline.allowed import words  # most commits hold nothing that others had a word on

        others = words(origin, to_do, whole=request.part is None)
        said = others.remarks
        if others.allows:
            verdict = judge(grouped, decisions, policy, others.allows, news.windows, stood)
    if request.purpose is Purpose.GATE and request.part is None and key is None and not request.fail_on:
        upgrade.remember(shelf, str(origin.root), stood, verdict)
    target = "" if request.path == "." else request.path
    return Report(
        program=request.program,
        purpose=request.purpose,
        made=int(time.time()),
        repository=source.facts(reading),
        council=subject.facts,
        versions=versions(shelf, rules),
        totals=Totals(result.texts, result.bytes_read, time.monotonic() - started, processes),
        rules=facts,
        findings=verdict.findings,
        families=grouped.families,
        unread=verdict.unread,
        not_text=tuple(result.not_text),
        expired=verdict.expired,
        unused=() if request.part else verdict.unused,
        remarks=(
            *upgrade.remarks(news, verdict, request.purpose, request.program, target),
            *said,
            *rules.notes,
            *(
                ()
                if request.part
                else of_packages([*reading.paths, *(os.fsencode(one.id) for one in reading.loose.files)])
            ),
        ),
        warned=verdict.warned,
        key_kept=decisions.stored or request.cache is not None,
        target=target,
        view=request.view,
    )


def _holds(pattern: str, content: bytes | None) -> bool:
    return content is not None and compiled(pattern).search(content) is not None


def _refuse_unknown(request: Request, known: Sequence[str]) -> None:
    """Raises ConfigError when a rule is to be shown or hidden that is not there."""
    for option, named in (("--rule", request.view.rules), ("--exclude-rule", request.view.not_rules)):
        for missing in sorted(named.difference(known)):
            import difflib

            near = difflib.get_close_matches(missing, known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ConfigError(
                f"{option} {missing}: no rule has this id; `{request.program} rules list` lists them{hint}"
            )


def rules_of(request: Request) -> RuleSet:
    """The rules that a scan of the request would use."""
    return rulebook_of(request).rules


def rulebook_of(request: Request) -> Rulebook:
    """These rules with their marks."""
    chosen = _settings(request, source.open_source(request.path))
    return open_rulebook(chosen, request.packs, Cache(request.cache))


def excluded(request: Request) -> frozenset[str]:
    """The rules, by id, that the settings of the request leave out."""
    return frozenset(_settings(request, source.open_source(request.path)).exclude)


def _settings(request: Request, origin: source.Origin) -> settings.Config:
    return settings.load(request.config or origin.root / settings.FILE_NAME)


def versions(shelf: Cache, rules: RuleSet | None = None) -> Versions:
    """Whose word a report is; without rules, those that ship."""
    loaded = rules or open_rulebook(settings.Config(), (), shelf).rules
    return Versions(
        opencouncil.__version__, loaded.version, len(loaded.ids), loaded.digest, engine.name(), git.version(shelf)
    )


def _bars(chosen: settings.Config, purpose: Purpose) -> Mapping[Kind, Bar]:
    return chosen.bars if purpose is Purpose.GATE else {kind: Bar() for kind in Kind}


def _left_alone(person: Person, rules: RuleSet) -> bool:
    """Whether the rule for people in commits leaves this one alone, as it does with programs and code hosts."""
    rule = rules.by_id.get(IDENTITY_RULE)
    return rule is not None and any(compiled(pattern).search(person.identity) for pattern in rule.allow)


def _matched_blobs(result: ScanResult) -> set[str]:
    blobs = {hit.spots.table[number][0] for hit in result.hits for number in hit.spots.of_kind(ObjectKind.BLOB)}
    return blobs | {one.id for one in result.not_read if one.kind is ObjectKind.BLOB}


def _names_tell(result: ScanResult, rules: RuleSet) -> bool:
    """Whether the name of a file holds a credential or somebody's data."""
    named = (hit for hit in result.hits if hit.spots.of_kind(ObjectKind.PATHS))
    return any(rules.by_id[hit.rule].kind in (Kind.CREDENTIAL, Kind.PERSONAL_DATA) for hit in named)


def _facts(rule: Rule) -> RuleFacts:
    return RuleFacts(
        id=rule.id,
        title=rule.title,
        kind=rule.kind,
        severity=rule.severity,
        confidence=rule.confidence,
        treatment=rule.treatment,
        why=rule.why,
        do=rule.do,
        family=rule.family,
        relation=rule.relation or "",
        paths=rule.paths,
        not_paths=(*rule.not_paths, _OWN_FILE),
        low_at=rule.low_at,
        not_commits=rule.not_commits,
        name=rule.name or "",
        empty=rule.empty or "",
        unless=rule.unless,
        setting=rule.setting.name if rule.setting else "",
        pack=rule.pack,
    )


def value(request: Request, finding: Finding) -> bytes | None:
    """The value itself, read again from the source; None when it is gone, or stands in a name or an identity alone."""
    if finding.value is not None:
        return finding.value
    origin = source.open_source(request.path)
    spot = next((spot for spot in finding.spots if not spot.layers), next(iter(finding.spots), None))
    content = source.content(origin, spot) if spot else None
    if spot is None or content is None:
        return None
    if not spot.layers:
        return content[spot.start : spot.end]
    key = kept.load(origin, request.decisions, request.cache).key
    examiner = Examiner(rules_of(request), key, Cache(request.cache))
    return examiner.value(Item(spot.object, spot.kind, len(content)), content, finding.rule.id, finding.digest)
