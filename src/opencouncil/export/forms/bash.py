"""Export room: how shell scripts read a setting. Knows no other language."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from opencouncil.export.forms.site import Change, Hole, Put, Site, said
from opencouncil.export.literals import Position
from opencouncil.publication.edits import Form

BARE, DOUBLE, SINGLE, ESCAPED = "bare", "double", "single", "escaped"
HERE, RAW, COMMENT, SUM = "here", "raw", "comment", "calculation"
_LOOKS = frozenset({BARE, DOUBLE, SINGLE, ESCAPED, HERE, SUM})
_STEPS = re.compile(
    r"\\.|\$\(\(|\$\(|\$\{|\$'|[`\"'(){}\n]|<<<|<<-?[ \t]*(?P<word>\\?[\w.-]+|'[^'\n]*'|\"[^\"\n]*\")|(?<![^\s;&|()])#",
    re.DOTALL,
)


def form(site: Site) -> Put | str:
    """`${N:?...}` in the quotes that its place needs; the shell names the setting and stops.

    Inside `$(...)` it stops the command there, as anything that fails does.
    """
    if site.where.position in (Position.COMMENT, Position.DOCSTRING):
        return "a comment"
    changes: list[Change] = []
    for hole in site.holes:
        state = quoting(site.text, hole)
        if not hole.setting:
            new = words(site, hole)
            if new is None:
                return "across quotes"
        elif state in _LOOKS:
            new = _lookup(hole.setting, state)
        else:
            return "a document that the shell leaves as it is" if state == RAW else "across quotes"
        changes.append(Change(hole.start, hole.end, new))
    placed = tuple((Form.LOOKUP, f"environment {hole.setting}") if hole.setting else said(hole) for hole in site.holes)
    return Put(tuple(changes), placed)


def _lookup(setting: str, state: str) -> str:
    lookup = f"${{{setting}:?is missing, see SETTINGS.md}}"
    before, after = {BARE: ('"', '"'), SINGLE: ("'\"", "\"'"), ESCAPED: ("'\"", "\"$'")}.get(state, ("", ""))
    return f"{before}{lookup}{after}"


def words(site: Site, hole: Hole) -> str | None:
    """A fill-in or an example in the quotes of its place: bare, its parentheses would be syntax."""
    match quoting(site.text, hole):
        case "bare":
            tame = re.fullmatch(r"[\w.,:/@+=-]*", hole.words)
            return hole.words if tame else "'" + hole.words.replace("'", "'\\''") + "'"
        case "single":
            return hole.words.replace("'", "'\\''")
        case "escaped":
            return re.sub(r"(['\\])", r"\\\1", hole.words)
        case "double" | "here":
            return re.sub(r'(["$`\\])', r"\\\1", hole.words)
        case "calculation":
            return hole.words if hole.words.isdecimal() else None
        case "comment":
            return re.sub(r"\s+", " ", hole.words)
        case "raw":
            return hole.words
    return None


def quoting(text: str, hole: Hole) -> str:
    """How the shell reads the characters of a hole; empty where that changes inside it."""
    starts, states = _states(text)
    first = bisect_right(starts, hole.start) - 1
    last = bisect_right(starts, hole.end - 1) - 1
    return states[first] if first == last else ""


@lru_cache(maxsize=4)
def _states(text: str) -> tuple[list[int], list[str]]:
    """Where the way of quoting changes, and to what. Quotes themselves belong to what they enclose.

    A stack of what is open: a quote, a substitution, a parameter; the shell reads each anew.
    """
    starts, states = [0], [BARE]
    open_: list[str] = []
    waiting: list[tuple[str, bool]] = []

    def mark(offset: int, state: str) -> None:
        if states[-1] != state:
            starts.append(offset)
            states.append(state)

    at = 0
    while found := _STEPS.search(text, at):
        start, at = found.span()
        step, state = found[0], _STATE[open_[-1]] if open_ else BARE
        if step == "\n":
            for word, raw in waiting:
                end = re.compile(rf"^\t*{re.escape(word)}[ \t\r]*$", re.MULTILINE).search(text, at)
                if end is not None:  # `1 << n` in a calculation has no end, and is no document
                    mark(at, RAW if raw else HERE)
                    mark(end.start(), state)
                    at = end.end()
            waiting = []
        elif found["word"]:
            if state == BARE:
                waiting.append((found["word"].strip("\\'\""), found["word"][0] in "\\'\""))
        elif step == "#":
            if state == BARE and (not open_ or open_[-1] != "${"):
                at = text.find("\n", start) if text.find("\n", start) >= 0 else len(text)
                mark(start, COMMENT)
                mark(at, state)
        elif step in ("'", "$'"):
            if state == BARE:
                at = _closing(text, at, step)
                mark(start, SINGLE if step == "'" else ESCAPED)
                mark(at, state)
        elif step == '"':
            if open_ and open_[-1] == '"':
                open_.pop()
            else:
                open_.append('"')
            mark(at if len(open_) == 0 or open_[-1] != '"' else start, _STATE[open_[-1]] if open_ else BARE)
        elif step in ("$(", "$((", "${", "("):
            if step != "(" or state == BARE:
                open_.append("${'" if step == "${" and state == DOUBLE else step)
                mark(at, _STATE[open_[-1]])
        elif step == "`":
            if "`" in open_:
                del open_[open_.index("`") :]
            else:
                open_.append("`")
            mark(at, _STATE[open_[-1]] if open_ else BARE)
        elif open_ and step in _CLOSES.get(open_[-1], ""):
            at += open_.pop() == "$(("
            mark(at, _STATE[open_[-1]] if open_ else BARE)
    return starts, states


_STATE = {'"': DOUBLE, "${'": DOUBLE, "${": BARE, "$(": BARE, "(": BARE, "`": BARE, "$((": SUM}
_CLOSES = {"${'": "}", "${": "}", "$(": ")", "(": ")", "$((": ")"}


def _closing(text: str, at: int, quote: str) -> int:
    """Behind the quote that closes a single-quoted string, or the end of the text."""
    if quote == "'":
        return text.find("'", at) + 1 or len(text)
    closed = re.compile(r"(?:[^'\\]|\\.)*'", re.DOTALL).match(text, at)
    return closed.end() if closed else len(text)
