"""`python -m opencouncil`."""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # the folder one stands in: what is scanned may hold a module by any name

from opencouncil.cli.main import main

main()
