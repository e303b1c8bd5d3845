"""The name that a mailbox is made of, in the mailbox's line."""

from __future__ import annotations

import pytest

from opencouncil.packs.owners import placed


@pytest.mark.parametrize(
    ("line", "mailbox", "name"),
    [
        ("- **Sunil Petherbridge**, Lead ({})", "sunil.petherbridge@madeup-forms.co.uk", "Sunil Petherbridge"),
        ("Contact Margery Tollgate <{}>", "mtollgate@madeup-forms.co.uk", "Margery Tollgate"),
        ("Li Wen Tollgate, {}", "liwen.tollgate@madeup-forms.co.uk", "Li Wen Tollgate"),
        ("Marge Tollgate ({})", "margery.tollgate@madeup-forms.co.uk", "Marge Tollgate"),
        ("{} is Helen Petherbridge", "helen@madeup-forms.co.uk", "Helen Petherbridge"),
        ("Helen Petherbridge and Sunil Tollgate: {}", "sunil@madeup-forms.co.uk", "Sunil Tollgate"),
        ("Sunil Petherbridge\n{}", "sunil.petherbridge@madeup-forms.co.uk", None),
        ("Margery Tollgate wrote to {}", "sunil.petherbridge@madeup-forms.co.uk", None),
        ("Fictham Forms ({})", "forms@madeup-forms.co.uk", None),
        ("Copyright Sunil Petherbridge <{}>", "sunil@madeup-forms.co.uk", None),
        ("Sunil Petherbridge <{}>", "sunil.petherbridge@example.com", None),
    ],
)
def test_the_name_beside_a_mailbox(line: str, mailbox: str, name: str | None) -> None:
    text = line.format(mailbox).encode()
    start = text.index(mailbox.encode())
    found = [text[one.start : one.end] for one in placed(text, {"owner": (start, start + len(mailbox))})]
    assert found == ([name.encode()] if name else [])
