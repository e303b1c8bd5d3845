"""Report room: the frame of a page that is read, printed and signed: one file, no script. Knows no finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from opencouncil.report.text import clean

STYLE = """
body{font:15px/1.45 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#111;background:#fff}
h1{font-size:1.6em}h2{font-size:1.2em;margin-top:2em;border-bottom:2px solid #111}
table{border-collapse:collapse;width:100%;margin:1em 0}th,td{border:1px solid #777;padding:.3em .5em;text-align:left;
vertical-align:top}th{background:#eee}td.n{text-align:right;width:5em}td,li,p{overflow-wrap:anywhere}
code{font:13px/1.4 ui-monospace,monospace;white-space:pre-wrap}
.red{background:#a00020;color:#fff;font-weight:bold}.amber{background:#ffd28a;font-weight:bold}
.green{background:#cdeccd;font-weight:bold}.red,.amber,.green{padding:0 .5em}
.line{border-bottom:1px solid #111;display:inline-block;min-width:14em}.hand td{height:2em}.hand td:empty{min-width:8em}
@media print{body{margin:0;max-width:none;font-size:10.5pt}h2{break-after:avoid}tr{break-inside:avoid}
.page{break-before:page}.red,.amber,.green,th{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
LINE = '<span class="line">&nbsp;</span>'


def sheet(title: str, parts: Iterable[str]) -> str:
    """The whole file."""
    name = escape(clean(title))
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{name}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{name}</h1>\n"
        f"{''.join(parts)}</body>\n</html>\n"
    )


def text(content: str | bytes) -> str:
    """Any text made harmless for a page."""
    return escape(clean(content))


def page(number: int, title: str, content: str) -> str:
    """A numbered page that begins on a new sheet of paper."""
    return f'<h2 class="page" id="page-{number}">{number}. {escape(title)}</h2>\n{content}'


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, by_hand: bool = False) -> str:
    """Rows of cells that are HTML already; below heads, a cell of digits is set to the right."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    cell = _cell if any(heads) else "<td>{}</td>".format
    body = "".join(f"<tr>{''.join(map(cell, row))}</tr>\n" for row in rows)
    kind = ' class="hand"' if by_hand else ""
    return f"<table{kind}>\n{f'<thead><tr>{head}</tr></thead>' if any(heads) else ''}<tbody>\n{body}</tbody></table>\n"


def _cell(content: str) -> str:
    number = content.replace(",", "").isdecimal()
    return f'<td class="n">{content}</td>' if number else f"<td>{content}</td>"


def bullets(items: Iterable[str]) -> str:
    """A list of items that are HTML already, or nothing."""
    rows = "".join(f"<li>{item}</li>\n" for item in items)
    return f"<ul>\n{rows}</ul>\n" if rows else ""


def light(colour: str) -> str:
    """`red`, `amber` or `green`, as a word too: not everybody sees colours, and not every printer has them."""
    return f'<span class="{colour}">{colour.upper()}</span>'
