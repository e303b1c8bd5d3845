"""The model: a place for what is dear to compute. Knows nothing of what is kept there."""

from __future__ import annotations

from array import array
from typing import Protocol, TypeAlias

Block: TypeAlias = "bytes | bytearray | memoryview | array[int]"
"""A piece of what is kept."""


class Shelf(Protocol):
    """A place for what is dear to compute, between runs. Whatever is odd there is as if nothing were."""

    def get(self, kind: str, key: str) -> bytes | None:
        """What was kept under a key, whole; else None."""

    def put(self, kind: str, key: str, *content: Block) -> None:
        """Keep something, given in pieces; that it could not be kept costs only time."""

    def drop(self, kind: str, key: str) -> None:
        """Keep it no longer."""
