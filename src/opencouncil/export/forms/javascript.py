"""Export room: how JavaScript and TypeScript read a setting, where they can. Knows no other language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from opencouncil.export.forms.around import fallback, listed
from opencouncil.export.forms.site import Change, File, Hole, Put, Site
from opencouncil.export.literals import Position

_NUMBER = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")
_OCTAL = re.compile(r"(?<!\\)(\\\\)*\\(0[0-9]|[1-9])")
_BUILTIN = "assert|child_process|cluster|crypto|dns|fs|fs/promises|http|https|net|os|path|tls|url|util|zlib"
_SERVERS = (
    r"express|koa|fastify|hapi|@hapi/[\w-]+|@nestjs/[\w-]+|aws-sdk|@aws-sdk/[\w-]+|aws-lambda|mongoose|mongodb|pg"
    r"|mysql2?|mssql|tedious|knex|sequelize|nodemailer|winston|dotenv|redis|ioredis|passport|serverless-http"
    r"|@azure/[\w-]+|next-auth|notifications-node-client"
)
_SERVER = re.compile(
    rf"""\A\#!.*node|(?:from|require\()\s*['"](?:node:[\w/]+|{_BUILTIN}|{_SERVERS})['"]"""
    r"|\bmodule\.exports\b|\bexports\.\w+\s*=|\b__dirname\b|\bprocess\.(?:env\.(?!REACT_APP_|NEXT_PUBLIC_|PUBLIC_URL|NODE_ENV)|exit|argv|cwd|on)\b"
)
_BROWSER = re.compile(r"\b(?:window|document|localStorage|sessionStorage|navigator)\.|\bjQuery\b|\$\(")
_DIRECTIVES = re.compile(r"(?:\#![^\n]*\n|\s+|//[^\n]*\n|/\*.*?\*/|(?:'use \w+'|\"use \w+\");?)*", re.DOTALL)
_IN_TYPES = frozenset({"|", "&", "as", "satisfies", "extends", "keyof", "implements", "type", "interface"})
_TYPES = frozenset({"type", "interface", "enum", "declare"})
_IMPORTING = frozenset({"from", "import", "case", "module", "namespace"})


_FALLBACK = re.compile(r"\bprocess\.env\.(\w+)\s*(?:\|\||\?\?)\s*\Z")
_NOTHING = re.compile("")


def form(site: Site) -> Put | str:
    """`process.env.N` that throws by name when it is missing, or what the file's own bundler puts in its place.

    Plain `process.env.N` where the file's first lines have seen to that; TypeScript wants to see it where it stands.
    """
    where = site.where
    runs = _runs(site.file)
    if runs is None:
        return "not known to run on a server"
    if where.position is Position.NUMBER:
        raw = site.text[where.start : where.end]
        if not site.whole or not _NUMBER.fullmatch(raw) or _refused(site):
            return "part of a number"
        return site.put(f"Number({_lookup(site, site.holes[0], runs)})", goes=f"environment {runs[1]}{{}}")
    if where.position is not Position.STRING or not where.quote:
        return "not a string"
    reason = _refused(site)
    if reason:
        return reason
    attribute = where.kind == "String" and site.file.language in ("jsx", "tsx")
    if site.whole:
        new = _lookup(site, site.holes[0], runs)
        read = fallback(site, _FALLBACK, _NOTHING)
        if read and not attribute:
            return replace(site.put(new, goes=f"environment {runs[1]}{{}}"), changes=(Change(*read, new),))
        new = new if attribute or " " not in new else f"({new})"
    elif where.quote == "`":
        return site.fill(lambda hole: f"${{{_lookup(site, hole, runs)}}}", goes=f"environment {runs[1]}{{}}")
    else:
        made = _template(site, runs, attribute)
        if made is None:
            return "escapes that a template does not take"
        new = made
    return site.put(f"{{{new}}}" if attribute else new, goes=f"environment {runs[1]}{{}}")


def _runs(file: File) -> tuple[str, str] | None:
    """The object that holds the environment and the prefix that its names need; None when nobody can know."""
    return _environment(file.text)


@lru_cache(maxsize=2)  # every site of a file asks
def _environment(text: str) -> tuple[str, str] | None:
    if "import.meta.env" in text:
        return "import.meta.env.", "VITE_"
    for prefix in ("REACT_APP_", "NEXT_PUBLIC_"):
        if f"process.env.{prefix}" in text:
            return "process.env.", prefix
    if not _BROWSER.search(text) and _SERVER.search(text):
        return "process.env.", ""
    return None


def _lookup(site: Site, hole: Hole, runs: tuple[str, str]) -> str:
    name = runs[1] + hole.setting
    if hole.setting in site.file.guarded and site.file.language not in ("typescript", "tsx"):
        return runs[0] + name
    missing = f'throw new Error("Setting {name} is missing; see SETTINGS.md")'
    return f"{runs[0]}{name} ?? (() => {{ {missing} }})()"


def _template(site: Site, runs: tuple[str, str], attribute: bool) -> str | None:
    """A quoted literal as a template. What is written in quotes means the same there, but for backticks and `${`."""
    pieces: list[str] = []
    for part in site.parts():
        if not isinstance(part, str):
            pieces.append(f"${{{_lookup(site, part, runs)}}}" if part.setting else part.words)
        elif _OCTAL.search(part) or (attribute and re.search(r"[\\\n]|&[#\w]+;", part)):
            return None
        else:
            pieces.append(part.replace("`", "\\`").replace("${", "\\${"))
    return f"`{''.join(pieces)}`"


def _refused(site: Site) -> str:
    """Why an expression cannot stand here though a literal can; empty when it can."""
    lexed, where = site.file.lexed, site.where
    tokens = lexed.tokens
    at, behind = lexed.before(where.first), lexed.after(where.last)
    before = tokens[at].text if at >= 0 else ""
    after = tokens[behind].text if behind < len(tokens) else ""
    earlier = tokens[further].text if at >= 0 and (further := lexed.before(at)) >= 0 else ""
    if where.kind == "String.Regex":
        return "a regular expression"
    if before in _IMPORTING or (before == "(" and earlier in ("require", "import")):
        return "a case label" if before == "case" else "the name of a module"
    if (after in (":", "(") and before in ("{", ",")) or after == "(":
        return "a key of an object"
    if before in ("", ";", "}") or (before == "{" and after in (";", "") and earlier != "="):
        return "a statement of its own"
    if before == ":" and tokens[at].kind == "Operator" and earlier == ")":
        return "a type"
    if (
        site.where.quote == "`"
        and at == where.first - 1
        and (tokens[at].kind.startswith("Name") or before in (")", "]"))
    ):
        return "a tagged template"
    return _typed(site, at, behind) if site.file.language in ("typescript", "tsx") else ""


def _typed(site: Site, at: int, behind: int) -> str:
    """Whether TypeScript reads the literal as a type, or wants a constant there."""
    lexed = site.file.lexed
    tokens = lexed.tokens
    before = tokens[at].text if at >= 0 else ""
    after = tokens[behind].text if behind < len(tokens) else ""
    if (
        before in _IN_TYPES
        or after in ("|", "&", "[")
        or (before in ("<", ",") and after in (">", ",") and before == "<")
    ):
        return "a type"
    if after == "as" and (then := lexed.after(behind)) < len(tokens) and tokens[then].text == "const":
        return "a constant"
    depth, opener = 0, ""
    index = at
    while index >= 0:
        text = tokens[index].text
        if text in (")", "]", "}"):
            depth += 1
        elif text in ("(", "[", "{"):
            if depth == 0:
                opener = opener or text
                if text == "(" and opener == "(" and before == ":" and not _ternary(lexed.tokens, index, at):
                    return "a type"
            else:
                depth -= 1
        elif (
            depth == 0 and text in ("type", "interface", "enum", "declare") and tokens[index].kind.startswith("Keyword")
        ):
            return "a type"
        elif depth == 0 and text == ";":
            if opener != "{":
                break
        elif depth == 0 and text in ("return", "=>", "function", "const", "let", "var", "class"):
            break
        index = lexed.before(index)
    if before == ":" and after in ("=", ";") and not _ternary(tokens, index, at):
        return "a type"
    return ""


def _ternary(tokens: Sequence[object], low: int, high: int) -> bool:
    return any(getattr(token, "text", "") == "?" for token in tokens[max(low, 0) : high])


def guard(file: File, settings: Sequence[str]) -> Change | None:
    """Lines in front that end the process and name every setting that is missing, or left empty.

    None for what a browser runs.
    """
    if _runs(file) != ("process.env.", ""):
        return None
    lines = (
        "{",
        "  const missing = [",
        *listed(settings, "    "),
        "  ].filter((name) => !process.env[name]);",
        "  if (missing.length) {",
        '    console.error(missing.join(", ") + ": settings are missing (see SETTINGS.md)");',
        "    process.exit(1);",
        "  }",
        "}",
    )
    opened = _DIRECTIVES.match(file.text)
    at = opened.end() if opened else 0
    at = max(file.text.rfind("\n", 0, at) + 1, 0)
    return Change(at, at, "".join(line + file.newline for line in lines))
