"""Programs without their values: compiled and run with the settings, and without them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from export.forms.rows import HOST, published, removal

from opencouncil.publication.edits import Form

PASSWORD = "-".join(("Tr0ub", "4dor"))
SETTINGS = [removal(HOST, "SQL_HOST")]

CSHARP = f"""using System;
using System.ComponentModel;
class Program
{{
    [Description("{HOST}")]
    const string Constant = "{HOST}";
    static readonly string Whole = "{HOST}";
    static string Default(string name = "{HOST}") => name;
    static int Main()
    {{
        var name = "x";
        Console.WriteLine(Whole);
        Console.WriteLine("https://{HOST}/a\\t\\"b\\"");
        Console.WriteLine(@"\\\\{HOST}\\c""d"" e");
        Console.WriteLine($"{{name}} {HOST} {{{{{{name}}}}}}");
        Console.WriteLine("{HOST}" == name ? "a" : "b" + "{HOST}:1" + name);
        Console.WriteLine(name == "{HOST}");
        Console.WriteLine(string.Join(",", new[] {{ "{HOST}" }}));
        switch (name) {{ case "{HOST}": return 1; }}
        return Constant == Default() && Whole != null ? 0 : 2; // {HOST}
    }}
}}
"""
PERL = f"""use strict; use warnings; use utf8; binmode STDOUT, ':utf8';
my $name = 'x';
my %known = ('{HOST}' => 1, b => "{HOST}");
print "{HOST}", "\\n";
print 'https://{HOST}/', "\\n";
print "$name {HOST} \\@b\\n";
print q(a {HOST}), qq{{ b {HOST}\\n}};
print $known{{"{HOST}"}}, "\\n";
print join(',', qw({HOST} c)), "\\n" if 0;
print <<EOT;
here {HOST} $name
EOT
print <<'EOS';
there {HOST} $name
EOS
# {HOST}
__END__
{HOST}
"""
R = f"""server <- "{HOST}"
url <- paste0('https://{HOST}/', "a")
known <- list("{HOST}" = 1, b = "{HOST}")
cat(server, url, known$b, paste("x \\"{HOST}\\""), sep = "\\n") # {HOST}
"""
POWERSHELL = f"""param([ValidateSet("{HOST}")][string]$a = '{HOST}')
$b = "x {HOST} $a"
$c = 'it''s $5 {HOST}'
ping -S {HOST} # {HOST}
$h = @{{ "{HOST}" = '{HOST}' }}
@"
{HOST} $x
"@
@'
{HOST}
'@
"""


def runs(source: str, path: str, prepare: Callable[[Path], list[str]], folder: Path, words: int = 0) -> str:
    """A program as published: with settings it says what it said, `words` fill-ins apart; without, it fails."""
    text, done = published(path, source, *SETTINGS)
    told = {}
    for name, content in (("before", source.replace(HOST, "HOST.example")), ("after", text)):
        place = folder / name
        place.mkdir()
        (place / path).write_text(content, encoding="utf-8")
        command = prepare(place)
        given = os.environ | ({"SQL_HOST": "HOST.example"} if name == "after" else {})
        told[name] = subprocess.run(command, env=given, capture_output=True, encoding="utf-8", timeout=60)
    assert told["after"].stdout.count("(fill-in.SQL_HOST)") == words
    assert told["after"].stdout.replace("(fill-in.SQL_HOST)", "HOST.example") == told["before"].stdout
    assert told["after"].returncode == told["before"].returncode == 0, told["after"].stderr
    assert "HOST.example" in told["after"].stdout
    without = {key: value for key, value in os.environ.items() if key != "SQL_HOST"}
    failed = subprocess.run(command, env=without, capture_output=True, encoding="utf-8", timeout=60)
    assert failed.returncode != 0
    assert "Setting SQL_HOST is missing" in failed.stderr + failed.stdout
    assert {one.form for one in done.placed} >= {Form.LOOKUP, Form.EXAMPLE}
    return text


def needs(*names: str) -> str:
    found = [shutil.which(name) for name in names]
    if None in found:
        pytest.skip(f"{' and '.join(names)} not on PATH")
    return str(found[0])


def test_csharp_compiles_and_runs(tmp_path: Path) -> None:
    needs("mcs", "mono")

    def compiled(place: Path) -> list[str]:
        source, program = str(place / "Program.cs"), str(place / "program.exe")
        subprocess.run(["mcs", "-warnaserror+", "-nowarn:162", f"-out:{program}", source], check=True)
        return ["mono", program]

    # The constant, the default and the attribute hold words, so that what they are compared with must hold the same.
    text = runs(CSHARP, "Program.cs", compiled, tmp_path)
    assert text.count("(fill-in.SQL_HOST)") == 4


def test_a_program_of_dotnet_framework_reads_its_own_config_file(tmp_path: Path) -> None:
    needs("mcs", "mono")
    source = (
        "using System; using System.Configuration;\nclass Program { static void Main() {\n"
        f'  Console.WriteLine(ConfigurationManager.AppSettings["Other"] + "{HOST}"); }} }}\n'
    )
    text, done = published("Program.cs", source, *SETTINGS)
    assert done.placed[0].goes == "appSettings SQL_HOST"
    config, put = published(
        "program.exe.config",
        f'<configuration><appSettings><add key="Other" value="{HOST}"/></appSettings></configuration>',
        *SETTINGS,
    )
    assert put.placed[0].goes == "appSettings.local.config, key Other"
    (tmp_path / "Program.cs").write_text(text)
    (tmp_path / "program.exe.config").write_text(config)
    program = str(tmp_path / "program.exe")
    compile_it = ["mcs", "-r:System.Configuration", f"-out:{program}", str(tmp_path / "Program.cs")]
    subprocess.run(compile_it, check=True)
    failed = subprocess.run(["mono", program], capture_output=True, text=True)
    assert failed.returncode != 0
    assert "Setting SQL_HOST is missing" in failed.stderr
    (tmp_path / "appSettings.local.config").write_text(
        '<appSettings><add key="Other" value="a"/><add key="SQL_HOST" value="b"/></appSettings>'
    )
    assert subprocess.run(["mono", program], check=True, capture_output=True, text=True).stdout == "ab\n"


def test_perl_runs(tmp_path: Path) -> None:
    perl = needs("perl")
    text = runs(PERL, "a.pl", lambda place: [perl, str(place / "a.pl")], tmp_path, words=1)
    assert text.count("(fill-in.SQL_HOST)") == 3


def test_r_runs(tmp_path: Path) -> None:
    r = needs("Rscript")
    text = runs(R, "a.R", lambda place: [r, str(place / "a.R")], tmp_path)
    assert text.count("(fill-in.SQL_HOST)") == 1


def test_powershell_reads_a_setting_where_it_can() -> None:
    lookup = "$(if ($env:SQL_HOST) { $env:SQL_HOST } else { throw 'Setting SQL_HOST is missing; see SETTINGS.md' })"
    text, done = published("a.ps1", POWERSHELL, *SETTINGS)
    assert text == (
        POWERSHELL.replace(f'ValidateSet("{HOST}")', 'ValidateSet("(fill-in.SQL_HOST)")')
        .replace(f"$a = '{HOST}'", f"$a = {lookup}")
        .replace(f"x {HOST}", f"x {lookup}")
        .replace(f"'it''s $5 {HOST}'", f'"it\'s `$5 {lookup}"')
        .replace(f"-S {HOST}", f"-S {lookup}")
        .replace(f"# {HOST}", "# host.example")
        .replace(f"= '{HOST}' }}", f"= {lookup} }}")
        .replace(f"{HOST} $x", f"{lookup} $x")
        .replace(f"@'\n{HOST}\n'@", f'@"\n{lookup}\n"@')
        .replace(HOST, "(fill-in.SQL_HOST)")
    )
    assert done.parsed == "lexed"


@pytest.mark.parametrize("path", ["a.psd1", "b.ps1"])
def test_powershell_keeps_bare_words_whole(path: str) -> None:
    secret = removal(PASSWORD, "", example=b"(fill-in.PASSWORD)")
    assert published(path, f"x -P {PASSWORD}\n", secret)[0] == "x -P '(fill-in.PASSWORD)'\n"


def test_powershell_runs(tmp_path: Path) -> None:
    pwsh = needs("pwsh")
    source = f"param($a = '{HOST}')\nWrite-Output \"x {HOST} $a\"\nWrite-Output 'it''s $5 {HOST}' # {HOST}\n"
    runs(source, "a.ps1", lambda place: [pwsh, "-NoProfile", "-File", str(place / "a.ps1")], tmp_path)


def test_sql_is_read_as_before() -> None:
    awkward = removal("QQQ", "", example=b"O'Brien; --")
    source = f"CREATE TABLE t (a TEXT); -- {HOST}\nINSERT INTO t VALUES ('{HOST}'), ('it''s {HOST}'), ('QQQ');\n"
    text, _ = published("a.sql", source, *SETTINGS, awkward)
    database = sqlite3.connect(":memory:")
    database.executescript(text)
    rows = [row[0] for row in database.execute("SELECT a FROM t")]
    database.close()
    assert rows == ["(fill-in.SQL_HOST)", "it's (fill-in.SQL_HOST)", "O'Brien; --"]
    assert published("a.sql", f"SELECT 1 FROM [{HOST}].[dbo].[t]\n", *SETTINGS)[0] == (
        "SELECT 1 FROM [(fill-in.SQL_HOST)].[dbo].[t]\n"
    )


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.vb", f'<X("{HOST}")>\nConst A = "x ""{HOST}"" y" \' {HOST}\n', '<X("F")>\nConst A = "x ""F"" y" \' E\n'),
        (
            "a.cshtml",
            f'@model X\n<a href="{HOST}" b="@H.X("{HOST}")">{HOST} @H.Y("{HOST}")</a> @{{ var x = "{HOST}"; }}\n',
            '@model X\n<a href="F" b="@H.X("F")">F @H.Y("F")</a> @{ var x = "F"; }\n',
        ),
        (
            "a.aspx",
            f'<%@ Page Title="{HOST}" %><asp:X Text="{HOST}">{HOST}</asp:X><% var a = "{HOST}"; %>\n',
            '<%@ Page Title="F" %><asp:X Text="F">F</asp:X><% var a = "F"; %>\n',
        ),
        ("a.erb", f'<a href="{HOST}">{HOST} <%= link "{HOST}" %></a>\n', '<a href="F">F <%= link "F" %></a>\n'),
        (
            "a.html.j2",
            f'<a href="{HOST}">{HOST} {{{{ f("{HOST}") }}}}{{% if a == "{HOST}" %}}</a>\n',
            '<a href="F">F {{ f("F") }}{% if a == "F" %}</a>\n',
        ),
        ("a.html", f'<!-- {HOST} --><a href="{HOST}">{HOST}</a><script>var a = "{HOST}";</script>\n',
         '<!-- E --><a href="F">F</a><script>var a = "F";</script>\n'),
        ("a.cs", f'[X("{HOST}")]\nclass A {{ }}\n#region {HOST}\n#endregion\n',
         '[X("F")]\nclass A { }\n#region F\n#endregion\n'),
    ],
)  # fmt: skip
def test_pages_and_attributes_take_fill_ins(path: str, before: str, after: str) -> None:
    text, _ = published(path, before, *SETTINGS)
    assert text.replace("(fill-in.SQL_HOST)", "F").replace("host.example", "E") == after
