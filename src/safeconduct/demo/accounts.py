"""Who may sign in to the demonstration with one click: invented people, one for each desk."""

from __future__ import annotations

from dataclasses import dataclass

from safeconduct.accounts import offices
from safeconduct.programme.schema import Words


@dataclass(frozen=True, slots=True)
class Desk:
    """An account of the demonstration and the offices it holds; none for people who apply.

    `label` says on the sign-in page who it is, `shown_name` is how colleagues call an officer.
    """

    name: str
    label: Words
    shown_name: str = ""
    roles: tuple[str, ...] = ()
    post: str = ""


def _officer(name: str, shown: str, role: str, en: str, es: str, post: str = "") -> Desk:
    label = {"en": f"{shown}, {en}", "es": f"{shown}, {es}"}
    return Desk(name, label, shown, (role,), post)


def _person(name: str, shown: str, en: str, es: str) -> Desk:
    return Desk(name, {"en": f"{shown}, {en}", "es": f"{shown}, {es}"})


#: Two of a kind where a second officer is needed; a third to decide after a review.
OFFICERS = (
    _officer(
        "casework-1", "Alba Ejemplo", offices.CASEWORK, "caseworker", "acompañamiento de casos"
    ),
    _officer("clerk-1", "Carla Muestra", offices.CLERK, "clerk", "ventanilla"),
    _officer(
        "review-1", "Rita Sample", offices.SUPPORTER_REVIEW,
        "review of supporters", "revisión de las personas de apoyo",
    ),
    _officer(
        "review-2", "Ruben Sample", offices.SUPPORTER_REVIEW,
        "review of supporters", "revisión de las personas de apoyo",
    ),
    _officer("vetting-1", "Vera Sample", offices.VETTING, "vetting", "verificación de seguridad"),
    _officer(
        "consul-1", "Ciro Ejemplo", offices.CONSULAR,
        "consulate in Ciudad Juárez", "consulado en Ciudad Juárez", "us_ciudad_juarez",
    ),
    _officer(
        "consul-2", "Cora Ejemplo", offices.CONSULAR,
        "consulate in Tijuana", "consulado en Tijuana", "us_tijuana",
    ),
    _officer(
        "travel-1", "Tara Sample", offices.TRAVEL, "decisions on travel", "decisiones de viaje"
    ),
    _officer(
        "travel-2", "Tobias Sample", offices.TRAVEL, "decisions on travel", "decisiones de viaje"
    ),
    _officer(
        "travel-3", "Tilda Sample", offices.TRAVEL, "decisions on travel", "decisiones de viaje"
    ),
    _officer("port-1", "Pia Sample", offices.PORT, "airport inspection", "inspección en el aeropuerto"),
    _officer("port-2", "Paul Sample", offices.PORT, "airport inspection", "inspección en el aeropuerto"),
    _officer(
        "appeals-1", "Ada Sample", offices.REVIEW, "review of decisions", "revisión de decisiones"
    ),
    Desk(
        "chief-1",
        {"en": "Sara Sample, supervisor and manager", "es": "Sara Sample, supervisión y dirección"},
        "Sara Sample",
        (offices.SUPERVISOR, offices.MANAGER),
    ),
    _officer("chief-2", "Saúl Sample", offices.SUPERVISOR, "supervisor", "supervisión"),
    _officer("audit-1", "Aldo Sample", offices.AUDITOR, "auditor", "auditoría"),
)  # fmt: skip
#: Their accounts and cases come from the lives in `demo/cases`.
PEOPLE = (
    _person(
        "supporter-1", "Sonia Muestra",
        "supporter: has begun a declaration", "persona de apoyo: empezó una declaración",
    ),
    _person(
        "supporter-2", "Saúl Supuesto",
        "supporter: is asked for evidence", "persona de apoyo: le piden pruebas",
    ),
    _person(
        "supporter-3", "Ramón Renglón",
        "supporter: not confirmed, may file again",
        "persona de apoyo: sin confirmar, puede presentar otra",
    ),
    _person(
        "returned-1", "José Ejemplo",
        "was sent to Mexico: has an appointment today", "fue enviado a México: tiene cita hoy",
    ),
    _person(
        "returned-2", "Pedro Prueba",
        "was sent to Mexico: looks for a supporter", "fue enviado a México: busca persona de apoyo",
    ),
    _person(
        "returned-3", "Quino Cuaderno",
        "was sent to Mexico: may choose an appointment",
        "fue enviado a México: puede elegir una cita",
    ),
    _person(
        "beneficiary-1", "Blas Bitácora",
        "holds an authorization to travel", "tiene una autorización de viaje",
    ),
    _person(
        "beneficiary-2", "Carla Carpeta",
        "is about to ask for an authorization", "está por pedir una autorización",
    ),
    _person(
        "beneficiary-3", "Dante Drama",
        "has arrived with leave to stay", "llegó con permiso de estadía",
    ),
    _person(
        "refused-1", "Ofelia Original",
        "was refused: letter and review", "recibió un rechazo: carta y revisión",
    ),
    _person(
        "family-1", "Ana Ejemplo",
        "waits with her husband and two children", "espera con su esposo y dos hijos",
    ),
    _person(
        "representative-1", "Noé Notario",
        "acts for someone else, with her leave", "actúa por otra persona, con su permiso",
    ),
)  # fmt: skip
DESKS = OFFICERS + PEOPLE


def prepare_desks() -> None:
    """Make the officers' accounts that are missing, with their offices. Runs in the role of the web."""
    # Django's models cannot be imported before it is set up.
    from safeconduct.accounts import services  # noqa: PLC0415
    from safeconduct.accounts.models import Account  # noqa: PLC0415

    known = set(Account.objects.values_list("name", flat=True))
    for desk in OFFICERS:
        if desk.name not in known:
            account = services.add_account(name=desk.name, shown_name=desk.shown_name)
            for role in desk.roles:
                services.give_office(account=account, role=role, post=desk.post)
