"""`dataclass` as the library has it, but what it writes for a class with slots waits for the first one to be made.

Writing the methods of a frozen record takes half a millisecond, and a scan that finds nothing makes few of the records
that it could. Knows no record.
"""

from __future__ import annotations

import dataclasses
import inspect
import threading
from dataclasses import field as field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import fields as fields
else:

    def dataclass(cls: type | None = None, /, *, slots: bool = False, **options: bool) -> Any:
        """As the library's."""
        if not slots:  # the library gives this very class back, and `super()` in it counts on that
            return dataclasses.dataclass(cls, **options)
        return lambda cls: _prepared(cls, options)

    def fields(record: Any) -> tuple[dataclasses.Field[Any], ...]:
        """As the library's; of a class too that nobody has made one of."""
        _finish(record if isinstance(record, type) else type(record), repr=False, eq=False)
        return dataclasses.fields(record)


_made: set[type] = set()
_shown: set[type] = set()
"""The classes that can be made by now, and those that can be compared and shown as well."""
_written: dict[type, tuple[type, dict[str, bool]]] = {}
"""For each class the one that somebody wrote, and what was asked of the library."""
_lock = threading.RLock()


def _prepared(cls: type, options: dict[str, bool]) -> type:
    """The class, below one that lets the library write what is missing when it is called."""
    names = tuple(inspect.get_annotations(cls))
    content = {name: thing for name, thing in cls.__dict__.items() if name not in (*names, "__dict__", "__weakref__")}
    calls: dict[str, Any] = {"__slots__": (), "__init__": _first, "__getstate__": _state, "__setstate__": _restore}
    if options.get("eq", True):
        calls |= {"__eq__": _equal, "__hash__": _hashed}
    if options.get("repr", True):
        calls["__repr__"] = _spelt
    content["__slots__"] = names
    made = type(cls)(cls.__name__, (type(cls)("Waiting", cls.__bases__, calls),), content)
    made.__qualname__ = cls.__qualname__
    _written[made] = cls, options
    return made


def _finish(cls: type, done: set[type] = _made, **left_out: bool) -> None:
    """Let the library write the methods of a class, its ancestors' before; the one that makes it comes last."""
    with _lock:
        for each in reversed(cls.__mro__):
            if each in _written and each not in done:
                written, options = _written[each]
                copy = {name: one for name, one in written.__dict__.items() if name not in ("__dict__", "__weakref__")}
                twin = type(written)(written.__name__, written.__bases__, copy)
                content = dict(dataclasses.dataclass(**{**options, **left_out})(twin).__dict__)
                makes = content.pop("__init__")
                for name in content.keys() - each.__dict__.keys() - {"__dict__", "__weakref__"}:
                    setattr(each, name, content[name])
                each.__init__ = makes  # type: ignore[misc]
                done.add(each)


def _first(self: Any, *values: Any, **named: Any) -> None:
    _finish(type(self), repr=False, eq=False)
    type(self).__init__(self, *values, **named)


def _equal(self: Any, other: object) -> Any:
    _finish(type(self), _shown)
    return bool(self == other)


def _hashed(self: Any) -> int:
    _finish(type(self), _shown)
    return hash(self)


def _spelt(self: Any) -> str:
    _finish(type(self), _shown)
    return repr(self)


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    _finish(type(self), repr=False, eq=False)
    for one, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)
