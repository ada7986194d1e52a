"""Why something may not be done now, in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from safeconduct.programme.schema.common import Words


class Reason(StrEnum):
    """A stable word for each reason."""

    NOT_OPENED = "not_opened"
    ALREADY_OPENED = "already_opened"
    OUT_OF_ORDER = "out_of_order"
    EARLIER_THAN_LAST = "earlier_than_last"
    NOT_IN_FORCE = "not_in_force"
    CASE_ENDED = "case_ended"
    IN_REVIEW = "in_review"
    PAUSED = "paused"
    AWAITING_SECOND_OFFICER = "awaiting_second_officer"
    WAITING_FOR_EVIDENCE = "waiting_for_evidence"
    CHANGED_SINCE = "changed_since"
    NOTHING_TO_DO = "nothing_to_do"
    OTHER_STAGE = "other_stage"
    UNKNOWN_OUTCOME = "unknown_outcome"
    NOT_YOUR_ROLE = "not_your_role"
    NO_DELEGATION = "no_delegation"
    NAMED_OFFICER_NEEDED = "named_officer_needed"
    REASONS_NEEDED = "reasons_needed"
    SECOND_OFFICER_NEEDED = "second_officer_needed"
    SAME_OFFICER = "same_officer"
    DECIDED_BEFORE = "decided_before"
    ON_BOTH_SIDES = "on_both_sides"
    GATE_OPEN = "gate_open"
    CONDITIONS_OPEN = "conditions_open"
    NOT_ON_RECORD = "not_on_record"
    GOES_TOGETHER = "goes_together"
    NOT_IN_A_GROUP = "not_in_a_group"
    BEST_INTERESTS_NEEDED = "best_interests_needed"
    STAGE_HELD = "stage_held"
    PLACE_NEEDED = "place_needed"
    NOT_THIS_CAP = "not_this_cap"
    PLACE_HELD = "place_held"
    PLACE_NOT_HELD = "place_not_held"
    PLACE_STAYS = "place_stays"
    CAP_FULL = "cap_full"
    NOT_DUE = "not_due"
    DETAILS_MISSING = "details_missing"
    REVIEW_TOO_LATE = "review_too_late"
    ASKED_OF_ANOTHER = "asked_of_another"
    PART_STAYS = "part_stays"
    PARTY_NEEDED = "party_needed"
    STEPS_BACK = "steps_back"


WORDS: dict[Reason, Words] = {
    Reason.NOT_OPENED: {
        "en": "The case is not open yet.",
        "es": "El caso todavía no está abierto.",
    },
    Reason.ALREADY_OPENED: {
        "en": "The case was opened before.",
        "es": "El caso ya se abrió antes.",
    },
    Reason.OUT_OF_ORDER: {
        "en": "Something else happened to this case in the meantime. Look at it again.",
        "es": "Mientras tanto pasó otra cosa en este caso. Vuelva a mirarlo.",
    },
    Reason.EARLIER_THAN_LAST: {
        "en": "The time given lies before the last event of the case.",
        "es": "La hora indicada es anterior al último hecho del caso.",
    },
    Reason.NOT_IN_FORCE: {
        "en": "The programme has no such stage on this day.",
        "es": "Ese día el programa no tiene esa etapa.",
    },
    Reason.CASE_ENDED: {
        "en": "The case has ended.",
        "es": "El caso terminó.",
    },
    Reason.IN_REVIEW: {
        "en": "A review is under way. Until it is decided nothing else is.",
        "es": "Hay una revisión en curso. Hasta que se resuelva no se decide nada más.",
    },
    Reason.PAUSED: {
        "en": "This stage is paused. Nothing is decided until it goes on.",
        "es": "Esta etapa está en pausa. No se decide nada hasta que se reanude.",
    },
    Reason.AWAITING_SECOND_OFFICER: {
        "en": "An outcome was proposed. A second officer has to confirm it or send it back first.",
        "es": "Hay un resultado propuesto. Primero otra persona funcionaria debe confirmarlo o devolverlo.",
    },
    Reason.WAITING_FOR_EVIDENCE: {
        "en": "Evidence was asked for. The answer, or the last day for it, comes first.",
        "es": "Se pidieron pruebas. Primero debe llegar la respuesta o pasar el último día.",
    },
    Reason.CHANGED_SINCE: {
        "en": "Something was corrected after officers had looked at it. They look at that first, and"
        " nothing is decided until then.",
        "es": "Se corrigió algo después de que lo revisara una persona funcionaria. Primero lo revisa, y"
        " hasta entonces no se decide nada.",
    },
    Reason.NOTHING_TO_DO: {
        "en": "There is nothing here that this could be done to.",
        "es": "No hay nada a lo que esto se pueda aplicar.",
    },
    Reason.OTHER_STAGE: {
        "en": "The case is at another stage.",
        "es": "El caso está en otra etapa.",
    },
    Reason.UNKNOWN_OUTCOME: {
        "en": "This stage has no such outcome.",
        "es": "Esta etapa no tiene ese resultado.",
    },
    Reason.NOT_YOUR_ROLE: {
        "en": "This is for someone in another role to do.",
        "es": "Esto le corresponde a otra función.",
    },
    Reason.NO_DELEGATION: {
        "en": "There is no leave in force to do this for the person.",
        "es": "No hay una autorización vigente para hacer esto en nombre de la persona.",
    },
    Reason.NAMED_OFFICER_NEEDED: {
        "en": "A named officer has to answer for this.",
        "es": "De esto debe responder una persona funcionaria con nombre.",
    },
    Reason.REASONS_NEEDED: {
        "en": "This needs reasons in writing.",
        "es": "Esto necesita motivos por escrito.",
    },
    Reason.SECOND_OFFICER_NEEDED: {
        "en": "This outcome needs a second officer. It can be proposed, not decided alone.",
        "es": "Este resultado necesita otra persona funcionaria. Se puede proponer, no decidir a solas.",
    },
    Reason.SAME_OFFICER: {
        "en": "Someone else has to confirm: nobody is their own second officer.",
        "es": "Debe confirmar otra persona: nadie es su propia segunda firma.",
    },
    Reason.DECIDED_BEFORE: {
        "en": "Someone who decided this before may not decide it again. Another officer has to.",
        "es": "Quien ya lo decidió no puede decidirlo otra vez. Debe hacerlo otra persona funcionaria.",
    },
    Reason.ON_BOTH_SIDES: {
        "en": "Nobody acts in one case both as an officer and for one of its parties.",
        "es": "En un mismo caso nadie actúa como autoridad y también por una de las partes.",
    },
    # Neutral on purpose: which safeguard is open may itself tell other desks what they may not know.
    Reason.GATE_OPEN: {
        "en": "Not ready.",
        "es": "Todavía no está listo.",
    },
    Reason.CONDITIONS_OPEN: {
        "en": "Conditions that must be met by here are not met or not known.",
        "es": "Hay condiciones que deben cumplirse aquí y que no se cumplen o no se conocen.",
    },
    Reason.NOT_ON_RECORD: {
        "en": "What this stage is there to find out is not on record yet.",
        "es": "Lo que esta etapa debe averiguar todavía no está registrado.",
    },
    Reason.GOES_TOGETHER: {
        "en": "This person travels with their family. All its cases go on from here in one step, when"
        " each is ready.",
        "es": "Esta persona viaja con su familia. Todos sus casos siguen desde aquí en un solo paso,"
        " cuando cada uno esté listo.",
    },
    Reason.NOT_IN_A_GROUP: {
        "en": "This case goes on alone: it is in no family or travel group.",
        "es": "Este caso sigue solo: no está en ninguna familia ni grupo de viaje.",
    },
    Reason.BEST_INTERESTS_NEEDED: {
        "en": "A child leaves the family's group only with an officer's written note on the child's"
        " best interests.",
        "es": "Un niño o una niña solo sale del grupo familiar con una nota escrita de una persona"
        " funcionaria sobre su interés superior.",
    },
    Reason.STAGE_HELD: {
        "en": "The whole stage is held, for everyone. It goes on for everyone when the hold ends.",
        "es": "Toda la etapa está detenida, para todas las personas. Sigue para todas cuando eso"
        " termine.",
    },
    Reason.PLACE_NEEDED: {
        "en": "This takes a place of the cap, and the case holds none.",
        "es": "Esto ocupa una plaza del cupo, y el caso no tiene ninguna.",
    },
    Reason.NOT_THIS_CAP: {
        "en": "This stage takes no place of that cap in that period.",
        "es": "Esta etapa no ocupa plaza de ese cupo en ese período.",
    },
    Reason.PLACE_HELD: {
        "en": "The case already holds its place.",
        "es": "El caso ya tiene su plaza.",
    },
    Reason.PLACE_NOT_HELD: {
        "en": "The case holds no such place.",
        "es": "El caso no tiene esa plaza.",
    },
    Reason.PLACE_STAYS: {
        "en": "This place does not come back now: it was used, and either the cap lets no used place come"
        " back or a review may still give it back to the person.",
        "es": "Esta plaza no vuelve ahora: se usó, y el cupo no deja volver plazas usadas o una revisión"
        " todavía puede devolvérsela a la persona.",
    },
    Reason.CAP_FULL: {
        "en": "No place is left in this period. Nothing was decided: the case waits and keeps its place in"
        " line.",
        "es": "No queda ninguna plaza en este período. No se decidió nada: el caso espera y conserva su"
        " lugar en la fila.",
    },
    Reason.NOT_DUE: {
        "en": "The time for this has not passed.",
        "es": "El plazo para esto no ha vencido.",
    },
    Reason.DETAILS_MISSING: {
        "en": "Details are missing or cannot be read.",
        "es": "Faltan datos o no se pueden leer.",
    },
    Reason.ASKED_OF_ANOTHER: {
        "en": "This was asked of someone else: only they answer it, or who acts for them.",
        "es": "Esto se le pidió a otra persona: solo responde ella, o quien actúa en su nombre.",
    },
    Reason.PART_STAYS: {
        "en": "At this step nobody's part in the case can be given to another.",
        "es": "En este paso la parte de nadie puede pasar a otra persona.",
    },
    Reason.PARTY_NEEDED: {
        "en": "Someone whose turn it would be next has left the case. Another has to be named first.",
        "es": "Quien debía seguir ya no está en el caso. Primero hay que nombrar a otra persona.",
    },
    Reason.STEPS_BACK: {
        "en": "The case is the person's own. You can end your part in it, and it goes on without you.",
        "es": "El caso es de la persona. Usted puede terminar su parte, y el caso sigue sin usted.",
    },
    Reason.REVIEW_TOO_LATE: {
        "en": "The time for asking for a review is over.",
        "es": "El plazo para pedir una revisión terminó.",
    },
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not; `about` names gates, conditions, caps or keys, and is not for every desk's eyes."""

    reason: Reason
    about: tuple[str, ...] = ()

    @property
    def words(self) -> Words:
        """The reason in every language."""
        return WORDS[self.reason]
