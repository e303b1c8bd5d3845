"""cli: facts about the program itself: versions, how it was called, what a crash report may say."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import opencouncil

CACHE_VARIABLE = "OPENCOUNCIL_CACHE_DIR"


def called_as() -> str:
    """How the user called the program, for the commands that screens suggest next."""
    name = Path(sys.argv[0]).name
    if name == "__main__.py":
        return "py -m opencouncil" if os.name == "nt" else "python -m opencouncil"
    return Path(name).stem


def cache_folder() -> Path:
    """Where compiled rules and run keys are kept: private to the user, no values in it, safe to delete."""
    if chosen := os.environ.get(CACHE_VARIABLE):
        return Path(chosen)
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "opencouncil"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "opencouncil"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "opencouncil"


def version() -> str:
    """The screen of `--version`: nothing is loaded or started for it."""
    from opencouncil.pipeline.version import version as own

    return (
        f"{own()}\n"
        f"Makes no network connection. Writes only where you tell it to, and its cache:\n"
        f"{cache_folder()}   (holds no values; safe to delete)"
    )


def crash(error: BaseException) -> str:
    """What may be said of a defect: its type and where it arose, never its text, which could quote a value."""
    import traceback

    frames = [
        f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-6:]
    ]
    return "\n".join(
        [
            f"this is a defect in opencouncil {opencouncil.__version__} ({type(error).__name__}); nothing was decided",
            *frames,
        ]
    )
