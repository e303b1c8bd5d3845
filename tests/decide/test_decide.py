"""`decide`: what it writes, what it refuses, and that each refusal names what is right."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from random import Random

import pytest
from decide.forms import CLI, DECISIONS, NHS, forms, password, rules, scanned, to_do
from repositories import Builder
from rules.uk_numbers import nhs


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    return forms(tmp_path_factory.mktemp("made") / "forms")


@pytest.fixture
def folder(built: Builder, tmp_path: Path) -> Path:
    """A copy that a test may decide about."""
    return Path(shutil.copytree(built.path, tmp_path / "forms", symlinks=True))


def ids(cli: CLI, folder: Path, rule: str) -> list[str]:
    return [one["id"] for one in scanned(cli, folder)["findings"] if one["rule"] == rule]


@pytest.mark.parametrize(
    ("words", "rule", "publish"),
    [
        (["not-sensitive"], "assigned-password", True),
        (["publish", "--reason", "printed on the wall", "--by", "Ann Example"], "assigned-password", True),
        (["later", "--until", "2999-01-31"], "assigned-password", False),
        (["rotated", "--by", "Web team"], "assigned-password", True),
        (["setting", "FORMS_DATABASE_PASSWORD"], "assigned-password", True),
        (["example"], "nhs-number", True),
        (["role"], "commit-identity", True),
        (["withhold"], "assigned-password", True),
        (["keep"], "environment-host", True),
    ],
)
def test_every_choice_is_written_once_and_answers_what_it_should(
    words: list[str], rule: str, publish: bool, folder: Path, cli: CLI
) -> None:
    finding = ids(cli, folder, rule)[0]

    ran = cli("decide", finding.lower(), *words, str(folder))

    assert ran.exit == 0, ran.stderr
    assert ran.stdout.splitlines()[0].startswith(finding)
    assert f"{words[0]}" in ran.stdout.splitlines()[0]
    assert "next: python -m opencouncil" in ran.stdout.splitlines()[-1]
    assert ("only" in ran.stdout) == (words[0] == "later")
    written = (folder / DECISIONS).read_text()
    assert f'decision = "{words[0]}"' in written
    assert not any(value in written + ran.stdout for value in (password(1), password(2), *NHS))
    for purpose, decided in (("gate", True), ("publish", publish)):
        found = {one["id"]: one["standing"] for one in scanned(cli, folder, "--for", purpose)["findings"]}
        assert (found[finding] == "decided") == decided


def test_a_rotation_needs_a_name_and_keeps_the_one_it_had(folder: Path, cli: CLI) -> None:
    finding = ids(cli, folder, "assigned-password")[0]
    assert cli("decide", finding, "rotated", "--by", "Web team", str(folder)).exit == 0
    before = (folder / DECISIONS).read_text()

    ran = cli("decide", finding, "rotated", str(folder))

    assert ran.exit == 2
    assert f'{finding} rotated: say who changed it, with --by "..."' in ran.stderr
    assert (folder / DECISIONS).read_text() == before


def test_the_first_decision_keeps_ids_says_so_and_how_branches_merge(folder: Path, cli: CLI) -> None:
    before = {one["id"] for one in scanned(cli, folder)["findings"]}
    finding = ids(cli, folder, "assigned-password")[0]

    first = cli(
        "decide", finding, "later", "--until", "2999-01-31", str(folder), OPENCOUNCIL_CACHE_DIR=str(folder.parent / "c")
    )
    assert first.exit == 2  # another cache is another laptop: without a file it has another key

    first = cli("decide", finding, "later", "--until", "2999-01-31", str(folder))
    assert "new: commit it" in first.stdout
    assert ".gitattributes: opencouncil.decisions.toml merge=union" in first.stdout
    (folder / ".gitattributes").write_text("opencouncil.decisions.toml merge=union\n")
    second = cli("decide", finding, "rotated", "--by", "Web team", str(folder))
    assert "(was: later until 2999-01-31)" in second.stdout
    assert "commit it" not in second.stdout
    assert ".gitattributes" not in second.stdout
    after = cli("scan", str(folder), "--format", "json", OPENCOUNCIL_CACHE_DIR=str(folder.parent / "other"))
    assert all(f'"id": "{one}"' in after.stdout for one in before)


@pytest.mark.parametrize("name", ["forms_db", "PATH", "F" * 65])
def test_a_name_that_no_export_could_use_is_refused(name: str, folder: Path, cli: CLI) -> None:
    finding = ids(cli, folder, "assigned-password")[0]
    ran = cli("decide", finding, "setting", name, str(folder))
    assert ran.exit == 2
    assert "a name is capitals, digits and _" in ran.stderr
    assert not (folder / DECISIONS).exists()


def test_a_setting_without_a_name_is_called_as_an_export_calls_it(folder: Path, cli: CLI) -> None:
    finding = ids(cli, folder, "assigned-password")[0]
    ran = cli("decide", finding, "setting", str(folder))
    assert ran.exit == 0, ran.stderr
    assert ": setting DB_PASSWORD" in ran.stdout


def test_two_values_never_get_one_name(folder: Path, cli: CLI) -> None:
    first, second = ids(cli, folder, "assigned-password")[0], ids(cli, folder, "connection-string")[0]
    assert cli("decide", first, "setting", "FORMS_LOGIN", str(folder)).exit == 0
    before = (folder / DECISIONS).read_text()

    ran = cli("decide", second, "setting", "FORMS_LOGIN", str(folder))

    assert ran.exit == 2
    assert f"{second} setting FORMS_LOGIN: {first} is called that" in ran.stderr
    assert (folder / DECISIONS).read_text() == before


def test_a_family_is_one_decision_and_the_next_member_of_it_is_covered(folder: Path, cli: CLI, git) -> None:  # type: ignore[no-untyped-def]
    for number in (2, 3):
        (folder / f"app{number}.conf").write_text(f"proxy = http://exapp0{number}.ad.exampleshire.gov.uk:8080\n")
    result = scanned(cli, folder)
    family = next(one for one in result["families"] if one["rule"] == "environment-host" and len(one["members"]) > 1)

    shown = cli("show", family["id"], str(folder))
    assert f"{len(family['members'])} findings" in shown.stdout
    assert all(member in shown.stdout for member in family["members"])
    ran = cli("decide", family["id"], "setting", "PROXY", str(folder))
    assert f"{len(family['members'])} x " in ran.stdout
    assert (folder / DECISIONS).read_text().count("decision = ") == 1

    (folder / "app4.conf").write_text("proxy = http://exapp04.ad.exampleshire.gov.uk:8080\n")
    found = [one for one in scanned(cli, folder, "--for", "publish")["findings"] if one["rule"] == "environment-host"]
    assert {one["standing"] for one in found} == {"decided"}
    assert len(found) == len(family["members"]) + 1


def test_a_familys_decision_does_not_cover_the_next_residents_number(folder: Path, cli: CLI) -> None:
    result = scanned(cli, folder)
    family = next(one for one in result["families"] if one["rule"] == "nhs-number")
    assert cli("decide", family["id"], "example", str(folder)).exit == 0
    assert "nhs-number" not in rules(scanned(cli, folder))

    (folder / "more.py").write_text(f"x = 'NHS number: {nhs(Random(3))}'\n")

    assert rules(scanned(cli, folder)).count("nhs-number") == 1
    assert (folder / DECISIONS).read_text().count('rule = "nhs-number"') == 2


def test_all_new_lists_what_it_silences_and_never_covers_credentials_without_a_day(folder: Path, cli: CLI) -> None:
    refused = cli("decide", "--all-new", "later", str(folder))
    assert refused.exit == 2
    assert "5 findings would be silent" not in refused.stdout
    assert "3 findings would be silent: 2 personal-data, 1 file" in refused.stdout
    assert all(one["id"] in refused.stdout for one in to_do(scanned(cli, folder)))
    assert '--reason "..."' in refused.stderr
    assert not (folder / DECISIONS).exists()

    some = cli("decide", "--all-new", "later", "--reason", "supplier", str(folder))
    assert some.exit == 0
    assert "2 credentials stay to do" in some.stdout
    assert set(rules(scanned(cli, folder))) == {"assigned-password", "connection-string"}

    again = cli("decide", "--all-new", "later", "--reason", "supplier", str(folder))
    assert again.exit == 2
    assert "only credentials; say until when" in again.stderr
    cli("decide", "--all-new", "later", "--reason", "supplier", "--until", "2999-01-31", str(folder))
    assert scanned(cli, folder)["exit_code"] == 0
    assert len(to_do(scanned(cli, folder, "--for", "publish"))) >= 5


def test_later_on_a_credential_still_fails_publishing(folder: Path, cli: CLI) -> None:
    finding = ids(cli, folder, "assigned-password")[0]
    assert cli("decide", finding, "later", "--reason", "supplier", str(folder)).exit == 0
    assert finding not in {one["id"] for one in to_do(scanned(cli, folder))}
    assert finding in {one["id"] for one in to_do(scanned(cli, folder, "--for", "publish"))}


def test_what_has_run_out_and_what_fits_nothing_is_reported(folder: Path, cli: CLI) -> None:
    finding = ids(cli, folder, "assigned-password")[0]
    cli("decide", finding, "later", "--until", "2999-01-31", str(folder))
    file = folder / DECISIONS
    stale = '  { digest = "00000000000000000000000000000000", id = "ZZZZ", rule = "old", decision = "keep" },\n'
    file.write_text(
        file.read_text().replace("2999-01-31", "2020-01-31").replace("decisions = [\n", f"decisions = [\n{stale}")
    )

    screen = cli("scan", str(folder)).stdout
    result = scanned(cli, folder)

    assert [one["id"] for one in result["expired"]] == [finding]
    assert [one["id"] for one in result["unused"]] == ["ZZZZ"]
    assert finding in {one["id"] for one in to_do(result)}
    assert "1   decisions whose date has passed" in screen
    assert "1   decisions that fit nothing any more" in screen


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ZZZZ", "later"], "ZZZZ: no finding has this id; `python -m opencouncil scan` lists them"),
        (["{id}", "latr"], "did you mean later?"),
        (["{id}"], "say what is decided: one of not-sensitive, publish"),
        (["{id}", "role"], "role: that is for kind identity, and this is credential; choose not-sensitive, publish"),
        (["{id}", "publish"], "it will be readable by everybody; add --reason and --by"),
        (["{id}", "keep", "--reason", "why"], "it will be readable by everybody; add --by"),
        (["{id}", "setting", "FORMS-DB"], "a name is capitals, digits and _, at most 64"),
        (["{id}", "later", "--until", "31/01/2027"], "write a day as 2027-01-31"),
        (["{id}", "later", "--until", "2020-01-31"], "that day has passed"),
        (["{id}", "later", "nowhere"], "nowhere: no such file or folder"),
        (["{id}", "later", ".", "too-much"], "one path at the end"),
        (["--all-new", "{id}", "later"], "leave out the ids, or --all-new"),
        (["--all-new", "keep"], "only `later` can be said of everything at once"),
        (["--not-read", "{id}", "--reason", "x"], "nothing that was not read has this id"),
        (["--rules-seen", "--all-new"], "records the rules and decides nothing"),
    ],
)
def test_what_is_wrong_is_one_line_that_names_what_is_right(
    words: list[str], said: str, folder: Path, cli: CLI
) -> None:
    finding = ids(cli, folder, "assigned-password")[0]
    ran = cli("decide", *(word.replace("{id}", finding) for word in words), cwd=folder)
    assert (ran.exit, len(ran.stderr.splitlines())) == (2, 1), ran.stderr
    assert said in ran.stderr
    assert not (folder / DECISIONS).exists()


@pytest.mark.parametrize(
    ("word", "meant"), [("changed", "rotated"), ("ignore", "not-sensitive"), ("skip", "later"), ("delete", "withhold")]
)
def test_a_word_that_people_try_names_the_choice_that_does_it(folder: Path, cli: CLI, word: str, meant: str) -> None:
    ran = cli("decide", "K7Q3", word, str(folder))
    assert ran.exit == 2
    assert f"decide {word}: not one of" in ran.stderr
    assert f"did you mean {meant}?" in ran.stderr


def test_what_was_decided_about_a_live_key_is_not_that_it_was_changed(folder: Path, cli: CLI) -> None:
    (live,) = ids(cli, folder, "connection-string")

    def told(command: str) -> str:
        screen = cli(command, str(folder)).stdout
        return re.sub(r"\s+", " ", screen.partition("issued")[2].partition(" rotated ")[0])

    assert live not in told("scan")
    assert cli("decide", live, "setting", "FORMS_DATABASE", str(folder)).exit == 0
    assert f"{live} then: python -m opencouncil decide {live}" in told("scan")
    assert live in told("plan")
    offered = [
        re.search(r"then: python -m opencouncil (decide .+)", cli(one, str(folder)).stdout) for one in ("scan", "plan")
    ]
    for command in offered:
        assert command
        assert cli(*shlex.split(command[1])).exit == 0
    assert live not in told("scan")
    assert live not in told("plan")


def test_an_id_that_is_nearly_right_names_the_right_one(folder: Path, cli: CLI) -> None:
    finding = ids(cli, folder, "assigned-password")[0]
    wrong = finding[:3] + ("Z" if finding[3] != "Z" else "Y")
    assert f"did you mean {finding}" in cli("decide", wrong, "keep", cwd=folder).stderr


def test_what_was_not_read_is_taken_on_with_a_reason(folder: Path, cli: CLI) -> None:
    (folder / ".gitmodules").write_text("")
    builder = Builder.__new__(Builder)
    builder.path, builder._clock = folder, 1_600_000_000
    builder.submodule("shared", "https://git.example/shared.git").commit("Add a submodule")
    item = scanned(cli, folder)["not_read"][0]["id"]
    listed = cli("show", "--not-read", str(folder))
    assert item in listed.stdout

    assert "say why that is acceptable" in cli("decide", "--not-read", item, str(folder)).stderr
    assert "only not-sensitive or later" in cli("decide", item, "example", "--reason", "x", str(folder)).stderr
    ran = cli("decide", "--not-read", item, str(folder), "--reason", "scanned by itself")
    assert ran.exit == 0, ran.stderr
    assert f"{item}  not read (submodule" in ran.stdout
    assert item not in {one["id"] for one in scanned(cli, folder)["not_read"] if one["standing"] == "to-do"}


def test_a_bare_repository_keeps_its_decisions_beside_it_and_brings_its_own(
    folder: Path, cli: CLI, tmp_path: Path
) -> None:
    first, second = (ids(cli, folder, rule)[0] for rule in ("assigned-password", "connection-string"))
    cli("decide", first, "not-sensitive", str(folder))
    builder = Builder.__new__(Builder)
    builder.path, builder._clock = folder, 1_600_000_000
    builder.git("add", DECISIONS)
    builder.commit("Decide")
    bare = tmp_path / "mirror" / "forms.git"
    builder.git("clone", "--quiet", "--mirror", str(folder), str(bare))
    before = sorted(str(path.relative_to(bare)) for path in bare.rglob("*"))

    assert first not in {one["id"] for one in to_do(scanned(cli, bare))}
    ran = cli("decide", second, "example", str(bare))

    assert ran.exit == 0, ran.stderr
    assert f"written: {tmp_path / 'mirror' / 'forms.opencouncil.decisions.toml'}" in ran.stdout
    assert not {first, second} & {one["id"] for one in to_do(scanned(cli, bare))}
    assert sorted(str(path.relative_to(bare)) for path in bare.rglob("*")) == before
    elsewhere = tmp_path / "elsewhere.toml"
    assert cli("decide", second, "withhold", str(bare), "--decisions", str(elsewhere)).exit == 2  # another key
    assert cli("show", first, str(bare)).exit == 0
