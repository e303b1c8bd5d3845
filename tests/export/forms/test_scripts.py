"""Published PHP, Ruby and shell scripts: with their settings they do what they did, without they name one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from export.forms.rows import HOST, PORT, Row, same_program
from export.forms.toolchains import Ran, program, run

BASH = [
    Row("bare", f"echo {HOST}\n", 'echo "${SQL_HOST:?is missing, see SETTINGS.md}"'),
    Row("word", f"a=1\necho http://{HOST}/$a\n", 'http://"${SQL_HOST:?is missing, see SETTINGS.md}"/$a'),
    Row("assigned", f"a={HOST}\necho $a\n", 'a="${SQL_HOST:?'),
    Row("double", f'a=1\necho "x  {HOST} $a"\n', '"x  ${SQL_HOST:?'),
    Row("single", f"echo 'x  \"{HOST}\" $a'\n", "'x  \"'\"${SQL_HOST:?"),
    Row("escaped", f"echo $'it\\'s {HOST}\\n'\n", "$'it\\'s '\"${SQL_HOST:?"),
    Row("substitution", f'set -e\na="$(echo "{HOST}" {HOST})"\necho "$a"\n', '"$(echo "${SQL_HOST:?'),
    Row("backticks", f"echo `echo {HOST}`$?\nset -e\n: {HOST}\n", '`echo "${SQL_HOST:?'),
    Row("default", f'echo "${{A:-{HOST}}}" ${{A:-{HOST}}}\n', '"${A:-${SQL_HOST:?'),
    Row("document", f"a=1\ncat <<EOF\nit's {HOST} $a\nEOF\necho '{HOST}'\n", "it's ${SQL_HOST:?"),
    Row("document, tabs", f'cat <<-END\n\tat {HOST}\n\tEND\necho "{HOST}"\n', "\tat ${SQL_HOST:?"),
    Row("case", f"case {HOST} in {HOST}) echo yes ;; *) echo no ;; esac\n", ") echo yes"),
    Row("test", f"[[ a.{HOST} == *.{HOST} ]] && echo yes\n", '== *."${SQL_HOST:?'),
    Row("array", f"a=({HOST} '{HOST}')\necho ${{#a[@]}} ${{a[1]}}\n", '("${SQL_HOST:?'),
    Row("comment", f"# it's\necho $((1 << 2)) '{HOST}' # don't\necho {HOST}\n", "''\"${SQL_HOST:?"),
    Row("function", f'f() {{ echo "$1 {HOST}"; }}\nf a\n', '"$1 ${SQL_HOST:?'),
    Row("number", f"echo $(({PORT} + 1)) {PORT}\n", ' "${SQL_PORT:?'),
    Row("literal document", f"cat <<'EOF'\n{HOST}\nEOF\n", "\n(fill-in.SQL_HOST)\n", looks=False),
    Row("comment alone", f"true # {HOST}\n", "# host.example", looks=False),
]
PHP = [
    Row("whole", f"<?php echo '{HOST}';\n", "(getenv('SQL_HOST') ?: call_user_func("),
    Row("embedded", f'<?php $a = 1; echo "$a \\"http://{HOST}/{{$a}}\\n";\n', '("$a \\"http://" . (getenv'),
    Row("embedded, single", f"<?php echo 'it\\'s {HOST}$a';\n", "('it\\'s ' . (getenv"),
    Row("concatenation", f"<?php echo 'a' . '{HOST}' . 'b';\n", "'a' . (getenv"),
    Row("array", f"<?php print_r(['{HOST}' => '{HOST}', 'a' => {PORT}]);\n", "'a' => ((int) (getenv('SQL_PORT')"),
    Row("define", f"<?php define('A', '{HOST}'); echo A;\n", "define('A', getenv"),
    Row("case", f"<?php switch ('{HOST}') {{ case '{HOST}': echo 'yes'; }}\n", "case (getenv"),
    Row("namespace", f"<?php namespace A\\B; echo '{HOST}';\n", "new \\RuntimeException("),
    Row(
        "method",
        f"<?php class A {{ static function f($a = 1) {{ return '{HOST}'; }} }} echo (new A)->f();\n",
        "return getenv",
    ),
    Row(
        "of PHP 8",
        f"<?php class A {{ function __construct(public $b = 1) {{}} }} echo 'a{HOST}', '{HOST}' === 'a' ? 1 : 2;\n",
        "echo ('a' . (getenv('SQL_HOST') ?: throw new \\RuntimeException(",
    ),
    Row("closure", f"<?php $f = function ($a = 1) {{ return '{HOST}'; }}; echo $f();\n", "return getenv"),
    Row("page", f"<p>a</p>\n<?= '{HOST}' ?>\n<p>b</p>\n", "<?= (getenv"),
    Row("against a keyword", f"<?php echo'{HOST}';\n", "echo (getenv"),
    Row("constant", f"<?php class A {{ const B = 'x{HOST}'; }}\n", "= 'x(fill-in", looks=False),
    Row("property", f"<?php class A {{ private static $b = ['a' => '{HOST}']; }}\n", "=> '(fill-in", looks=False),
    Row("typed property", f"<?php class A {{ public ?string $b = '{HOST}'; }}\n", "= '(fill-in", looks=False),
    Row("parameter", f"<?php function f($a, $b = '{HOST}') {{ return $b; }}\n", "= '(fill-in", looks=False),
    Row("static", f"<?php function f() {{ static $b = '{HOST}'; return $b; }}\n", "= '(fill-in", looks=False),
    Row("attribute", f"<?php #[A('{HOST}')] class B {{}}\n", "A('(fill-in", looks=False),
    Row("text", f"<p>{HOST}</p>\n", "<p>(fill-in.SQL_HOST)</p>", looks=False),
    Row("heredoc", f"<?php echo <<<A\n{HOST}\nA;\n", "(fill-in", looks=False),
]
RUBY = [
    Row("whole", f"puts '{HOST}'\n", "puts ENV.fetch('SQL_HOST')"),
    Row("embedded", f'a = 1\nputs "http://{HOST}/#{{a}}\\t"\n', "\"http://#{ENV.fetch('SQL_HOST')}/#{a}\\t\""),
    Row("single", f"puts 'it\\'s \"\\d\" #{{a}} {HOST}'\n", '"it\'s \\"\\\\d\\" \\#{a} #{ENV.fetch(\'SQL_HOST\')}"'),
    Row("adjacent", f"puts 'a' '{HOST}'\n", "'a' \"#{ENV.fetch('SQL_HOST')}\""),
    Row("hash", f"p({{ '{HOST}' => '{HOST}', a: '{HOST}' }})\n", "a: ENV.fetch"),
    Row("frozen", f"A = '{HOST}'.freeze\nputs A.length\n", "ENV.fetch('SQL_HOST').freeze"),
    Row("number", f"puts {PORT} + 1\n", "Integer(ENV.fetch('SQL_PORT')) + 1"),
    Row("when", f"case '{HOST}' when '{HOST}' then puts 'yes' end\n", "when ENV.fetch"),
    Row("document", f"puts <<~EOS\n  at {HOST}\nEOS\n", "at #{ENV.fetch('SQL_HOST')}"),
    Row("command", f"puts `echo {HOST}`\n", "`echo #{ENV.fetch('SQL_HOST')}`"),
    Row("nested", f"puts \"a #{{'{HOST}'}} {HOST}\"\n", "a #{ENV.fetch('SQL_HOST')} #{ENV"),
    Row("against a word", f"puts'{HOST}'\n", "puts ENV.fetch"),
    Row("modifier", f"puts '{HOST}' if true\n", "puts ENV.fetch('SQL_HOST') if true"),
    Row("symbol", f":'{HOST}'\n", ":'(fill-in", looks=False),
    Row("key", f"p('{HOST}': 1)\n", "'(fill-in.SQL_HOST)':", looks=False),
    Row("words", f"%w[{HOST} a]\n", "%w[(fill-in", looks=False),
    Row("literal document", f"puts <<~'EOS'\n  at {HOST}\nEOS\n", "at (fill-in", looks=False),
    Row("comment", f"# {HOST}\n", "# host.example", looks=False),
]


def check(row: Row, interpreter: str, name: str, folder: Path) -> None:
    found = program(interpreter)

    def script(source: str, settings: Mapping[str, str]) -> Ran:
        (folder / name).write_text(source)
        return run([found, name], folder, settings)

    same_program(row, name, script)


@pytest.mark.parametrize("row", BASH, ids=lambda row: row.name)
def test_a_published_shell_script_runs(row: Row, tmp_path: Path) -> None:
    check(row, "bash", "app.sh", tmp_path)


@pytest.mark.parametrize("row", PHP, ids=lambda row: row.name)
def test_published_php_runs(row: Row, tmp_path: Path) -> None:
    check(row, "php", "app.php", tmp_path)


@pytest.mark.parametrize("row", RUBY, ids=lambda row: row.name)
def test_published_ruby_runs(row: Row, tmp_path: Path) -> None:
    check(row, "ruby", "app.rb", tmp_path)
