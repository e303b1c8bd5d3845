"""Export room: a checkout whose fill-ins become settings. Knows no git, and writes nothing inside `.git`."""

from __future__ import annotations

import difflib
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from opencouncil.errors import OutputError
from opencouncil.export.decoded import MARKUP, WHEREVER
from opencouncil.export.encoded import encode, in_json, in_markup, in_properties, spelled_in
from opencouncil.export.lexing import language
from opencouncil.export.literals import locate
from opencouncil.repo import text

_HEAD = 65_536
"""Characters in which a file says its language, where its name does not."""
_PLAIN = re.compile(r"[\w .,:;@/=~-]*")
"""What means itself in every literal."""
_SCRIPT = re.compile(r"(?is)<script\b(?P<attributes>[^<>]*)>(?P<code>.*?)</script\s*>")
_FILL_IN = re.compile(r"\(fill-in\.([A-Z][A-Z0-9_]*)\)")


class Filled(NamedTuple):
    """What a fill did: files and places changed, and the settings that it left: without a value, or as the example."""

    files: int
    places: int
    missing: tuple[str, ...]
    untouched: tuple[str, ...]

    @property
    def nothing_to_do(self) -> bool:
        """Whether there was no fill-in at all."""
        return not (self.places or self.missing or self.untouched)


def fill(folder: Path, settings: Mapping[str, str], examples: Mapping[str, str]) -> Filled:
    """Put the settings in place of their fill-ins, each file in one step.

    An empty setting leaves its fill-in, and so does one that is still what it is in `examples`. Raises OutputError
    before anything is written when a fill-in is no setting.
    """
    met = [(path, found) for path in _files(folder) if (found := _read(path)) is not None]
    for path, found in met:
        for name in _FILL_IN.findall(found.content):
            if name not in settings:
                near = difflib.get_close_matches(name, settings, 1)
                hint = f"; the nearest is {near[0]}" if near else ""
                raise OutputError(
                    f"{path.relative_to(folder)}: {name} is missing from the settings{hint}. Nothing was written."
                )
    given = {name: "" if value == examples.get(name) else value for name, value in settings.items()}
    left: set[str] = set()
    done: list[tuple[Path, bytes]] = []
    places = 0
    for path, found in met:
        names = _FILL_IN.findall(found.content)
        left |= {name for name in names if not given[name]}
        places += sum(bool(given[name]) for name in names)
        if any(given[name] for name in names):
            done.append((path, _filled(path, found, given)))
    for path, content in done:
        _write(path, content)
    missing = tuple(sorted(name for name in left if not settings[name]))
    return Filled(len(done), places, missing, tuple(sorted(left.difference(missing))))


class _Text(NamedTuple):
    mark: bytes
    content: str
    encoding: str
    errors: str


def _filled(path: Path, found: _Text, settings: Mapping[str, str]) -> bytes:
    quoted = _QUOTING.get(path.suffix.lower())
    named = language(os.fsencode(path.name), found.content[:_HEAD].encode("utf-8", "surrogatepass"))
    scripts = list(_SCRIPT.finditer(found.content)) if named in MARKUP - {"xml"} else []

    def value(match: re.Match[str]) -> str:
        text = settings[match[1]]
        if not text or _PLAIN.fullmatch(text):
            return text or match[0]
        script = next((one for one in scripts if one.start("code") <= match.start() < one.end("code")), None)
        if script:
            written = _in_script(script, match, text)
        elif quoted:
            return quoted(text)
        else:
            written = encode(named, locate(named, found.content, *match.span()), text)
        if written is None:
            line = found.content.count("\n", 0, match.start()) + 1
            raise OutputError(f"{path}:{line}: {match[1]} has a sign that cannot stand there. Nothing was written.")
        return written

    try:
        return found.mark + _FILL_IN.sub(value, found.content).encode(found.encoding, found.errors)
    except UnicodeEncodeError:
        raise OutputError(f"{path}: a setting has letters that {found.encoding} lacks. Nothing was written.") from None


def _in_script(script: re.Match[str], match: re.Match[str], text: str) -> str | None:
    """As the script of a page reads it; the page itself ends the script at the first `</script`, wherever it is."""
    if "json" in script["attributes"].lower():
        return in_json(text).replace("</", "<\\/")
    low = script.start("code")
    where = locate("javascript", script["code"], match.start() - low, match.end() - low)
    written = encode("javascript", where, text)
    return written.replace("</", "<\\/") if written and where.quote else written


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name.lower() != ".git")
        for name in sorted(names):
            path = Path(place) / name
            if name.lower() != ".git" and path.is_file() and not path.is_symlink():
                yield path


def _read(path: Path) -> _Text | None:
    """A text with a fill-in; None for any other file. Every byte comes back as it was."""
    content = path.read_bytes()
    kind = text.decode_kind(content)
    encoding = kind.encoding or ("latin-1" if kind is text.TextKind.CP1252 else "utf-8")
    errors = "surrogatepass" if kind.encoding else "surrogateescape"
    try:
        decoded = content[kind.bom :].decode(encoding, errors)
    except UnicodeDecodeError:
        if "(fill-in.".encode(encoding) not in content:
            return None
        raise OutputError(f"{path}: starts as {kind.title} and is not. Nothing was written.") from None
    return _Text(content[: kind.bom], decoded, encoding, errors) if _FILL_IN.search(decoded) else None


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".fill-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(path.stat().st_mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


_QUOTING: dict[str, Callable[[str], str]] = {
    **dict.fromkeys((".json", ".ipynb", ".webmanifest"), in_json),
    **dict.fromkeys((".xml", ".config", ".csproj", ".html", ".xhtml", ".svg", ".xsd", ".resx"), in_markup),
    ".properties": in_properties,
    **{ending: spelled_in(pairs) for ending, pairs in WHEREVER.items()},
}
"""How a value is written inside a file of this type, wherever in it; in any other, as the literal around it asks."""
