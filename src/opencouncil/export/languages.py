"""Export room: what a path says about a file: its language, and whether it is a test or a document. Opens no file."""

from __future__ import annotations

import re

NAMES = {
    ".bash_profile": "bash",
    ".bashrc": "bash",
    "cakefile": "ruby",
    "capfile": "ruby",
    "containerfile": "dockerfile",
    "dockerfile": "dockerfile",
    "gemfile": "ruby",
    "guardfile": "ruby",
    "jakefile": "javascript",
    "makefile": "makefile",
    "packages.config": "xml",
    "pipfile": "toml",
    "podfile": "ruby",
    "procfile": "text",
    "rakefile": "ruby",
    "vagrantfile": "ruby",
}
"""Whole file names, in small letters."""

ENDINGS = {
    "adoc": "text",
    "asax": "aspx",
    "ascx": "aspx",
    "ashx": "aspx",
    "asmx": "aspx",
    "aspx": "aspx",
    "bas": "vbnet",
    "bash": "bash",
    "bicep": "text",
    "cfg": "ini",
    "cjs": "javascript",
    "cls": "vbnet",
    "conf": "ini",
    "config": "xml",
    "cs": "csharp",
    "cshtml": "razor",
    "csproj": "xml",
    "css": "css",
    "csx": "csharp",
    "cts": "typescript",
    "disco": "xml",
    "dtsx": "xml",
    "editorconfig": "ini",
    "env": "dotenv",
    "erb": "erb",
    "fsproj": "xml",
    "geojson": "json",
    "go": "go",
    "gradle": "groovy",
    "groovy": "groovy",
    "hbs": "text",
    "hcl": "hcl",
    "htm": "html",
    "html": "html",
    "inc": "php",
    "inf": "ini",
    "ini": "ini",
    "ipynb": "notebook",
    "j2": "jinja",
    "java": "java",
    "jinja": "jinja",
    "jinja2": "jinja",
    "js": "javascript",
    "json": "json",
    "jsonc": "json",
    "jsx": "jsx",
    "kt": "kotlin",
    "kts": "kotlin",
    "less": "css",
    "markdown": "markdown",
    "master": "aspx",
    "md": "markdown",
    "mdx": "markdown",
    "mjs": "javascript",
    "module": "php",
    "mts": "typescript",
    "njk": "jinja",
    "nuspec": "xml",
    "php": "php",
    "php3": "php",
    "php4": "php",
    "php5": "php",
    "phtml": "php",
    "pl": "perl",
    "plist": "xml",
    "pm": "perl",
    "properties": "properties",
    "props": "xml",
    "ps1": "powershell",
    "psd1": "powershell-data",
    "psm1": "powershell",
    "pubxml": "xml",
    "py": "python",
    "pyi": "python",
    "pyw": "python",
    "r": "r",
    "rake": "ruby",
    "razor": "razor",
    "rb": "ruby",
    "rdl": "xml",
    "resx": "xml",
    "rmd": "markdown",
    "rs": "text",
    "rst": "text",
    "ru": "ruby",
    "runsettings": "xml",
    "scala": "scala",
    "scss": "css",
    "settings": "xml",
    "sh": "bash",
    "sitemap": "xml",
    "skin": "aspx",
    "sql": "sql",
    "sqlproj": "xml",
    "svc": "aspx",
    "svg": "xml",
    "t": "perl",
    "targets": "xml",
    "tf": "terraform",
    "tfvars": "hcl",
    "theme": "php",
    "toml": "toml",
    "ts": "typescript",
    "tsx": "tsx",
    "twig": "jinja",
    "vb": "vbnet",
    "vbhtml": "razor",
    "vbproj": "xml",
    "vbs": "vbnet",
    "vue": "html",
    "wsdl": "xml",
    "xaml": "xml",
    "xdt": "xml",
    "xht": "html",
    "xhtml": "html",
    "xml": "xml",
    "xsd": "xml",
    "xsl": "xml",
    "xslt": "xml",
    "yaml": "yaml",
    "yml": "yaml",
    "zsh": "bash",
}
"""What comes after the last point of a file name, in small letters."""

SHAPES = (
    (re.compile(r"(.*/)?(appsettings[^/]*|local\.settings)\.json"), "appsettings"),
    (re.compile(r"(.*/)?resources/(.*/)?(application|bootstrap)[^/]*\.ya?ml"), "spring"),
    (re.compile(r"(.*/)?resources/(.*/)?(application|bootstrap)[^/]*\.properties"), "spring-properties"),
    (re.compile(r"(.*/)?(docker-)?compose[^/]*\.ya?ml"), "compose"),
    (re.compile(r"(.*/)?\.github/workflows/.*\.ya?ml"), "actions"),
    (re.compile(r"(.*/)?([^/]*azure-pipelines?[^/]*|\.?(azure-?)?(devops|pipelines)/.*)\.ya?ml"), "azure-pipelines"),
    (re.compile(r"(.*/)?(.*[.-])?dockerfile([.-][^/]*)?"), "dockerfile"),
    (re.compile(r"(.*/)?\.envrc"), "bash"),
    # `env.ts` and `.env.js` are programs.
    (re.compile(r"(.*/)?\.env(\.(?![^/]*\b(js|ts|mjs|cjs|py|rb|php|go|sh)$)[^/]*)?"), "dotenv"),
    (re.compile(r"(.*/)?env(\.(dev|dist|docker|example|local|prod|sample|template|test)[^/.]*)?"), "dotenv"),
    (re.compile(r"(.*/)?\.(babelrc|eslintrc|prettierrc|stylelintrc|bowerrc|jshintrc)"), "json"),
    (re.compile(r"(.*/)?\.(npmrc|gitconfig|flake8|pylintrc|coveragerc|pypirc)|(.*/)?\.?my\.cnf"), "ini"),
    (re.compile(r"(.*/)?(license|copying|notice|readme|changelog|authors|codeowners)"), "text"),
)
"""Whole paths, in small letters, tried in order before the endings."""

SCRIPTS = frozenset({"javascript", "jsx", "tsx", "typescript"})
"""What a browser runs, or is compiled to that."""

DOCUMENTS = frozenset({"adoc", "markdown", "md", "mdx", "rst", "txt"})
_DOCUMENTS = re.compile(r"(^|/)(docs?|documentation)/|(^|/)(license|copying|notice|readme|changelog|authors)(\.|$)")
_READ_BY_TOOLS = re.compile(
    r"(^|/)((dev-|test-)?(requirements|constraints)[^/]*|cmakelists|robots)\.txt$|(^|/)requirements/"
)
_TESTS = re.compile(
    r"(^|/)(tests?|specs?|__tests__|__mocks__|__fixtures__|fixtures?|testdata|test_?data|mocks|e2e|cypress)/"
    r"|(^|/)[^/]*[._-](tests?|specs?|e2e|integrationtests?|unittests?)/"
    r"|(^|/)(test_|conftest\.py)[^/]*$"
    r"|[._-](tests?|spec|stories|mock|fixture)\.[^/]+$"
    r"|(^|/)src/(test|it)/"
)
_TESTS_IN_CAPITALS = re.compile(r"[a-z0-9](Tests?|Specs?|IT)(\.[A-Za-z]+$|/)")


def language_of(path: bytes) -> str:
    """The language of a file by its path alone, in our words; empty when that says nothing."""
    name = path.decode("utf-8", "replace").lower()
    for shape, language in SHAPES:
        if shape.fullmatch(name):
            return language
    base = name.rpartition("/")[2]
    if base in NAMES:
        return NAMES[base]
    stem, point, ending = base.rpartition(".")
    while point and ending in ("dist", "example", "sample", "tmpl", "template", "tpl", "bak", "old", "orig", "in"):
        stem, point, ending = stem.rpartition(".")
    return ENDINGS.get(ending, "") if point else ""


def role_of(path: bytes) -> str:
    """`test`, `docs`, or empty for what runs."""
    name = path.decode("utf-8", "replace")
    small = name.lower()
    if _TESTS.search(small) or _TESTS_IN_CAPITALS.search(name):
        return "test"
    if _DOCUMENTS.search(small) or (small.rpartition(".")[2] in DOCUMENTS and not _READ_BY_TOOLS.search(small)):
        return "docs"
    return ""
