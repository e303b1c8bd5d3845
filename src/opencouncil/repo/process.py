"""Repo room: a running child process with pipes that never block. Knows no git."""

from __future__ import annotations

import contextlib
import os
import threading
from typing import IO, TYPE_CHECKING, Self, cast
from weakref import WeakSet

if TYPE_CHECKING:
    import subprocess


class Process:
    """A running git with binary `stdin` and `stdout`; as a context it never outlives its block.

    What git writes to stderr is read all the time by a thread, so that a chatty git never blocks; its end is kept.
    """

    KEPT = 4096

    def __init__(self, popen: subprocess.Popen[bytes]) -> None:
        self._popen = popen
        self.stdin = cast("IO[bytes]", popen.stdin)
        self.stdout = cast("IO[bytes]", popen.stdout)
        self._said = b""
        self._listener = threading.Thread(target=self._listen, args=(popen.stderr,), daemon=True)
        self._listener.start()
        _running.add(self)

    def _listen(self, stderr: IO[bytes]) -> None:
        with stderr:
            while chunk := os.read(stderr.fileno(), self.KEPT):
                self._said = (self._said + chunk)[-self.KEPT :]

    def feed(self, data: bytes) -> None:
        """Write all of `data` and close `stdin`, in a thread, while the caller reads `stdout`."""
        if not data:
            self._close(self.stdin)
            return

        def write() -> None:
            # git may end before it has read everything, even before this thread runs; its exit code tells
            with contextlib.suppress(OSError, ValueError):
                self.stdin.write(data)
            self._close(self.stdin)

        threading.Thread(target=write, daemon=True).start()

    def wait(self) -> int:
        """The exit code; the caller has read `stdout` to its end. Closes `stdin` first, so that git can end."""
        self._close(self.stdin)
        status = self._popen.wait()
        self._listener.join()
        return status

    def said(self) -> str:
        """The last line git wrote to stderr, printable; empty when it said nothing. Complete after `wait`."""
        lines = self._said.decode("utf-8", "replace").strip().splitlines()
        return "".join(c if c.isprintable() else "?" for c in lines[-1])[:300] if lines else ""

    def stop(self) -> None:
        """End git now, whatever it is doing."""
        if self._popen.poll() is None:
            self._popen.kill()
        self._close(self.stdin)
        self._close(self.stdout)
        self.wait()

    @staticmethod
    def _close(stream: IO[bytes]) -> None:
        with contextlib.suppress(OSError):  # what was still buffered for a git that has gone
            stream.close()

    def let_go(self) -> None:
        """In a forked child: hold no end of the parent's pipes, or git would wait for the child to end."""
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (self.stdin, self.stdout):
            if not stream.closed:
                os.dup2(nowhere, stream.fileno())
        os.close(nowhere)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


_running: WeakSet[Process] = WeakSet()


def _in_forked_child() -> None:
    for one in list(_running):
        one.let_go()
    _running.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_forked_child)
