"""`python -m opencouncil`."""

from opencouncil.cli.main import main

main()
