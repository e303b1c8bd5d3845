"""Published JavaScript and TypeScript: same program with its settings, a named error without; and it type-checks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from export.forms.rows import HOST, PORT, Row, published, removal, same_program
from export.forms.toolchains import Ran, program, run, typescript

REACT = 'import React from "react";\n'
SERVER = "const path = require('path');\n"
FAILS = '(() => { throw new Error("Setting SQL_HOST is missing; see SETTINGS.md") })()'
ROWS = [
    Row("whole", f'console.log("{HOST}");\n', f"console.log((process.env.SQL_HOST ?? {FAILS}));"),
    Row("embedded", f"console.log('http://{HOST}/a\\t\"b\"');\n", f"`http://${{process.env.SQL_HOST ?? {FAILS}}}/a"),
    Row("backtick and dollar", f"console.log('`${{a}} {HOST}');\n", "`\\`\\${a} ${process"),
    Row("escapes", f"console.log('it\\'s \\u0041\\x41\\\\ {HOST}');\n", "`it\\'s \\u0041\\x41\\\\ ${process"),
    Row("template", f"const a = 1;\nconsole.log(`${{a}}${{`b{HOST}`}} {HOST}`);\n", "${`b${process"),
    Row("concatenation", f'console.log("http://" + "{HOST}" + "/");\n', '"http://" + (process.env'),
    Row("number", f"console.log({PORT} + 1, -{PORT});\n", "Number(process.env.SQL_PORT ?? ("),
    Row("value of a key", f'console.log({{ "a": "{HOST}" }});\n', '"a": (process.env'),
    Row("conditional", f'const a = 1;\nconsole.log(a ? "{HOST}" : "b", a ? "b" : "{HOST}");\n', "a ? (process.env"),
    Row("or", f'console.log(undefined || "{HOST}" && "{HOST}");\n', "undefined || (process.env"),
    Row("default", f'const f = (a = "{HOST}") => a;\nconsole.log(f());\n', "(a = (process.env"),
    Row("method", f'console.log("{HOST}".length, "{HOST}"[0]);\n', ")()).length"),
    Row("no semicolons", f'const a = 1\nconst b = "{HOST}"\nconsole.log(a, b)\n', "const b = (process.env"),
    Row("returned", f'const f = () => {{ return"{HOST}" }};\nconsole.log(f());\n', "return(process.env"),
    Row("array", f'console.log(["{HOST}", "{HOST}"]);\n', "[(process.env"),
    Row("key", f'console.log({{ "{HOST}": 1 }});\n', '{ "(fill-in.SQL_HOST)": 1 }', looks=False),
    Row("case", f'switch (1) {{ case "{HOST}": }}\n', 'case "(fill-in.SQL_HOST)"', looks=False),
    Row("module", f'require("{HOST}");\n', 'require("(fill-in.SQL_HOST)")', looks=False),
    Row("statement", f'{{ "{HOST}"; }}\n', '"(fill-in.SQL_HOST)";', looks=False),
    Row("regular expression", f"/{HOST}/.test('a');\n", "/", looks=False),
    Row("tag", f"String.raw`a {HOST}`;\n", "`a (fill-in", looks=False),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_published_javascript_runs(row: Row, tmp_path: Path) -> None:
    node = program("node")

    def javascript(source: str, settings: Mapping[str, str]) -> Ran:
        (tmp_path / "app.js").write_text(source)
        return run([node, "app.js"], tmp_path, settings)

    same_program(row._replace(source=SERVER + row.source), "app.js", javascript)


@pytest.mark.parametrize("head", ["", '"use strict";\n', "#!/usr/bin/env node\n// forms\n'use strict'\n"])
def test_a_start_without_settings_names_them_all(head: str, tmp_path: Path) -> None:
    source = f'{head}{SERVER}const server = "{HOST}";\nconsole.log(server);\n'
    after, _ = published("app.js", source, removal(HOST, "SQL_HOST"), guard=frozenset({"SQL_HOST", "COUNCIL_NAME"}))
    (tmp_path / "app.js").write_text(after)
    without = run([program("node"), "app.js"], tmp_path, {})
    assert without == Ran(1, "", "COUNCIL_NAME, SQL_HOST: settings are missing (see SETTINGS.md)\n")
    empty = run([program("node"), "app.js"], tmp_path, {"SQL_HOST": "", "COUNCIL_NAME": "b"})
    assert empty == Ran(1, "", "SQL_HOST: settings are missing (see SETTINGS.md)\n")
    assert run([program("node"), "app.js"], tmp_path, {"SQL_HOST": "a", "COUNCIL_NAME": "b"}) == Ran(0, "a\n", "")


def test_what_the_start_has_seen_to_is_read_plainly() -> None:
    source = f'{SERVER}const server = "http://{HOST}/";\nconst other = process.env.SQL_HOST || "{HOST}";\n'
    after, _ = published("app.js", source, removal(HOST, "SQL_HOST"), guard=frozenset({"SQL_HOST"}))
    assert after.endswith(
        f"{SERVER}const server = `http://${{process.env.SQL_HOST}}/`;\nconst other = process.env.SQL_HOST;\n"
    )


def test_the_check_of_many_settings_is_one_that_people_can_read() -> None:
    names = frozenset(f"SETTING_{'A' * number}" for number in range(1, 30))
    after, _ = published("app.js", f'{SERVER}const name = "Forms";\n', removal(HOST, "SQL_HOST"), guard=names)
    assert max(map(len, after.splitlines())) <= 100


@pytest.mark.parametrize(
    ("path", "source", "becomes"),
    [
        ("src/api.ts", f'const url = import.meta.env.VITE_A + "{HOST}";\n', "import.meta.env.VITE_SQL_HOST ?? ("),
        ("src/api.js", f'const a = process.env.REACT_APP_A;\nconst b = "{HOST}";\n', "process.env.REACT_APP_SQL_HOST"),
        ("src/api.js", f'window.a = "{HOST}";\n', 'window.a = "(fill-in.SQL_HOST)"'),
        ("src/api.ts", f'export const a = "{HOST}";\n', 'a = "(fill-in.SQL_HOST)"'),
        (
            "src/a.jsx",
            f'{REACT}x = process.env.REACT_APP_A;\ny = <a href="http://{HOST}/">b</a>;\n',
            "href={`http://${process.env.REACT_APP_SQL_HOST ?? (",
        ),
        ("src/a.jsx", f'import React from "react";\ny = <p>{HOST}</p>;\n', "<p>(fill-in.SQL_HOST)</p>"),
    ],
)
def test_a_browser_has_no_environment_but_its_bundlers(path: str, source: str, becomes: str) -> None:
    assert becomes in published(path, source, removal(HOST, "SQL_HOST"))[0]


TYPED = {
    "constant": f'const a: string = "{HOST}";\nexport default a;\n',
    "embedded": f"export const a: string = `${{1}}{HOST}`;\n",
    "parameter": f'export function f(a: string = "{HOST}", b = "{HOST}"): string {{ return a + b; }}\n',
    "port": f"export const a: number = {PORT};\n",
    "member": f'export class A {{ private readonly host: string = "{HOST}"; get(): string {{ return this.host; }} }}\n',
    "object": f'interface A {{ host: string }}\nexport const a: A = {{ host: "{HOST}" }};\n',
    "type": f'export type A = "{HOST}" | "b";\nexport const a: A = "b";\n',
    "type of a parameter": f'export function f(a: "{HOST}"): void {{ console.log(a); }}\n',
    "type of a constant": f'export let a: "{HOST}" | undefined;\n',
    "interface": f'export interface A {{ host: "{HOST}" }}\n',
    "enumeration": f'export enum A {{ Host = "{HOST}" }}\n',
    "case": f'export function f(a: string): number {{ switch (a) {{ case "{HOST}": return 1; }} return 2; }}\n',
    "as": f'export const a = "b" as "{HOST}" | "b";\n',
    "call": f'export const a = new URL("https://{HOST}/x").pathname;\n',
    "generic": f'export const a = new Map<"{HOST}", string>();\n',
}


WORDS_ONLY = {
    "type",
    "type of a parameter",
    "type of a constant",
    "interface",
    "enumeration",
    "case",
    "as",
    "generic",
}


def test_published_typescript_checks_under_strict(tmp_path: Path) -> None:
    compiler, types = typescript()
    head = 'import * as fs from "fs";\nfs.existsSync("a");\n'
    for name, source in TYPED.items():
        removals = [removal(HOST, "SQL_HOST"), removal(PORT, "SQL_PORT", example=b"1433")]
        after, done = published(f"{name}.ts", head + source, *removals, guard=frozenset({"SQL_HOST"}))
        assert HOST not in after
        assert bool(done.lookups) == (name not in WORDS_ONLY), name
        (tmp_path / f"{name}.ts").write_text(after)
    options = ["--strict", "--noEmit", "--target", "es2022", "--module", "commonjs", "--types", "node"]
    files = [f"{name}.ts" for name in TYPED]
    checked = run([program("node"), compiler, *options, "--typeRoots", types, *files], tmp_path, {})
    assert checked.out == ""
    assert checked.code == 0
