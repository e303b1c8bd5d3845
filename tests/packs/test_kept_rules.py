"""Rules are made once and kept: what is kept says what the packs say now, whatever became of either."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from opencouncil import config as settings
from opencouncil.errors import ConfigError, PackError
from opencouncil.model.rules import Severity
from opencouncil.packs import load as packs
from opencouncil.packs import shipped, texts
from opencouncil.packs.load import load
from opencouncil.packs.rows import row, rules_of
from opencouncil.packs.rule import Allowlist, Requirement
from opencouncil.pipeline.rulebook import Rulebook, open_rulebook
from opencouncil.scan.cached import Cache

PACK = """
[pack]
id = "own"
title = "Our own rules"
[pack.parameters]
reference = 'CT\\d{6}'
[[rule]]
id = "council-tax-reference"
title = "Council tax reference"
kind = "personal-data"
severity = "high"
confidence = "medium"
treatment = "example"
pattern = '''\\bref: (?P<value>{{reference}})'''
why = "It names a household."
do = "Replace it by CT000000."
examples = ['ref: CT<<0-9*6>>']
counter_examples = ['ref: CTO']
"""
OURS = "council-tax-reference"
Open = Callable[..., Rulebook]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(PACK, "utf-8")
    return path


@pytest.fixture
def opened(tmp_path: Path, pack: Path) -> Open:
    """Opens the rules with our own pack, the way a scan in a folder with such settings does."""

    def open_(said: str = "", *added: Path) -> Rulebook:
        (tmp_path / settings.FILE_NAME).write_text(said, "utf-8")
        return open_rulebook(settings.load(tmp_path / settings.FILE_NAME), added or (pack,), Cache(tmp_path / "cache"))

    return open_


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """How often rules were made of their packs."""
    calls: list[Any] = []
    compose = packs.compose
    monkeypatch.setattr(packs, "compose", lambda *given: calls.append(given) or compose(*given))
    return calls


def everything(book: Rulebook) -> tuple[object, ...]:
    rules = book.rules
    return (
        *(list(rules.rules), dict(rules.by_id), rules.ids, rules.version, rules.digest),
        *(rules.names, rules.composite, rules.notes, dict(book.marks)),
    )


def test_what_is_kept_is_what_was_made(opened: Open, composed: list[Any]) -> None:
    made, kept = opened(), opened()
    assert len(composed) == 1
    assert everything(kept) == everything(made)
    assert everything(made)[:3] == everything(kept)[:3]
    assert kept.rules.by_id[OURS].severity is Severity.HIGH


def test_a_worker_gets_the_same_rules(opened: Open) -> None:
    opened()
    kept = opened()
    assert list(pickle.loads(pickle.dumps(kept.rules)).rules) == list(kept.rules.rules)


def test_a_pack_that_changes_is_read_again_even_at_the_same_size_and_time(opened: Open, pack: Path) -> None:
    opened()
    times = pack.stat()
    pack.write_text(PACK.replace('"high"', '"note"'), "utf-8")
    os.utime(pack, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert pack.stat().st_size == times.st_size
    assert opened().rules.by_id[OURS].severity is Severity.NOTE
    pack.unlink()
    with pytest.raises(PackError, match="no such rule pack"):
        opened()


def test_settings_count(opened: Open) -> None:
    assert "CT" in str(opened().rules.by_id[OURS].pattern)
    assert "XY" in str(opened("[parameters]\nreference = 'XY'").rules.by_id[OURS].pattern)
    assert "CT" in str(opened().rules.by_id[OURS].pattern)
    without = opened(f'[rules]\nexclude = ["{OURS}"]')
    assert OURS not in without.rules.by_id
    assert OURS not in without.marks
    assert without.rules.digest != opened().rules.digest
    with pytest.raises(ConfigError, match="no rule is called nonesuch"):
        opened('[rules]\nexclude = ["nonesuch"]')
    named = opened('[council]\nname = "Zedland Borough Council"\ndomains = ["zedland.gov.uk"]')
    assert named.rules.digest != opened().rules.digest


def test_another_version_of_the_rules_or_of_our_code_makes_them_anew(
    opened: Open, composed: list[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened()
    monkeypatch.setattr(shipped, "VERSION", "2031.01")
    assert opened().rules.version == "2031.01"
    assert len(composed) == 2
    copy = tmp_path / "packs"
    shutil.copytree(Path(texts.__file__).parent, copy)
    monkeypatch.setattr(texts, "__file__", str(copy / "texts.py"))
    opened()
    opened()
    assert len(composed) == 3
    os.utime(copy / "checks" / "network.py", ns=(1, 1))
    opened()
    assert len(composed) == 4


def test_a_damaged_file_is_as_if_there_were_none(opened: Open, tmp_path: Path) -> None:
    whole = everything(opened())
    (kept,) = (tmp_path / "cache" / "rules").iterdir()
    content = kept.read_bytes()
    places = random.Random(7)
    damaged = [b"", content[:3], content[:-1], content + b"x", content[:4] + b"\xff" * 8 + content[12:]]
    damaged += [content[:at] + bytes((content[at] ^ 1,)) + content[at + 1 :] for at in places.sample(range(4000), 5)]
    for bad in damaged:
        kept.write_bytes(bad)
        assert everything(opened()) == whole
        assert kept.read_bytes() == content


def test_a_whole_file_with_something_else_in_it_is_as_if_there_were_none(opened: Open, tmp_path: Path) -> None:
    whole = everything(opened())
    (kept,) = (tmp_path / "cache" / "rules").iterdir()

    def lying(content: bytes) -> Cache:
        class Lying(Cache):
            def get(self, kind: str, key: str) -> bytes | None:
                return content if kind == "rules" else super().get(kind, key)

        return Lying(tmp_path / "cache")

    for content in (b"x", b"\0" * 40, (2).to_bytes(8) + b"{}", (2).to_bytes(8) + b"{}" + bytes(8)):
        book = open_rulebook(settings.Config(), (tmp_path / "own.toml",), lying(content))
        assert everything(book) == whole
    assert kept.exists()


def test_rules_of_another_tool_that_rest_on_further_files_are_read_each_time(
    opened: Open, composed: list[Any], tmp_path: Path
) -> None:
    base, own = tmp_path / "base.toml", tmp_path / "gitleaks.toml"
    base.write_text("[[rules]]\nid = 'token'\ndescription = 'A token'\nregex = 'tok-[0-9]{8}'\n", "utf-8")
    own.write_text('[extend]\npath = "base.toml"\n', "utf-8")
    assert "tok-" in str(opened("", own).rules.by_id["gitleaks:token"].pattern)
    base.write_text("[[rules]]\nid = 'token'\ndescription = 'A token'\nregex = 'key-[0-9]{8}'\n", "utf-8")
    assert "key-" in str(opened("", own).rules.by_id["gitleaks:token"].pattern)
    assert len(composed) == 2


def test_a_pack_installed_later_is_seen(tmp_path: Path, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(site)])
    shelf = Cache(tmp_path / "cache")
    assert texts.installed(shelf) == texts.installed(shelf) == []
    (site / "own_rules").mkdir()
    (site / "own_rules" / "__init__.py").write_text("")
    pack.rename(site / "own_rules" / "own.toml")
    (site / "own_rules-1.dist-info").mkdir()
    (site / "own_rules-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: own-rules\nVersion: 1\n")
    (site / "own_rules-1.dist-info" / "entry_points.txt").write_text("[opencouncil.rules]\nown = own_rules\n")
    assert texts.installed(shelf) == texts.installed(shelf) == [site / "own_rules"]


def test_every_rule_survives_its_row(pack: Path) -> None:
    rules = list(load([pack], parameters={}, council=None).rules)
    rules.append(
        replace(
            rules[0],
            requires=(Requirement("a", 3, None),),
            allowlists=(Allowlist(values=("x",), words=("y", "z"), every=True), Allowlist()),
            entropy=3.5,
            report=False,
            why='a line end\n, a quote " and \u00e9\udc80',
        )
    )
    again = rules_of([row(rule) for rule in rules])
    assert list(again) == rules
    assert all(b"\n" not in row(rule) for rule in rules)
