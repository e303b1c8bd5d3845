"""Export room: what commit and tag messages, and names of refs, become. Knows no repository."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Sequence

from opencouncil.export.people import Signature, parse_signature
from opencouncil.publication.edits import Splice

TRAILERS = ("Signed-off-by", "Co-authored-by", "Reviewed-by", "Acked-by", "Reported-by", "Tested-by", "Cc")

NOWHERE = b"a commit"
"""Stands for a private commit that has no public one."""

_TRAILER = re.compile(
    rb"^(?:" + b"|".join(name.encode() for name in TRAILERS) + rb"):[ \t]*(?P<who>[^\r\n]*?)[ \t]*\r?$",
    re.IGNORECASE | re.MULTILINE,
)
_COMMIT_ID = re.compile(rb"(?:(?<=-g)|(?<![0-9A-Za-z]))(?P<lead>commit )?(?P<id>[0-9a-f]{7,64})(?![0-9A-Za-z])")
_SIGNATURE = re.compile(rb"^-----BEGIN (?:PGP|SSH|SIGNED) (?:SIGNATURE|MESSAGE)-----$.*", re.MULTILINE | re.DOTALL)

Public = Callable[[str], str | None]
"""What a word that looks like a commit id becomes: its public spelling, "" for nothing public, None for no commit."""


def mentioned(message: bytes) -> Iterator[Signature]:
    """Everybody whom the trailers of a message name, in order."""
    for found in _TRAILER.finditer(message):
        if found["who"]:
            yield _person(found["who"])


def unsigned(message: bytes) -> bytes:
    """A tag's message without the signature under it."""
    return _SIGNATURE.sub(b"", message)


def edit(
    message: bytes,
    splices: Sequence[Splice],
    *,
    encoding: bytes = b"",
    role: Callable[[Signature], Signature],
    public: Public,
) -> bytes:
    """The message in UTF-8 with the splices done, people in trailers as roles and commits by their public ids.

    `splices` are sorted, against the message's own bytes, and bring UTF-8. Where one meets a person or an id, the
    larger edit is done: together they leave nothing of either.
    """
    edits = [*_people(message, role), *_commits(message, public), *splices]
    return b"".join(_pieces(message, _joined(edits), _decoder(message, encoding)))


def rename(name: bytes, splices: Sequence[Splice]) -> bytes:
    """The name of a branch or tag with the splices done."""
    return b"".join(_pieces(name, _joined(splices), bytes))


def _people(message: bytes, role: Callable[[Signature], Signature]) -> Iterator[Splice]:
    for found in _TRAILER.finditer(message):
        if found["who"]:
            new = role(_person(found["who"]))
            yield Splice(*found.span("who"), b"%b <%b>" % (new.name, new.address))


def _commits(message: bytes, public: Public) -> Iterator[Splice]:
    for found in _COMMIT_ID.finditer(message):
        new = public(found["id"].decode())
        if new is not None:
            yield Splice(*found.span("id"), new.encode()) if new else Splice(*found.span(), NOWHERE)


def _joined(edits: Sequence[Splice]) -> list[Splice]:
    """The edits without overlaps: what meets becomes one, with the text of the longest, or of the first of these."""
    done: list[Splice] = []
    longest = 0
    for edit in sorted(edits, key=lambda one: (one.start, -one.end)):
        if done and edit.start < done[-1].end:
            last = done.pop()
            new = edit.new if edit.end - edit.start > longest else last.new
            longest = max(longest, edit.end - edit.start)
            done.append(Splice(last.start, max(last.end, edit.end), new))
        else:
            longest = edit.end - edit.start
            done.append(edit)
    return done


def _pieces(content: bytes, splices: Sequence[Splice], decode: Callable[[bytes], bytes]) -> Iterator[bytes]:
    at = 0
    for start, end, new in splices:
        yield decode(content[at:start])
        yield new
        at = end
    yield decode(content[at:])


def _decoder(message: bytes, encoding: bytes) -> Callable[[bytes], bytes]:
    """Turns pieces of a message into UTF-8; leaves them as they are when nothing is declared, or it is not true."""
    if not encoding:
        return bytes
    name = encoding.decode("ascii", "replace")
    try:
        codec = codecs.lookup(name)
        message.decode(codec.name)
    except (LookupError, ValueError):
        return bytes
    return lambda piece: piece.decode(codec.name, "replace").encode()


def _person(text: bytes) -> Signature:
    who = parse_signature(text)
    if not who.address and b"@" in who.name and b" " not in who.name:
        return Signature(b"", who.name)
    return Signature(who.name, who.address)
