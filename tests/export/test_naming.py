"""Laws of settings' names: whatever the order, one value has one name, and no two values of today share one."""

from __future__ import annotations

import hashlib
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from opencouncil.export.naming import Seen, named
from opencouncil.export.values import Fact
from opencouncil.model import Kind, Treatment
from opencouncil.publication import Removal, Scope

FACTS = {"host": Fact("NETWORK_HOST", "host", "A host"), "password": Fact("", "secret", "")}
KEYS = ("DB_HOST", "SMTP_HOST", "PASSWORD", "API_KEY")


def digest(value: bytes) -> str:
    return hashlib.blake2b(value, key=b"k" * 32, digest_size=16).hexdigest()


def removal(number: int, value: str, rule: str, current: bool) -> Removal:
    return Removal(
        id=f"R{number}",
        rule=rule,
        title=rule,
        kind=Kind.CONFIGURATION,
        treatment=Treatment.SETTING,
        scope=Scope.EVERYWHERE,
        value=value.encode(),
        current=current,
    )


rows = st.lists(
    st.tuples(
        st.sampled_from(["qx81", "qx82", "QX81", "zw93", "zw94"]),
        st.sampled_from(["host", "password"]),
        st.booleans(),
        st.dictionaries(st.sampled_from(KEYS), st.integers(1, 3), max_size=3),
        st.lists(st.sampled_from([b"prod/a.py", b"test/a.py", b"a.py"]), max_size=2),
    ),
    max_size=8,
)
Rows = list[tuple[str, str, bool, dict[str, int], list[bytes]]]


def names(given_rows: Rows) -> dict[str, str]:
    removals = tuple(
        removal(number, value, rule, current) for number, (value, rule, current, _, _) in enumerate(given_rows)
    )
    seen = {number: Seen(Counter(keys), paths) for number, (_, _, _, keys, paths) in enumerate(given_rows)}
    found = named(removals, seen, FACTS, {}, digest, frozenset())
    return {one.value.decode(): one.setting for one in found}


@given(rows)
def test_the_same_value_has_one_name_and_every_value_has_one(given_rows: Rows) -> None:
    removals = tuple(
        removal(number, value, rule, current) for number, (value, rule, current, _, _) in enumerate(given_rows)
    )
    found = named(removals, {}, FACTS, {}, digest, frozenset())
    by_value: dict[bytes, set[str]] = {}
    for one in found:
        by_value.setdefault(one.value, set()).add(one.setting)
    assert all(len(settings) == 1 and all(settings) for settings in by_value.values())


@given(rows)
def test_two_values_of_today_never_share_a_name(given_rows: Rows) -> None:
    current = {value for value, _, is_current, _, _ in given_rows if is_current}
    todays = [name for value, name in names(given_rows).items() if value in current]
    assert len(todays) == len(set(todays))


@given(rows, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(given_rows: Rows, random: object) -> None:
    shuffled = list(given_rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert names(given_rows) == names(shuffled)


@given(rows)
def test_what_an_earlier_export_called_it_stays(given_rows: Rows) -> None:
    before = names(given_rows)
    removals = tuple(
        removal(number, value, rule, current) for number, (value, rule, current, _, _) in enumerate(given_rows)
    )
    earlier = {digest(value.encode()): name for value, name in before.items()}
    again = named(removals, {}, FACTS, earlier, digest, frozenset())
    assert {one.value.decode(): one.setting for one in again} == before
