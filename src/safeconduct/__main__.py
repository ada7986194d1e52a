"""`python -m safeconduct` is the command `safeconduct`."""

from safeconduct.cli.main import main

main()
