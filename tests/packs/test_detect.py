"""detect-secrets' plugins as rules: the same finds, no verification, no code by name from a file."""

from __future__ import annotations

import random
import re
import string
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencouncil.errors import PackError
from opencouncil.exact import compiled
from opencouncil.packs.check import find_in
from opencouncil.packs.detect import found, plugin_rules
from opencouncil.packs.pythonic import to_re2
from opencouncil.packs.rule import Rule
from opencouncil.packs.syntax import shape

PLUGINS = [
    *(
        "ArtifactoryDetector",
        "AWSKeyDetector",
        "AzureStorageKeyDetector",
        "Base64HighEntropyString",
        "BasicAuthDetector",
    ),
    *(
        "CloudantDetector",
        "DiscordBotTokenDetector",
        "GitHubTokenDetector",
        "GitLabTokenDetector",
        "HexHighEntropyString",
    ),
    *(
        "IbmCloudIamDetector",
        "IbmCosHmacDetector",
        "IPPublicDetector",
        "JwtTokenDetector",
        "KeywordDetector",
        "NpmDetector",
    ),
    *(
        "MailchimpDetector",
        "OpenAIDetector",
        "PrivateKeyDetector",
        "PypiTokenDetector",
        "SendGridDetector",
        "SlackDetector",
    ),
    *("SoftlayerDetector", "SquareOAuthDetector", "StripeDetector", "TelegramBotTokenDetector", "TwilioKeyDetector"),
]
MIXED = "k9X2mQ7pT4vW8zR3bN6c"
LINES = {
    "AWSKeyDetector": 'key = "AKIA' + "Z7QK3WJX2M5N6P4R" + '"',
    "KeywordDetector": 'password = "hun' + 'ter2xyz"',
    "BasicAuthDetector": "https://user:hun" + "ter2xyz@example.org/",
    "IPPublicDetector": "host=51.23.44.8:80",
    "Base64HighEntropyString": f"'{MIXED}HsLdFgJnYe5uAoCiGq0rM'",
    "HexHighEntropyString": "'" + "9f86d081884c7d65" + "9a2feaa0c55ad015'",
    "SlackDetector": "xo" + "xb-1234-5678-abcdef",
    "StripeDetector": "sk" + "_live_" + MIXED + "abcd",
    "PrivateKeyDetector": "-----BEGIN RSA " + "PRIVATE KEY-----",
}


def rule_of(plugin: str) -> Rule:
    return plugin_rules([plugin])[0]


@pytest.mark.parametrize("plugin", PLUGINS)
def test_every_plugin_is_a_rule_that_the_engine_takes(plugin: str) -> None:
    rule = rule_of(plugin)
    assert rule.id.startswith("detect-secrets:")
    assert shape(rule.pattern or "").min_width > 0
    compiled(rule.pattern or "")


@pytest.mark.parametrize(("plugin", "line"), LINES.items())
def test_a_rule_finds_what_its_plugin_finds(plugin: str, line: str) -> None:
    text = f"first\n  {line}\nlast\n"
    values = {candidate.value.decode() for candidate in find_in(rule_of(plugin), text.encode())}
    assert values == set(found(plugin, f"  {line}"))
    assert values


@given(st.sampled_from(sorted(LINES)), st.text(string.printable, max_size=30), st.text("é\t 'x", max_size=8))
def test_text_around_a_secret_changes_nothing(plugin: str, before: str, after: str) -> None:
    line = re.sub(r"[\n\r\v\f]", " ", f"{before} {LINES[plugin]}{after}")
    values = {candidate.value.decode() for candidate in find_in(rule_of(plugin), f"x\n{line}\ny".encode())}
    assert values == set(found(plugin, line))


def test_two_secrets_in_one_line_are_found_once_each() -> None:
    line = 'password = "hun' + 'ter2xyz"; if ("zork' + '99zz" == my_secret) {}'
    values = [candidate.value for candidate in find_in(rule_of("KeywordDetector"), line.encode())]
    assert sorted(values) == [b"hun" + b"ter2xyz", b"zork" + b"99zz"]


def test_only_detect_secrets_own_plugins_can_be_named() -> None:
    assert rule_of("detect_secrets.plugins.aws.AWSKeyDetector").id == "detect-secrets:aws-access-key"
    for name in ("os.system", "evil.AWSKeyDetector", "NoSuchDetector", ""):
        with pytest.raises(PackError, match="detect-secrets has no plugin"):
            plugin_rules([name])


def test_detect_secrets_is_imported_only_when_something_of_it_is_used() -> None:
    code = "import sys, opencouncil.packs.detect, opencouncil.packs.load as packs\n"
    code += "packs.load([], parameters={}, council=None)\n"
    code += "print({'detect_secrets', 'requests', 'phonenumbers', 'stdnum', 're2'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": sys.path[0]}
    )
    assert done.stdout.strip() == "set()"


PIECES = (
    "a",
    "[a-c]",
    r"\w",
    r"\s",
    r"\d",
    ".",
    "[^a]",
    "(a|b)",
    "(?:ab|c)+",
    "é",
    "[é-ü]",
    r"\b",
    "(?=a)",
    "(?<!b)",
    "(?!c)",
    "x*?",
    "[^é]",
)


@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=5),
    st.text("abcx é_1-", max_size=12),
    st.sampled_from([0, re.I, re.S]),
)
def test_the_translation_finds_at_least_as_much(pieces: list[str], text: str, flags: int) -> None:
    pattern = "".join(pieces)
    translated = compiled(to_re2(pattern, flags))
    for match in re.finditer(pattern, text, flags):
        start, end = len(text[: match.start()].encode()), len(text[: match.end()].encode())
        inside = translated.search(text.encode(), start)
        assert inside is not None
        assert inside.start() <= start
        assert inside.end() <= end or match.end() == match.start() or inside.start() <= start < inside.end()


def test_a_backreference_stands_for_what_it_repeats() -> None:
    assert compiled(to_re2(r"(['\"])(a+)\1", 0)).search(b"'aa'")
    random.seed(0)
