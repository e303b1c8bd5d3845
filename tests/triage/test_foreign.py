"""What people already told other tools: read, listed, and good for the gate only."""

from __future__ import annotations

import hashlib
import json

import pytest
from triage.world import World, commit, rule

from opencouncil.model.hits import Spot
from opencouncil.model.judging import Allow
from opencouncil.triage.foreign import Ignore, inline, parse_baseline, parse_ignore, weigh

TOKEN = rule("token")


@pytest.mark.parametrize(
    ("line", "above", "allow"),
    [
        (b"key = 'x'  # gitleaks:allow", b"", Allow("gitleaks:allow", "")),
        (b"var key = 1; // betterleaks:allow", b"", Allow("betterleaks:allow", "")),
        (b"key: x  # pragma: allowlist secret", b"", Allow("pragma: allowlist secret", "")),
        (b"key: x", b"# pragma: allowlist nextline secret", Allow("pragma: allowlist secret", "")),
        (b"<add key='x'/> <!-- opencouncil: allow token made up -->", b"", Allow("opencouncil: allow", "made up")),
        (b"x /* opencouncil: allow token */", b"", Allow("opencouncil: allow", "")),
        (b"x # opencouncil: allow other-rule made up", b"", None),
        (b"x # opencouncil: allow tokens made up", b"", None),
        (b"key: x  # pragma: allowlist nextline secret", b"", None),
        (b"key: x", b"# pragma: allowlist secret", None),
        (b"key: x", b"", None),
    ],
)
def test_a_comment_beside_the_value(line: bytes, above: bytes, allow: Allow | None) -> None:
    assert inline(line, above, "token") == allow


def test_ignore_files_of_gitleaks_and_betterleaks() -> None:
    text = f"# ours\n\nsrc/a.py:token:3\n{commit(9)}:src/b:c.py:generic-api-key:12\nnonsense\n"

    foreign = parse_ignore(text, ".gitleaksignore")

    assert foreign.ignores == (
        Ignore(".gitleaksignore", b"src/a.py", 3, "token"),
        Ignore(".gitleaksignore", b"src/b:c.py", 12, "generic-api-key", commit(9)),
    )
    assert foreign.notes == (".gitleaksignore:5: not of the form file:rule:line",)


def test_only_labelled_results_of_a_baseline_say_anything() -> None:
    results = {
        "a.py": [
            {"type": "Secret Keyword", "hashed_secret": "ab", "line_number": 4, "is_secret": False},
            {"type": "Secret Keyword", "hashed_secret": "cd", "line_number": 5},
            {"type": "Secret Keyword", "hashed_secret": "ef", "line_number": 6, "is_secret": True},
        ]
    }

    foreign = parse_baseline(json.dumps({"version": "1.5.0", "results": results}))

    assert foreign.ignores == (Ignore(".secrets.baseline", b"a.py", 4, sha1="ab"),)
    assert foreign.notes == (".secrets.baseline: 2 results carry no label `is_secret: false` and quiet nothing",)
    assert parse_baseline("[]").notes == (".secrets.baseline: not a detect-secrets baseline",)


def no_lines(_: Spot) -> tuple[bytes, bytes] | None:
    return None


def no_values(_: Spot) -> bytes | None:
    return None


def test_a_comment_quiets_only_when_it_stands_wherever_the_value_still_is() -> None:
    world = World()
    world.put("aa", b"a.py", 1, "main")
    world.put("bb", b"b.py", 1, "main")
    world.put("cc", b"a.py", 0)
    world.see(TOKEN, b"made-up-one", "aa", "cc")
    world.see(TOKEN, b"made-up-two", "aa", "bb")
    sightings = world.group().sightings

    def lines(spot: Spot) -> tuple[bytes, bytes] | None:
        return (b"x # gitleaks:allow", b"") if spot.object == "aa" else (b"x", b"")

    allows = weigh(sightings, (), lines=lines, values=no_values).allows

    assert {one.preview for one in sightings if one.id in allows} == {"m****(11)"}
    assert len(allows) == 1


def test_an_ignored_line_counts_where_it_cannot_hide_another_value() -> None:
    world = World()
    world.put("aa", b"src/a.py", 4, "main")
    world.see(TOKEN, b"made-up-one", "aa", line=3)
    (finding,) = world.group().sightings
    fits = Ignore(".gitleaksignore", b"src/a.py", 3, "token")
    pinned = Ignore(".gitleaksignore", b"src/a.py", 3, "generic-api-key", commit(4))
    loose = Ignore(".gitleaksignore", b"src/a.py", 3, "generic-api-key")
    moved = Ignore(".gitleaksignore", b"src/a.py", 4, "token")

    for ignore in (fits, pinned):
        weighed = weigh([finding], [ignore], lines=no_lines, values=no_values)
        assert weighed.allows == {finding.id: Allow(".gitleaksignore", "")}
        assert weighed.unmapped == ()
    for ignore in (loose, moved):
        weighed = weigh([finding], [ignore], lines=no_lines, values=no_values)
        assert (weighed.allows, weighed.unmapped) == ({}, (ignore,))


def test_a_baseline_counts_where_its_hash_fits_the_value_whatever_the_line() -> None:
    world = World()
    world.put("aa", b"src/a.py", 4, "main")
    world.see(TOKEN, b"made-up-one", "aa", line=30)
    (finding,) = world.group().sightings
    same = Ignore(".secrets.baseline", b"src/a.py", 3, sha1=hashlib.sha1(b"made-up-one").hexdigest())
    other = same._replace(sha1=hashlib.sha1(b"made-up-two").hexdigest())

    weighed = weigh([finding], [same, other], lines=no_lines, values=lambda spot: b"made-up-one")

    assert weighed.allows == {finding.id: Allow(".secrets.baseline", "")}
    assert weighed.unmapped == (other,)
