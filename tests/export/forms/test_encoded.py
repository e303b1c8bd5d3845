"""A setting that is filled into a literal means the same there, whatever signs it has."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencouncil.errors import OutputError
from opencouncil.export.decoded import DOUBLED, decode
from opencouncil.export.encoded import encode
from opencouncil.export.fill import fill
from opencouncil.export.literals import locate

LITERALS = {
    ("csharp", 'var x = "(fill-in.N)";\n'),
    ("csharp", 'var x = @"(fill-in.N)";\n'),
    ("vbnet", 'Dim x = "(fill-in.N)"\n'),
    ("java", 'String x = "(fill-in.N)";\n'),
    ("javascript", "const x = '(fill-in.N)';\n"),
    ("typescript", 'const x = "(fill-in.N)";\n'),
    ("python", 'x = "(fill-in.N)"\n'),
    ("python", "x = '''(fill-in.N)'''\n"),
    ("php", "<?php\n$x = '(fill-in.N)';\n"),
    ("php", '<?php\n$x = "(fill-in.N)";\n'),
    ("ruby", "x = '(fill-in.N)'\n"),
    ("ruby", 'x = "(fill-in.N)"\n'),
    ("perl", 'my $x = "(fill-in.N)";\n'),
    ("powershell", "$x = '(fill-in.N)'\n"),
    ("powershell", '$x = "(fill-in.N)"\n'),
    ("bash", 'x="(fill-in.N)"\n'),
    ("sql", "SELECT '(fill-in.N)';\n"),
    ("r", 'x <- "(fill-in.N)"\n'),
    ("go", 'x := "(fill-in.N)"\n'),
    ("yaml", "x: '(fill-in.N)'\n"),
    ("yaml", 'x: "(fill-in.N)"\n'),
    ("toml", 'x = "(fill-in.N)"\n'),
}
SIGNS = st.text(st.sampled_from("aZ09 .\\'\"$`#@{}%&<>|;*é£"), min_size=1, max_size=12)


@pytest.mark.parametrize(("language", "source"), sorted(LITERALS))
@settings(deadline=None)
@given(text=SIGNS)
def test_every_sign_means_itself(language: str, source: str, text: str) -> None:
    start = source.index("(fill-in.N)")
    where = locate(language, source, start, start + len("(fill-in.N)"))
    written = encode(language, where, text)
    assert written is not None
    assert decode(language, where, written) == text
    if (
        language not in DOUBLED | {"ruby", "powershell"} and where.prefix != "@"
    ):  # there a lexer parts one literal in two
        filled = source.replace("(fill-in.N)", written)
        again = locate(language, filled, start, start + len(written))
        assert filled[again.open : again.close] == written


def test_a_share_and_an_account_are_filled_into_programs(tmp_path: Path) -> None:
    (tmp_path / "a.cs").write_text('var a = "(fill-in.SHARE)"; var b = @"(fill-in.SHARE)"; // (fill-in.SHARE)\n')
    (tmp_path / "b.py").write_text('a = "(fill-in.ACCOUNT)"\nb = f"{a} (fill-in.PASSWORD)"\n')
    (tmp_path / "c.tf").write_text('password = "(fill-in.PASSWORD)"\n')
    (tmp_path / "d.cmd").write_text("copy x (fill-in.SHARE)\n")
    fill(tmp_path, {"SHARE": "\\\\files\\bins", "ACCOUNT": "EXAMPLE\\svc", "PASSWORD": '{"${x}'}, {})
    assert (tmp_path / "a.cs").read_text() == (
        'var a = "\\\\\\\\files\\\\bins"; var b = @"\\\\files\\bins"; // \\\\files\\bins\n'
    )
    assert (tmp_path / "b.py").read_text() == 'a = "EXAMPLE\\\\svc"\nb = f"{a} {{\\"${{x}}"\n'
    assert (tmp_path / "c.tf").read_text() == 'password = "{\\"$${x}"\n'
    assert (tmp_path / "d.cmd").read_text() == "copy x \\\\files\\bins\n"


def test_the_script_of_a_page_reads_what_its_markup_would_not(tmp_path: Path) -> None:
    page = (
        '<a href="(fill-in.MAP)">map</a>\n'
        "<script>const map = '(fill-in.MAP)', text = \"(fill-in.TEXT)\";</script>\n"
        '<script type="application/ld+json">{"name": "(fill-in.TEXT)"}</script>\n'
        "<p>(fill-in.TEXT)</p>\n"
    )
    (tmp_path / "a.html").write_text(page)
    (tmp_path / "b.cshtml").write_text(page)
    fill(tmp_path, {"MAP": "https://maps.example/?a=1&b='2'", "TEXT": '"Bins" & </script>'}, {})
    for name in ("a.html", "b.cshtml"):
        link, script, record, words = (tmp_path / name).read_text().splitlines()
        assert link == '<a href="https://maps.example/?a=1&amp;b=&#39;2&#39;">map</a>'
        assert script == (
            "<script>const map = 'https://maps.example/?a=1&b=\\'2\\'', text = \"\\\"Bins\\\" & <\\/script>\";</script>"
        )
        assert record == '<script type="application/ld+json">{"name": "\\"Bins\\" & <\\/script>"}</script>'
        assert words == "<p>&quot;Bins&quot; &amp; &lt;/script&gt;</p>"


def test_what_no_literal_of_its_kind_holds_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.go").write_text("package a\n\nvar x = `(fill-in.N)`\n")
    with pytest.raises(OutputError, match=r"a\.go:3: N has a sign that cannot stand there"):
        fill(tmp_path, {"N": "a`b"}, {})
    assert "(fill-in.N)" in (tmp_path / "a.go").read_text()
