"""Repo room: a head of JSON and blocks of bytes as one content for the cache. Knows nothing of what they mean."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from opencouncil.model.shelf import Block

_LENGTH = 8


def pack(head: dict[str, Any], blocks: Sequence[Block]) -> list[Block]:
    """The pieces of one content, each part behind its length."""
    parts = [json.dumps(head, separators=(",", ":")).encode("ascii"), *blocks]
    return [piece for part in parts for piece in (memoryview(part).nbytes.to_bytes(_LENGTH), part)]


def unpack(content: bytes) -> tuple[dict[str, Any], list[memoryview]]:
    """The head and the blocks again. Raises ValueError when the content is nothing that `pack` made."""
    view, at = memoryview(content), 0
    parts: list[memoryview] = []
    while at < len(view):
        length = int.from_bytes(view[at : at + _LENGTH])
        at += _LENGTH
        if at + length > len(view):
            raise ValueError("cut short")
        parts.append(view[at : at + length])
        at += length
    head = json.loads(bytes(parts[0])) if parts else None
    if not isinstance(head, dict):
        raise ValueError("no head")
    return head, parts[1:]
