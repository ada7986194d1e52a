"""The commands: name -> where it lives and what it is for. One line each.

A command's module is imported only when it is called, so that `safeconduct --help` stays quick.
"""

COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("safeconduct.cli.run:command", "Start the app and its database."),
    "worker": (
        "safeconduct.cli.worker:command",
        "Take jobs out of the queue, beside the app.",
    ),
    "migrate": (
        "safeconduct.cli.migrate:command",
        "Bring the database's tables up to date, as its owner.",
    ),
    "check": (
        "safeconduct.cli.check:command",
        "Say whether a programme is sound; run its examples.",
    ),
    "screen": ("safeconduct.cli.screen:command", "Screen one case, or a table of people."),
    "diff": (
        "safeconduct.cli.diff:command",
        "Say what changed between two versions, and for whom.",
    ),
    "case": (
        "safeconduct.cli.case:command",
        "Open a case, look at it, act on it, prove its history.",
    ),
    "account": (
        "safeconduct.cli.account:command",
        "Make accounts, give them offices, hand out PINs.",
    ),
    "mail": (
        "safeconduct.cli.mail:command",
        "Say what mail did not leave; try it again.",
    ),
    "protection": (
        "safeconduct.cli.protection:command",
        "What the protection room does by itself: erase, when it was decided.",
    ),
    "draw": (
        "safeconduct.cli.draw:command",
        "Draw who is taken next, with a proof that it was fair.",
    ),
    "audit": (
        "safeconduct.cli.audit:command",
        "Export histories, sign how far they have come, prove them.",
    ),
    "statistics": (
        "safeconduct.cli.statistics:command",
        "Print the published statistics, with small numbers hidden.",
    ),
    "seal": ("safeconduct.cli.seal:command", "Check the seal of a travel authorization."),
    "schema": ("safeconduct.cli.schema:command", "Write the JSON Schemas of a programme's files."),
    "caseload": (
        "safeconduct.cli.caseload:command",
        "Draw a table of invented people from the published figures.",
    ),
    "impact": (
        "safeconduct.cli.impact:command",
        "Say whether it is true that a programme works; read published figures.",
    ),
    "figures": ("safeconduct.cli.figures:command", "Say where the published figures come from."),
}
