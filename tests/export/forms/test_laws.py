"""What holds for any text, cut anywhere: nothing of a value stays, and the way back leads to the same bytes."""

from __future__ import annotations

from export.forms.rows import cuts_of, removal
from hypothesis import given, settings
from hypothesis import strategies as st

from opencouncil.export.forms import CannotRewrite, rewrite
from opencouncil.export.splices import apply, inverse

VALUES = ["Zulu-Kilo", "zulu-kilo", "Zulu-Kilo-Nine", "9x9yQQ"]
REMOVALS = [removal(value, f"N_{'ABCD'[at]}") for at, value in enumerate(VALUES)]
SIGNS = ['"', "'", "`", "\\", "\n", "\r\n", "{", "}", "# ", "// ", "x = ", "naïve", "$", "(", ")", ";"]
PIECES = st.lists(st.sampled_from([*VALUES, *SIGNS]), max_size=14).map("".join)
PATHS = st.sampled_from(["a.py", "a.js", "a.ts", "a.java", "a.php", "a.rb", "a.sh", "a.go", "a.txt", "a.unknown"])


@settings(max_examples=150, deadline=None)
@given(PIECES, PATHS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
def test_no_value_stays_and_the_way_back_is_exact(text: str, path: str, encoding: str) -> None:
    content = text.encode(encoding)
    plain = {"utf-16": "utf-16-le", "utf-8-sig": "utf-8"}.get(encoding, encoding)
    try:
        done = rewrite(path.encode(), content, cuts_of(content, REMOVALS, plain), REMOVALS)
    except CannotRewrite:  # the file stays behind as a whole
        return
    after = apply(content, done.splices)
    assert not any(value.encode(plain) in after for value in VALUES)
    assert apply(after, inverse(content, done.splices)) == content
