"""cli: one key at a time from a terminal, and a line of text; on POSIX and on a Windows console, without curses."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator

ENTER = "\n"
ESCAPE = "\x1b"
RESIZED = "\0resized"
"""No key: the terminal got another size, and what stands there may be broken up."""
_BACK = ("\x7f", "\b")
_ENDED = ("\x03", "\x04", "\x1a")
"""Ctrl-C where no signal comes of it, Ctrl-D, Ctrl-Z on Windows."""

Say = Callable[[str], None]


class Closed(Exception):  # noqa: N818  the terminal went away: an end, no error
    """Nobody is at the terminal any more."""


def is_terminal() -> bool:
    """Whether somebody can see what is asked and press a key."""
    return sys.stdin.isatty() and sys.stdout.isatty()


if sys.platform == "win32":
    import msvcrt

    @contextlib.contextmanager
    def session() -> Iterator[None]:
        """A Windows console hands over single keys at any time."""
        yield

    def _read() -> str:
        char = msvcrt.getwch()
        if char in ("\x00", "\xe0"):  # an arrow or a function key: its second half says which
            msvcrt.getwch()
            return ""
        return ENTER if char == "\r" else char

else:
    import select
    import signal
    import termios
    import tty

    _SETTLED = 0.1
    """Seconds without another size: somebody who drags a corner passes through many."""
    _resized: list[int] = []
    """The end of a pipe that can be read once the terminal got another size."""

    @contextlib.contextmanager
    def session() -> Iterator[None]:
        """Single keys without echo until the end; also after the program was stopped with Ctrl-Z and went on."""
        handle = sys.stdin.fileno()
        before = termios.tcgetattr(handle)
        told, tell = os.pipe()
        os.set_blocking(tell, False)
        _resized.append(told)
        continued = signal.signal(signal.SIGCONT, lambda *_: tty.setcbreak(handle, termios.TCSADRAIN))
        resized = signal.signal(signal.SIGWINCH, lambda *_: _tell(tell))
        try:
            tty.setcbreak(handle, termios.TCSADRAIN)
            yield
        finally:
            signal.signal(signal.SIGWINCH, resized)
            signal.signal(signal.SIGCONT, continued)
            _resized.clear()
            os.close(told)
            os.close(tell)
            with contextlib.suppress(termios.error):
                termios.tcsetattr(handle, termios.TCSADRAIN, before)

    def _tell(handle: int) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(handle, b"\0")

    def _read() -> str:
        handle = sys.stdin.fileno()
        if _resized and _resized[0] in select.select([handle, *_resized], [], [])[0]:
            while select.select(_resized, [], [], _SETTLED)[0]:
                os.read(_resized[0], 1024)
            return RESIZED
        char = _byte(handle)
        if char == b"\x1b" and _waiting(handle):
            _skip(handle)
            return ""
        while _unfinished(char) and _waiting(handle):
            char += _byte(handle)
        return ENTER if char == b"\r" else char.decode("utf-8", "replace")

    def _skip(handle: int) -> None:
        """The rest of an arrow or a function key (ECMA-48: CSI or SS3), or of Alt with a key; no key typed after it."""
        kind = _byte(handle)
        if kind in b"[O":
            while _waiting(handle) and not b"@" <= _byte(handle) <= b"~":
                pass

    def _byte(handle: int) -> bytes:
        try:
            char = os.read(handle, 1)
        except OSError:
            char = b""
        if not char:
            raise Closed
        return char

    def _waiting(handle: int) -> bool:
        return bool(select.select([handle], [], [], 0.05)[0])

    def _unfinished(char: bytes) -> bool:
        """Whether these bytes begin a character of UTF-8 and do not end it."""
        wide = 1 if char[0] < 0xC0 else 2 if char[0] < 0xE0 else 3 if char[0] < 0xF0 else 4
        return len(char) < wide


def key() -> str:
    """The next key as a character, `ENTER` or `ESCAPE`; `RESIZED`; empty for a key that is no character.

    Raises KeyboardInterrupt for Ctrl-C, Closed when the terminal went away.
    """
    char = _read()
    if char == "\x03":
        raise KeyboardInterrupt
    if char in _ENDED:
        raise Closed
    return char


def line(prompt: str, before: str, say: Say) -> str | None:
    """A line that a person types, beginning with `before`, which they can change; None when they press Escape."""
    text = before
    say(f"{prompt}{text}")
    while True:
        char = key()
        if char == ENTER:
            say("\n")
            return text.strip()
        if char == ESCAPE:
            say("\n")
            return None
        if char in _BACK and text:
            text = text[:-1]
            say("\b \b")
        elif char == "\x15":  # Ctrl-U takes all of it back
            say("\b \b" * len(text))
            text = ""
        elif char.isprintable() and char:
            text += char
            say(char)
