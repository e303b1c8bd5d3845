"""Rule files: what is read, what is refused and how the refusal reads."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from opencouncil.errors import PackError
from opencouncil.exact import compiled
from opencouncil.model.content import ObjectKind
from opencouncil.model.rules import Kind, Severity
from opencouncil.packs import texts
from opencouncil.packs.council import CouncilProfile
from opencouncil.packs.examples import alphabet_of, expand
from opencouncil.packs.load import load
from opencouncil.packs.rule import RuleSet

HEAD = """
[pack]
id = "own"
title = "Our own rules"
[pack.parameters]
reference = 'CT\\d{6}'
"""
RULE = {
    "id": '"council-tax-reference"',
    "title": '"Council tax reference"',
    "kind": '"personal-data"',
    "severity": '"high"',
    "confidence": '"medium"',
    "treatment": '"example"',
    "pattern": "'''\\bref: (?P<value>{{reference}})'''",
    "why": '"It names a household."',
    "do": '"Replace it by CT000000."',
    "examples": "['ref: CT<<0-9*6>>']",
    "counter_examples": "['ref: CTO']",
}


def write(folder: Path, file: str = "own.toml", head: str = HEAD, **changes: str | None) -> Path:
    """A pack with one rule, some of whose keys are changed or (None) left out."""
    keys = {key: value for key, value in (RULE | changes).items() if value is not None}
    path = folder / file
    path.write_text(head + "\n[[rule]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items()), "utf-8")
    return path


def loaded(*paths: Path, **parameters: str) -> RuleSet:
    return load(paths, parameters=parameters, council=None, bundled=False)


def test_a_rule_is_read_with_its_parameters(tmp_path: Path) -> None:
    path = write(tmp_path, objects='["commit"]', setting='{ name = "CT_REF", example = "CT000000" }', entropy="2")
    (rule,) = loaded(path).rules
    assert (rule.id, rule.kind, rule.severity, rule.pack) == (
        "council-tax-reference",
        Kind.PERSONAL_DATA,
        Severity.HIGH,
        "own",
    )
    assert rule.pattern == r"\bref: (?P<value>(?:CT\d{6}))"
    assert rule.objects == {ObjectKind.COMMIT}
    assert rule.setting is not None
    assert rule.setting.name == "CT_REF"
    assert loaded(path, reference=r"\d{9}").rules[0].pattern == r"\bref: (?P<value>(?:\d{9}))"


def test_a_rule_names_other_peoples_code_as_the_whole_tool_does(tmp_path: Path) -> None:
    (rule,) = loaded(write(tmp_path, not_paths="['{{others.code}}']")).rules

    assert compiled(rule.not_paths[0]).search(b"web/modules/contrib/forms/forms.module")
    assert not compiled(rule.not_paths[0]).search(b"web/modules/custom/forms/forms.module")
    kit = [b"docs/documentation/install/introduction.md", b"docs/documentation/using-verify.md", b"lib/usage_data.js"]
    own = [
        b"docs/documentation/forms.md",
        b"docs/install/introduction.md",
        b"lib/usage_data.json",
        b"app/usage_data.js",
    ]
    assert [path for path in (*kit, *own) if compiled(rule.not_paths[0]).search(path)] == kit


def test_a_rule_names_the_paths_of_tests_as_the_whole_tool_does(tmp_path: Path) -> None:
    (rule,) = loaded(write(tmp_path, low_at="['{{trials.paths}}']")).rules

    assert compiled(rule.low_at[0]).search(b"t/forms/login.yml")
    assert not compiled(rule.low_at[0]).search(b"lib/forms/login.yml")


def test_a_pack_says_for_all_of_its_rules_where_they_find_nothing(tmp_path: Path) -> None:
    head = HEAD.replace("[pack]\n", "[pack]\nnot_paths = ['{{others.packages}}']\n")
    own, packages = loaded(write(tmp_path, head=head, not_paths="['^docs/']")).rules[0].not_paths

    assert own == "^docs/"
    installed = ["node_modules/x/a.js", "vendor/symfony/console/tests/a.php", "vendor/x/y/composer.json"]
    others = ["vendor/a.js", "vendor/assets/js/a.js", "views/vendor/mail/html/header.php", "src/modules/a.php"]
    assert [path for path in (*installed, *others) if compiled(packages).search(path.encode())] == installed


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"patern": "'x'"}, "key patern: unknown; a rule takes id, title"),
        ({"why": None}, "key why: missing"),
        ({"why": '" "'}, "key why: must be a text that is not empty"),
        ({"severity": '"urgent"'}, "key severity: 'urgent' is none of critical, high, medium, low, note"),
        ({"severity": "3"}, "key severity: 3 is none of"),
        ({"kind": '"secret"'}, "key kind: 'secret' is none of credential, personal-data"),
        ({"checks": '["nhs"]'}, "key checks: 'nhs' is no check; there are"),
        ({"checks": '"nino"'}, "key checks: must be a list of texts"),
        ({"entropy": "true"}, "key entropy: must be a number above 0"),
        ({"entropy": "9"}, "key entropy: must be a number above 0"),
        ({"pattern": None}, "key pattern: missing"),
        (
            {"pattern": "'{{referense}}'"},
            "key pattern: parameter {{referense}} is not declared under [pack.parameters]",
        ),
        ({"examples": "[]"}, "key examples: give at least one, so that the rule proves itself"),
        ({"counter_examples": None}, "key counter_examples: missing"),
        ({"name": "'x'"}, 'key name: only for kind = "file"'),
        ({"kind": '"file"', "pattern": None}, 'key name: missing; a rule of kind "file" needs name, magic or pattern'),
        ({"family": '"host"'}, "key family: 'host' is none of value, host-suffix"),
        ({"objects": '["tree"]'}, "key objects: 'tree' is none of blob, commit, tag"),
        ({"setting": '{ name = "smtp" }'}, "key setting.name: must be upper-case words joined by underscores"),
        ({"setting": '{ name = "X", kind = "y" }'}, "key setting.kind: unknown; a setting takes name, type"),
    ],
)
def test_a_refusal_names_file_rule_key_and_the_way_out(
    tmp_path: Path, changes: dict[str, str | None], message: str
) -> None:
    path = write(tmp_path, **changes)
    with pytest.raises(PackError) as error:
        loaded(path)
    assert str(error.value).startswith(f"{path}: rule council-tax-reference: ")
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[pack]\nid = 'a'\n", "[pack] key title: must be a text"),
        ("[pack]\nid = 'A b'\ntitle = 'x'\n", "[pack] key id: 'A b' must be lower-case words joined by hyphens"),
        (
            "[pack]\nid = 'a'\ntitle = 'x'\nauthor = 'y'\n",
            "key author: unknown; it takes id, not_paths, parameters, title",
        ),
        ("[pack]\nid = 'a'\ntitle = 'x'\nnot_paths = 'y'\n", "[pack] key not_paths: must be a list of texts"),
        ("title = 'x'\n", "key pack: missing; a rule pack begins with [pack]"),
        (HEAD + "[rule]\nid = 'x'\n", "key rule: write each rule under [[rule]]"),
        (HEAD + "[[rule]]\nid = 'Not Kebab'\n", "rule 1: key id: 'Not Kebab' must be lower-case words"),
        ("[pack\n", "not TOML"),
    ],
)
def test_a_file_that_is_no_pack_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(PackError) as error:
        loaded(path)
    assert str(error.value).startswith(f"{path}: ")
    assert message in str(error.value)


def test_files_that_are_not_there_or_not_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="no such rule pack"):
        loaded(tmp_path / "absent.toml")
    with pytest.raises(PackError, match=r"no rule pack here; a pack is a file that ends in \.toml"):
        loaded(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9\n")
    with pytest.raises(PackError, match="not UTF-8 at byte 5"):
        loaded(tmp_path)


def test_an_id_stands_for_one_rule_and_a_parameter_for_one_pack(tmp_path: Path) -> None:
    write(tmp_path, "one.toml")
    other = HEAD.replace(r"CT\\d{6}", "X").replace("CT", "XX").replace('"own"', '"other"')
    two = write(tmp_path, "two.toml", head=other, id='"other-reference"')
    one, second = loaded(tmp_path).rules
    assert "CT" in (one.pattern or "")
    assert "XX" in (second.pattern or "")
    write(tmp_path, "two.toml", head=other)
    with pytest.raises(PackError) as error:
        loaded(tmp_path)
    assert str(error.value).startswith(
        f"{two}: rule council-tax-reference: key id: already used in {tmp_path / 'one.toml'}"
    )


def test_a_parameter_that_no_pack_declares_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"\[parameters\] referense: no rule pack declares it; packs declare reference"):
        loaded(write(tmp_path), referense="x")


def test_the_councils_names_and_domains_are_parameters(tmp_path: Path) -> None:
    path = write(tmp_path, pattern="'(?i)(?P<value>{{council.names}}|{{council.domains}})'")
    profile = CouncilProfile("Exampleshire District Council", domains=("exampleshire.gov.uk",))
    (rule,) = load([path], parameters={}, council=profile, bundled=False).rules
    assert rule.pattern is not None
    find = compiled(rule.pattern)
    for text in (
        b"at www.exampleshire.gov.uk",
        b"EXAMPLESHIRE DISTRICT COUNCIL",
        b"hackney.gov.uk",
        b"Bath & North East Somerset Council",
    ):
        assert find.search(text), text
    assert not find.search(b"www.gov.uk")


def test_the_digest_changes_with_what_is_matched_and_only_then(tmp_path: Path) -> None:
    digest = loaded(write(tmp_path)).digest
    assert loaded(write(tmp_path)).digest == digest
    assert loaded(write(tmp_path, title='"Other words"', why='"Other words."', severity='"low"')).digest == digest
    for change in (
        {"pattern": "'x'"},
        {"checks": '["nino"]'},
        {"entropy": "1"},
        {"allow": "['x']"},
        {"objects": '["tag"]'},
    ):
        assert loaded(write(tmp_path, **change)).digest != digest
    assert loaded(write(tmp_path), reference="x").digest != digest


def test_the_rules_that_ship_load() -> None:
    rules = load([], parameters={}, council=None)
    assert len(rules.rules) > 300
    assert rules.by_id["nhs-number"].kind is Kind.PERSONAL_DATA


def test_an_installed_package_offers_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)
    monkeypatch.setattr(texts, "_offer", lambda: tmp_path, raising=False)
    points = [EntryPoint("example", "opencouncil.packs.texts:_offer", texts.ENTRY_POINTS)]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: points)
    assert texts.installed() == [tmp_path]
    points[:] = [EntryPoint("broken", "opencouncil.packs.shipped:VERSION", texts.ENTRY_POINTS)]
    with pytest.raises(PackError, match="installed rule pack broken: it offers neither a package nor a function"):
        texts.installed()


def test_examples_are_filled_alike_on_every_machine(tmp_path: Path) -> None:
    (rule,) = loaded(write(tmp_path)).rules
    assert expand(rule, "key=<<A-Z2-7*16>>;") == b"key=" + expand(rule, "key=<<A-Z2-7*16>>;")[4:20] + b";"
    assert expand(rule, "<<0xD0CF11E0>>") == b"\xd0\xcf\x11\xe0"
    assert len(expand(rule, "<<uuid>>")) == 36
    assert set(expand(rule, "<<hex*400>>")) <= set(b"0123456789abcdef")
    assert expand(rule, "a << b * c >> d <<>>") == b"a << b * c >> d <<>>"
    assert alphabet_of("a-c_-") == "abc_-"
    with pytest.raises(PackError, match="runs backwards"):
        expand(rule, "<<z-a*3>>")
