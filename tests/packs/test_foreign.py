"""gitleaks and betterleaks files, unchanged: what becomes a rule of ours, what is named, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from opencouncil.errors import PackError
from opencouncil.model.rules import Kind
from opencouncil.packs.check import find_in
from opencouncil.packs.filters import read_filter
from opencouncil.packs.foreign import load_foreign
from opencouncil.packs.groups import name_value
from opencouncil.packs.load import load
from opencouncil.packs.rule import Requirement, Rule

TOKEN = "exa_" + "k9X2mQ7pT4vW8zR3"


def rule_of(folder: Path, text: str, name: str = "gitleaks.toml") -> Rule:
    path = folder / name
    path.write_text(text, "utf-8")
    return load_foreign(path).rules[0]


def values(rule: Rule, text: str) -> list[str]:
    return [found.value.decode() for found in find_in(rule, text.encode())]


BASE = """
[[rules]]
id = "example-token"
description = "Example token"
regex = '''(?i)token\\s*=\\s*["']?(exa_[a-z0-9]{16})["']?'''
"""


def test_a_rule_keeps_its_words_and_its_value_is_the_first_group(tmp_path: Path) -> None:
    rule = rule_of(tmp_path, BASE + 'keywords = ["EXA_"]\nentropy = 3\ntags = ["x"]\n')
    assert (rule.id, rule.title, rule.kind, rule.pack) == (
        "gitleaks:example-token",
        "Example token",
        Kind.CREDENTIAL,
        "gitleaks",
    )
    assert values(rule, f'TOKEN = "{TOKEN}"') == [TOKEN]
    assert rule.keywords == ("exa_",)


def test_an_entropy_that_is_just_reached_is_not_enough(tmp_path: Path) -> None:
    text = "token=exa_" + "aabbccddeeffgghh"
    assert values(rule_of(tmp_path, BASE + "entropy = 3.2\n"), text) != []
    exact = BASE.replace("(exa_[a-z0-9]{16})", "exa_([a-z0-9]{16})")
    assert values(rule_of(tmp_path, exact + "entropy = 2.99\n"), text) != []
    assert values(rule_of(tmp_path, exact + "entropy = 3.0\n"), text) == []


def test_a_keyword_must_stand_somewhere_in_the_text(tmp_path: Path) -> None:
    rule = rule_of(tmp_path, BASE + 'keywords = ["vendor"]\n')
    assert values(rule, f"token={TOKEN}") == []
    assert values(rule, f"# for VENDOR\ntoken={TOKEN}") == [TOKEN]


@pytest.mark.parametrize(
    ("allowlist", "text", "found"),
    [
        ("regexes = ['k9X']", "token={}", False),
        ("regexes = ['token']", "token={}", True),
        ("regexTarget = 'match'\nregexes = ['^token']", "token={}", False),
        ("regexTarget = 'line'\nregexes = ['# ok']", "token={} # ok", False),
        ("regexTarget = 'line'\nregexes = ['# ok']", "# ok\ntoken={}", True),
        ("stopwords = ['MQ7P']", "token={}", False),
        ("stopwords = ['mq7p']\nregexes = ['nothing']", "token={}", False),
        ("condition = 'AND'\nstopwords = ['mq7p']\nregexes = ['nothing']", "token={}", True),
        ("condition = '&&'\nstopwords = ['mq7p']\nregexes = ['exa_']", "token={}", False),
    ],
)
@pytest.mark.parametrize("table", ["[[rules.allowlists]]", "[rules.allowlist]", "[[allowlists]]", "[allowlist]"])
def test_allowlists_in_the_old_and_the_new_spelling(
    tmp_path: Path, table: str, allowlist: str, text: str, found: bool
) -> None:
    rule = rule_of(tmp_path, f"{BASE}\n{table}\n{allowlist}\n")
    assert bool(values(rule, text.format(TOKEN))) is found


def test_paths_and_commits_are_left_to_triage_in_either_case(tmp_path: Path) -> None:
    text = "path = '(?i)\\.TF$'\n[[rules.allowlists]]\npaths = ['^Tests/']\ncommits = [' ABCDEF ']\n"
    rule = rule_of(tmp_path, BASE + text)
    assert rule.paths == (r"(?i:(?i)\.TF$)",)
    assert rule.not_paths == ("(?i:^Tests/)",)
    assert rule.not_commits == ("abcdef",)
    assert rule.allowlists == ()


def test_a_rule_of_paths_alone_is_a_file_rule(tmp_path: Path) -> None:
    rule = rule_of(tmp_path, "[[rules]]\nid = 'p12'\npath = '(?i)\\.p12$'\n")
    assert (rule.kind, rule.name, rule.pattern) == (Kind.FILE, r"(?i)\.p12$", None)


def test_a_global_allowlist_may_be_meant_for_some_rules(tmp_path: Path) -> None:
    second = BASE.replace("example-token", "other-token")
    text = BASE + second + "[[allowlists]]\ntargetRules = ['other-token']\nregexes = ['exa_']\n"
    path = tmp_path / "gitleaks.toml"
    path.write_text(text, "utf-8")
    first, other = load_foreign(path).rules
    assert values(first, f"token={TOKEN}") == [TOKEN]
    assert values(other, f"token={TOKEN}") == []


def test_required_rules_are_requirements(tmp_path: Path) -> None:
    text = (
        BASE
        + "[[rules.required]]\nid = 'helper'\nwithinLines = 5\n"
        + "[[rules]]\nid = 'helper'\nregex = 'h'\nskipReport = true\n"
    )
    path = tmp_path / "gitleaks.toml"
    path.write_text(text, "utf-8")
    rule, helper = load_foreign(path).rules
    assert rule.requires == (Requirement("gitleaks:helper", 5, None),)
    assert (rule.report, helper.report) == (True, False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[rules]]\nregex = 'x'\n", "a rule has no id; add one: x"),
        ("[[rules]]\nid = 'x'\n", "rule x: neither regex nor path; it would find nothing"),
        ("[[rules]]\nid = 'x'\nregex = '(a)'\nsecretGroup = 2\n", "rule x: secretGroup 2: the pattern has 1 groups"),
        (
            "[[rules]]\nid = 'x'\nregex = 'a'\n[[rules.allowlists]]\ndescription = 'y'\n",
            "needs commits, paths, regexes or",
        ),
        ("[[rules]]\nid = 'x'\nregex = 'a'\n[[rules.required]]\nid = 'y'\n", "requires gitleaks:y, which is not there"),
        ("[[allowlists]]\ntargetRules = ['x']\nregexes = ['a']\n", "key allowlists.targetRules: there is no rule x"),
        (
            "[allowlist]\npaths = ['a']\n[[allowlists]]\npaths = ['b']\n",
            "key allowlist: the old spelling cannot stand beside",
        ),
        (
            BASE + "[[rules.allowlists]]\ncondition = 'XOR'\nregexes = ['a']\n",
            "key condition: 'XOR' is neither AND nor OR",
        ),
        (
            BASE + "[[rules.allowlists]]\nregexTarget = 'file'\nregexes = ['a']\n",
            "key regexTarget: 'file' is none of secret",
        ),
        (
            "[extend]\nuseDefault = true\n",
            "key extend.useDefault: the default rules of that tool are not part of opencouncil",
        ),
        ("[extend]\nuseDefault = true\npath = 'x'\n", "key extend: path and useDefault exclude each other"),
        ("[extend]\nurl = 'https://example.org/x'\n", "key extend.url: nothing is fetched"),
        ("[extend]\npath = 'absent.toml'\n", "absent.toml: cannot be read"),
        ("[[rules]]\nid = 'x'\nregex = 'a'\nkeywords = 5\n", "a value has the wrong type"),
        ("rules = 5\n", "a value has the wrong type"),
        ("rules = ['x']\n", "a value has the wrong type"),
        (BASE + "entropy = 'high'\n", "a value has the wrong type"),
        ("[rules\n", "not TOML"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "gitleaks.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(PackError) as error:
        load_foreign(path)
    assert str(tmp_path) in str(error.value)
    assert message in str(error.value)


def test_what_would_only_report_less_is_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "gitleaks.toml"
    path.write_text(
        BASE + "colour = 1\n[[rules.allowlists]]\ncondition = 'AND'\npaths = ['x']\nregexes = ['exa_']\n", "utf-8"
    )
    found = load_foreign(path)
    unknown, joined = found.notes
    assert unknown == f"{path}: rule example-token: key colour is not known and not used"
    assert joined.endswith("joins content, path and commit by AND is not applied, so more is reported")
    assert values(found.rules[0], f"token={TOKEN}") == [TOKEN]


def test_a_file_extends_another_one(tmp_path: Path) -> None:
    base = tmp_path / "base.toml"
    base.write_text(BASE + "keywords = ['exa_']\n[[rules]]\nid = 'a-second'\nregex = 'second'\n", "utf-8")
    path = tmp_path / "own.toml"
    own = "[extend]\npath = 'base.toml'\ndisabledRules = ['a-second']\n"
    own += "[[rules]]\nid = 'example-token'\ndescription = 'Ours'\nkeywords = ['tok']\n"
    path.write_text(own + "[allowlist]\nregexes = ['nothing']\n", "utf-8")
    (rule,) = load_foreign(path).rules
    assert (rule.title, rule.keywords) == ("Ours", ("exa_", "tok"))
    assert rule.pattern is not None


def test_a_chain_of_extensions_ends_after_two(tmp_path: Path) -> None:
    for number in range(4):
        text = f"[extend]\npath = '{number + 1}.toml'\n" if number < 3 else ""
        (tmp_path / f"{number}.toml").write_text(f"{text}[[rules]]\nid = 'r{number}'\nregex = 'x{number}'\n", "utf-8")
    assert len(load_foreign(tmp_path / "1.toml").rules) == 3
    with pytest.raises(PackError, match=r"2\.toml: key extend: more than 2 files deep"):
        load_foreign(tmp_path / "0.toml")


def test_a_default_file_is_taken_where_it_is_given(tmp_path: Path) -> None:
    default = tmp_path / "gitleaks.toml"
    default.write_text(BASE, "utf-8")
    own = tmp_path / ".gitleaks.toml"
    own.write_text("[extend]\nuseDefault = true\n[[rules]]\nid = 'own'\nregex = 'own'\n", "utf-8")
    rules = load([default, own], parameters={}, council=None, bundled=False)
    assert sorted(rules.by_id) == ["gitleaks:example-token", "gitleaks:own"]


FILTERED = BASE + "filter = '''EXPRESSION'''\n"


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ('entropy(finding["secret"]) <= 3.0', True),
        ('filter.entropy(finding["secret"]) < 5', False),
        ('entropy(finding["secret"]) <= 3.0 || matchesAny(finding["secret"], [`^exa_`])', False),
        ('matchesAny(finding["secret"], [\n  `nothing`, // why\n  "exa_\\\\d"\n])', True),
        ('(matchesAny(finding["match"], [`^token`]) || containsAny(finding["secret"], ["zzz"]))', False),
        ('containsAny(finding["secret"], ["MQ7P"])', False),
        ('matchesAny(finding["line"], [`# ok`])', True),
        ('!matchesAny(finding["secret"], [`[0-9]{2}`])', False),
        ('!filter.matchesAny(finding["secret"], [`[0-9]`])', True),
    ],
)
def test_betterleaks_filters_that_are_data_are_applied(tmp_path: Path, expression: str, found: bool) -> None:
    rule = rule_of(tmp_path, FILTERED.replace("EXPRESSION", expression), "betterleaks.toml")
    assert rule.id == "betterleaks:example-token"
    assert bool(values(rule, f"token={TOKEN}")) is found


def test_a_filter_on_the_path_is_left_to_triage(tmp_path: Path) -> None:
    text = 'prefilter = """matchesAny(get(attributes, "path", ""), [`\\\\.md$`])"""\n' + BASE
    rule = rule_of(
        tmp_path, text + "filter = '''matchesAny((attributes[\"path\"] ?? \"\"), [`^docs/`])'''\n", "betterleaks.toml"
    )
    assert rule.not_paths == ("(?i:^docs/)", r"(?i:\.md$)")


def test_a_condition_that_is_no_data_is_counted_and_named(tmp_path: Path) -> None:
    path = tmp_path / "betterleaks.toml"
    expression = 'let x = finding["secret"]; entropy(x) < 3 || failsTokenEfficiency(finding["secret"])'
    expression += ' || entropy(finding["secret"]) < 1'
    path.write_text(FILTERED.replace("EXPRESSION", expression), "utf-8")
    found = load_foreign(path)
    (note,) = found.notes
    assert note.startswith(f"{path}: rule example-token: filter: 2 of its conditions not applied, so more is reported")
    assert note.endswith("the first is entropy(x) < 3")
    assert found.rules[0].entropy == 1.0


def test_a_filter_is_split_at_its_outermost_or() -> None:
    found = read_filter('(matchesAny(finding["secret"], [`a||b`]) || (entropy(finding["secret"]) < 2))')
    assert (found.values, found.least, found.unknown) == (("a||b",), 2.0, ())
    both = read_filter('matchesAny(finding["secret"], [`a`]) && entropy(finding["secret"]) < 2')
    assert (both.values, both.least, len(both.unknown)) == ((), None, 1)


@pytest.mark.parametrize(
    ("pattern", "group", "named"),
    [
        ("a(b)c", None, "a(?P<value>b)c"),
        ("a(b)|(?:c)(d)", None, "a(?P<value>b)|(?:c)(?P<value2>d)"),
        ("(a)(b)", 2, "(?:a)(?P<value>b)"),
        (r"\((a)[(](b)\Q(\E", 2, r"\((?:a)[(](?P<value>b)\Q(\E"),
        ("(?P<key>a)(?<v>b)", 1, "(?P<value>a)(?:b)"),
        ("[]()](a)", None, "[]()](?P<value>a)"),
        ("(?i)abc", None, "(?i)abc"),
    ],
)
def test_the_secret_group_gets_our_name(pattern: str, group: int | None, named: str) -> None:
    assert name_value(pattern, group, whole=False) == named
    assert name_value(pattern, group, whole=True) == f"(?P<match>{named})"
