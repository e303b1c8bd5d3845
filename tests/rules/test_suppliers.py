"""What a supplier of councils is called by stands in many files; a setting of its is found however it is spelled."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from rules.found import Findings, Scan

POSTCODES = "ak" + "_l4xvQp" + "L2ipEKJoSvhXln" + "IMhDyP"

FORMS: Mapping[str, tuple[str, str, str]] = {
    "env-file": ("forms.env", "IDOX_ENDPOINT_URL=https://planning.exshire.net/ws\n", "idox-setting"),
    "yaml": ("conf/roads.yml", "bartec_endpoint: https://bins.exshire.net/api\n", "bartec-setting"),
    "environment-of-dotnet": ("deploy.env", 'Icasework__Database="EXSHIRE-LIVE"\n', "icasework-setting"),
    "camel-case": ("src/pay.js", "const adelanteClientCode = 'EXSHIRE-7'\n", "adelante-setting"),
    "section-of-json": (
        "appsettings.json",
        '{"Jadu": {"Version": 2, "BaseUrl": "https://cxm.exshire.net/api"}}\n',
        "supplier-section-address",
    ),
    "key-with-capitals": ("src/lookup.js", f'const key = lookup("{POSTCODES}")\n', "ideal-postcodes-key"),
}


@pytest.fixture(scope="module")
def findings(scan: Scan) -> Findings:
    return scan({path: text for path, text, _ in FORMS.values()})


@pytest.mark.parametrize("form", FORMS)
def test_a_setting_of_a_supplier_is_found(form: str, findings: Findings) -> None:
    path, _, rule = FORMS[form]
    assert rule in findings.rules(path)


def test_words_that_suppliers_are_called_by_are_left_in_code(scan: Scan) -> None:
    found = scan(
        {
            "src/echo.js": "const echoUrl = baseUrl + '/svc'\nconst confirmUrl = options.url\n",
            "launchSettings.json": '{"comino-printing": {"applicationUrl": "http://localhost:5000"}}\n',
            "theme.json": '{"uniform": {"colour": "navy"}, "echo": {"enabled": true}}\n',
        }
    )
    assert {path: found.sure(path) for path in found} == {path: [] for path in found}
