"""`review` at a real terminal: its keys, what it hides, resizing, Ctrl-C, and going on later."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path
from typing import Any

import made_up
import pytest
from decide.forms import CLI, DECISIONS, forms, password, scanned, to_do
from repositories import Builder

if sys.platform == "win32":
    pytest.skip("pexpect needs a POSIX terminal", allow_module_level=True)

import pexpect

HELP = r"\[\?\] help\s[\s\d,]*left\r\n"


def terminal(folder: Path, *options: str, **environment: str) -> Any:
    return pexpect.spawn(
        sys.executable,
        ["-m", "opencouncil", "review", str(folder), "--by", "Web team", *options],
        env={**os.environ, "TERM": "xterm", **environment},
        dimensions=(24, 78),
        encoding="utf-8",
        timeout=90,
        preexec_fn=_listening,
    )


def _listening() -> None:
    """Ctrl-C reaches the program, also where the tests were started in the background and do not hear it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def asked(child: Any) -> str:
    """The question that is on the screen now."""
    child.expect(HELP)
    return str(child.before + child.after)


def test_keys_at_a_terminal(tmp_path: Path, cli: CLI) -> None:
    folder = forms(tmp_path / "forms").path
    before = {one["id"] for one in to_do(scanned(cli, folder))}
    child = terminal(folder, NO_COLOR="1")
    screens = [asked(child)]
    child.send("?")
    screens.append(asked(child))
    assert "undo the last answer" in screens[-1]
    child.send("s")
    shown = asked(child)
    assert password(1) in shown or password(2) in shown
    child.send("s")
    screens.append(asked(child))
    child.send(" ")
    screens.append(asked(child))
    child.setwinsize(30, 120)
    screens.append(asked(child))  # drawn again, and no key was pressed
    assert drawn(screens[-1]) == drawn(screens[-2])
    child.send("\x1b[A\x1bOP\x1b[15~/")  # an arrow and two function keys do nothing, and swallow no key after them
    child.expect("search: ")
    child.send("ht")
    child.setwinsize(24, 78)  # what is being typed stays
    child.send("passwd\r")
    screens.append(asked(child))
    assert ".htpasswd" in screens[-1]
    child.send("l")
    child.expect("-> withhold, saved")
    screens.append(asked(child))
    assert 'decision = "withhold"' in (folder / DECISIONS).read_text()
    child.send("u")
    child.expect(" undone")
    screens.append(asked(child))
    assert "decision =" not in (folder / DECISIONS).read_text()
    child.send("w")
    child.expect("last day")
    child.send("2020-01-31\r")
    child.expect("that day has passed")
    child.send("\x152999-01-31\r")
    child.expect("why: ")
    child.send("supplier\r")
    child.expect("-> later until 2999-01-31, saved")
    screens.append(asked(child))
    child.sendintr()
    child.expect("1 decided, saved in")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130

    everything = "".join(screens)
    assert not any(value in everything for value in (password(1), password(2)))
    assert "\x1b" not in everything
    assert max(len(line) for line in re.split(r"\r?\n|\r", everything)) <= 78
    assert len({one["id"] for one in to_do(scanned(cli, folder))}) == len(before) - 1


def test_it_goes_on_where_it_stopped_until_nothing_is_left(tmp_path: Path, cli: CLI) -> None:
    folder = forms(tmp_path / "forms").path
    first = terminal(folder)
    asked(first)
    first.send("e")
    first.expect("-> example, saved")
    asked(first)
    first.send("q")
    first.expect(pexpect.EOF)
    first.close()
    assert first.exitstatus == 0

    again = terminal(folder)
    screen = asked(again)
    total = int(re.findall(r" 1 of (\d+) ", screen)[0])
    for number in range(total):
        again.send("e" if "[e]" in screen else "\r")
        again.expect("-> (example|withhold), saved")
        if number < total - 1:
            screen = asked(again)
    again.expect("0 left")
    again.expect(pexpect.EOF)
    assert scanned(cli, folder)["exit_code"] == 0


def test_only_what_can_be_done_where_it_stands_is_offered(tmp_path: Path, cli: CLI) -> None:
    built = forms(tmp_path / "forms")
    built.write("keys/forms.pem", made_up.values()["SFTP_KEY"] + "\n").commit(f'Log in with password = "{password(5)}"')
    before = {one["rule"] for one in to_do(scanned(cli, built.path))}
    assert {"private-key", "assigned-password"} <= before
    child = terminal(built.path)
    screens = [asked(child)]
    for _ in range(int(re.findall(r" 1 of (\d+) ", screens[0])[0]) - 1):
        child.send(" ")
        screens.append(asked(child))
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()

    message = next(one for one in screens if "It is in a message" in one)
    assert not any(key in message for key in ("[Enter]", "[r]", "[l]", "[e]", "setting "))
    assert "[c] changed" in message
    key = next(one for one in screens if "keys/forms.pem" in one)
    assert "default: withhold" in key
    assert not any(each in key for each in ("[r]", "[e]"))


def test_a_family_is_left_out_only_where_all_of_it_stays_behind(tmp_path: Path, cli: CLI) -> None:
    built = Builder(tmp_path / "forms")
    network, other = ('id = "vpc-' + digits * 2 + 'e"\n' for digits in ("0a1b2c3d", "4e5f6a7b"))
    built.write("infra/live.tfvars", network).write("infra/main.tf", f'resource "r" "n" {{\n  {other}}}\n')
    built.commit("Add the network")
    child = terminal(built.path, "--for", "publish")
    screens = [asked(child)]
    for _ in range(int(re.findall(r" 1 of (\d+) ", screens[0])[0]) - 1):
        child.send(" ")
        screens.append(asked(child))
    screen = next(one for one in screens if "2 x AWS network" in one)
    assert "leaves the file out" not in screen
    assert "default: setting" in screen or "default: 2 settings" in screen
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()


def test_every_other_key_at_a_terminal_in_colour(tmp_path: Path, cli: CLI) -> None:
    folder = forms(tmp_path / "forms").path
    child = terminal(folder, TERM="xterm-256color", COLORTERM="truecolor", FORCE_COLOR="1")
    screens = [asked(child)]
    for columns in range(80, 132):
        child.setwinsize(40, columns)
    screens.append(asked(child))
    assert drawn(screens[1]) == drawn(screens[0])
    child.send("?")
    screens.append(asked(child))
    assert drawn(screens[2]) == drawn(screens[0])

    child.send("\r")
    child.expect(r"-> setting [A-Z_]+, saved")
    screens.append(asked(child))
    child.send("r")
    child.expect("name of the setting: ")
    child.send("\x15FORMS_LOGIN\r")
    child.expect("-> setting FORMS_LOGIN, saved")
    screens.append(asked(child))
    child.send("u")
    screens.append(asked(child))
    child.send("c")
    child.expect("who says so: Web team")
    child.send("\r")
    child.expect("-> rotated, saved")

    screens.append(asked(child))
    assert "2 x NHS number" in screens[-1]
    child.send("o")
    screens.append(asked(child))
    assert "2 x NHS number" not in screens[-1]
    child.send("ae")
    child.expect(r"the same for all 2: which key\? e")
    child.expect(r"-> example \(2 questions\), saved")
    screens.append(asked(child))
    child.send("u")
    screens.append(asked(child))
    child.send("n")
    child.expect("-> not-sensitive, saved")
    screens.append(asked(child))
    child.send("k")
    child.expect("why: ")
    child.send("made up\r")
    child.expect("who says so: Web team")
    child.send("\r")
    child.expect("-> publish, saved")
    screens.append(asked(child))
    child.send("o")
    child.expect("that is one thing by itself")
    child.send("a\r")
    child.expect(r"the same for all 1: which key\? Enter")
    child.expect("-> withhold, saved")
    child.expect("5 decided, saved in .*; 0 left")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
    assert not any("\x1b" in screen for screen in screens)
    choices = re.findall(r'decision = "([^"]+)"', (folder / DECISIONS).read_text())
    assert sorted(choices) == ["not-sensitive", "publish", "rotated", "setting", "withhold"]
    assert not to_do(scanned(cli, folder))


def drawn(screen: str) -> list[str]:
    """The lines of the question itself, without what stood above it."""
    return screen[re.search(r" \d+ of \d+ ", screen).start() :].splitlines()  # type: ignore[union-attr]
