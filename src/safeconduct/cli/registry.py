"""The commands: name -> where it lives and what it is for. One line each.

A command's module is imported only when it is called, so that `safeconduct --help` stays quick.
"""

COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("safeconduct.cli.run:command", "Start the app and its database."),
}
