"""packs: gitleaks and betterleaks TOML (1.x) as rules of ours. Knows their keys, and no expression language.

What cannot be said in a rule of ours is left out where that reports more, and named in the notes; where it would report
less, the file is refused.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from opencouncil.errors import PackError
from opencouncil.model.rules import Confidence, Kind, Severity, Treatment
from opencouncil.packs.filters import Discards, read_filter
from opencouncil.packs.groups import name_value
from opencouncil.packs.rule import Allowlist, Requirement, Rule
from opencouncil.records import replace

DEPTH = 2
_IGNORED = {
    "title",
    "description",
    "minVersion",
    "betterleaksMinVersion",
    "rules",
    "extend",
    "allowlist",
    "allowlists",
    "prefilter",
    "filter",
}
_RULE = {
    *("id", "description", "regex", "path", "secretGroup", "entropy", "keywords", "tags", "skipReport", "required"),
    *("allowlist", "allowlists", "filter", "prefilter", "validate", "analyze", "revoke", "specificity"),
}
_ALLOWLIST = {"description", "condition", "commits", "paths", "regexTarget", "regexes", "stopwords", "targetRules"}
_REQUIRED = {"id", "withinLines", "withinColumns"}


class Foreign(NamedTuple):
    """Rules out of one file, `id` prefixed with the pack's, and what of the file is not done, one sentence each."""

    rules: tuple[Rule, ...]
    notes: tuple[str, ...]


class _File(NamedTuple):
    rules: dict[str, dict[str, Any]]
    allowlists: list[dict[str, Any]]
    filters: list[str]
    prefilters: list[str]


def is_foreign(table: Mapping[str, Any]) -> bool:
    """Whether a TOML table is a gitleaks or betterleaks configuration."""
    return "pack" not in table and bool(table.keys() & {"rules", "extend", "allowlist", "allowlists"})


def load_foreign(path: Path, *, default: Path | None = None) -> Foreign:
    """The rules of a gitleaks or betterleaks file; `default` is what `useDefault` stands for. Raises PackError."""
    pack = "betterleaks" if "betterleaks" in path.name else "gitleaks"
    try:
        file = _read(path, default, 0)
        reader = _Reader(path, pack, file)
        rules = tuple(reader.rule(name, table) for name, table in file.rules.items())
    except (TypeError, AttributeError, ValueError) as error:
        raise PackError(f"{path}: a value has the wrong type: {error}") from error
    for rule in rules:
        for requirement in rule.requires:
            if requirement.rule not in {other.id for other in rules}:
                raise PackError(
                    f"{path}: rule {rule.id}: requires {requirement.rule}, which is not there; remove it or add it"
                )
    return Foreign(rules, tuple(dict.fromkeys(reader.notes)))


def _read(path: Path, default: Path | None, depth: int) -> _File:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PackError(f"{path}: cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PackError(f"{path}: not TOML: {error}") from error
    if "allowlist" in table and "allowlists" in table:
        raise PackError(f"{path}: key allowlist: the old spelling cannot stand beside [[allowlists]]; keep one")
    own = {_id(path, rule): dict(rule) for rule in table.get("rules", [])}
    extend = table.get("extend", {})
    allowlists = [*table.get("allowlists", []), *([table["allowlist"]] if "allowlist" in table else [])]
    filters = [table[key] for key in ("filter",) if key in table]
    prefilters = [table[key] for key in ("prefilter",) if key in table]
    if not (base_path := _base(path, extend, default)):
        return _File(own, allowlists, filters, prefilters)
    if depth >= DEPTH:
        raise PackError(f"{path}: key extend: more than {DEPTH} files deep; copy what you need into one of them")
    base = _read(base_path, default, depth + 1)
    disabled = set(extend.get("disabledRules", []))
    merged = {name: rule for name, rule in base.rules.items() if name not in disabled}
    for name, rule in own.items():
        merged[name] = _merged(merged[name], rule) if name in merged else rule
    return _File(
        dict(sorted(merged.items())),
        [*allowlists, *base.allowlists],
        [*filters, *base.filters],
        [*prefilters, *base.prefilters],
    )


def _base(path: Path, extend: Mapping[str, Any], default: Path | None) -> Path | None:
    if extend.get("path") and extend.get("useDefault"):
        raise PackError(f"{path}: key extend: path and useDefault exclude each other; keep one")
    if extend.get("url"):
        raise PackError(f"{path}: key extend.url: nothing is fetched; download the file and write path = …")
    if extend.get("useDefault"):
        if default is None:
            raise PackError(
                f"{path}: key extend.useDefault: the default rules of that tool are not part of opencouncil; "
                "download its gitleaks.toml or betterleaks.toml and list it before this file under [rules]"
            )
        return default
    return path.parent / extend["path"] if extend.get("path") else None


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """As gitleaks does it: own words win, lists are added to."""
    out = base | {key: value for key, value in own.items() if value}
    for key in ("tags", "keywords", "allowlists"):
        out[key] = [*base.get(key, []), *own.get(key, [])]
    return out


def _id(path: Path, rule: Mapping[str, Any]) -> str:
    name = rule.get("id")
    if not isinstance(name, str) or not name.strip():
        raise PackError(
            f"{path}: a rule has no id; add one: {rule.get('description') or rule.get('regex') or 'no description'}"
        )
    return name


class _Reader:
    def __init__(self, path: Path, pack: str, file: _File) -> None:
        self.path, self.pack, self.notes = path, pack, list[str]()
        everywhere = [a for a in file.allowlists if not a.get("targetRules")]
        self.targeted = [a for a in file.allowlists if a.get("targetRules")]
        for allowlist in self.targeted:
            if missing := [name for name in allowlist["targetRules"] if name not in file.rules]:
                raise PackError(f"{path}: key allowlists.targetRules: there is no rule {missing[0]}")
        self.everywhere = everywhere
        self.filters = [self.discards("the file's filter", text) for text in file.filters]
        self.prefilters = [self.discards("the file's prefilter", text) for text in file.prefilters]

    def note(self, where: str, what: str) -> None:
        self.notes.append(f"{self.path}: {where}: {what}")

    def discards(self, where: str, expression: str) -> Discards:
        found = read_filter(expression)
        if found.unknown:
            first = found.unknown[0] if len(found.unknown[0]) <= 80 else f"{found.unknown[0][:77]}..."
            self.note(
                where, f"{len(found.unknown)} of its conditions not applied, so more is reported; the first is {first}"
            )
        return found

    def rule(self, name: str, table: Mapping[str, Any]) -> Rule:
        where = f"rule {name}"
        for key in table.keys() - _RULE:
            self.note(where, f"key {key} is not known and not used")
        if "allowlist" in table and "allowlists" in table:
            raise PackError(
                f"{self.path}: {where}: key allowlist: the old spelling cannot stand beside [[rules.allowlists]]"
            )
        pattern, path = table.get("regex"), table.get("path")
        if not pattern and not path:
            raise PackError(f"{self.path}: {where}: neither regex nor path; it would find nothing")
        rule = Rule(
            id=f"{self.pack}:{name}",
            title=(table.get("description") or name).strip(),
            kind=Kind.CREDENTIAL if pattern else Kind.FILE,
            severity=Severity.HIGH,
            confidence=Confidence.LOW if "generic" in name else Confidence.MEDIUM,
            treatment=Treatment.SETTING if pattern else Treatment.WITHHOLD,
            entropy=math.nextafter(float(table["entropy"]), math.inf) if table.get("entropy") else None,
            paths=(_either_case(path),) if path and pattern else (),
            name=path if not pattern else None,
            why=f"The {self.pack} rule {name} takes it for a credential.",
            do="Change the credential, then replace it by a setting.",
            pack=self.pack,
            file=str(self.path),
            requires=tuple(self.requirement(where, entry) for entry in table.get("required", [])),
            keywords=tuple(word.lower() for word in table.get("keywords", [])),
            report=not table.get("skipReport", False),
        )
        allowlists = [*table.get("allowlists", []), *([table["allowlist"]] if table.get("allowlist") else [])]
        allowlists += [a for a in self.targeted if name in a["targetRules"]]
        for allowlist in allowlists:
            rule = self.allow(where, rule, allowlist)
        for allowlist in self.everywhere:
            rule = self.allow("the file's allowlist", rule, allowlist)
        own = [self.discards(f"{where}: {key}", table[key]) for key in ("filter", "prefilter") if table.get(key)]
        for discards in (*own, *self.filters, *self.prefilters):
            rule = _apply(rule, discards)
        if not pattern:
            return rule
        whole = any(allowlist.matches for allowlist in rule.allowlists)
        try:
            return replace(rule, pattern=name_value(pattern, table.get("secretGroup") or None, whole=whole))
        except PackError as error:
            raise PackError(f"{self.path}: {where}: {error}") from None

    def requirement(self, where: str, entry: Mapping[str, Any]) -> Requirement:
        if not entry.get("id"):
            raise PackError(f"{self.path}: {where}: key required.id: missing")
        for key in entry.keys() - _REQUIRED:
            self.note(where, f"key required.{key} is not known and not used")
        return Requirement(f"{self.pack}:{entry['id']}", entry.get("withinLines"), entry.get("withinColumns"))

    def allow(self, where: str, rule: Rule, entry: Mapping[str, Any]) -> Rule:
        for key in entry.keys() - _ALLOWLIST:
            self.note(where, f"key {key} of an allowlist is not known and not used")
        every = _is_and(self.path, where, str(entry.get("condition", "")))
        target = entry.get("regexTarget") or "secret"
        if target not in ("secret", "match", "line"):
            raise PackError(f"{self.path}: {where}: key regexTarget: {target!r} is none of secret, match, line")
        words = tuple(word.lower() for word in entry.get("stopwords", []))
        regexes: tuple[str, ...] = tuple(entry.get("regexes", []))
        content = Allowlist(
            values=regexes if target == "secret" else (),
            matches=regexes if target == "match" else (),
            lines=regexes if target == "line" else (),
            words=words,
            every=every,
        )
        paths = tuple(map(_either_case, entry.get("paths", [])))
        commits = tuple(commit.strip().lower() for commit in entry.get("commits", []))
        said = (bool(words or entry.get("regexes")), bool(paths), bool(commits))
        if not any(said):
            raise PackError(f"{self.path}: {where}: an allowlist needs commits, paths, regexes or stopwords")
        if every and sum(said) > 1:
            self.note(
                where, "an allowlist that joins content, path and commit by AND is not applied, so more is reported"
            )
            return rule
        return replace(
            rule,
            not_paths=(*rule.not_paths, *paths),
            not_commits=(*rule.not_commits, *commits),
            allowlists=(*rule.allowlists, content) if said[0] else rule.allowlists,
        )


def _is_and(path: Path, where: str, condition: str) -> bool:
    if condition.upper() not in ("", "OR", "||", "AND", "&&"):
        raise PackError(f"{path}: {where}: key condition: {condition!r} is neither AND nor OR")
    return condition.upper() in ("AND", "&&")


def _apply(rule: Rule, discards: Discards) -> Rule:
    least = [bits for bits in (rule.entropy, discards.least) if bits is not None]
    content = Allowlist(discards.values, discards.matches, discards.lines, discards.words)
    return replace(
        rule,
        entropy=max(least, default=None),
        needs=(*rule.needs, *discards.needed),
        not_paths=(*rule.not_paths, *map(_either_case, discards.paths)),
        allowlists=(*rule.allowlists, content) if any(content[:4]) else rule.allowlists,
    )


def _either_case(pattern: str) -> str:
    """Our path patterns see lower-cased paths; theirs see them as they are."""
    return f"(?i:{pattern})"


def uses_default(path: Path) -> bool:
    """Whether the file asks for its tool's default rules."""
    return bool(tomllib.loads(path.read_text(encoding="utf-8")).get("extend", {}).get("useDefault"))


def default_among(path: Path, others: Iterable[Path]) -> Path | None:
    """The file among `others` that is that tool's own default: of the tool's plain name, such as `gitleaks.toml`."""
    tools = (
        ("betterleaks.toml", "gitleaks.toml") if "betterleaks" in path.name else ("gitleaks.toml", "betterleaks.toml")
    )
    return next((other for tool in tools for other in others if other.name == tool and other != path), None)
