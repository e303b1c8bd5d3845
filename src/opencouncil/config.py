"""`opencouncil.toml` as a value. Knows what may be said there, not what it is used for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from opencouncil.errors import ConfigError
from opencouncil.model.judging import GATE, Bar
from opencouncil.model.rules import Confidence, Kind
from opencouncil.records import dataclass, field

FILE_NAME = "opencouncil.toml"

_SECTIONS = ("council", "parameters", "rules", "gate", "limits")
_COUNCIL = ("name", "aliases", "domains", "codes")
_RULES = ("packs", "exclude")
_GATE = ("fail_on", "scope")
_LIMITS = ("object_mib", "unpacked_mib", "depth")
_SCOPES = ("shared", "all")


@dataclass(frozen=True, slots=True)
class CouncilConfig:
    """Whose code this is, as its owners say it."""

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one object is looked at: its size, what it unpacks to (MiB), how deep it nests. None: the default."""

    object_mib: int | None = None
    unpacked_mib: int | None = None
    depth: int | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """What `opencouncil.toml` says. `bars` is what fails the gate; `local` also fails for what only this clone holds.

    `packs` are paths beside the file; `exclude` are rule ids; `parameters` go into the patterns of rule packs.
    """

    council: CouncilConfig | None = None
    parameters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    packs: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()
    bars: Mapping[Kind, Bar] = field(default_factory=lambda: GATE)
    local: bool = False
    limits: Limits = Limits()


def load(path: Path) -> Config:
    """Read the file; where there is none, the defaults. Raises ConfigError naming the key and the nearest right one."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8 text'}") from None
    return parse(text, path)


def parse(text: str, path: Path) -> Config:
    """The configuration in a text; `path` is what errors call it and where relative packs stand."""
    import tomllib

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from None
    reader = _Reader(path, data)
    reader.known("", data, _SECTIONS)
    council = reader.section("council", _COUNCIL)
    rules = reader.section("rules", _RULES)
    gate = reader.section("gate", _GATE)
    limits = reader.section("limits", _LIMITS)
    wanted = reader.texts("gate", gate, "fail_on")
    return Config(
        council=_council(reader, council) if council else None,
        parameters=MappingProxyType(reader.parameters()),
        packs=tuple(path.parent / pack for pack in reader.texts("rules", rules, "packs")),
        exclude=reader.texts("rules", rules, "exclude"),
        bars=fail_on(",".join(wanted), f"{path}: gate.fail_on") if "fail_on" in gate else GATE,
        local=reader.word("gate", gate, "scope", _SCOPES) == "all",
        limits=Limits(*(reader.count("limits", limits, key) for key in _LIMITS)),
    )


def fail_on(text: str, name: str = "--fail-on") -> Mapping[Kind, Bar]:
    """`KIND[:CONFIDENCE],…` as bars; `none` alone fails nothing. `name` is what errors call it.

    A kind without a confidence takes the default gate's bar, or any confidence where the gate has none.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    if words == ["none"]:
        return MappingProxyType({})
    kinds, levels = [str(kind) for kind in Kind], [level.name.lower() for level in Confidence]
    bars: dict[Kind, Bar] = {}
    for word in words:
        kind, colon, level = word.partition(":")
        if kind not in kinds:
            raise ConfigError(f"{name}: unknown kind `{kind}`{_nearest(kind, kinds)}")
        if colon and level not in levels:
            raise ConfigError(f"{name}: unknown confidence `{level}`{_nearest(level, levels)}")
        bars[Kind(kind)] = Bar(Confidence[level.upper()]) if colon else GATE.get(Kind(kind), Bar())
    if not bars:
        raise ConfigError(f"{name}: name at least one kind ({', '.join(kinds)}) or `none`")
    return MappingProxyType(bars)


def _council(reader: _Reader, council: Mapping[str, Any]) -> CouncilConfig:
    name = council.get("name")
    if not isinstance(name, str) or not name.strip():
        raise ConfigError(f'{reader.path}: council.name is missing; write name = "Exampleshire District Council"')
    return CouncilConfig(
        name.strip(),
        reader.texts("council", council, "aliases"),
        tuple(domain.lower().strip(".") for domain in reader.texts("council", council, "domains")),
        reader.texts("council", council, "codes"),
    )


class _Reader:
    """Reads typed values and names the key when one is wrong."""

    def __init__(self, path: Path, data: Mapping[str, Any]) -> None:
        self.path = path
        self._data = data

    def known(self, section: str, data: Mapping[str, Any], keys: tuple[str, ...]) -> None:
        for key in data:
            if key not in keys:
                raise ConfigError(f"{self.path}: unknown key `{section}{key}`{_nearest(key, keys)}")

    def section(self, name: str, keys: tuple[str, ...]) -> Mapping[str, Any]:
        data = self._data.get(name, {})
        if not isinstance(data, dict):
            raise ConfigError(f"{self.path}: `{name}` must be a section, as in [{name}]")
        self.known(f"{name}.", data, keys)
        return data

    def texts(self, section: str, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise ConfigError(f'{self.path}: {section}.{key} must be a list of texts, as in {key} = ["..."]')
        return tuple(value)

    def word(self, section: str, data: Mapping[str, Any], key: str, words: tuple[str, ...]) -> str:
        value = data.get(key, words[0])
        if value not in words:
            raise ConfigError(f"{self.path}: {section}.{key}: unknown word `{value}`{_nearest(str(value), words)}")
        return str(value)

    def count(self, section: str, data: Mapping[str, Any], key: str) -> int | None:
        value = data.get(key)
        if value is not None and (type(value) is not int or value < 1):
            raise ConfigError(f"{self.path}: {section}.{key} must be a whole number of at least 1")
        return value

    def parameters(self) -> dict[str, str]:
        values = self._data.get("parameters", {})
        if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
            raise ConfigError(f"{self.path}: [parameters] must hold texts, as in council_tax_account = '\\d{{8,12}}'")
        return dict(values)


def _nearest(word: str, known: tuple[str, ...] | list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1)
    return f"; did you mean `{near[0]}`?" if near else f"; known are {', '.join(known)}"
