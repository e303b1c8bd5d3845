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
        if not slots:
            return dataclasses.dataclass(cls, **options)
        return lambda cls: _prepared(cls, options)

    def fields(record: Any) -> tuple[dataclasses.Field[Any], ...]:
        """As the library's; of a class too that nobody has made one of."""
        _finish(record if isinstance(record, type) else type(record))
        return dataclasses.fields(record)


_waiting: dict[type, tuple[type, dict[str, bool]]] = {}
"""For each class to finish, the class as it was written, and what was asked of the library."""
_lock = threading.RLock()


def _prepared(cls: type, options: dict[str, bool]) -> type:
    """The class with its slots, below one that finishes it when it is called."""
    names = tuple(inspect.get_annotations(cls))
    content = {name: thing for name, thing in cls.__dict__.items() if name not in (*names, "__dict__", "__weakref__")}
    calls = {"__slots__": (), "__init__": _first, "__getstate__": _state, "__setstate__": _restore}
    made = type(cls)(cls.__name__, (type(cls)("Waiting", cls.__bases__, calls),), {**content, "__slots__": names})
    made.__qualname__ = cls.__qualname__
    _waiting[made] = cls, options
    return made


def _finish(cls: type) -> None:
    """Let the library write the methods of a class, its ancestors' before; the one that makes it comes last."""
    with _lock:
        for each in reversed(cls.__mro__):
            if each in _waiting:
                written, options = _waiting[each]
                content = dict(dataclasses.dataclass(**options)(written).__dict__)
                makes = content.pop("__init__")
                for name in content.keys() - each.__dict__.keys() - {"__dict__", "__weakref__"}:
                    setattr(each, name, content[name])
                each.__init__ = makes  # type: ignore[misc]
                del _waiting[each]


def _first(self: Any, *values: Any, **named: Any) -> None:
    _finish(type(self))
    type(self).__init__(self, *values, **named)


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    _finish(type(self))
    for one, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)
