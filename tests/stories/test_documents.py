"""Papers of a case: who adds them, who sees whose, and that one can be erased and the chain still holds."""

from __future__ import annotations

import uuid

import pytest

from safeconduct.cases import documents, selectors, services
from safeconduct.cases.models import CaseEvent
from safeconduct.errors import InputError, NotFound
from safeconduct.uploads.models import Document
from safeconduct.uploads.taking import NotADocument
from tests.stories.people import REVIEWER
from tests.stories.telling import Story
from tests.uploads.test_taking import PDF, photograph

pytestmark = pytest.mark.database


@pytest.fixture
def ana(definitions) -> Story:
    return Story.begins("2022-11-03", definitions["notice"], by="supporter", supporter_named=True)


def add(story: Story, actor, kind: str, content: bytes = PDF, **more) -> services.Done:
    return story.asks("2022-11-04", documents.add, actor, kind=kind, content=content, **more)


def seen(story: Story, actor) -> list[str]:
    return [document.kind for document in documents.documents_of(story.case, actor)]


def test_each_party_sees_their_own_papers_and_officers_see_all(ana: Story) -> None:
    add(ana, ana.supporter, "income_evidence", photograph())
    add(ana, ana.person, "passport")
    assert seen(ana, ana.supporter) == ["income_evidence"]
    assert seen(ana, ana.person) == ["passport"]
    assert seen(ana, REVIEWER) == ["income_evidence", "passport"]
    (own,) = documents.documents_of(ana.case, ana.person)
    assert bytes(documents.document(ana.case, ana.person, own.id).content) == PDF
    for actor, wanted in ((ana.supporter, own.id), (REVIEWER, uuid.uuid4())):
        with pytest.raises(NotFound, match="no such document"):
            documents.document(ana.case, actor, wanted)
    assert ana.is_sound()


def test_an_erased_paper_leaves_the_chain_provable(ana: Story) -> None:
    add(ana, ana.person, "passport")
    (own,) = documents.documents_of(ana.case, ana.person)
    ana.asks("2022-11-05", services.erase_value, REVIEWER, value_id=own.id)
    assert seen(ana, REVIEWER) == []
    assert selectors.verify_chain(ana.case).erased == 1
    assert ana.is_sound()


def test_a_paper_that_is_gone_unsaid_is_found(ana: Story) -> None:
    add(ana, ana.person, "passport")
    Document.objects.all().delete()
    (flaw,) = selectors.verify_chain(ana.case).flaws
    assert "gone unsaid" in flaw.message


def test_what_is_refused_leaves_nothing(ana: Story) -> None:
    before = CaseEvent.objects.count()
    with pytest.raises(NotADocument):
        add(ana, ana.person, "passport", b"nothing of the kind")
    with pytest.raises(InputError, match="love letter"):
        add(ana, ana.person, "love letter")
    assert (CaseEvent.objects.count(), Document.objects.count()) == (before, 0)


def test_sent_twice_it_is_kept_once(ana: Story) -> None:
    add(ana, ana.person, "passport", key="first")
    assert add(ana, ana.person, "passport", key="first").repeated
    assert Document.objects.count() == 1


def test_a_case_is_no_store_of_files(ana: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_DOCUMENTS", 1)
    add(ana, ana.person, "passport")
    with pytest.raises(InputError, match="as many documents"):
        add(ana, ana.person, "passport")
