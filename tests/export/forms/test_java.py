"""Published Java and Go: they compile, do what they did with their settings, and name what is missing without."""

from __future__ import annotations

from pathlib import Path

from export.forms.rows import HOST, PORT, published, removal
from export.forms.toolchains import program, run

SETTINGS = {"SQL_HOST": HOST, "SQL_PORT": PORT}
REMOVALS = [removal(HOST, "SQL_HOST"), removal(PORT, "SQL_PORT", example=b"1433")]
JAVA = f"""\
import java.lang.annotation.*;
class App {{
    @Retention(RetentionPolicy.RUNTIME)
    @interface At {{ String value() default "d.{HOST}"; String[] all() default {{}}; }}
    private static final String SERVER = "{HOST}";
    public static final String SHARED = "public.{HOST}";
    private static final String NAMED = "named.{HOST}";
    @At(value = "{HOST}", all = {{"a", "{HOST}"}}) static String a() {{ return "http://{HOST}/\\"a\\"\\t"; }}
    @At(NAMED) static int port() {{ return Integer.sum({PORT}, 1); }}
    public static void main(String[] args) {{
        System.out.println(SERVER + "{HOST}".length() + a() + port());
        switch (args.length == 9 ? "b" : "c") {{ case "{HOST}": System.out.println("no"); break; default: }}
        char c = 'c'; long big = {PORT}L;
    }}
}}
"""
GO = f"""\
package main

import "fmt"

const fixed = "{HOST}"

type host string

var server = "{HOST}"

func main() {{
	url := "http://{HOST}/"
	var typed host = "{HOST}"
	fmt.Println("{HOST}", server, url, len(fixed) > 0, len(typed) > 0)
}}
"""


def test_published_java_compiles_and_runs(tmp_path: Path) -> None:
    java = program("java")
    after, done = published("App.java", JAVA, *REMOVALS)
    assert HOST not in after
    assert PORT not in after
    assert done.lookups == set(SETTINGS)
    for kept in (
        'default "d.(fill-in.SQL_HOST)"',
        'SHARED = "public.(fill-in',
        'NAMED = "named.(fill-in',
        'case "(fill-in',
    ):
        assert kept in after
    (tmp_path / "App.java").write_text(JAVA)
    before = run([java, "App.java"], tmp_path, {})
    assert before.code == 0, before.err
    (tmp_path / "App.java").write_text(after)
    assert run([java, "App.java"], tmp_path, SETTINGS) == before
    without = run([java, "App.java"], tmp_path, {})
    assert without.code != 0
    assert "Setting SQL_HOST is missing; see SETTINGS.md" in without.err


def test_springs_own_value_takes_springs_own_reference() -> None:
    after, done = published("A.java", f'class A {{ @Value("http://{HOST}/") String a; }}\n', *REMOVALS)
    assert '@Value("http://${SQL_HOST}/")' in after
    assert done.placed[0].goes == "environment SQL_HOST"


def test_published_go_compiles_and_runs(tmp_path: Path) -> None:
    go = program("go")
    after, done = published("main.go", GO, *REMOVALS)
    assert HOST not in after
    assert done.lookups == {"SQL_HOST"}
    assert 'const fixed = "(fill-in.SQL_HOST)"' in after
    assert 'var typed host = "(fill-in.SQL_HOST)"' in after
    (tmp_path / "main.go").write_text(GO)
    before = run([go, "run", "main.go"], tmp_path, {})
    assert before.code == 0, before.err
    (tmp_path / "main.go").write_text(after)
    assert run([go, "run", "main.go"], tmp_path, SETTINGS) == before
    without = run([go, "run", "main.go"], tmp_path, {})
    assert without.code != 0
    assert "Setting SQL_HOST is missing; see SETTINGS.md" in without.err
