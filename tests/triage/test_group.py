"""What a developer sees of many matches: one finding a value, where it stands, and how few questions it makes."""

from __future__ import annotations

import pytest
from triage.world import World, commit, rule

from opencouncil.model.content import NotRead, ObjectKind, Reason
from opencouncil.model.hits import Person
from opencouncil.model.judging import Standing
from opencouncil.model.places import Tip
from opencouncil.model.rules import Kind, Severity
from opencouncil.triage.paths import steps_down

LOGIN = rule("sql-login")
HOST = rule("internal-host", Kind.CONFIGURATION, severity=Severity.LOW, family="host-suffix", relation="public-body")


def test_one_value_in_many_files_and_commits_is_one_finding() -> None:
    world = World()
    world.put("aa", b"src/Web.Release.config", 2, "main", "release/2026")
    world.put("bb", b"src/Web.config.bak", 1)
    world.put("bb", b"old/Web.config.bak", 3)
    world.see(LOGIN, b"made-up-one", "aa", line=14)
    world.see(LOGIN, b"made-up-one", "bb", line=9)

    (finding,) = world.group().sightings

    assert (finding.objects, finding.commits, finding.paths) == (2, 3, 3)
    assert [moment and moment.commit for moment in (finding.first, finding.last)] == [commit(1), commit(3)]
    assert finding.still_there == (
        Tip("main", b"src/Web.Release.config"),
        Tip("release/2026", b"src/Web.Release.config"),
    )
    assert not finding.history_only
    assert [(where.path, where.line, where.refs) for where in finding.files] == [
        (b"src/Web.Release.config", 14, ("main", "release/2026")),
        (b"old/Web.config.bak", 9, ()),
        (b"src/Web.config.bak", 9, ()),
    ]


def test_a_value_that_no_branch_holds_any_more_is_history_only() -> None:
    world = World()
    world.put("aa", b"deploy.ps1", 1)
    world.see(LOGIN, b"made-up-one", "aa")

    assert world.group().sightings[0].history_only


def test_a_value_that_only_a_stash_holds_is_local_only() -> None:
    world = World()
    world.put("aa", b"deploy.ps1", 1, local=True)
    world.see(LOGIN, b"made-up-one", "aa")

    assert world.group().sightings[0].local_only


def test_a_rule_for_some_paths_counts_only_there() -> None:
    terraform = rule("terraform-secret", paths=(r"\.tf$",), not_paths=(r"(^|/)modules/",))
    world = World()
    world.put("aa", b"infra/MAIN.TF", 1, "main")
    world.put("aa", b"notes.txt", 2, "main")
    world.put("bb", b"modules/x.tf", 1, "main")
    world.see(terraform, b"made-up-one", "aa", "bb")
    world.see(terraform, b"made-up-two", "bb")

    (finding,) = world.group().sightings

    assert [where.path for where in finding.files] == [b"infra/MAIN.TF"]
    assert [spot.object for spot in finding.spots] == ["aa"]
    assert finding.still_there == (Tip("main", b"infra/MAIN.TF"),)


def test_a_rule_can_leave_out_commits() -> None:
    world = World()
    world.put("aa", b"a.txt", 1)
    world.see(rule("token", not_commits=(commit(1),)), b"made-up-one", "aa")

    assert world.group().sightings == ()


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        (b"src/app.py", Severity.CRITICAL),
        (b"tests/test_app.py", Severity.HIGH),
        (b"src/Forms.Tests/Login.cs", Severity.HIGH),
        (b"src/login.spec.ts", Severity.HIGH),
        (b"README.md", Severity.HIGH),
        (b"app.config.example", Severity.HIGH),
        (b"web/node_modules/pkg/index.js", Severity.LOW),
        (b"web/node_modules/.cache/pkg/index.js", Severity.CRITICAL),
        (b"vendor/bundle/ruby/3.2.0/gems/forms-1.0/app.rb", Severity.LOW),
        (b"vendor/forms/app.rb", Severity.MEDIUM),
        (b"site/wwwroot/lib/forms/app.js", Severity.MEDIUM),
        (b"web/core/modules/user/user.js", Severity.LOW),
        (b"web/modules/contrib/forms/src/Form.php", Severity.LOW),
        (b"docroot/themes/contrib/plain/plain.theme", Severity.LOW),
        (b"web/modules/custom/forms/src/Form.php", Severity.CRITICAL),
        (b"app/core/modules/user.js", Severity.CRITICAL),
        (b"site/wp-includes/load.php", Severity.LOW),
        (b"site/wp-content/themes/council/functions.php", Severity.CRITICAL),
        (b".yarn/releases/yarn-3.2.1.cjs", Severity.LOW),
        (b"saved/page_files/map.js.download", Severity.MEDIUM),
        (b"package-lock.json", Severity.MEDIUM),
        (b"js/site.min.js", Severity.MEDIUM),
        (b"fonts/heading-bold.woff", Severity.MEDIUM),
        (b"contest/latest.cs", Severity.CRITICAL),
    ],
)
def test_where_it_stands_moves_how_bad_it_is_but_not_how_sure_we_are(path: bytes, severity: Severity) -> None:
    world = World()
    world.put("aa", path)
    world.see(LOGIN, b"made-up-one", "aa")

    (finding,) = world.group().sightings

    assert finding.severity is severity
    assert finding.confidence is LOGIN.confidence


def test_it_is_as_bad_as_at_its_worst_place_and_never_sinks_to_a_note() -> None:
    world = World()
    world.put("aa", b"tests/a.py")
    world.put("bb", b"src/a.py")
    world.put("cc", b"vendor/a.py")
    world.see(LOGIN, b"made-up-one", "aa", "bb")
    world.see(rule("weak", severity=Severity.MEDIUM), b"made-up-two", "cc")

    worst, vendored = world.group().sightings

    assert worst.severity is Severity.CRITICAL
    assert vendored.severity is Severity.LOW


def test_an_object_at_an_ordinary_and_a_test_path_is_ordinary() -> None:
    assert steps_down(b"src/a.py") == 0
    assert steps_down(b"t/cobrand/bins.t") == 1
    world = World()
    world.put("aa", b"tests/a.py", 1)
    world.put("aa", b"src/a.py", 2)
    world.see(LOGIN, b"made-up-one", "aa")

    assert world.group().sightings[0].severity is Severity.CRITICAL


def test_recordings_examples_and_settings_of_tests_are_where_a_program_is_only_tried_out() -> None:
    tried = [
        b"t/endpoint/forms.yml",
        b"spec/cassettes/forms/sends.yml",
        b"database/unit_tests_database_rents/Dockerfile",
        b"phpunit.xml",
        b"phpunit.xml.dist",
        b"features/step_definitions/login.rb",
        b"src/forms/login.stories.tsx",
        b"conf/forms.yml-example",
        b"config/forms.example.json",
        b"docker-compose.override.yml",
    ]
    ordinary = [
        b"src/environments/settings.live-test.ts",
        b"load-test.ipynb",
        b"src/unittest.py",
        b"docker-compose.yml",
        b"src/features/login.ts",
        b"conf/example",
        b"store/t.yml",
    ]

    assert [path for path in (*tried, *ordinary) if steps_down(path)] == tried


def test_what_a_live_system_is_filled_with_is_no_fixture_of_a_test() -> None:
    assert steps_down(b"db/fixtures/production/01_advisers.rb") == 0
    assert steps_down(b"app/db/fixtures/01_advisers.rb") == 0
    assert steps_down(b"fixtures/production/advisers.yml") == 0
    assert steps_down(b"db/fixtures/test/01_advisers.rb") == 1
    assert steps_down(b"spec/fixtures/advisers.yml") == 1
    ordinary = rule(
        "no-fixtures", low_at=("fixtures/",), not_paths=("^tests/|(?:^|/)fixtures/",), severity=Severity.HIGH
    )
    world = World()
    world.put("aa", b"db/fixtures/production/a.rb")
    world.put("bb", b"spec/fixtures/a.rb")
    world.see(ordinary, b"made-up-one", "aa", "bb")

    (live,) = world.group().sightings

    assert live.severity is Severity.HIGH
    assert [file.path for file in live.files] == [b"db/fixtures/production/a.rb"]


def test_sixty_hosts_under_one_suffix_are_one_question() -> None:
    world = World()
    world.put("aa", b"web.config", 1, "main")
    for number in range(60):
        world.see(HOST, b"exsql%02d.exampleshire.local" % number, "aa")
    world.see(HOST, b"exsql01", "aa")
    world.see(HOST, b"10.1.2.3", "aa")
    world.see(HOST, b"10.1.9.9", "aa")
    world.see(HOST, b"www.other.example", "aa")

    families = {family.label: len(family.members) for family in world.group().families}

    assert families == {b"exampleshire.local": 60, b"(no domain)": 1, b"10.1.0.0": 2, b"other.example": 1}


@pytest.mark.parametrize(
    ("way", "value", "label"),
    [
        ("domain", b"https://www.exampleshire.gov.uk/bins?x=1", b"exampleshire.gov.uk"),
        ("mailbox-domain", b"Parking.Appeals@exampleshire.gov.uk", b"exampleshire.gov.uk"),
        ("path-root", rb"\\EXFS01\share\forms", rb"\\exfs01"),
        ("path-root", rb"C:\Users\dev", b"c:/users"),
        ("path-root", rb"EXDC\dev", b"exdc"),
        ("host-suffix", b"sftp://user@files.exampleshire.local:22/x", b"exampleshire.local"),
    ],
)
def test_families_by_what_values_share(way: str, value: bytes, label: bytes) -> None:
    world = World()
    world.put("aa", b"a.config")
    world.see(rule("some", Kind.CONFIGURATION, family=way), value, "aa")

    assert world.group().families[0].label == label


def test_credentials_are_one_question_each_and_personal_data_one_a_rule() -> None:
    nhs = rule("nhs-number", Kind.PERSONAL_DATA, family="value")
    world = World()
    world.put("aa", b"a.csv")
    for number in range(12):
        world.see(nhs, b"made-up-%d" % number, "aa")
    world.see(LOGIN, b"made-up-one", "aa")
    world.see(LOGIN, b"made-up-two", "aa")

    grouped = world.group()

    assert sorted(len(family.members) for family in grouped.families) == [1, 1, 12]
    alone = {finding.id for finding in grouped.sightings if finding.kind is Kind.CREDENTIAL}
    assert {family.id for family in grouped.families if family.how == "value"} == alone


def test_data_without_a_value_to_show_gathers_by_the_folder_it_stands_in() -> None:
    bank = rule("bank-account", Kind.PERSONAL_DATA, family="path-root")
    logs = rule("log-file", Kind.FILE, family="path-root", name=r"\.log$")
    world = World(rules={logs.id: logs})
    world.put("aa", b"web/App_Data/a.log", 1, "main")
    world.put("bb", b"web/b.log", 1, "main")
    world.put("cc", b"c.log", 1, "main")
    world.see(bank, b"made-up-one", "aa", "cc")
    world.see(bank, b"made-up-two", "bb")

    families = {(one.rule.id, one.label): len(one.members) for one in world.group().families}

    assert families == {
        ("bank-account", b"(top folder)"): 1,
        ("bank-account", b"web"): 1,
        ("log-file", b"web"): 2,
        ("log-file", b"(top folder)"): 1,
    }


def test_whose_a_host_is_decides_what_it_means() -> None:
    world = World()
    world.put("aa", b"a.config")
    for host in (b"forms.exampleshire.gov.uk", b"maps.otherton.gov.uk", b"www.service.gov.uk", b"printer.example"):
        world.see(HOST, host, "aa")

    seen = {finding.value: (finding.relation, finding.severity) for finding in world.group().sightings}

    assert seen == {
        b"forms.exampleshire.gov.uk": ("subject", Severity.LOW),
        b"maps.otherton.gov.uk": ("other", Severity.NOTE),
        b"www.service.gov.uk": ("central", Severity.NOTE),
        b"printer.example": ("", Severity.LOW),
    }


def test_files_are_found_by_name_and_moving_one_changes_nothing() -> None:
    pfx = rule("pfx-file", Kind.FILE, name=r"(?i)\.pfx$", severity=Severity.HIGH)
    before, after = World(rules={pfx.id: pfx}), World(rules={pfx.id: pfx})
    before.put("aa", b"certs/web.pfx", 1, "main")
    after.put("aa", b"certs/web.pfx", 1)
    after.put("aa", b"deploy/certs/web.pfx", 2, "main")

    (old,), (new,) = before.group().sightings, after.group().sightings

    assert (old.preview, old.kind) == ("web.pfx", Kind.FILE)
    assert (old.id, old.digest) == (new.id, new.digest)
    assert [where.path for where in new.files] == [b"deploy/certs/web.pfx", b"certs/web.pfx"]


def test_a_file_found_by_name_and_by_content_is_one_finding() -> None:
    crypt = rule("encrypted-file", Kind.FILE, name=r"secrets\.bin$")
    world = World()
    world.put("aa", b"secrets.bin", 1, "main")
    world.put("bb", b"other.bin", 1, "main")
    world.see(crypt, b"MAGIC", "aa", "bb")

    assert sorted((finding.preview, finding.paths) for finding in world.group().sightings) == [
        ("other.bin", 1),
        ("secrets.bin", 1),
    ]


def test_people_are_one_finding_each_and_one_question() -> None:
    world = World(rules={"commit-identity": rule("commit-identity", Kind.IDENTITY, severity=Severity.LOW)})
    world.scan.people += [
        Person(b"Ada Sample <ada.sample@exampleshire.gov.uk>", 30, 1_500_000_000, 1_600_000_000),
        Person(b"Bob Sample <bob@example.org>", 2, 1_500_000_000, 1_500_000_000),
    ]

    grouped = world.group()

    assert sorted((finding.preview, finding.commits) for finding in grouped.sightings) == [
        ("A****(43)", 30),
        ("B****(28)", 2),
    ]
    assert len(grouped.families) == 1


def test_messages_and_ref_names_have_their_place() -> None:
    tfs = rule("tfs-server", Kind.CONFIGURATION, severity=Severity.LOW)
    world = World(names={ObjectKind.REFS: [b"refs/heads/fix-exsql01"]})
    world.scan.commit_times[commit(7)] = 1_500_000_000
    world.see(tfs, b"tfs01:8080", commit(7), commit(8), kind=ObjectKind.COMMIT)
    world.see(tfs, b"exsql01", "refs", kind=ObjectKind.REFS, line=1, column=16)

    by_value = {finding.value: finding for finding in world.group().sightings}

    assert [(w.kind, w.commits) for w in by_value[b"tfs01:8080"].files] == [(ObjectKind.COMMIT, 2)]
    assert [(w.kind, w.path) for w in by_value[b"exsql01"].files] == [(ObjectKind.REFS, b"refs/heads/fix-exsql01")]


def test_a_file_that_another_rule_tells_of_is_left_to_it_where_that_rule_counts() -> None:
    crypt = rule("encrypted-file", Kind.FILE, not_paths=(r"^old/",))
    by_name = rule("secret-file", Kind.FILE, name=r"secrets\.bin$", unless=("encrypted-file", "no-such-rule"))
    world = World()
    world.rules[by_name.id] = by_name
    for object, path in (("aa", b"conf/secrets.bin"), ("bb", b"conf/secrets.bin"), ("cc", b"old/secrets.bin")):
        world.put(object, path, 1)
    world.see(crypt, b"\0CRYPT", "aa", "cc")

    told = {one.rule.id: {holder.object for holder in one.holders} for one in world.group().sightings}

    assert told == {"encrypted-file": {"aa"}, "secret-file": {"bb", "cc"}}


def test_a_file_that_holds_nothing_is_not_told_by_its_name() -> None:
    env = rule("env-file", Kind.FILE, name=r"\.env$", empty=r"\A\s*\z")
    other = rule("other-file", Kind.FILE, name=r"\.env$")
    world = World(hollow={"aa"})
    world.rules |= {env.id: env, other.id: other}
    world.put("aa", b"live.env", 1)
    world.put("bb", b"live.env", 2)

    told = {one.rule.id: {holder.object for holder in one.holders} for one in world.group().sightings}

    assert told == {"env-file": {"bb"}, "other-file": {"aa", "bb"}}


def test_a_persons_number_in_a_file_name_is_shown_nowhere() -> None:
    nino = rule("national-insurance", Kind.PERSONAL_DATA)
    number = b"QQ" + b"123456" + b"C"
    path = b"letters/" + number + b" appeal.docx"
    world = World(names={ObjectKind.PATHS: [b"README.md", path]})
    world.put("aa", path, 1, "main")
    world.see(nino, number, "paths", kind=ObjectKind.PATHS, line=2, column=9)
    world.see(LOGIN, b"made-up-one", "aa")
    world.scan.not_read.append(NotRead("aa", ObjectKind.BLOB, Reason.ENCRYPTED))

    grouped = world.group()

    assert number.decode() not in repr(grouped.unread)
    for finding in grouped.sightings:
        assert number not in repr((finding.files, finding.holders, finding.still_there)).encode()
    assert {where.path for finding in grouped.sightings for where in finding.files} == {b"letters/Q****(9) appeal.docx"}


def test_what_was_not_read_says_where_it_stands() -> None:
    world = World()
    world.put("aa", b"docs/plan.pdf", 1, "main")
    world.put("bb", b"docs/old.pdf", 1, local=True)
    world.scan.not_read += [NotRead("aa", ObjectKind.BLOB, Reason.LFS), NotRead("bb", ObjectKind.BLOB, Reason.LFS)]

    unread = world.group().unread

    assert [(one.places[0].path, one.standing) for one in unread] == [
        (b"docs/plan.pdf", Standing.TO_DO),
        (b"docs/old.pdf", Standing.LOCAL),
    ]


def test_hits_of_rules_that_are_not_reported_are_left_out() -> None:
    world = World()
    world.put("aa", b"a.txt")
    world.see(LOGIN, b"made-up-one", "aa")
    world.rules.clear()

    assert world.group().sightings == ()
