"""The publication: what one export leaves for the next. Knows no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Kept:
    """What the private side remembers from one export to the next, so that names, fakes and ids stay the same.

    Keys of `settings` and `examples` are keyed digests in hex; `people` maps identity to role; `commits` maps the
    private commit to the public one.
    """

    settings: Mapping[str, str] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    commits: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What may be found in an export. `digests`, under `key` as findings have them, are of values that people keep.

    `examples` are the made-up values that it shows; `excluded` the ids of rules that its owners leave out.
    """

    key: bytes
    digests: frozenset[bytes] = frozenset()
    examples: frozenset[bytes] = frozenset()
    excluded: frozenset[str] = frozenset()
