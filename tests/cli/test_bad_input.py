"""What goes wrong is one line that names the thing and the way out, with the right exit code, and nothing half-done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran

PACK = """
[pack]
id = "own"
title = "Our own"

[[rule]]
id = "desk-number"
title = "Desk number"
kind = "configuration"
severity = "low"
confidence = "medium"
treatment = "setting"
pattern = '''DESK-[0-9]{4}'''
why = "It says where somebody sits."
do = "Take it out."
examples = ["DESK-1234", "at DESK-9999"]
counter_examples = ["DESK-12", "desk 1234"]
"""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scan", "nowhere"], "nowhere: no such file or folder"),
        (["scan", ".", "--format", "jsn"], "did you mean json?"),
        (["scan", ".", "--for", "publsh"], "did you mean publish?"),
        (["scan", ".", "--kind", "credentials"], "did you mean credential?"),
        (["scan", ".", "--fail-on", "secrets"], "--fail-on: unknown kind `secrets`"),
        (["scan", ".", "--rules", "none.toml"], "none.toml: no such rule pack"),
        (["scan", ".", "--config", "wrong.toml"], "unknown key `council.nam`; did you mean `name`?"),
        (["scan", ".", "--output", "no/where.json", "--format", "json"], "no/where.json: cannot be written"),
        (["show", "ZZZZ"], "ZZZZ: no finding has this id"),
        (["show"], "name one finding"),
        (["report", "none.json"], "none.json: cannot be read"),
        (["decide", "ZZZZ", "latr"], "did you mean later?"),
        (["decide", "ZZZZ", "later", "--until", "Friday"], "--until Friday: write a day as"),
        (["decide", "ZZZZ", "setting"], "ZZZZ: no finding has this id"),
        (["scan", "--rule", "nhs-numbr"], "--rule nhs-numbr: no rule has this id; `"),
        (["scan", "--rule", "nhs-numbr"], "rules list` lists them; did you mean nhs-number?"),
        (["scan", "--exclude-rule", "nhs-numbr"], "--exclude-rule nhs-numbr: no rule has this id"),
        (["decide", "--all-new", "later"], "say why"),
        (["rules", "show", "nhs-numbr"], "did you mean nhs-number?"),
        (["rules", "show", "zzz"], "rules list` lists them"),
        (["scan", "--show-values"], "--show-values: shows them to a person at a terminal"),
        (["scan", "--staged", "--format", "jsn"], "did you mean json?"),
    ],
)
def test_a_wrong_word_gets_the_right_one(
    arguments: list[str], said: str, tmp_path: Path, cli: Callable[..., Ran]
) -> None:
    (tmp_path / "wrong.toml").write_text('[council]\nnam = "x"\n')
    before = sorted(path.name for path in tmp_path.iterdir())
    ran = cli(*arguments, cwd=tmp_path)
    assert ran.exit == 2
    assert said in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("pattern =", "patern ="), "key patern: unknown"),
        (("[0-9]{4}'''", "[0-9{4}'''"), "pattern"),
        (('examples = ["DESK-1234", "at DESK-9999"]\n', ""), "key examples: missing"),
        (('id = "desk-number"', 'id = "nhs-number"'), "already used"),
        (('severity = "low"', 'severity = "lowish"'), "severity"),
    ],
)
def test_a_bad_pack_is_named_with_its_rule_and_key(
    change: tuple[str, str], said: str, tmp_path: Path, cli: Callable[..., Ran]
) -> None:
    pack = tmp_path / "own.toml"
    pack.write_text(PACK.replace(*change))
    ran = cli("scan", ".", "--rules", "own.toml", cwd=tmp_path)
    assert (ran.exit, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert "own.toml" in ran.stderr


def test_an_empty_repository_has_nothing_to_do(
    tmp_path: Path, cli: Callable[..., Ran], git: Callable[..., bytes]
) -> None:
    git(tmp_path, "init", "-q")
    assert cli("scan", cwd=tmp_path).exit == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_said_and_is_no_crash(tmp_path: Path, cli: Callable[..., Ran]) -> None:
    ran = cli("scan", ".", "--output", "/dev/full", cwd=tmp_path)
    assert ran.exit == 2
    assert "/dev/full" in ran.stderr


def test_a_decision_is_written_and_holds(tmp_path: Path, cli: Callable[..., Ran]) -> None:
    (tmp_path / "deploy.sh").write_text(f'export DB_PASSWORD="{"Kx7".ljust(4, "!")}{"vQ2mZ9"}tR"\n')
    first = cli("scan", "--format", "json", cwd=tmp_path)
    assert first.exit == 1
    screen = cli("scan", cwd=tmp_path).stdout
    finding = next(line.split()[0] for line in screen.splitlines() if "deploy.sh:1" in line)
    decided = cli("decide", finding, "not-sensitive", "--reason", "a training server", cwd=tmp_path)
    assert decided.exit == 0, decided.stderr
    assert "a training server" in (tmp_path / "opencouncil.decisions.toml").read_text()
    assert cli("scan", cwd=tmp_path).exit == 0
    assert cli("scan", "--for", "publish", cwd=tmp_path).exit == 0


def test_later_quiets_the_gate_and_never_publishes(tmp_path: Path, cli: Callable[..., Ran]) -> None:
    (tmp_path / "deploy.sh").write_text(f'export DB_PASSWORD="{"Kx7".ljust(4, "!")}{"vQ2mZ9"}tR"\n')
    said = cli("decide", "--all-new", "later", "--reason", "supplier", "--until", "2999-01-01", cwd=tmp_path)
    assert said.exit == 0, said.stderr
    assert cli("scan", cwd=tmp_path).exit == 0
    assert cli("scan", "--for", "publish", cwd=tmp_path).exit == 1
