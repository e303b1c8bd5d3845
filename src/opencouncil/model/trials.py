"""Model: the paths of a repository where a program is only tried out or shown: tests, recordings, examples, manuals."""

from __future__ import annotations

_FOLDERS = (
    r"t|tests?|testing|test[_-]?data|specs?|__tests__|__mocks__|__snapshots__|mocks?|fixtures?|factories|e2e|cypress"
    r"|(?:unit|integration|functional|acceptance)[_-]?tests?[\w.-]{0,40}|step_definitions"
    r"|(?:vcr_?|fixture_?)?cassettes|recordings|docs?|documentation|examples?|samples?|demos?|\.devcontainer"
)
_NAMES = (
    r"test_[^/]{0,80}|phpunit\.xml[\w.]{0,12}|(?:[\w-]{0,40}\.)?env[._-](?:test|testing|ci)"
    r"|(?:test|testing|ci|example|sample)\.env"
    r"|(?:docker-)?compose[._-](?:dev|development|local|test|testing|ci|override|e2e)[\w.-]{0,20}\.ya?ml"
)
_ENDS = (
    r"[._](?:tests?|spec|stories)\.[\w.]{1,20}|-spec\.[a-z]{1,8}|-tests?\.(?:jsx?|mjs|coffee|rb|el)"
    r"|[._-](?:example|sample)(?:\.[a-z]{1,8})?"
    r"|\.(?:md|rst|adoc|template|dist|runsettings|feature|t)"
)

PATHS = rf"(?:^|/)(?:{_FOLDERS})/|\.(?:tests?|unittests|integrationtests)/|(?:^|/)(?:{_NAMES})$|[^/](?:{_ENDS})$"
"""A pattern for these paths in lower case: a password that somebody made up for them opens nothing else.

Perl keeps its tests in `t` (perldoc, "Test::Harness"), Ruby's VCR what it recorded in `cassettes`. A hyphen before
"test" is a test's in a few languages alone: `settings.live-test.ts` is of a server, `load-test.ipynb` is somebody's.
"""
