"""Repo room: a git delta applied to its base, by dulwich's compiled routine. Knows no pack and no id."""

from __future__ import annotations

from typing import Any

try:  # the routine alone: all of `dulwich.pack` takes longer to import than many a scan lasts
    from dulwich import _pack as routines
except ImportError:  # no wheel on this platform: the same in Python
    from dulwich import pack as routines
from dulwich.errors import ApplyDeltaError

_apply: Any = routines.apply_delta


class DeltaError(ValueError):
    """The delta is broken, or meant for another base."""


def patch(base: bytes, delta: bytes) -> bytes:
    """Apply a git delta (gitformat-pack, "Deltified representation"). Raises DeltaError when it is broken."""
    try:
        return b"".join(_apply(base, delta))
    except (ApplyDeltaError, ValueError, IndexError, MemoryError) as error:  # a false size asks for all memory
        raise DeltaError(str(error)) from None
