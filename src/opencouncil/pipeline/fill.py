"""The corridor of `fill`: the settings of a checkout in place of its fill-ins, or every original byte back."""

from __future__ import annotations

import os
import tempfile
from contextlib import closing
from pathlib import Path

from opencouncil.errors import ConfigError, OutputError
from opencouncil.export import destination, holdings, restore, update
from opencouncil.export.fill import Filled
from opencouncil.export.fill import fill as put_in
from opencouncil.export.folders import Read
from opencouncil.export.objects import parse_tree
from opencouncil.repo.asking import Asker

EXAMPLE = "settings.example.toml"


def fill(checkout: Path, settings: Path | None, *, examples: bool = False) -> Filled:
    """Put the settings of a file in place of their fill-ins. Raises ConfigError when there is no such file.

    What the file still has as the template gives it is not put in, unless `examples` are wanted.
    """
    chosen = settings or checkout / holdings.SETTINGS
    if not chosen.is_file():
        raise ConfigError(f"{chosen}: no such file; copy {EXAMPLE} there and fill it in, or name one with --settings")
    template = checkout / EXAMPLE
    given = {} if examples or not template.is_file() else holdings.flat_settings(template)
    return put_in(checkout, holdings.flat_settings(chosen), given)


def fill_exactly(dest: Path, side: Path, target: Path) -> int:
    """Write the original files of an unmodified export's tip into a new folder; how many there are."""
    folder = destination.settled(side)
    state = holdings.read_state(folder)
    repository = update.open_earlier(destination.settled(dest), state)
    if target.exists():
        raise OutputError(f"{target}: is there already; name a folder that does not exist yet")
    rebuilt: dict[str, Path] = {}
    with tempfile.TemporaryDirectory(prefix=".opencouncil-fill-", dir=target.resolve().parent) as kept:

        def keep(_kind: str, id: str, content: bytes) -> None:
            rebuilt[id] = Path(kept) / id
            rebuilt[id].write_bytes(content)

        with closing(Asker(repository)) as ask:
            restorer = restore.Restorer(folder, ask.each, repository.object_format, keep)
            checked = restore.check(restorer, {state.tip: state.oracle[state.tip]}, state.tip)
            if not checked.passed:
                raise OutputError(f"{dest}: not the export that was made: {checked.failures[0]}")

            def read(id: str) -> bytes | None:
                return rebuilt[id].read_bytes() if id in rebuilt else ask.read(id)

            work = Path(kept) / "files"
            work.mkdir()
            count = _write(read, state.oracle[state.tip], work)
            work.rename(target)
    return count


def _write(read: Read, tree: str, folder: Path) -> int:
    count = 0
    for entry in parse_tree(read(tree) or b"", len(tree) // 2):
        place, content = folder / os.fsdecode(entry.name), read(entry.id.hex())
        if entry.is_folder:
            place.mkdir()
            count += _write(read, entry.id.hex(), place)
        elif content is not None and entry.mode == b"120000":
            place.symlink_to(os.fsdecode(content))
            count += 1
        elif content is not None:
            place.write_bytes(content)
            place.chmod(0o755 if entry.mode == b"100755" else 0o644)
            count += 1
    return count
