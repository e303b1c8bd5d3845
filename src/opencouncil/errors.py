"""The one error root and the exit codes. Knows nothing else of ours."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the process tells its caller; documented in the README and frozen."""

    PASS = 0
    TO_DO = 1
    USAGE = 2
    CRASH = 3
    DO_NOT_PUBLISH = 4
    INTERRUPTED = 130


class OpencouncilError(Exception):
    """The root: one line that names the thing and the way out, never the value of a secret."""

    code: Exit = Exit.USAGE


class ConfigError(OpencouncilError):
    """`opencouncil.toml`, the decisions file or a command-line value is wrong."""


class PackError(OpencouncilError):
    """A rule pack cannot be used: the message names file, rule and key."""


class RepositoryError(OpencouncilError):
    """The path holds nothing that can be scanned, or git refuses it."""


class IncompleteError(OpencouncilError):
    """Too little of the repository is here for any answer (shallow, partial)."""

    code = Exit.DO_NOT_PUBLISH


class OutputError(OpencouncilError):
    """A report could not be written; nothing half-written is left."""
