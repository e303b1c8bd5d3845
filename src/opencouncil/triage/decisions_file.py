"""Triage room: `opencouncil.decisions.toml`, the one home of what people decided. Knows no value.

One line an entry, sorted by digest, so that a line is one decision in every diff. With `merge=union` for this file in
`.gitattributes`, two branches that decided different things always merge.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from opencouncil.errors import ConfigError
from opencouncil.model.judging import Choice, Decision
from opencouncil.triage.decisions import KEY_BYTES, Decisions, fresh, order
from opencouncil.triage.upgrade import MARK, Record

FILE_NAME = "opencouncil.decisions.toml"
VERSION = 1

_HEAD = """\
# What people decided about findings, one line each. Commit this file; an export leaves it out.
# The key makes the digests useless to others: keep it as it is, or every decision is lost.
"""
_RULES_HEAD = """
# Which rules were in force when: what newer ones find in older code only warns for 14 days.
rules = [
"""
_NAMES_HEAD = """
# What settings are called, by the digests of their values; `plan` adds lines. A name that is changed here is kept.
names = [
"""
_NAME = r"[A-Za-z_][A-Za-z0-9_]{0,99}"
_FIELDS = ("digest", "id", "rule", "decision", "setting", "reason", "by", "until")
_NEEDED = ("digest", "id", "rule", "decision")
_TOP = ("version", "key", "rules", "decisions", "names")
_RECORD = ("seen", "version", "marks")


def load(path: Path) -> Decisions:
    """Read the file; where there is none, no decisions and a new key. Raises ConfigError naming entry and way out."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return fresh()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8 text'}") from None
    return parse(text, str(path))


def parse(text: str, name: str) -> Decisions:
    """The decisions in a text; `name` is what errors call it."""
    if "\n<<<<<<< " in f"\n{text}":
        raise ConfigError(f"{name}: holds git's conflict marks; keep the lines of both sides and delete the marks")
    import tomllib

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: {error}; if two branches made this file, keep one `key` and decide again") from None
    _check_keys(name, data, _TOP)
    if data.get("version") != VERSION:
        raise ConfigError(f"{name}: `version` must be {VERSION}; a newer opencouncil may have written this file")
    entries = data.get("decisions", [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise ConfigError(f"{name}: `decisions` must be a list with one {{ digest, id, rule, decision }} a line")
    read: dict[tuple[str, bytes], Decision] = {}
    for one in entries:
        decision = _entry(name, one)
        before = read.setdefault((decision.rule, decision.digest), decision)
        if before != decision:
            raise ConfigError(
                f"{name}: {decision.id} is decided twice ({before.choice}, {decision.choice}); delete one of the lines"
            )
    return Decisions(
        _key(name, data.get("key")),
        tuple(sorted(read.values(), key=order)),
        stored=True,
        seen=_seen(name, data),
        names=_names(name, data),
    )


def render(decisions: Decisions) -> str:
    """The file's text: a pure function of key and entries, whatever order they came in."""
    lines = [
        _HEAD,
        f"version = {VERSION}\n",
        f'key = "{base64.b64encode(decisions.key).decode()}"\n',
        *_rules(decisions.seen),
        "\ndecisions = [\n",
        *(f"  {_line(one)},\n" for one in sorted(decisions.entries, key=order)),
        "]\n",
    ]
    if decisions.names:
        named = (
            f'  {{ digest = "{digest}", setting = "{name}" }},\n' for digest, name in sorted(decisions.names.items())
        )
        lines += [_NAMES_HEAD, *named, "]\n"]
    return "".join(lines)


def save(path: Path, decisions: Decisions) -> None:
    """Write the file whole or not at all; an unchanged file is not touched. Raises ConfigError."""
    import tempfile

    text = render(decisions)
    temporary = ""
    try:
        if path.exists() and path.read_bytes() == text.encode():
            return
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise ConfigError(f"{path}: cannot be written: {error.strerror}; nothing was changed") from None


def _line(decision: Decision) -> str:
    import tomli_w

    values: dict[str, Any] = {
        "digest": decision.digest.hex(),
        "id": decision.id,
        "rule": decision.rule,
        "decision": str(decision.choice),
        "setting": decision.setting,
        "reason": decision.reason,
        "by": decision.by,
        "until": decision.until,
    }
    return "{ " + ", ".join(tomli_w.dumps({key: value}).strip() for key, value in values.items() if value) + " }"


def _rules(seen: tuple[Record, ...]) -> list[str]:
    lines = [
        f'  {{ seen = {one.day}, version = {_text(one.version)}, marks = "{"".join(sorted(one.marks))}" }},\n'
        for one in sorted(seen, key=lambda one: (one.day, one.version, sorted(one.marks)))
    ]
    return [_RULES_HEAD, *lines, "]\n"] if lines else []


def _text(value: str) -> str:
    import tomli_w

    return tomli_w.dumps({"x": value}).strip().removeprefix("x = ")


def _seen(name: str, data: Mapping[str, Any]) -> tuple[Record, ...]:
    records = data.get("rules", [])
    where = f"{name}: rules"
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise ConfigError(f"{where} must be a list with one {{ seen, version, marks }} a line")
    found = set()
    for one in records:
        _check_keys(where, one, _RECORD)
        day, version, marks = (one.get(key) for key in _RECORD)
        if type(day) is not date or not isinstance(version, str) or not isinstance(marks, str) or len(marks) % MARK:
            raise ConfigError(f"{where}: a line is not as it was written; take it from an earlier commit, or delete it")
        found.add(Record(day, version, frozenset(marks[at : at + MARK] for at in range(0, len(marks), MARK))))
    return tuple(sorted(found, key=lambda one: (one.day, one.version, sorted(one.marks))))


def _names(name: str, data: Mapping[str, Any]) -> dict[str, str]:
    rows = data.get("names", [])
    where = f"{name}: names"
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise ConfigError(f"{where} must be a list with one {{ digest, setting }} a line")
    found: dict[str, str] = {}
    for one in rows:
        _check_keys(where, one, ("digest", "setting"))
        digest, setting = one.get("digest"), one.get("setting")
        if not isinstance(digest, str) or not isinstance(setting, str) or not re.fullmatch(_NAME, setting):
            raise ConfigError(f'{where}: {setting}: a name is letters, digits and _, as in: setting = "FORMS_DATABASE"')
        if found.setdefault(digest, setting) != setting:
            raise ConfigError(f"{where}: one value is {found[digest]} and {setting}; delete one of the lines")
    return found


def _entry(name: str, data: Mapping[str, Any]) -> Decision:
    label = data.get("id") or data.get("digest") or "an entry without id"
    where = f"{name}: {label}"
    _check_keys(where, data, _FIELDS)
    for key in _NEEDED:
        if key not in data:
            raise ConfigError(f"{where}: `{key}` is missing")
    for key, value in data.items():
        if key == "until":
            if type(value) is not date:
                raise ConfigError(f"{where}: `until` must be a date, as in: until = 2027-01-31")
        elif not isinstance(value, str):
            raise ConfigError(f"{where}: `{key}` must be text in quotes")
    try:
        digest = bytes.fromhex(data["digest"])
    except ValueError:
        raise ConfigError(f"{where}: `digest` must be hex digits") from None
    choices = [str(choice) for choice in Choice]
    if data["decision"] not in choices:
        raise ConfigError(f"{where}: unknown decision `{data['decision']}`{_nearest(data['decision'], choices)}")
    return Decision(
        digest=digest,
        id=data["id"],
        rule=data["rule"],
        choice=Choice(data["decision"]),
        setting=data.get("setting", ""),
        reason=data.get("reason", ""),
        by=data.get("by", ""),
        until=data.get("until"),
    )


def _key(name: str, value: object) -> bytes:
    try:
        key = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise ConfigError(
            f"{name}: `key` must be {KEY_BYTES} bytes in base64; take it from an earlier commit of this file"
        )
    return key


def _check_keys(where: str, data: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in data:
        if key not in known:
            raise ConfigError(f"{where}: unknown key `{key}`{_nearest(key, known)}")


def _nearest(word: str, known: tuple[str, ...] | list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1)
    return f"; did you mean `{near[0]}`?" if near else f"; known are {', '.join(known)}"
