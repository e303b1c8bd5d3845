"""Triage room: the digest key of a repository that has no decisions file yet, so that ids hold from run to run."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from opencouncil.triage.decisions import KEY_BYTES


def run_key(cache: Path | None, identity: str) -> bytes:
    """The key kept in the user's cache folder for a repository; a new one where there is none, or no folder to keep it.

    `identity` names the repository on this machine; only its hash becomes a file name. The first decision takes the
    key over into the decisions file, so that the ids people already quoted stay valid.
    """
    if cache is None:
        return os.urandom(KEY_BYTES)
    path = cache / "keys" / hashlib.blake2b(identity.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    kept = _read(path)
    if kept is not None:
        return kept
    import tempfile

    key = os.urandom(KEY_BYTES)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(key)
        try:
            os.link(temporary, path)
        except OSError:
            kept = _read(path)  # another run was first, unless what stands there is no key or links are unknown here
            if kept is None:
                Path(temporary).replace(path)
        Path(temporary).unlink(missing_ok=True)
    except OSError:
        return key
    return kept or key


def _read(path: Path) -> bytes | None:
    try:
        key = path.read_bytes()
    except OSError:
        return None
    return key if len(key) == KEY_BYTES else None
