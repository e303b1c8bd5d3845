"""Records are the library's in all but when their methods are written, and that no annotation is compiled."""

from __future__ import annotations

import copy
import dataclasses
import subprocess
import sys
import threading
import typing
from pathlib import Path
from typing import Any

import pytest

from opencouncil import records

SOURCE = '''
@dataclass(frozen=True, slots=True)
class Point:
    """A place."""

    x: int
    y: int = 0
    tags: list = field(default_factory=list, compare=False)

    @property
    def sum(self):
        return self.x + self.y


@dataclass(frozen=True, slots=True)
class Deep(Point):
    """A place with a depth."""

    z: int = 3
    label: str = field(init=False, default="")

    def __post_init__(self):
        object.__setattr__(self, "label", f"{self.x}/{self.z}")


@dataclass(slots=True)
class Count:
    """A number that grows."""

    number: int = 0
    names: dict = field(default_factory=dict)


@dataclass
class Open:
    """Without slots."""

    size: int = 1

    def twice(self):
        return 2 * self.size


@dataclass(kw_only=True)
class Wide(Open):
    """One more."""

    width: int

    def twice(self):
        return super().twice() + self.width


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """Only itself."""

    name: str
'''


def kinds(module: Any) -> dict[str, Any]:
    """The same classes written with another module's decorator."""
    made = {"dataclass": module.dataclass, "field": module.field, "__name__": __name__}
    exec(f"from __future__ import annotations\n{SOURCE}", made)
    return made


TUPLES = '''
class Spot(NamedTuple):
    """A place in a text."""

    start: int
    end: int = 0
    layers: tuple[str, ...] = ()

    @property
    def size(self):
        return self.end - self.start

    @classmethod
    def at(cls, place):
        return cls(place, place)


class Bare(NamedTuple):
    name: Nowhere | None
'''


def tuples(module: Any) -> dict[str, Any]:
    made = {"NamedTuple": module.NamedTuple, "__name__": __name__}
    exec(f"from __future__ import annotations\n{TUPLES}", made)
    return made


def outcome(call: Any) -> tuple[str, str]:
    """What it gives, or what it raises, as text that does not depend on the decorator."""
    try:
        return "gives", repr(call())
    except Exception as error:  # noqa: BLE001  whichever it is
        return "raises", type(error).__name__


@pytest.mark.parametrize(
    "use",
    [
        lambda k: k["Point"](1),
        lambda k: k["Point"](1, 2).sum,
        lambda k: k["Point"](),
        lambda k: k["Point"](1, wrong=2),
        lambda k: k["Point"](1) == k["Point"](1, 0, ["x"]),
        lambda k: k["Point"](1) == k["Deep"](1),
        lambda k: {k["Point"](1), k["Point"](1), k["Point"](2)},
        lambda k: setattr(k["Point"](1), "x", 2),
        lambda k: delattr(k["Point"](1), "x"),
        lambda k: setattr(k["Count"](), "other", 2),
        lambda k: k["Deep"](1, 2, [], 4),
        lambda k: isinstance(k["Deep"](1), k["Point"]),
        lambda k: dataclasses.replace(k["Deep"](1), x=7),
        lambda k: dataclasses.asdict(k["Deep"](1)),
        lambda k: copy.copy(k["Deep"](1)),
        lambda k: copy.deepcopy(k["Count"](3, {"a": []})),
        lambda k: [one.name for one in dataclasses.fields(k["Deep"])],
        lambda k: [one.name for one in dataclasses.fields(k["Own"]("a"))],
        lambda k: k["Count"]().names is k["Count"]().names,
        lambda k: hash(k["Count"]()),
        lambda k: k["Own"]("a") == k["Own"]("a"),
        lambda k: (k["Wide"](width=3).twice(), k["Wide"](width=3), k["Open"].size),
        lambda k: (k["Deep"].__doc__, k["Deep"].__name__, k["Deep"].__qualname__, k["Deep"].__module__),
        lambda k: [k["Deep"](1).z, k["Deep"](1).__match_args__],
        lambda k: hasattr(k["Point"](1), "__dict__"),
    ],
)
def test_a_record_does_what_a_dataclass_does(use: Any) -> None:
    assert outcome(lambda: use(kinds(records))) == outcome(lambda: use(kinds(dataclasses)))


@pytest.mark.parametrize(
    "use",
    [
        lambda k: (k["Spot"](1), k["Spot"](1, 5).size, k["Spot"].at(3)),
        lambda k: k["Spot"](),
        lambda k: k["Spot"](1, wrong=2),
        lambda k: setattr(k["Spot"](1), "start", 2),
        lambda k: setattr(k["Spot"](1), "other", 2),
        lambda k: k["Spot"](1, 2)._replace(end=9)._asdict(),
        lambda k: sorted([k["Spot"](2), k["Spot"](1), (1, 0, ())]),
        lambda k: {k["Spot"](1), k["Spot"](1), (1, 0, ())},
        lambda k: copy.copy(k["Spot"](1, 2, ("zip",))),
        lambda k: (k["Spot"].__doc__, k["Bare"].__doc__, k["Spot"].__qualname__, k["Spot"].__module__),
        lambda k: (k["Spot"]._fields, k["Spot"]._field_defaults, k["Spot"].__match_args__, k["Spot"].__mro__[1:]),
        lambda k: (k["Bare"]("x"), list(k["Bare"].__annotations__), hasattr(k["Bare"]("x"), "__dict__")),
    ],
)
def test_a_tuple_does_what_the_librarys_does(use: Any) -> None:
    assert outcome(lambda: use(tuples(records))) == outcome(lambda: use(tuples(typing)))


def test_a_record_travels_to_a_process_that_has_made_none(tmp_path: Path) -> None:
    (tmp_path / "places.py").write_text(f"from opencouncil.records import dataclass, field\n{SOURCE}", "utf-8")
    make = "import pickle, sys, places; sys.stdout.buffer.write(pickle.dumps(places.Deep(1, 2, ['t'], 5)))"
    read = (
        "import pickle, sys, places; one = pickle.loads(sys.stdin.buffer.read()); print(one);"
        "print(one == places.Deep(1, 2, [], 5), hash(one) == hash(places.Deep(1, 2, [], 5)))\n"
        "try: one.x = 2\nexcept Exception as error: print(type(error).__name__)"
    )
    path = {"PYTHONPATH": f"{Path(records.__file__).parents[1]}:{tmp_path}"}
    packed = subprocess.run([sys.executable, "-c", make], env=path, capture_output=True, check=True).stdout
    ran = subprocess.run([sys.executable, "-c", read], env=path, input=packed, capture_output=True, check=True)
    assert ran.stdout.decode().split("\n")[:3] == [
        "Deep(x=1, y=2, tags=['t'], z=5, label='1/5')",
        "True True",
        "FrozenInstanceError",
    ]


def test_threads_that_make_the_first_at_once_all_get_whole_ones() -> None:
    for _ in range(20):
        made: list[Any] = []
        kind = kinds(records)["Deep"]
        begin = threading.Barrier(8)

        def work(kind: Any = kind, begin: threading.Barrier = begin, made: list[Any] = made) -> None:
            begin.wait()
            made.extend(kind(number, tags=[number]) for number in range(5))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(made) == 40
        assert all(one.label == f"{one.x}/3" and one.tags == [one.x] for one in made)
