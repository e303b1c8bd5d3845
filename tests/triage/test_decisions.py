"""The decisions file: what people decided survives edits, merges and upgrades, and tells others nothing."""

from __future__ import annotations

import base64
import random
import subprocess
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencouncil.errors import ConfigError
from opencouncil.model.judging import Choice, Decision
from opencouncil.triage.decisions import Decisions, decide, fresh, withdraw
from opencouncil.triage.decisions_file import load, parse, render, save

KEY = bytes(range(32))
P2XA = Decision(
    bytes.fromhex("20" * 16),
    "P2XA",
    "notify-key",
    Choice.LATER,
    reason="supplier change CR-118",
    until=date(2027, 1, 31),
)
K7Q3 = Decision(bytes.fromhex("10" * 16), "K7Q3", "sql-login", Choice.ROTATED, by="Web team")
W5HC = Decision(bytes.fromhex("30" * 16), "W5HC", "mailbox", Choice.SETTING, "CONTACT_EMAIL", by='Ann "Al" Ex')

WRITTEN_KEY = base64.b64encode(KEY).decode()
FILE = f"""\
# What people decided about findings, one line each. Commit this file; an export leaves it out.
# The key makes the digests useless to others: keep it as it is, or every decision is lost.
version = 1
key = "{WRITTEN_KEY}"

decisions = [
  {{ digest = "10101010101010101010101010101010", id = "K7Q3", rule = "sql-login", \
decision = "rotated", by = "Web team" }},
  {{ digest = "20202020202020202020202020202020", id = "P2XA", rule = "notify-key", decision = "later", \
reason = "supplier change CR-118", until = 2027-01-31 }},
  {{ digest = "30303030303030303030303030303030", id = "W5HC", rule = "mailbox", decision = "setting", \
setting = "CONTACT_EMAIL", by = "Ann \\"Al\\" Ex" }},
]
"""


def test_one_sorted_line_a_decision(tmp_path: Path) -> None:
    decisions = fresh(KEY)
    for decision in (W5HC, K7Q3, P2XA):
        decisions = decide(decisions, decision)
    path = tmp_path / "opencouncil.decisions.toml"

    save(path, decisions)

    assert path.read_text() == FILE
    assert load(path).entries == (K7Q3, P2XA, W5HC)
    assert load(path).stored


def test_no_file_is_no_decisions_and_a_new_key(tmp_path: Path) -> None:
    one, other = load(tmp_path / "none.toml"), load(tmp_path / "none.toml")

    assert (one.entries, one.stored, len(one.key)) == ((), False, 32)
    assert one.key != other.key


def test_saving_the_same_decisions_touches_nothing(tmp_path: Path) -> None:
    path = tmp_path / "opencouncil.decisions.toml"
    path.write_text(FILE)
    before = path.stat()

    save(path, load(path))

    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_deciding_again_replaces_and_withdrawing_forgets() -> None:
    decisions = decide(decide(fresh(KEY), P2XA), Decision(P2XA.digest, "P2XA", "notify-key", Choice.ROTATED))

    assert [one.choice for one in decisions.entries] == [Choice.ROTATED]
    assert withdraw(decisions, "notify-key", P2XA.digest).entries == ()


def test_two_branches_that_decided_different_things_merge(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=Ann Example", "-c", "user.email=ann@example.org", *arguments],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )

    path = tmp_path / "opencouncil.decisions.toml"
    git("init", "-q", "-b", "main")
    (tmp_path / ".gitattributes").write_text("opencouncil.decisions.toml merge=union\n")
    save(path, decide(fresh(KEY), W5HC))
    git("add", ".")
    git("commit", "-qm", "first decision")
    git("switch", "-qc", "theirs")
    save(path, decide(load(path), K7Q3))
    git("commit", "-qam", "their decision")
    git("switch", "-q", "main")
    save(path, decide(load(path), P2XA))
    git("commit", "-qam", "our decision")

    git("merge", "-q", "theirs", "-m", "both")

    assert load(path).entries == (K7Q3, P2XA, W5HC)
    save(path, load(path))
    assert path.read_text() == FILE


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("version = 1", "version = 2"), "`version` must be 1; a newer opencouncil may have written this file"),
        (('key = "AAEC', 'key = "!!'), "`key` must be 32 bytes in base64; take it from an earlier commit of this file"),
        (('"rotated"', '"rotate"'), "K7Q3: unknown decision `rotate`; did you mean `rotated`?"),
        (
            ("by = ", "who = "),
            "K7Q3: unknown key `who`; known are digest, id, rule, decision, setting, reason, by, until",
        ),
        (("reason = ", "raeson = "), "P2XA: unknown key `raeson`; did you mean `reason`?"),
        (('rule = "sql-login", ', ""), "K7Q3: `rule` is missing"),
        (("until = 2027-01-31", 'until = "soon"'), "P2XA: `until` must be a date, as in: until = 2027-01-31"),
        (('"1010', '"xy10'), "K7Q3: `digest` must be hex digits"),
        (("decisions = [", "decision = ["), "unknown key `decision`; did you mean `decisions`?"),
        (
            (
                '"20202020202020202020202020202020", id = "P2XA", rule = "notify-key"',
                f'"{"10" * 16}", id = "K7Q3", rule = "sql-login"',
            ),
            "K7Q3 is decided twice (rotated, later); delete one of the lines",
        ),
        (
            ("decisions = [", "<<<<<<< HEAD\ndecisions = ["),
            "holds git's conflict marks; keep the lines of both sides and delete the marks",
        ),
        (("version = 1", 'key = "AA"'), "if two branches made this file, keep one `key` and decide again"),
    ],
)
def test_a_wrong_file_is_named_with_the_way_out(change: tuple[str, str], message: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse(FILE.replace(*change, 1), "opencouncil.decisions.toml")

    assert str(error.value).startswith("opencouncil.decisions.toml: ")
    assert str(error.value).endswith(message)


def test_a_setting_needs_a_name() -> None:
    with pytest.raises(ConfigError, match="K7Q3: the decision `setting` needs a name"):
        decide(fresh(KEY), Decision(b"\1", "K7Q3", "sql-login", Choice.SETTING))


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "none" / "opencouncil.decisions.toml"

    with pytest.raises(ConfigError, match="cannot be written: No such file or directory; nothing was changed"):
        save(path, fresh(KEY))


TEXT = st.text(max_size=30).filter(lambda text: "\r" not in text)
DECISION = st.builds(
    Decision,
    digest=st.binary(min_size=16, max_size=16),
    id=st.text(alphabet="0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=4, max_size=6),
    rule=TEXT.filter(bool),
    choice=st.sampled_from(Choice),
    setting=TEXT.filter(bool),
    reason=TEXT,
    by=TEXT,
    until=st.none() | st.dates(),
)


@given(st.lists(DECISION, max_size=8, unique_by=lambda one: (one.rule, one.digest)), st.randoms())
def test_what_is_written_is_read_whatever_people_typed(entries: list[Decision], shuffled: random.Random) -> None:
    text = render(Decisions(KEY, tuple(entries)))
    shuffled.shuffle(entries)

    assert set(parse(text, "f").entries) == set(entries)
    assert render(Decisions(KEY, tuple(entries))) == text
    assert len(text.splitlines()) == 7 + len(entries) or not text.isprintable()
