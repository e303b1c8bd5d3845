"""Short ids: unique among all that one report names, the same in the next report, safe to read out on the phone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from opencouncil.triage.ids import long_id, shorten

LONG = st.text(alphabet="0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=8, max_size=8)


def test_an_id_is_four_characters_that_nobody_mistakes() -> None:
    long = long_id("sql-login", b"0123456789abcdef")

    assert len(long) == 32
    assert not set(long) & set("ILOU")
    assert shorten([long]) == {long: long[:4]}


def test_two_that_begin_alike_grow_and_a_third_stays_short() -> None:
    assert shorten(["K7Q3AAAA", "K7Q3AB00", "P2XA0000"]) == {
        "K7Q3AAAA": "K7Q3AA",
        "K7Q3AB00": "K7Q3AB",
        "P2XA0000": "P2XA",
    }


def test_no_findings_no_ids() -> None:
    assert shorten([]) == {}


@given(st.lists(LONG))
def test_ids_are_unique_and_do_not_depend_on_order(longs: list[str]) -> None:
    short = shorten(longs)

    assert len(set(short.values())) == len(set(longs))
    assert all(long.startswith(one) and len(one) >= 4 for long, one in short.items())
    assert shorten(reversed(longs)) == short


@given(st.sets(LONG), st.sets(LONG))
def test_an_id_that_grew_begins_with_what_it_was(few: set[str], more: set[str]) -> None:
    before, after = shorten(few), shorten(few | more)

    assert all(after[long].startswith(before[long]) for long in few)


@given(st.text(max_size=20), st.binary(max_size=16), st.binary(max_size=16))
def test_other_values_have_other_ids(rule: str, one: bytes, other: bytes) -> None:
    assert (long_id(rule, one) == long_id(rule, other)) == (one == other)
