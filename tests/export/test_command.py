"""`plan`, `export` and `verify` as people call them: what is kept, what is refused, what is left when it stops."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import made_up
import pytest
from conftest import PROJECT, Ran
from repositories import Builder

from opencouncil.pipeline.plan import FEW

CLI = Callable[..., Ran]


def password(number: int = 1) -> str:
    """A password that never was one, put together here so that no scanner finds it in this file."""
    return "Kx7!" + f"vQ{number}mZ9" + "tR" + "w4"


def settings(number: int = 1) -> str:
    return (
        f'DB_PASSWORD = "{password(number)}"\n'
        'HOST = "exsql01.ad.exampleshire.gov.uk"\n'
        'MAIL = "parking.appeals@exampleshire.gov.uk"\n'
    )


@pytest.fixture
def forms(tmp_path: Path) -> Builder:
    built = Builder(tmp_path / "forms")
    built.write("app/settings.py", settings()).write("README.md", "# Forms\n").write("LICENSE", "MIT\n")
    built.commit("Add the form", author="Pat Example <pat.example@exampleshire.gov.uk>")
    built.write("app/settings.py", settings(2)).commit(f"Change the password from {password()}")
    return built


class Sides:
    """Where the two sides of a test's export go."""

    def __init__(self, folder: Path, source: Builder, cli: CLI) -> None:
        self.public, self.private = folder / "public", folder / "private"
        self._source, self._cli = source, cli

    def export(self, *options: str) -> Ran:
        sides = ("export", str(self._source.path), str(self.public), "--private", str(self.private))
        return self._cli(*sides, *options)

    def exported(self, *options: str) -> str:
        ran = self.export(*options)
        assert ran.exit == 0, ran.stdout + ran.stderr
        return ran.stdout

    def state(self) -> bytes:
        """What the private side tells, but for where the export lies."""
        return (self.private / "state.json").read_bytes().replace(json.dumps(str(self.public)).encode(), b"DEST")


@pytest.fixture
def sides(tmp_path: Path, forms: Builder, cli: CLI) -> Sides:
    return Sides(tmp_path, forms, cli)


def state_of(folder: Path) -> str:
    """One digest of everything below a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        digest.update(str(path.relative_to(folder)).encode())
        if path.is_file() and not path.is_symlink():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def text(path: Path) -> str:
    return path.read_text("utf-8")


# What is kept and what is not


def test_what_a_person_wants_published_stays_and_the_rest_leaves(sides: Sides, forms: Builder, cli: CLI) -> None:
    scanned = cli("scan", str(forms.path), "--for", "publish", "--format", "csv").stdout
    mailbox = next(line.split(",")[0] for line in scanned.splitlines() if "council-mailbox" in line)
    assert cli("decide", mailbox, "publish", "--reason", "printed", "--by", "Ann", str(forms.path)).exit == 0

    sides.exported()

    published = text(sides.public / "app/settings.py")
    assert "parking.appeals@exampleshire.gov.uk" in published
    assert "exsql01" not in published
    assert password(2) not in published


def test_other_councils_stay_and_their_people_do_not(sides: Sides, forms: Builder) -> None:
    forms.write(
        "app/links.py", 'LINK = "https://www.dorsetcouncil.gov.uk/bins"\nASK = "jo.bloggs@dorsetcouncil.gov.uk"\n'
    )
    forms.commit("Link to our neighbours")
    sides.exported()
    published = text(sides.public / "app/links.py")
    assert "www.dorsetcouncil.gov.uk/bins" in published
    assert "jo.bloggs" not in published


def test_a_connection_string_is_one_setting_and_counts_by_its_parts(sides: Sides, forms: Builder) -> None:
    login = f"Server=exsql01.ad.exampleshire.gov.uk;Database=Forms;User Id=forms_rw;Password={password(4)}"
    forms.write("Web.config", f'<configuration>\n  <add name="Forms" connectionString="{login}" />\n</configuration>\n')
    forms.commit("Add the site")
    screen = sides.exported("--include", "Web.config")
    assert "alarm test: 300 planted copies, 300 found" in screen
    assert password(4) not in text(sides.public / "Web.config")
    assert text(sides.public / "Web.config").count("(fill-in.") == 1


def test_an_internal_host_leaves_wherever_its_name_stands(sides: Sides, forms: Builder) -> None:
    forms.write("load.sql", "host: exsh-files.ad\n").write("note.fmw", "&lt;solidus&gt;exsh-files.ad&lt;solidus&gt;\n")
    forms.commit("Load from the share")
    sides.exported()
    assert "exsh-files" not in text(sides.public / "load.sql") + text(sides.public / "note.fmw")


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_script_is_edited_in_its_own_encoding(sides: Sides, forms: Builder, encoding: str, mark: str) -> None:
    script = (
        'param([string]$Target = "\\\\exfs01\\forms$\\live")\r\nSend-MailMessage -To "web.team@exampleshire.gov.uk"\r\n'
    )
    forms.write("Deploy.ps1", (mark + script).encode(encoding)).commit("Deploy")
    sides.exported()
    published = (sides.public / "Deploy.ps1").read_bytes().decode(encoding)
    assert published.startswith(f'{mark}param([string]$Target = "$(if ($env:')
    assert published.endswith("see SETTINGS.md' })\r\n")
    assert published.count("throw 'Setting ") == published.count("$(if ($env:") == 2


def test_codes_in_open_data_stay_as_other_councils_do(sides: Sides, forms: Builder) -> None:
    forms.write(
        "opencouncil.toml", '[council]\nname = "Hackney"\ndomains = ["hackney.gov.uk"]\ncodes = ["E09000012"]\n'
    )
    rows = "area,rate\nE09000012,4.1\nE08000009,3.9\n"
    forms.write("data/rates.csv", rows).write("areas.py", 'OURS = "E09000012"\nTHEIRS = "E08000009"\n')
    forms.commit("Count rates")
    sides.exported()
    assert text(sides.public / "data" / "rates.csv") == rows
    assert "E09000012" not in text(sides.public / "areas.py")
    assert "E08000009" in text(sides.public / "areas.py")


def test_a_plan_asks_whose_code_it_is_where_nothing_tells(cli: CLI, tmp_path: Path) -> None:
    built = Builder(tmp_path / "tool").write("app.py", f'DB_PASSWORD = "{password()}"\n')
    built.commit("Begin", author="Pat Example <pat@mail.example>")
    asked = "whose code is it?"
    assert asked in cli("plan", str(built.path)).stdout
    built.write("opencouncil.toml", '[council]\nname = "Exampleshire Council"\ndomains = ["exampleshire.gov.uk"]\n')
    assert asked not in cli("plan", str(built.path)).stdout


def test_a_quiet_gate_publishes_nothing(sides: Sides, forms: Builder, cli: CLI) -> None:
    forms.write("app/settings.py", settings(3).replace("\n", "  # opencouncil: allow assigned-password known\n", 1))
    forms.commit("Quieten the gate")
    assert cli("decide", "--all-new", "later", "--reason", "r", "--until", "2999-01-31", str(forms.path)).exit in (0, 2)

    sides.exported()

    assert password(3) not in text(sides.public / "app/settings.py")


def test_values_of_the_past_do_not_reach_the_private_settings(sides: Sides) -> None:
    sides.exported()
    held = text(sides.private / "settings.toml")
    assert password(2) in held
    assert password(1) not in held


def test_no_value_is_on_the_screen(sides: Sides) -> None:
    screen = sides.exported()
    assert not any(password(number) in screen for number in (1, 2))
    assert all(len(line) <= 78 or str(sides.public.parent) in line for line in screen.splitlines())


def test_a_full_history_has_roles_and_clean_messages(sides: Sides, git: Callable[..., bytes]) -> None:
    sides.exported("--history", "full")
    log = git(sides.public, "log", "--format=%an %ae %cn %ce%n%B").decode()
    assert "Change the password from" in log
    assert password() not in log
    assert "Pat" not in log
    assert "exampleshire.gov.uk" not in log


def test_public_files_are_laid_over(sides: Sides, tmp_path: Path) -> None:
    (tmp_path / "public-files").mkdir()
    (tmp_path / "public-files" / "SECURITY.md").write_text("Write to security@council.example\n")
    sides.exported("--public-files", str(tmp_path / "public-files"))
    assert text(sides.public / "SECURITY.md").startswith("Write to")


DECISIONS = "opencouncil.decisions.toml"


def test_a_plan_writes_the_decisions_file_alone_and_shows_no_secret(forms: Builder, cli: CLI) -> None:
    before = state_of(forms.path)
    ran = cli("plan", str(forms.path))
    written = (forms.path / DECISIONS).read_bytes()
    shown = cli("plan", str(forms.path), "--diff")
    assert (ran.exit, shown.exit) == (0, 0), ran.stderr + shown.stderr
    assert (forms.path / DECISIONS).read_bytes() == written
    assert b'setting = "DB_PASSWORD"' in written
    assert not any(value in written for value in (b"exsql01", b"parking.appeals", password(1).encode()))
    (forms.path / DECISIONS).unlink()
    assert state_of(forms.path) == before
    assert 'DB_PASSWORD = os.environ["DB_PASSWORD"]' in shown.stdout
    assert password(2) not in ran.stdout + shown.stdout


def test_names_stay_whatever_becomes_of_the_code_and_are_peoples_to_change(
    sides: Sides, forms: Builder, cli: CLI
) -> None:
    assert cli("plan", str(forms.path)).exit == 0
    file = forms.path / DECISIONS
    assert '"APP_HOST"' in text(file)
    file.write_text(text(file).replace('"APP_HOST"', '"FORMS_DATABASE_HOST"'))
    changed = text(file)
    forms.write("app/settings.py", text(forms.path / "app/settings.py").replace("DB_PASSWORD", "SECRET_WORD"))
    forms.commit("Call it something else")
    assert cli("plan", str(forms.path)).exit == 0
    assert text(file) == changed
    sides.exported()
    published = text(sides.public / "app/settings.py")
    assert 'SECRET_WORD = os.environ["DB_PASSWORD"]' in published
    assert 'os.environ["FORMS_DATABASE_HOST"]' in published


def test_a_plan_keeps_what_people_decided(forms: Builder, cli: CLI) -> None:
    scanned = cli("scan", str(forms.path), "--for", "publish", "--format", "csv").stdout
    mailbox = next(line.split(",")[0] for line in scanned.splitlines() if "council-mailbox" in line)
    assert cli("decide", mailbox, "publish", "--reason", "printed", "--by", "Ann", str(forms.path)).exit == 0
    before = text(forms.path / DECISIONS)
    gate = cli("scan", str(forms.path))
    assert cli("plan", str(forms.path)).exit == 0
    assert text(forms.path / DECISIONS).startswith(before)
    assert "parking.appeals" not in text(forms.path / DECISIONS)
    assert cli("scan", str(forms.path)).exit == gate.exit == 1


def test_a_name_that_no_file_can_hold_is_refused_by_line(forms: Builder, cli: CLI) -> None:
    assert cli("plan", str(forms.path)).exit == 0
    file = forms.path / DECISIONS
    file.write_text(text(file).replace('"DB_PASSWORD"', '"DB PASSWORD"'))
    ran = cli("plan", str(forms.path))
    assert ran.exit == 2
    assert "DB PASSWORD: a name is letters, digits and _" in ran.stderr


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_a_plan_is_a_page_for_its_owner_alone(forms: Builder, cli: CLI, tmp_path: Path) -> None:
    page = tmp_path / "plan.html"
    ran = cli("plan", str(forms.path), "--output", str(page))
    assert ran.exit == 0, ran.stderr
    assert f"written: {page}" in ran.stdout
    assert "app/settings.py" in text(page)
    assert "exsql01.ad.exampleshire.gov.uk" in text(page)  # configuration is for who decides
    assert not any(password(number) in text(page) for number in (1, 2))
    assert page.stat().st_mode & 0o077 == 0


def test_a_plan_is_no_spreadsheet(forms: Builder, cli: CLI, tmp_path: Path) -> None:
    ran = cli("plan", str(forms.path), "--output", str(tmp_path / "plan.csv"))
    assert ran.exit == 2
    assert "plan.html" in ran.stderr
    assert not (tmp_path / "plan.csv").exists()


@pytest.mark.parametrize("history", ["snapshot", "full"])
def test_what_only_the_past_gives_away_is_a_setting_with_a_value(
    history: str, sides: Sides, forms: Builder, cli: CLI
) -> None:
    page = f"<p>{password(7)}</p>\n"
    forms.write("old.py", f'DB_PASSWORD = "{password(7)}"\n').write("pages/start.html", page).commit("Start")
    forms.remove("old.py").commit("Tidy up")
    sides.exported("--history", history)
    assert password(7) not in text(sides.public / "pages/start.html")
    ran = cli("fill", str(sides.public), "--settings", str(sides.private / "settings.toml"))
    assert ran.exit == 0, ran.stderr
    assert text(sides.public / "pages/start.html") == page


def test_a_secret_in_a_name_and_outside_of_commits_too_is_a_setting_with_a_value(sides: Sides, forms: Builder) -> None:
    key = made_up.values()["NOTIFY_LIVE"]
    forms.write(f"!{key}.txt", "named\n").write("app/send.py", f'NOTIFY_API_KEY = "{key}"\n').commit("Send")
    forms.leave("!.py", f'NOTIFY_API_KEY = "{key}"\n')
    sides.exported()
    values = tomllib.loads(text(sides.private / "settings.toml"))
    assert any(value == key for group in values.values() for value in group.values())


@pytest.mark.parametrize(
    ("name", "before", "between", "after"),
    [
        ("app/a.py", 'client_secret = ("', '"\n                 "', '")\n'),
        ("app/a.py", 'client_secret = "', '" \\\n    "', '"\n'),
        ("src/A.java", 'class A {\n  String clientSecret = "', '" +\n    "', '";\n}\n'),
        ("src/a.js", "const api = { clientSecret: '", "' +\n  '", "' };\n"),
    ],
    ids=["python", "python-continued", "java", "javascript"],
)
def test_a_secret_in_several_literals_leaves_as_a_whole(
    sides: Sides, forms: Builder, name: str, before: str, between: str, after: str
) -> None:
    first, second = password(21) + "x7", password(22) + "y8"
    forms.write(name, before + first + between + second + after).commit("Part it")
    sides.exported()
    values = tomllib.loads(text(sides.private / "settings.toml"))
    assert any(value == first + second for group in values.values() for value in group.values())
    assert first not in text(sides.public / name)
    assert second not in text(sides.public / name)


def test_a_secret_that_is_encoded_whole_is_a_setting_as_the_program_reads_it(sides: Sides, forms: Builder) -> None:
    hidden = ("password=" + password(8)).encode().hex()
    forms.write("app/plain.py", f'KEY = "{hidden}"\n').commit("Hide it")
    sides.exported()
    values = tomllib.loads(text(sides.private / "settings.toml"))
    encoded = password(8).encode().hex()
    assert any(encoded in value for group in values.values() for value in group.values())
    assert encoded not in text(sides.public / "app/plain.py")


def test_a_credential_that_people_want_an_example_for_is_no_fill_in(sides: Sides, forms: Builder, cli: CLI) -> None:
    scanned = cli("scan", str(forms.path), "--format", "csv").stdout.splitlines()
    for line in scanned:
        if ",assigned-password," in line:
            assert cli("decide", line.split(",")[0], "example", str(forms.path)).exit == 0
    sides.exported()
    assert 'DB_PASSWORD = "example-assigned-password"' in text(sides.public / "app/settings.py")
    ran = cli("fill", str(sides.public), "--settings", str(sides.private / "settings.toml"))
    assert ran.exit == 0, ran.stderr


def test_a_page_about_the_export_of_the_teams_own_is_news(sides: Sides, tmp_path: Path) -> None:
    laid_over = tmp_path / "public-files"
    laid_over.mkdir()
    (laid_over / "EXPORT.md").write_text("First.\n")
    sides.exported("--public-files", str(laid_over))
    (laid_over / "EXPORT.md").write_text("Second.\n")
    told = sides.exported("--public-files", str(laid_over), "--update")
    assert "public    1 new commit" in told
    assert text(sides.public / "EXPORT.md") == "Second.\n"


# Updates


@pytest.mark.parametrize("history", ["snapshot", "full"])
def test_an_update_is_a_fast_forward_that_keeps_names(
    history: str, sides: Sides, forms: Builder, git: Callable[..., bytes]
) -> None:
    sides.exported("--history", history)
    first = git(sides.public, "rev-parse", "HEAD").decode().strip()
    before = text(sides.private / "settings.toml")
    forms.write("app/new.py", 'PAY_API_KEY = "' + "q" + 'Zx81LmV0pR7tYw3Kd9"\n').commit("Add payments")
    forms.write("README.md", "# Forms\n\nMore.\n").commit("Say more")
    forms.write("app/settings.py", settings(2) + "DEBUG = False\n").commit("Turn debugging off")

    ran = sides.export("--history", history, "--update")

    assert ran.exit == 0, ran.stdout + ran.stderr
    assert git(sides.public, "merge-base", "HEAD", first).decode().strip() == first
    assert "DEBUG = False" in text(sides.public / "app/settings.py")
    assert git(sides.public, "status", "--porcelain") == b""
    assert all(line in text(sides.private / "settings.toml") for line in before.splitlines() if "=" in line)
    assert "1 new, 0 renamed, 0 removed" in ran.stdout, ran.stdout


@pytest.mark.parametrize("history", ["snapshot", "full"])
def test_an_update_without_news_adds_nothing(
    history: str, sides: Sides, forms: Builder, git: Callable[..., bytes]
) -> None:
    forms.write("app/hours.md", "Write to parking.appeals@exampleshire.gov.uk.\n").commit("Say where to write")
    sides.exported("--history", history)
    forms.write("app/late.py", "LATE = True\n").commit("Be late")
    sides.exported("--history", history, "--update")
    tip = git(sides.public, "rev-parse", "HEAD")
    tree = git(forms.path, "rev-parse", "HEAD^{tree}").decode()

    told = sides.exported("--history", history, "--update")

    assert git(sides.public, "rev-parse", "HEAD") == tip
    assert "public    nothing new, branch main" in told
    assert "0 new, 0 renamed, 0 removed" in told
    assert f"same tree {tree[:12]}" in told


def test_an_update_says_what_changed_and_since_when(sides: Sides, forms: Builder) -> None:
    forms.write("app/hours.md", "Write to parking.appeals@exampleshire.gov.uk.\n").commit("Say where to write")
    sides.exported()
    earlier = re.search(r"as it was on (\S+)\.", text(sides.public / "EXPORT.md"))
    assert earlier
    forms.write("app/new.py", 'PAY_API_KEY = "' + "q" + 'Zx81LmV0pR7tYw3Kd9"\n').commit("Add payments")
    told = sides.exported("--update")
    assert "public    1 new commit, branch main" in told
    page = text(sides.public / "EXPORT.md")
    assert f"## Settings since {earlier[1]}\n\n* new: `PAY_API_KEY`\n\n" in page


def test_a_private_side_is_not_taken_from_the_export_it_belongs_to(
    sides: Sides, forms: Builder, tmp_path: Path, cli: CLI
) -> None:
    sides.exported()
    before = state_of(sides.private)
    again = ("export", str(forms.path), str(tmp_path / "again"), "--private", str(sides.private))

    ran = cli(*again)

    assert ran.exit == 2
    assert f"belongs to the export at {sides.public}" in ran.stderr
    assert state_of(sides.private) == before
    shutil.rmtree(sides.public)
    assert cli(*again).exit == 0


def test_an_update_names_public_commits_that_did_not_come_from_here(sides: Sides, git: Callable[..., bytes]) -> None:
    sides.exported()
    (sides.public / "fix.txt").write_text("fixed in public\n")
    git(sides.public, "add", "fix.txt")
    git(sides.public, "commit", "-q", "-m", "Fix date")
    before = state_of(sides.public)

    ran = sides.export("--update")

    assert ran.exit == 2
    assert "Fix date" in ran.stderr
    assert state_of(sides.public) == before


def test_a_package_that_is_named_after_a_host_stays(sides: Sides, forms: Builder) -> None:
    code = (
        "package uk.gov.exampleshire.forms;\n\n"
        'class Send {\n    private String to = "https://forms.exampleshire.gov.uk/send";\n}\n'
    )
    forms.write("src/uk/gov/exampleshire/forms/Send.java", code).commit("Send")
    sides.exported()
    published = text(sides.public / "src/uk/gov/exampleshire/forms/Send.java")
    assert published.startswith("package uk.gov.exampleshire.forms;\n")
    assert "forms.exampleshire.gov.uk" not in published


def test_a_place_on_a_map_stays_two_numbers(sides: Sides, forms: Builder) -> None:
    forms.write("ui/map.ts", "export const map = { centre: [53.12341, -1.56782] };\n").commit("Show a map")
    sides.exported()
    published = text(sides.public / "ui/map.ts")
    assert re.search(r"centre: \[-?\d+\.\d+, -?\d+\.\d+\] \}", published), published
    assert "53.12341" not in published


def test_tags_travel_when_they_are_asked_for(sides: Sides, forms: Builder, cli: CLI, git: Callable[..., bytes]) -> None:
    forms.tag("v1", message=f"First, with {password(2)} by Pat Example <pat.example@exampleshire.gov.uk>")
    forms.tag("on-exsql01.ad.exampleshire.gov.uk").tag("light").tag("not-asked-for")
    asked = ("--tag", "v1", "--tag", "light", "--tag", "on-exsql01.ad.exampleshire.gov.uk")
    screen = sides.exported("--history", "full", *asked)
    assert "branch main, 3 tags" in screen
    listed = git(sides.public, "for-each-ref", "--format=%(refname) %(*objectname) %(contents) %(taggername)").decode()
    assert "refs/tags/v1" in listed
    assert "refs/tags/light" in listed
    assert not any(word in listed for word in ("not-asked-for", "exsql01", "Pat", password(2)))
    assert git(sides.public, "rev-parse", "v1^{commit}", "light") == git(sides.public, "rev-parse", "HEAD~1") * 2
    verified = cli("verify", str(sides.public), "--private", str(sides.private))
    assert verified.exit == 0, verified.stdout
    assert "push origin main --tags" in verified.stdout

    forms.write("more.txt", "more\n").commit("Say more")
    forms.tag("v2")
    ran = sides.export("--history", "full", "--update", *asked, "--tag", "v2")
    assert ran.exit == 0, ran.stdout + ran.stderr
    assert git(sides.public, "rev-parse", "v2") == git(sides.public, "rev-parse", "HEAD^2")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--tag", "v1"), "tags travel with --history full"),
        (("--history", "full", "--tag", "v11"), "did you mean v1?"),
        (("--history", "full", "--tag", "aside"), "of no commit of this branch"),
    ],
)
def test_a_tag_of_what_does_not_travel_is_refused(
    options: tuple[str, ...], said: str, sides: Sides, forms: Builder
) -> None:
    forms.tag("v1").branch("aside").write("aside.txt", "x\n").commit("Aside")
    forms.tag("aside").checkout("main")
    ran = sides.export(*options)
    assert ran.exit == 2
    assert said in ran.stderr
    assert nothing_written(sides)


@pytest.mark.parametrize("history", ["snapshot", "full"])
def test_what_is_already_public_is_said_and_nothing_is_added(
    history: str, sides: Sides, forms: Builder, cli: CLI
) -> None:
    scanned = cli("scan", str(forms.path), "--for", "publish", "--format", "csv").stdout
    found = next(line.split(",")[0] for line in scanned.splitlines() if "assigned-password" in line)
    assert cli("decide", found, "publish", "--reason", "a demo", "--by", "Ann", str(forms.path)).exit == 0
    sides.exported("--history", history)
    forms.write("new.txt", "new\n").commit("Add a file")
    (forms.path / DECISIONS).write_text(
        "\n".join(line for line in text(forms.path / DECISIONS).splitlines() if found not in line)
    )
    before = state_of(sides.public), state_of(sides.private)

    ran = sides.export("--history", history, "--update")

    if history == "snapshot":
        assert ran.exit == 4, ran.stdout + ran.stderr
        screen = " ".join(ran.stdout.split())
        assert "already public: an earlier export has DB_PASSWORD" in screen
        assert "change it, and export to a new folder" in screen
        assert not any(password(number) in ran.stdout + ran.stderr for number in (1, 2))
    else:
        assert ran.exit == 2
        assert "published commits would become others" in " ".join(ran.stderr.split())
    assert (state_of(sides.public), state_of(sides.private)) == before


# Refusals, and nothing half-written


def nothing_written(sides: Sides) -> bool:
    left = {path.name for path in sides.public.parent.iterdir()} - {"forms", "home", "public-files"}
    return not left


def test_a_failed_check_of_the_team_leaves_nothing(sides: Sides) -> None:
    ran = sides.export("--check", f'"{sys.executable}" -c "raise SystemExit(3)"')
    assert ran.exit == 4
    assert "exit 3" in ran.stdout
    assert nothing_written(sides)


@pytest.mark.skipif(os.name != "posix", reason="processes of POSIX")
def test_a_check_of_the_team_that_does_not_end_is_stopped_with_all_it_started(sides: Sides, tmp_path: Path) -> None:
    number = tmp_path / "forms" / ".git" / "number"
    started = time.monotonic()
    ran = sides.export("--check", f"sleep 300 & echo $! > '{number}'; wait", "--check-minutes", "0.05")
    assert time.monotonic() - started < 250
    assert ran.exit == 4
    assert "not done after 0.05 minutes, stopped" in " ".join(ran.stdout.split())
    stat = Path(f"/proc/{number.read_text().strip()}/stat")
    assert not stat.exists() or stat.read_text().split(")")[1].split()[0] == "Z"
    assert nothing_written(sides)


def test_the_teams_check_runs_with_the_settings(sides: Sides) -> None:
    command = f'"{sys.executable}" -c "import app.settings as s; assert s.DB_PASSWORD == \'{password(2)}\'"'
    assert sides.export("--check", command.replace(password(2), "Kx7!" + "vQ2mZ9tRw4")).exit == 0


def test_a_browsers_variables_have_the_names_that_its_build_reads(sides: Sides, forms: Builder) -> None:
    forms.write("web/package.json", "{}\n").write(
        "web/src/config.ts",
        "export const mode = import.meta.env.MODE;\n"
        "export const contactEmail = 'parking.appeals@exampleshire.gov.uk';\n",
    )
    forms.commit("Add the site")
    test = "import os; assert os.environ['VITE_CONTACT_EMAIL'].startswith('parking.'); import app.settings"
    sides.exported("--check", f'"{sys.executable}" -c "{test}"')
    assert "import.meta.env.VITE_CONTACT_EMAIL" in text(sides.public / "web/src/config.ts")
    assert "VITE_CONTACT_EMAIL=" in text(sides.public / ".env.example")
    assert "VITE_CONTACT_EMAIL" in text(sides.public / "SETTINGS.md")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--branch", "mian"), "did you mean main?"),
        (("--branch", "--upload-pack=touch x"), "there is no such branch"),
        (("--include", "lib/**"), "no file of main has such a path"),
        (("--history", "ful"), "did you mean full?"),
        (("--public-files", "/nowhere/at/all"), "no such folder"),
        (("--update",), "is no private side of an export"),
    ],
)
def test_a_wrong_call_says_what_is_right(options: tuple[str, ...], said: str, sides: Sides) -> None:
    ran = sides.export(*options)
    assert ran.exit == 2, ran.stdout
    assert said in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1
    assert nothing_written(sides)


def test_the_private_side_may_not_lie_in_a_repository_or_a_synchronised_folder(
    sides: Sides, forms: Builder, cli: CLI, tmp_path: Path
) -> None:
    (tmp_path / "OneDrive - Exampleshire").mkdir()
    for place in (forms.path / "private", tmp_path / "OneDrive - Exampleshire" / "private"):
        ran = cli("export", str(forms.path), str(sides.public), "--private", str(place))
        assert ran.exit == 2
        assert not place.exists()
        assert not sides.public.exists()


def test_a_folder_that_is_not_empty_is_not_written_over(sides: Sides) -> None:
    sides.public.mkdir()
    (sides.public / "mine.txt").write_text("mine\n")
    ran = sides.export()
    assert ran.exit == 2
    assert "not empty" in ran.stderr
    assert text(sides.public / "mine.txt") == "mine\n"


def test_a_plain_folder_has_nothing_to_export(cli: CLI, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    ran = cli("export", str(tmp_path / "plain"), str(tmp_path / "public"), "--private", str(tmp_path / "private"))
    assert ran.exit == 2
    assert "no git repository" in ran.stderr


def test_a_changed_export_is_not_verified(sides: Sides, cli: CLI, git: Callable[..., bytes]) -> None:
    sides.exported()
    (sides.public / "app/settings.py").write_text("HOST = 'x'\n")
    git(sides.public, "commit", "-qam", "By hand")
    assert cli("verify", str(sides.public), "--private", str(sides.private)).exit == 2


# Odd and hostile sources


def test_what_could_not_be_looked_into_is_said(sides: Sides, forms: Builder) -> None:
    forms.write(
        "docs/plan.pdf", b"%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n\xff\xff\nendstream\nendobj\n"
    )
    forms.commit("Add the plan")
    screen = " ".join(sides.exported().split())
    assert "not checked: docs/plan.pdf" in screen
    assert "packed text: damaged" in screen
    assert "docs/plan.pdf" in text(sides.private / "sign-off.html").partition("7. Not looked at")[2]


def test_odd_sources_travel_and_nothing_runs_or_escapes(sides: Sides, forms: Builder, tmp_path: Path) -> None:
    forms.write('odd "name"\nwith a line break.txt', "one\n").write("Case.txt", "one\n").write("case.txt", "two\n")
    forms.link("outside", "../../../../etc/passwd").write(".gitattributes", "*.txt filter=run diff=run\n")
    forms.commit("Odd names")
    ran_mark = tmp_path / "ran"
    for key in ("filter.run.smudge", "filter.run.clean", "core.fsmonitor", "diff.run.textconv"):
        forms.git("config", key, f"touch {ran_mark}")
    forms.git("config", "alias.x", "!touch y\n")
    before = state_of(forms.path)

    sides.exported("--history", "full")

    assert not ran_mark.exists()
    assert str((sides.public / "outside").readlink()) == "../../../../etc/passwd"
    assert (sides.public / 'odd "name"\nwith a line break.txt').exists()
    assert state_of(forms.path) == before


def test_values_in_names_and_links_leave(sides: Sides, forms: Builder, git: Callable[..., bytes]) -> None:
    forms.write("conf/exsql01.ad.exampleshire.gov.uk.rdp", "full address:s:exsql01.ad.exampleshire.gov.uk\n")
    forms.link("server", "conf/exsql01.ad.exampleshire.gov.uk.rdp").commit("Add the desktop")
    sides.exported()
    listed = git(sides.public, "ls-files", "-z") + str((sides.public / "server").readlink()).encode()
    assert b"exsql01" not in listed


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_both_kinds_of_ids_work(object_format: str, tmp_path: Path, cli: CLI) -> None:
    built = Builder(tmp_path / "forms", object_format=object_format)
    built.write("app.py", settings()).commit("One")
    sides = Sides(tmp_path, built, cli)
    sides.exported("--history", "full")
    assert password() not in text(sides.public / "app.py")
    assert cli("verify", str(sides.public), "--private", str(sides.private)).exit == 0


@pytest.mark.skipif(os.name != "posix", reason="signals and modes of POSIX")
def test_killed_at_any_time_nothing_is_at_its_place_and_the_source_is_untouched(forms: Builder, sides: Sides) -> None:
    before = state_of(forms.path)
    command = [sys.executable, "-m", "opencouncil", "export", str(forms.path), str(sides.public)]
    command += ["--private", str(sides.private), "--history", "full"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "src")}
    wait, finished = 0.1, False
    while not finished:
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            try:
                run.wait(wait)
                finished = True
            except subprocess.TimeoutExpired:
                run.send_signal(signal.SIGKILL)
        if not finished:
            assert not sides.public.exists() or not sides.private.exists() or (sides.public / ".git").is_dir()
            for left in sides.public.parent.glob(".*opencouncil*"):
                assert left.stat().st_mode & 0o077 == 0
        assert state_of(forms.path) == before
        if not finished and sides.public.exists():
            break
        wait *= 1.35
    time.sleep(0)


def test_the_screen_counts_the_forms_of_each_language(forms: Builder, sides: Sides) -> None:
    forms.write("app/settings.py", settings(3) + 'def at(host: Literal["exsql01.ad.exampleshire.gov.uk"]): ...\n')
    forms.write("pages/start.html", "<p>exsql01.ad.exampleshire.gov.uk</p>\n").commit("Add a page")
    forms.write("app/notes.txt", "ask parking.appeals@exampleshire.gov.uk\n").commit("Add notes")
    table = sides.exported("--history", "full").partition("  by language  ")[2].partition("\n\n")[0]
    assert (
        table
        == """   lookup own ref.    empty  fill-in  example     role  simpler
  html                 -        -        -        1        -        -        1
          1 simpler: no lookup in this language
  python              12        -        -        2        -        -        2
          2 simpler: an annotation
  text                 -        -        -        -        1        -        -"""
    )


def test_the_number_of_processes_changes_nothing(forms: Builder, sides: Sides, tmp_path: Path, cli: CLI) -> None:
    for number in range(FEW):
        forms.write("app/settings.py", settings(number) + f"TRIES = {number}\n").commit(f"Try {number} times")
    sides.exported("--history", "full", "--jobs", "1")
    other = Sides(tmp_path / "other", forms, cli)
    other.public.parent.mkdir()
    other.exported("--history", "full", "--jobs", "2")
    assert other.state() == sides.state()
    assert (other.private / "restore/blobs.jsonl").read_bytes() == (sides.private / "restore/blobs.jsonl").read_bytes()
