"""Who may sign in to the demonstration: invented people, one for each desk."""

from __future__ import annotations

from dataclasses import dataclass

from safeconduct.accounts import offices


@dataclass(frozen=True, slots=True)
class Desk:
    """An account of the demonstration and the offices it holds; none for people who apply."""

    name: str
    shown_name: str
    roles: tuple[str, ...] = ()
    post: str = ""


#: Two of a kind where a second officer is needed.
DESKS = (
    Desk("casework-1", "Alba Ejemplo, caseworker", (offices.CASEWORK,)),
    Desk("clerk-1", "Carla Muestra, clerk", (offices.CLERK,)),
    Desk("review-1", "Rita Sample, supporter review", (offices.SUPPORTER_REVIEW,)),
    Desk("review-2", "Ruben Sample, supporter review", (offices.SUPPORTER_REVIEW,)),
    Desk("vetting-1", "Vera Sample, vetting", (offices.VETTING,)),
    Desk(
        "consul-1", "Ciro Ejemplo, consular officer", (offices.CONSULAR,), post="us_ciudad_juarez"
    ),
    Desk("travel-1", "Tara Sample, decisions on travel", (offices.TRAVEL,)),
    Desk("travel-2", "Tobias Sample, decisions on travel", (offices.TRAVEL,)),
    Desk("port-1", "Pia Sample, port officer", (offices.PORT,)),
    Desk("port-2", "Paul Sample, port officer", (offices.PORT,)),
    Desk("appeals-1", "Ada Sample, review of decisions", (offices.REVIEW,)),
    Desk("chief-1", "Sara Sample, supervisor", (offices.SUPERVISOR, offices.MANAGER)),
    Desk("audit-1", "Aldo Sample, auditor", (offices.AUDITOR,)),
)


def prepare_desks() -> None:
    """Make the accounts that are missing, with their offices. Runs in the role of the web."""
    # Django's models cannot be imported before it is set up.
    from safeconduct.accounts import services  # noqa: PLC0415
    from safeconduct.accounts.models import Account  # noqa: PLC0415

    known = set(Account.objects.values_list("name", flat=True))
    for desk in DESKS:
        if desk.name not in known:
            account = services.add_account(name=desk.name, shown_name=desk.shown_name)
            for role in desk.roles:
                services.give_office(account=account, role=role, post=desk.post)
