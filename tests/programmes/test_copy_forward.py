"""The next phase by a rule, and phases and sessions in another order."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic.models import Clinic, Membership, User
from programmes import services
from programmes.dose import short
from programmes.models import Phase, Version
from programmes.services import Rule, ordering
from tests.factories import (
    ExerciseFactory,
    PhaseFactory,
    ProgrammeFactory,
    SessionFactory,
    VersionFactory,
    item,
    ladder,
)
from tests.programmes.test_builder_pages import HTMX, events, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(clinic: Clinic) -> Version:
    """One phase: a squat with a harder step, the top of its ladder, and a card to read, on no ladder."""
    session = SessionFactory(phase=PhaseFactory(version=VersionFactory(programme=ProgrammeFactory(clinic=clinic))))
    squat, pistol = ExerciseFactory(name="Squat"), ExerciseFactory(name="Pistol Squat")
    ladder(squat, pistol)
    item(session, squat, "3x8 rest 60s", note="Slowly")
    item(session, pistol, "3x29-30")
    item(session, ExerciseFactory(name="Card", dose_mode="activity"), "once")
    return session.phase.version


@pytest.fixture
def by(anna: Membership) -> User:
    return anna.user


@pytest.fixture
def url(draft: Version) -> str:
    return f"/programmes/{draft.programme_id}/"


def rows(phase: Phase) -> list[tuple[str, str]]:
    return [(str(row), short(row.dose)) for session in phase.sessions.all() for row in session.items.all()]


def forward(draft: Version, by: User, rule: Rule) -> services.Forwarded:
    return services.copy_forward(phase=draft.phases.get(), by=by, rule=rule)


def test_the_same_is_the_same(draft: Version, by: User):
    before = rows(draft.phases.get())
    made = forward(draft, by, Rule.SAME)
    assert (rows(made.phase), made.said) == (before, "Phase 2 added")


def test_one_step_harder_where_a_ladder_has_one(draft: Version, by: User):
    made = forward(draft, by, Rule.HARDER)
    assert rows(made.phase) == [("Pistol Squat", "3x8 rest 60s"), ("Pistol Squat", "3x29-30"), ("Card", "1x1")]
    assert made.said == "Phase 2 added: 1 exercise one step harder, 2 stay"
    assert made.phase.sessions.get().items.first().note == "Slowly"


def test_a_little_more_where_there_is_room(draft: Version, by: User):
    made = forward(draft, by, Rule.MORE)
    assert rows(made.phase) == [("Squat", "3x10 rest 60s"), ("Pistol Squat", "3x29-30"), ("Card", "1x1")]
    assert made.said == "Phase 2 added: 1 exercise with a little more, 2 stay"


def test_where_nothing_goes_further_it_says_so(draft: Version, by: User):
    draft.phases.get().sessions.get().items.first().delete()
    said = "Phase {} added: nothing goes further by this rule, so everything is the same"
    assert forward(draft, by, Rule.HARDER).said == said.format(2)
    assert services.copy_forward(phase=draft.phases.first(), by=by, rule=Rule.MORE).said == said.format(3)


def test_it_is_one_edit_with_its_words(draft: Version, by: User):
    made = forward(draft, by, Rule.HARDER)
    assert str(services.history_of(draft, by).undo) == made.said
    services.undo(draft=draft, by=by)
    assert draft.phases.count() == 1


def test_copying_takes_as_many_questions_for_one_as_for_many(by: User, draft: Version):
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            services.copy_forward(phase=draft.phases.first(), by=by, rule=Rule.HARDER)
        counts.append(len(asked))
        session = draft.phases.first().sessions.get()
        for _ in range(12):
            item(session, ExerciseFactory())
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("same", "Phase 2 added"),
        ("harder", "Phase 2 added: 1 exercise one step harder, 2 stay"),
        ("more", "Phase 2 added: 1 exercise with a little more, 2 stay"),
        ("nonsense", "Phase 2 added"),
    ],
)
def test_the_page_asks_and_says_what_came_of_it(as_anna: Client, draft: Version, url: str, rule: str, said: str):
    phase = draft.phases.get()
    assert f'name="rule" value="{Rule.HARDER}"' in text(as_anna.get(url))
    page = as_anna.post(f"{url}phases/{phase.pk}/copy/", {"rule": rule, "seen": "1"}, follow=True)
    assert said in text(page)
    answer = as_anna.post(f"{url}phases/{phase.pk}/copy/", {"rule": rule, "seen": "2"}, headers=HTMX)
    assert events(answer)["said"] == said.replace("2", "3", 1)


def test_a_form_sent_twice_adds_one(as_anna: Client, draft: Version, url: str):
    phase = draft.phases.get()
    for _ in range(2):
        as_anna.post(f"{url}phases/{phase.pk}/copy/", {"rule": "harder", "seen": "1"})
    assert draft.phases.count() == 2


# Order


@pytest.fixture
def wide(draft: Version, by: User) -> Version:
    """Phase 1 with sessions A and B, phase 2 with A."""
    services.add_session(phase=draft.phases.get(), by=by)
    services.add_phase(draft=draft, by=by)
    return draft


def order(draft: Version) -> list[tuple[str, list[str]]]:
    return [(phase.name, [session.name for session in phase.sessions.all()]) for phase in draft.phases.all()]


def positions(draft: Version) -> list[list[int]]:
    return [[session.position for session in phase.sessions.all()] for phase in draft.phases.all()]


def test_phases_go_up_and_down_and_stop_at_the_ends(as_anna: Client, wide: Version, url: str, by: User):
    last = wide.phases.last()
    for _ in range(2):
        answer = as_anna.post(f"{url}phases/{last.pk}/move/", {"step": "-1"}, headers=HTMX)
        assert events(answer)["said"] == "Phase 2: phase 1"
    assert [name for name, _ in order(wide)] == ["Phase 2", "Settle in"]
    as_anna.post(f"{url}phases/{last.pk}/move/", {"step": "1"})
    assert [name for name, _ in order(wide)] == ["Settle in", "Phase 2"]
    services.undo(draft=wide, by=by)
    assert [name for name, _ in order(wide)] == ["Phase 2", "Settle in"]


def test_sessions_go_up_and_down_and_over_the_edge(as_anna: Client, wide: Version, url: str, by: User):
    first = wide.phases.first().sessions.first()

    def step(by_: str) -> list[tuple[str, list[str]]]:
        as_anna.post(f"{url}sessions/{first.pk}/move/", {"step": by_})
        return order(wide)

    assert step("-1") == [("Settle in", ["A", "B"]), ("Phase 2", ["A"])]
    assert step("1") == [("Settle in", ["B", "A"]), ("Phase 2", ["A"])]
    assert step("1") == [("Settle in", ["B"]), ("Phase 2", ["B", "A"])]
    assert positions(wide) == [[1], [1, 2]]
    services.undo(draft=wide, by=by)
    assert order(wide) == [("Settle in", ["B", "A"]), ("Phase 2", ["A"])]


def test_a_session_is_moved_or_copied_to_another_phase(as_anna: Client, wide: Version, url: str):
    first, second = wide.phases.all()
    sent = {"phase": second.pk}
    as_anna.post(f"{url}sessions/{first.sessions.first().pk}/move/", sent | {"copy": "1"})
    assert order(wide) == [("Settle in", ["A", "B"]), ("Phase 2", ["A", "B"])]
    as_anna.post(f"{url}sessions/{first.sessions.first().pk}/move/", sent)
    assert order(wide) == [("Settle in", ["B"]), ("Phase 2", ["A", "B", "C"])]
    assert len(rows(second)) == 6
    assert positions(wide) == [[1], [1, 2, 3]]


@pytest.mark.parametrize("sent", [{}, {"step": "5"}, {"phase": "x"}, {"phase": "0"}])
def test_a_move_to_nowhere_is_refused(as_anna: Client, wide: Version, url: str, sent: dict):
    before = order(wide)
    session = wide.phases.first().sessions.first()
    assert as_anna.post(f"{url}sessions/{session.pk}/move/", sent).status_code == 422
    assert as_anna.post(f"{url}phases/{session.phase_id}/move/", sent).status_code == 422
    assert order(wide) == before


def test_a_session_cannot_go_to_another_programme(as_anna: Client, wide: Version, url: str, clinic: Clinic, by: User):
    elsewhere = PhaseFactory(version=VersionFactory(programme=ProgrammeFactory(clinic=clinic)))
    session = wide.phases.first().sessions.first()
    assert as_anna.post(f"{url}sessions/{session.pk}/move/", {"phase": elsewhere.pk}).status_code == 404
    with pytest.raises(ValueError, match="another version"):
        services.move_session(session=session, phase=elsewhere, by=by)


def test_a_full_phase_takes_no_more(wide: Version, by: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ordering, "MOST_SESSIONS", 1)
    with pytest.raises(ValidationError, match="1 sessions at most"):
        services.move_session(session=wide.phases.first().sessions.first(), phase=wide.phases.last(), by=by)
