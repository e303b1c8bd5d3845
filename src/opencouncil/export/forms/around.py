"""Export room: what stands around a literal, and a literal taken apart. Knows no single language."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Sequence

from opencouncil.export.forms.site import Hole, Site
from opencouncil.export.literals import Where
from opencouncil.export.tokens import Lexed

REACH = 400
"""Tokens to the left after which a statement is taken as read: long tables of strings would cost their square."""

_WIDTH = 88
_PAIRS = {")": "(", "]": "[", "}": "{"}
_HOLDS = frozenset({"=", "]", "(", ",", "{", "[", ":", "return", ">"})
"""What stands before a brace that opens a value, not a block."""


def statement(lexed: Lexed, where: Where) -> str:
    """What leads up to a literal, its words one space apart: open brackets stay, closed groups are left out.

    As `private $p = [ "k" =>` or `@Get ( value =`. It begins behind the last `;` or at the block's brace.
    """
    words: list[str] = []
    depth = 0
    index = where.first
    for _ in range(REACH):
        index = lexed.before(index)
        if index < 0:
            break
        token = lexed.tokens[index]
        if token.kind == "Comment.Preproc":  # <?php
            break
        if not token.kind.startswith(("Punctuation", "Operator")):
            if depth == 0:
                words.append(token.text)
            continue
        for sign in reversed(token.text):
            if sign in _PAIRS:
                if sign == "}" and depth == 0:
                    return " ".join(reversed(words))
                depth += 1
            elif sign in "([{":
                if depth:
                    depth -= 1
                    continue
                before = lexed.before(index)
                if sign == "{" and len(token.text) == 1 and (before < 0 or lexed.tokens[before].text not in _HOLDS):
                    return " ".join(reversed(words))
                words.append(sign)
            elif sign == ";" and depth == 0:
                return " ".join(reversed(words))
            elif depth == 0:
                words.append(sign)
    return " ".join(reversed(words))


def neighbours(lexed: Lexed, where: Where) -> tuple[str, str]:
    """The words right before and right behind a literal; empty at the ends of the file."""
    before, after = lexed.before(where.first), lexed.after(where.last)
    return (
        lexed.tokens[before].text if before >= 0 else "",
        lexed.tokens[after].text if after < len(lexed.tokens) else "",
    )


def interpolated(lexed: Lexed, where: Where) -> bool:
    """Whether a literal stands in the expression that another literal interpolates."""
    depth = 0
    for index in range(where.first - 1, max(where.first - REACH, -1), -1):
        token = lexed.tokens[index]
        if token.kind == "String.Interpol":
            depth += token.text.endswith(("{", "(")) - (token.text in ("}", ")"))
            if depth > 0:
                return True
    return False


def listed(names: Sequence[str], indent: str) -> list[str]:
    """Names in double quotes with a comma behind each, in lines of a width that people read."""
    text = " ".join(f'"{name}",' for name in names)
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False)


def fallback(site: Site, before: re.Pattern[str], after: re.Pattern[str]) -> tuple[int, int] | None:
    """Where an expression begins and ends of which the literal is the fallback, when it reads the literal's setting.

    `before` ends right at the literal, and its last group is the name that is read.
    """
    first = max(0, site.where.start - REACH)
    found, end = before.search(site.text[first : site.where.start]), after.match(site.text, site.where.end)
    if not site.whole or found is None or end is None or found[found.lastindex or 0] != site.holes[0].setting:
        return None
    return first + found.start(), end.end()


def apart(text: str, where: Where, new: str) -> str:
    """With a space where a word stood against a quote, as in `return"x"`."""
    before, after = text[max(where.start - 1, 0) : where.start], text[where.end : where.end + 1]
    return (" " if before.isalnum() or before == "_" else "") + new + (" " if after.isalnum() or after == "_" else "")


def alone(site: Site, operator: str = "") -> bool:
    """Whether nothing beside a literal binds to it, so that an expression in its place needs no parentheses.

    `operator` may stand beside it: that of a sum, to which the sum in its place is joined.
    """
    left, right = neighbours(site.file.lexed, site.where)
    if site.text[: site.where.start].rstrip().endswith(_COMPARES):
        return False
    before = left[-1:] in _OPENS or left in _LEADS or left == operator != ""
    return before and (right[:1] in _ENDS or right == operator != "")


_COMPARES = ("==", "!=", "<=", ">=")
_OPENS = ("(", ",", "=", "{", "[")
_LEADS = ("return", "=>")
_ENDS = (")", ",", ";", "}", "]")


def joined(site: Site, operator: str, lookup: Callable[[Hole], str]) -> str:
    """A literal taken apart: its pieces in its own quotes, and lookups, with an operator between, in parentheses."""
    quote = site.where.quote
    pieces: list[str] = []
    run = ""
    for part in site.parts():
        if isinstance(part, str):
            run += part
        elif not part.setting:
            run += part.words
        else:
            pieces += [f"{quote}{run}{quote}"] if run else []
            pieces.append(lookup(part))
            run = ""
    pieces += [f"{quote}{run}{quote}"] if run else []
    return f"({f' {operator} '.join(pieces)})"
