"""`opencouncil.toml`: what may be said, and what a person is told who said it wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from opencouncil.config import Config, CouncilConfig, Limits, fail_on, load, parse
from opencouncil.errors import ConfigError
from opencouncil.model.judging import GATE, Bar
from opencouncil.model.rules import Confidence, Kind, Severity

FULL = """
[council]
name = "Exampleshire District Council"
aliases = ["EXDC"]
domains = ["Exampleshire.gov.uk", "exdc.example"]
codes = ["E07000999"]

[parameters]
council_tax_account = '\\d{8,12}'

[rules]
packs = ["tools/our-rules.toml"]
exclude = ["uk-postcode"]

[gate]
fail_on = ["credential:high", "file"]
scope = "all"

[limits]
object_mib = 64
"""


def test_everything_that_can_be_said() -> None:
    config = parse(FULL, Path("/srv/forms/opencouncil.toml"))

    assert config == Config(
        council=CouncilConfig(
            "Exampleshire District Council", ("EXDC",), ("exampleshire.gov.uk", "exdc.example"), ("E07000999",)
        ),
        parameters={"council_tax_account": r"\d{8,12}"},
        packs=(Path("/srv/forms/tools/our-rules.toml"),),
        exclude=("uk-postcode",),
        bars={Kind.CREDENTIAL: Bar(Confidence.HIGH), Kind.FILE: Bar(severity=Severity.HIGH)},
        local=True,
        limits=Limits(object_mib=64),
    )


def test_no_file_and_an_empty_file_are_the_defaults(tmp_path: Path) -> None:
    empty = tmp_path / "opencouncil.toml"
    empty.write_text("")

    assert load(tmp_path / "none.toml") == Config()
    assert load(empty) == Config()
    assert Config().bars == GATE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[counsil]", "unknown key `counsil`; did you mean `council`?"),
        ("[council]\nname = 'X'\ndomain = []", "unknown key `council.domain`; did you mean `domains`?"),
        ("[council]\ndomains = ['x.gov.uk']", 'council.name is missing; write name = "Exampleshire District Council"'),
        ("[council]\nname = 'X'\ndomains = 'x'", 'council.domains must be a list of texts, as in domains = ["..."]'),
        ("council = 'X'", "`council` must be a section, as in [council]"),
        ("[gate]\nfail_on = ['credentials']", "gate.fail_on: unknown kind `credentials`; did you mean `credential`?"),
        ("[gate]\nfail_on = ['file:hihg']", "gate.fail_on: unknown confidence `hihg`; did you mean `high`?"),
        (
            "[gate]\nfail_on = []",
            "gate.fail_on: name at least one kind (credential, personal-data, identity, configuration, file) or `none`",
        ),
        ("[gate]\nscope = 'local'", "gate.scope: unknown word `local`; known are shared, all"),
        ("[limits]\ndepth = 0", "limits.depth must be a whole number of at least 1"),
        ("[limits]\ndepth = true", "limits.depth must be a whole number of at least 1"),
        ("[parameters]\nx = 1", "[parameters] must hold texts, as in council_tax_account = '\\d{8,12}'"),
    ],
)
def test_a_wrong_word_is_named_with_the_nearest_right_one(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse(text, Path("opencouncil.toml"))

    assert str(error.value) == f"opencouncil.toml: {message}"


def test_broken_toml_and_a_wrong_encoding_are_one_line(tmp_path: Path) -> None:
    path = tmp_path / "opencouncil.toml"
    path.write_bytes("[council]".encode("utf-16"))
    with pytest.raises(ConfigError, match="cannot be read: not UTF-8 text"):
        load(path)
    path.write_text("[council\n")
    with pytest.raises(ConfigError) as error:
        load(path)
    assert "\n" not in str(error.value)


def test_fail_on_as_typed() -> None:
    assert fail_on("credential, personal-data:low,configuration") == {
        Kind.CREDENTIAL: Bar(Confidence.MEDIUM, Severity.MEDIUM),
        Kind.PERSONAL_DATA: Bar(Confidence.LOW),
        Kind.CONFIGURATION: Bar(),
    }
    assert fail_on("credential:medium") == {Kind.CREDENTIAL: Bar(Confidence.MEDIUM)}
    assert fail_on("none") == {}
    with pytest.raises(ConfigError, match=r"--fail-on: unknown kind `secret`"):
        fail_on("secret")
