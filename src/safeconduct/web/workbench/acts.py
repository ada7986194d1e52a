"""What officers do to a case from its page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from safeconduct.cases import appointments, documents, services
from safeconduct.cases.requests import Done
from safeconduct.uploads.taking import MOST_BYTES, NotADocument
from safeconduct.web.documents import files
from safeconduct.web.facts.fields import Problem
from safeconduct.web.workbench import family, inputs, looking, words
from safeconduct.web.workbench.sending import Sending, facts_of, route
from safeconduct.web.workbench.sheet import Attempt, Sheet


def _decide(sending: Sending) -> Done | Attempt:
    """Bring the present stage to an outcome, or propose one that needs a second officer."""
    values, typed = facts_of(sending, "decide")
    problems = [problem for each in typed for problem in each.problems]
    outcome = sending.text("outcome")
    if not outcome:
        problems.insert(0, Problem("decide-outcome-0", _("Choose an outcome.")))
    if problems:
        return Attempt("decide", sending.typed, tuple(typed), tuple(problems))
    return services.act(
        **sending.asked,
        outcome=outcome,
        facts=values,
        reasons=sending.text("reasons") or None,
        post=sending.text("post") or None,
    )


def _confirm(sending: Sending) -> Done | Attempt:
    """Agree, as a second officer, with the outcome that was proposed."""
    return services.confirm(**sending.asked)


def _send_back(sending: Sending) -> Done | Attempt:
    """Do not agree with the proposal, and say why."""
    reasons = sending.text("reasons")
    if not reasons:
        return _lacks(sending, "send_back", "send_back-reasons", _("Say why you send it back."))
    return services.send_back(**sending.asked, reasons=reasons)


def _ask(sending: Sending) -> Done | Attempt:
    """Ask a party for evidence, until a last day."""
    held = Sheet.of(sending.case, sending.actor)
    what = sending.text("what")
    until = inputs.day(sending.text("until"), held.course.day(held.now))
    problems = []
    if not what:
        problems.append(Problem("ask-what", _("Say what evidence is asked for.")))
    if until is None:
        text = _("Enter the last day for the answer: today or a later day, such as 2022-12-31.")
        problems.append(Problem("ask-until", text))
    if problems or until is None:
        return Attempt("ask", sending.typed, problems=tuple(problems))
    of = sending.text("of")
    return services.request_evidence(
        **sending.asked, what=what, until=until, of=of if of in held.may_be_asked else None
    )


def _note(sending: Sending) -> Done | Attempt:
    """Note a fact, or correct one."""
    values, typed = facts_of(sending, "note")
    problems = [problem for each in typed for problem in each.problems]
    if not typed:
        problems.append(Problem("note-fact", _("Choose the fact that is to be noted.")))
    elif not problems and not values:
        only = typed[0]
        first = only.fields[0].first_id if only.fields else only.rows[0][0].first_id
        problems.append(inputs.nothing_noted(first))
    if problems:
        return Attempt("note", sending.typed, tuple(typed), tuple(problems))
    return services.record_facts(**sending.asked, facts=values)


def _look(sending: Sending) -> Done | Attempt:
    """Look at what changed since; what the stage puts on record may be noted otherwise."""
    stage = sending.text("stage")
    held = Sheet.of(sending.case, sending.actor)
    values, typed = inputs.read(looking.facts_of(held, stage), sending.typed, looking.PREFIX)
    problems = tuple(problem for each in typed for problem in each.problems)
    if problems:
        return Attempt("look", sending.typed, tuple(typed), problems)
    note = sending.text("note") or None
    return services.look_again(**sending.asked, stage=stage, facts=values, note=note)


def _pause(sending: Sending) -> Done | Attempt:
    """Pause the case's stage, with reasons."""
    reasons = sending.text("reasons")
    if not reasons:
        return _lacks(sending, "pause", "pause-reasons", _("Say why the stage is paused."))
    return services.pause(**sending.asked, reasons=reasons)


def _resume(sending: Sending) -> Done | Attempt:
    """Let a paused stage go on."""
    return services.resume(**sending.asked)


def _review(sending: Sending) -> Done | Attempt:
    """Decide a review, with reasons."""
    outcome, reasons = sending.text("outcome"), sending.text("reasons")
    problems = []
    if outcome not in words.REVIEWS:
        problems.append(Problem("review-outcome-0", _("Choose an outcome.")))
    if not reasons:
        problems.append(Problem("review-reasons", _("Give the reasons of the review.")))
    if problems:
        return Attempt("review", sending.typed, problems=tuple(problems))
    return services.decide_review(**sending.asked, outcome=outcome, reasons=reasons)


def _add_document(sending: Sending) -> Done | Attempt:
    """Add a document that the officer has before them; it is the beneficiary's."""
    kind, given = sending.text("kind"), sending.request.FILES.get("file")
    problems = []
    if kind not in documents.kinds(sending.case):
        problems.append(Problem("add_document-kind", _("Choose what the document is.")))
    if given is None:
        problems.append(Problem("add_document-file", _("Choose a file.")))
    if problems or given is None:
        return Attempt("add_document", sending.typed, problems=tuple(problems))
    content = given.read(MOST_BYTES + 1)
    try:
        return documents.add(**sending.asked, kind=kind, content=content)
    except NotADocument as refused:
        return _lacks(sending, "add_document", "add_document-file", files.why_not_taken(refused))


def _erase_document(sending: Sending) -> Done | Attempt:
    """Erase a document for good, with the reason."""
    reasons, name = sending.text("reasons"), sending.text("document")
    if not reasons:
        text = _("Say why the document is erased.")
        return _lacks(sending, "erase_document", f"erase-{name}", text)
    listed = documents.documents_of(sending.case, sending.actor)
    found = next((each for each in listed if str(each.id) == name), None)
    if found is None:
        return _lacks(
            sending, "erase_document", "documents", _("This document is not there any more.")
        )
    asked = {key: value for key, value in sending.asked.items() if key != "key"}
    return services.erase_value(**asked, value_id=found.id, reasons=reasons)


def _cancel_appointment(sending: Sending) -> Done | Attempt:
    """Lay an appointment down; the case waits for another one."""
    return appointments.cancel(**sending.asked)


def _leave_group(sending: Sending) -> Done | Attempt:
    """Let a member of a family go on alone, with the reason; a child with a note on its best interests."""
    reasons, note = sending.text("reasons"), sending.text("best_interests")
    problems = []
    if not reasons:
        text = _("Say why this person leaves the family’s group.")
        problems.append(Problem("leave_group-reasons", text))
    if not note and family.is_child(sending.case):
        text = _("Write down what is best for this child, and how you know.")
        problems.append(Problem("leave_group-best_interests", text))
    if problems:
        return Attempt("leave_group", sending.typed, problems=tuple(problems))
    return services.leave_group(**sending.asked, reasons=reasons, best_interests=note or None)


def _end_party(sending: Sending) -> Done | Attempt:
    """End the supporter's part, with why and the reasons; the person then names another."""
    why, reasons = sending.text("why"), sending.text("reasons")
    problems = []
    if why not in words.WHY_ENDED:
        problems.append(Problem("end_party-why", _("Choose why the supporter’s part ends.")))
    if not reasons:
        text = _("Say how you know, and what the person said to it.")
        problems.append(Problem("end_party-reasons", text))
    if problems:
        return Attempt("end_party", sending.typed, problems=tuple(problems))
    return services.end_party(**sending.asked, why=why, reasons=reasons)


def _lacks(sending: Sending, act: str, name: str, text: str) -> Attempt:
    return Attempt(act, sending.typed, problems=(Problem(name, text),))


decide = route("decide", _decide)
confirm = route("confirm", _confirm)
send_back = route("send_back", _send_back)
ask = route("ask", _ask)
note = route("note", _note)
look = route("look", _look)
pause = route("pause", _pause)
resume = route("resume", _resume)
review = route("review", _review)
add_document = route("add_document", _add_document)
erase_document = route("erase_document", _erase_document)
cancel_appointment = route("cancel_appointment", _cancel_appointment)
leave_group = route("leave_group", _leave_group)
end_party = route("end_party", _end_party)
