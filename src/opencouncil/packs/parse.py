"""packs: RE2 syntax as a tree over bytes. Knows neither widths nor engines."""

from __future__ import annotations

import re

from opencouncil.errors import PackError
from opencouncil.packs.bytesets import ALL, HIGH, NEWLINE, PERL, POSIX, fold, span
from opencouncil.packs.tree import At, Chars, Node, alt, at, cat, chars, rep

CONTROL = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}
_REPEAT = re.compile(r"\{(\d{1,4})(,(\d{0,4}))?\}")
_FLAGS = re.compile(r"([imsU]*)(?:-([imsU]+))?([:)])")
_NAME = re.compile(r"P?<(\w+)>")
_POSIX_CLASS = re.compile(r"\[:(\^?)(\w+):\]")
_HEX = re.compile(r"\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2})")
# Characters that stand for themselves and are not repeated.
_PLAIN = re.compile(r"(?:[A-Za-z0-9 _\-/:;,@=%&~`'\"<>!#](?![*+?{]))+")
_LETTERS = [{chr(code): chars(mask(1 << code)) for code in range(128)} for mask in (int, fold)]
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7]{1,2}")


def parse(pattern: str) -> Node:
    """The tree of `pattern`; raises PackError, without naming a rule, on what the engines cannot take alike."""
    return _Parser(pattern).parse()


class _Parser:
    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0
        self.flags = frozenset[str]()

    def parse(self) -> Node:
        node = self.alternation()
        if self.at < len(self.text):
            raise self.error("a closing bracket without an opening one")
        return node

    def error(self, what: str) -> PackError:
        return PackError(f"{what}, at character {self.at + 1} of the pattern")

    def alternation(self) -> Node:
        flags = self.flags
        branches = [self.sequence()]
        while self.text.startswith("|", self.at):
            self.at += 1
            branches.append(self.sequence())
        self.flags = flags
        return branches[0] if len(branches) == 1 else alt(branches)

    def sequence(self) -> Node:
        items: list[Node] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            if found := _PLAIN.match(self.text, self.at):
                folded = "i" in self.flags
                items += [_LETTERS[folded][char] for char in found[0]]
                self.at = found.end()
                continue
            start = self.at
            atoms = self.atom()
            if not atoms:
                continue
            items += atoms
            repeat = self.repeat()
            if repeat is None:
                continue
            if ord(self.text[start]) > 127:
                raise self.error("a repeated character outside ASCII (put it in brackets: (?:…)+)")
            node = items.pop()
            if isinstance(node, At):
                raise self.error("a repeated assertion")
            items.append(rep(node, *repeat))
            if self.repeat() is not None:
                raise self.error("a repeat of a repeat")
        return cat(items)

    def repeat(self) -> tuple[int, int | None] | None:
        char = self.text[self.at : self.at + 1]
        if char and char in "*+?":
            self.at += 1
            bounds: tuple[int, int | None] = {"*": (0, None), "+": (1, None), "?": (0, 1)}[char]
        elif char == "{" and (found := _REPEAT.match(self.text, self.at)):
            low = int(found[1])
            high = low if found[2] is None else int(found[3]) if found[3] else None
            if low > 1000 or (high or 0) > 1000 or (high is not None and high < low):
                raise self.error(f"the repeat {found[0]} (at most 1000, and in order)")
            self.at = found.end()
            bounds = (low, high)
        else:
            return None
        if self.text.startswith("?", self.at):
            self.at += 1
        return bounds

    def atom(self) -> list[Node]:
        char = self.text[self.at]
        if char == "(":
            return self.group()
        if char == "[":
            return [self.char_class()]
        if char == "\\":
            return self.escape()
        if char in "*+?":
            raise self.error(f"a repeat {char} with nothing before it")
        self.at += 1
        if char == ".":
            return [chars(ALL if "s" in self.flags else ALL ^ NEWLINE)]
        if char == "^":
            return [at("(?m)^" if "m" in self.flags else r"\A")]
        if char == "$":
            return [at("(?m)$" if "m" in self.flags else r"\z")]
        return self.literal(char)

    def literal(self, char: str) -> list[Node]:
        if ord(char) < 128:
            mask = 1 << ord(char)
            return [chars(fold(mask) if "i" in self.flags else mask)]
        if "i" in self.flags:
            raise self.error("a character outside ASCII under (?i)")
        return [chars(1 << byte) for byte in char.encode()]

    def group(self) -> list[Node]:
        self.at += 1
        flags = self.flags
        if self.text.startswith("?", self.at):
            self.at += 1
            if found := _NAME.match(self.text, self.at):
                self.at = found.end()
            elif found := _FLAGS.match(self.text, self.at):
                self.at = found.end()
                inner = (flags | set(found[1])) - set(found[2] or "")
                if found[3] == ")":
                    self.flags = inner
                    return []
                self.flags = inner
            elif self.text.startswith(("=", "!", "<=", "<!"), self.at):
                raise self.error("look-around, which linear-time engines do not have (use a group or a check)")
            else:
                raise self.error("an unknown group (?…")
        node = self.alternation()
        self.flags = flags
        if not self.text.startswith(")", self.at):
            raise self.error("an opening bracket without a closing one")
        self.at += 1
        return [node]

    def escape(self) -> list[Node]:
        following = self.text[self.at + 1 : self.at + 2]
        if following and following in "AzbB":
            self.at += 2
            return [at("\\" + following)]
        if following == "C":
            self.at += 2
            return [chars(ALL)]
        if following == "Q":
            end = self.text.find(r"\E", self.at)
            quoted = self.text[self.at + 2 : end if end >= 0 else None]
            self.at = end + 2 if end >= 0 else len(self.text)
            return [node for char in quoted for node in self.literal(char)]
        if following and following in PERL:
            self.at += 2
            return [chars(PERL[following])]
        if following and ord(following) > 127:
            raise self.error("an escaped character outside ASCII")
        return [self.byte(self.code())]

    def byte(self, code: int) -> Chars:
        if code > 127 and "i" in self.flags:
            raise self.error("a byte outside ASCII under (?i)")
        return chars(fold(1 << code) if "i" in self.flags else 1 << code)

    def code(self) -> int:
        """The byte that the escape at the cursor means."""
        following = self.text[self.at + 1 : self.at + 2]
        self.at += 2
        if not following:
            raise self.error("a backslash at the end")
        if following in CONTROL:
            return CONTROL[following]
        if following == "x":
            found = _HEX.match(self.text, self.at)
            if found and (code := int(found[1] or found[2], 16)) < 256:
                self.at = found.end()
                return code
            raise self.error(r"an escape \x that is no byte (two hex digits)")
        if following.isdigit():
            if found := _OCTAL.match(self.text, self.at - 1):
                self.at = found.end()
                if (code := int(found[0], 8)) < 256:
                    return code
            raise self.error("a back-reference, which linear-time engines do not have")
        if following in "pP":
            raise self.error(r"a Unicode class \p (patterns see bytes; spell the ASCII class)")
        if following.isalnum():
            raise self.error(f"the escape \\{following}, which RE2 does not have")
        return ord(following)

    def char_class(self) -> Chars:
        self.at += 1
        negated = self.text.startswith("^", self.at)
        self.at += negated
        mask, first = 0, True
        while True:
            if self.at >= len(self.text):
                raise self.error("a character class without its closing bracket")
            if self.text[self.at] == "]" and not first:
                self.at += 1
                break
            first = False
            mask |= self.class_item()
        if "i" in self.flags:
            if mask & HIGH and not mask & HIGH == HIGH:
                raise self.error("a byte outside ASCII in a class under (?i)")
            mask = fold(mask)
        if negated:
            mask = ALL ^ mask
        if not mask:
            raise self.error("a character class that nothing matches")
        return chars(mask)

    def class_item(self) -> int:
        if found := _POSIX_CLASS.match(self.text, self.at):
            if found[2] not in POSIX:
                raise self.error(f"the unknown class {found[0]}")
            self.at = found.end()
            return ALL ^ POSIX[found[2]] if found[1] else POSIX[found[2]]
        if self.text[self.at] == "\\" and self.text[self.at + 1 : self.at + 2] in PERL:
            self.at += 2
            return PERL[self.text[self.at - 1]]
        low = self.class_byte()
        if self.text.startswith("-", self.at) and self.text[self.at + 1 : self.at + 2] not in ("]", ""):
            self.at += 1
            high = self.class_byte()
            if high < low:
                raise self.error("a range that runs backwards")
            return span(low, high)
        return 1 << low

    def class_byte(self) -> int:
        char = self.text[self.at]
        if char == "\\":
            return self.code()
        if ord(char) > 127:
            raise self.error("a character outside ASCII in a class")
        self.at += 1
        return ord(char)
