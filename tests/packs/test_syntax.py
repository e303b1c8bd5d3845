"""What stage 1 is given for a pattern, what its measures are, and which patterns are refused."""

from __future__ import annotations

import pytest

from opencouncil.errors import PackError
from opencouncil.packs.syntax import shape


@pytest.mark.parametrize(
    ("pattern", "stage1"),
    [
        # a repeat at the end would announce every end of every length
        ("foo.*$", "foo"),
        ("AKIA[A-Z2-7]{16,}", "AKIA[2-7A-Z]{16}"),
        (r"key=(\w+)\b", "key=[0-9A-Z_a-z]"),
        (r"a(?:b+|c{2,5}d?)+\b", "a(?:b|c{2})"),
        ("(?:ab+){3,}", "(?:ab+){2}ab"),
        # what a boundary after the end means is kept, as long as the end is where it was
        (r"AKIA[A-Z2-7]{16}\b", r"AKIA[2-7A-Z]{16}\b"),
        (r"x[a-f0-9]{32,}(?:[^a-f0-9]|$)", r"x[0-9a-f]{32,}(?:[^0-9a-f]|\z|[\x0a\x0d])"),
        # a line break stands for the end of a text among others, so that texts can be searched end to end
        ("a(?:b|$)", r"a(?:b|\z|[\x0a\x0d])"),
        # where a match begins is of no interest to stage 1
        (r"[\w.-]{0,50}password", "password"),
        (r"\w+@", "@"),
        (r"@\w+", "@[0-9A-Z_a-z]"),
        ("[a-f0-9]{8,}-", r"[0-9a-f]{8}\-"),
        (r"\b\w+@", r"\b[0-9A-Z_a-z]+@"),
        (r"(?:^|[^.\w])[.a-z]*\.gov\b", r"\.gov\b"),
        # \s is not the \s of PCRE, which takes a vertical tab; $ is the end of the text
        (r"a\sb", r"a[\x09\x0a\x0c\x0d ]b"),
        (r"a\Sb", r"a[^\x09\x0a\x0c\x0d ]b"),
        ("a$", r"a\z"),
        ("(?m)a$", "a(?m:$)"),
        ("[[:space:]]x", "x"),
        ("x[[:space:]]", r"x[\x09-\x0d ]"),
        ("[[:^alpha:]]x", "x"),
        ("x[[:^alpha:]]", "x[^A-Za-z]"),
        # flags, wherever they stand
        ("a(?i)bc|d", "(?:a(?i:bc)|(?i:d))"),
        ("(?i:a)b", "(?i:a)b"),
        ("(?s).a", "a"),
        ("(?s)a.", r"a[\x00-\xff]"),
        ("a.(?-s).b", "a..b"),
        # captures, laziness and quoting
        (r"(?P<value>a)(b)(?:c)+?d", "abc+d"),
        (r"\Qa.b*\E+c", r"a\.b\*+c"),
        ("é=1", r"\xc3\xa9=1"),
        (r"\x41\101\x{42}", "AAB"),
        # anchors in the middle, which Hyperscan refuses
        ("(?m)a$\nb", r"a\x0ab"),
        (r"x(?:^|[^a])b", r"x(?:|[^a]|[\x0a\x0d])b"),
    ],
)
def test_stage_1_announces_each_match_once_and_no_later_than_it_ends(pattern: str, stage1: str) -> None:
    assert shape(pattern).stage1 == stage1


def test_what_follows_one_of_very_many_names_is_left_to_the_second_look() -> None:
    many = "|".join(f"{a}{b}-town" for a in "abcdefghijklm" for b in "nopqrstuvw")

    assert shape(rf"(?:{many})[\w.-]*\.(?:org|com)").stage1.endswith("town)")
    assert shape(r"(?:a-town|b-town)[\w.-]*\.(?:org|com)").stage1.endswith(r"\.(?:org|com)")


@pytest.mark.parametrize(
    ("pattern", "low", "high", "newlines"),
    [
        ("abc", 3, 3, 0),
        ("a{2,5}b?", 2, 6, 0),
        ("a+", 1, None, 0),
        (r"a\s{1,3}b", 3, 5, 3),
        ("a[^b]b", 3, 3, 1),
        (r"a\W*b", 2, None, None),
        ("(?s)a.{4}", 5, 5, 4),
        ("a.{4}", 5, 5, 0),
        ("é|b", 1, 2, 0),
        (r"(?:\n|ab)c", 2, 3, 1),
    ],
)
def test_widths_are_bytes_and_newlines_are_counted(
    pattern: str, low: int, high: int | None, newlines: int | None
) -> None:
    found = shape(pattern)
    assert (found.min_width, found.max_width, found.max_newlines) == (low, high, newlines)
    assert found.crosses_lines is (newlines != 0)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(?=a)b", "look-around"),
        ("(?<!a)b", "look-around"),
        (r"(a)\1", "back-reference"),
        ("é+", "a repeated character outside ASCII"),
        ("(?i)é", "a character outside ASCII under (?i)"),
        ("[é]", "a character outside ASCII in a class"),
        (r"(?i)[\xe0-\xe9]", "a byte outside ASCII in a class under (?i)"),
        (r"\pL", "a Unicode class"),
        (r"\x{2603}", "an escape \\x that is no byte"),
        (r"a\Z", "the escape \\Z, which RE2 does not have"),
        ("a**", "a repeat of a repeat"),
        ("*a", "a repeat * with nothing before it"),
        ("a{1001}", "the repeat {1001}"),
        ("(a", "an opening bracket without a closing one, at character 3"),
        ("a)", "a closing bracket without an opening one"),
        ("[a", "a character class without its closing bracket"),
        ("[z-a]", "a range that runs backwards"),
        ("(?#x)a", "an unknown group"),
        (r"a|b*", "matches the empty text"),
    ],
)
def test_what_the_engines_do_not_read_alike_is_refused(pattern: str, message: str) -> None:
    with pytest.raises(PackError) as error:
        shape(pattern)
    assert message in str(error.value)


def test_a_pattern_of_all_councils_fits_hyperscan_and_is_quick() -> None:
    from opencouncil.packs.council_patterns import pattern_parameters

    for pattern in pattern_parameters(None).values():
        assert len(shape(f"(?i)(?:{pattern})").stage1) < 15_000
