"""Records as the library makes them, but the library is asked only when that is worth its while. Knows no record.

`dataclass`: loading the library takes 5 ms and writing the methods of a record half a millisecond. A scan that finds
nothing makes one or two records of most kinds: the first few of each are filled in here, name by name. `NamedTuple`:
the library's compiles each annotation that is written as text, which nobody asks for; a hook meets 150 of them, 3 ms.
"""

from __future__ import annotations

import threading
from collections import namedtuple
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

_FEW = 50
"""Records of one class that are filled in before the library writes its methods."""

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from typing import NamedTuple as NamedTuple
else:

    class _Named(type):
        """Makes a tuple with names of a class that somebody wrote."""

        def __new__(cls, name: str, bases: tuple[type, ...], content: dict[str, Any]) -> type:
            fields = content.get("__annotations__", {})
            defaults = [content[each] for each in fields if each in content]
            made = namedtuple(name, fields, defaults=defaults, module=content["__module__"])
            for each, thing in content.items():
                if each not in fields:
                    setattr(made, each, thing)
            return made

    NamedTuple = type.__new__(_Named, "NamedTuple", (), {})

    def field(**asked: Any) -> Any:
        """As the library's."""
        return _Field(asked)

    def dataclass(cls: type | None = None, /, **options: bool) -> Any:
        """As the library's."""
        return _prepared(cls, options) if cls else lambda cls: _prepared(cls, options)


R = TypeVar("R")


def replace(record: R, /, **changes: Any) -> R:
    """As the library's."""
    given = {name: getattr(record, name) for name, each in _shape(type(record)).items() if each.given}
    return type(record)(**(given | changes))


def names(kind: type) -> tuple[str, ...]:
    """The names of a class of records, in their order."""
    return tuple(_shape(kind))


class _Field:
    """What is asked of the library for one name of a record."""

    def __init__(self, asked: Mapping[str, Any]) -> None:
        self.asked = asked


class _Name(NamedTuple):
    """One name of a record: whether a caller may give it, also by its place, what it is otherwise, and if it counts."""

    given: bool
    placed: bool
    has_default: bool
    default: Any
    factory: Any
    compared: bool


class _Written(NamedTuple):
    """A class as somebody wrote it, and what was asked of the library."""

    cls: type
    content: Mapping[str, Any]
    options: Mapping[str, bool]


_written: dict[type, _Written] = {}
_shapes: dict[type, dict[str, _Name]] = {}
_made: dict[type, int] = {}
_done: set[type] = set()
_lock = threading.RLock()


def _prepared(cls: type, options: dict[str, bool]) -> type:
    """The class, with calls in the place of all that the library will write; below a class of them if it has slots."""
    content = {name: thing for name, thing in cls.__dict__.items() if name not in ("__dict__", "__weakref__")}
    fields = content.get("__annotations__", {})
    plain = {name: thing for name, thing in content.items() if not (name in fields and isinstance(thing, _Field))}
    calls = _calls(options)
    made = cls
    if options.get("slots"):
        above = type(cls)("Waiting", cls.__bases__, {"__slots__": (), **calls})
        below = {name: thing for name, thing in plain.items() if name not in fields}
        made = type(cls)(cls.__name__, (above,), {**below, "__slots__": tuple(fields)})
        made.__qualname__ = cls.__qualname__
    else:
        for name in content.keys() - plain.keys():
            delattr(cls, name)
        for name, call in calls.items():
            if name not in content:
                setattr(cls, name, call)
    _written[made] = _Written(cls, content, options)
    return made


def _calls(options: Mapping[str, bool]) -> dict[str, Any]:
    calls: dict[str, Any] = {"__init__": _fill, "__dataclass_fields__": _ASKED[0], "__match_args__": _ASKED[1]}
    if options.get("repr", True):
        calls["__repr__"] = _whole("__repr__")
    if options.get("eq", True):
        calls |= {"__eq__": _equal, "__hash__": _hash if options.get("frozen") else None}
    if options.get("frozen"):
        calls |= {"__setattr__": _whole("__setattr__"), "__delattr__": _whole("__delattr__")}
    if options.get("slots"):
        calls |= {"__getstate__": _state, "__setstate__": _restore}
    return calls


class _Asked:
    """An attribute that the library writes: it does so when somebody asks."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, record: object, owner: type) -> Any:
        if not any(each in _written for each in owner.__mro__):  # the class of calls itself
            raise AttributeError(self._name)
        _finish(owner)
        return getattr(owner, self._name)


_ASKED = (_Asked("__dataclass_fields__"), _Asked("__match_args__"))


def _whole(name: str) -> Any:
    """A method that lets the library write all of them, and goes on with its own."""

    def method(self: Any, *values: Any) -> Any:
        _finish(type(self))
        return getattr(type(self), name)(self, *values)

    return method


def _shape(kind: type) -> dict[str, _Name]:
    """The names of a record, its ancestors' first."""
    found = _shapes.get(kind)
    if found is None:
        found = {}
        for each in reversed(kind.__mro__):
            if each in _written:
                _, content, options = _written[each]
                placed = not options.get("kw_only", False)
                found |= {name: _name(content, name, placed=placed) for name in content.get("__annotations__", ())}
        _shapes[kind] = found
    return found


def _name(content: Mapping[str, Any], name: str, *, placed: bool) -> _Name:
    default = content.get(name)
    asked: Mapping[str, Any] = {"default": default} if name in content else {}
    if isinstance(default, _Field):
        asked = default.asked
    given = bool(asked.get("init", True))
    return _Name(
        given,
        placed and given,
        "default" in asked,
        asked.get("default"),
        asked.get("default_factory"),
        asked.get("compare", True),
    )


def _fill(self: Any, *values: Any, **named: Any) -> None:
    kind = type(self)
    _made[kind] = _made.get(kind, 0) + 1
    shape = _shape(kind)
    given = dict(zip((name for name, each in shape.items() if each.placed), values, strict=False)) | named
    taken = {name for name, each in shape.items() if each.given}
    wanting = {name for name in taken - given.keys() if not (shape[name].has_default or shape[name].factory)}
    wrong = len(given) != len(values) + len(named) or not given.keys() <= taken
    if wanting or wrong or _made[kind] > _FEW:
        _finish(kind)
        kind.__init__(self, *values, **named)
        return
    for name, each in shape.items():
        if name in given:
            object.__setattr__(self, name, given[name])
        elif each.factory:
            object.__setattr__(self, name, each.factory())
        elif each.has_default:
            object.__setattr__(self, name, each.default)
    if hasattr(self, "__post_init__"):
        self.__post_init__()


def _counted(self: Any) -> tuple[Any, ...]:
    return tuple(getattr(self, name) for name, each in _shape(type(self)).items() if each.compared)


def _equal(self: Any, other: object) -> bool:
    return _counted(self) == _counted(other) if other.__class__ is self.__class__ else NotImplemented


def _hash(self: Any) -> int:
    return hash(_counted(self))


def _finish(kind: type) -> None:
    """Let the library write what a class and its ancestors lack."""
    with _lock:
        for each in reversed(kind.__mro__):
            if each in _written and each not in _done:
                _done.add(each)
                _write(each, _written[each])


def _write(made: type, written: _Written) -> None:
    import dataclasses

    cls, content, options = written
    own = {name: dataclasses.field(**one.asked) if isinstance(one, _Field) else one for name, one in content.items()}
    if made is cls:
        for name in _calls(options):
            if name not in content:
                delattr(cls, name)
        for name, thing in own.items():
            if isinstance(thing, dataclasses.Field):
                setattr(cls, name, thing)
        dataclasses.dataclass(**options)(cls)
        return
    twin: type = dataclasses.dataclass(**options)(type(cls)(cls.__name__, cls.__bases__, own))
    for name, thing in twin.__dict__.items():
        if name not in made.__dict__ and name not in ("__dict__", "__weakref__"):
            setattr(made, name, thing)


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in _shape(type(self))]


def _restore(self: Any, state: list[Any]) -> None:
    for name, value in zip(_shape(type(self)), state, strict=True):
        object.__setattr__(self, name, value)
