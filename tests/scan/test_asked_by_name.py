"""A file that a rule asks for by its name is found among all paths at once as it would be one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from opencouncil.packs.load import load
from opencouncil.pipeline.named import among, searched

OTHERS = (
    r"(?i)\Aroot/[^/]{1,3}\.pem\z",
    r"\x{41}[{]2}\{3}b{2}$",
    r"^(?:a|b{1,2}){3}/\bkey\b",
    r"[^/]{2}secret$",
    r"\n",
)
SHIPPED = load([], parameters={}, council=None).names
PARTS = st.sampled_from(
    [
        "a",
        "bb",
        "/",
        ".",
        "\n",
        "key",
        "id_rsa",
        ".pem",
        "secret",
        "root",
        "A",
        "{2}{3",
        "Ärger",
        "backup",
        ".sql",
        ".env",
    ]
)
PATHS = st.lists(st.lists(PARTS, min_size=1, max_size=8).map("".join).map(str.encode), max_size=12, unique=True)


@given(PATHS, st.lists(st.sampled_from([*SHIPPED, *OTHERS]), min_size=1, max_size=5))
def test_every_path_that_holds_a_pattern_is_picked(paths: list[bytes], patterns: list[str]) -> None:
    picked = list(among(patterns)(paths))
    held = {path for path in paths if any(searched(pattern, path) for pattern in patterns)}
    assert held <= set(picked) <= set(paths)
    assert len(picked) == len(set(picked))


def test_no_rule_no_file() -> None:
    assert list(among(())([b"id_rsa"])) == []
