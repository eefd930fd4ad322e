"""What can be done to a draft: begin it, write it, take out and put back; and the templates of the library."""

import uuid
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from clinic.models import AuditEvent, Clinic, Membership, User
from exercises.data_files import DataFileErrors
from exercises.models import Exercise
from programmes import services
from programmes.dose import parse, short
from programmes.models import Item, Phase, Programme, Session, Version
from programmes.services import library, outline
from programmes.template_files import TEMPLATES_FOLDER, load_templates
from tests.factories import (
    ExerciseFactory,
    PhaseFactory,
    ProgrammeFactory,
    SessionFactory,
    VersionFactory,
    item,
    published_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(anna: Membership) -> User:
    return anna.user


@pytest.fixture
def draft(clinic: Clinic) -> Version:
    """A draft with one phase, session A and three items."""
    session = SessionFactory(phase=PhaseFactory(version=VersionFactory(programme=ProgrammeFactory(clinic=clinic))))
    for name in ("Bridge", "Squat", "Carry"):
        item(session, ExerciseFactory(name=name))
    return session.phase.version


def session_of(draft: Version) -> Session:
    return draft.phases.get().sessions.get()


def names(session: Session) -> list[str]:
    return [str(row) for row in session.items.select_related("exercise")]


def positions(session: Session) -> list[int]:
    return list(session.items.values_list("position", flat=True))


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


# Beginning


def test_a_blank_programme_is_one_phase_with_one_empty_session(clinic: Clinic, by: User):
    programme = services.start(clinic=clinic, name="New", by=by)
    draft = programme.versions.get()
    assert (draft.number, draft.is_draft, programme.created_by) == (1, True, by)
    assert outline.of_version(draft) == services.drafts.BLANK
    assert verbs() == ["programme_started"]


def test_starting_from_a_template_copies_its_newest_published_version(clinic: Clinic, by: User):
    template = ProgrammeFactory(clinic=clinic, is_template=True, summary="For the garden")
    published_version(template, items=("3x10", "3x8/side @8kg rest 60s"))
    newer = published_version(template, items=("2x5 hold 10s",))
    unfinished = services.draft_of(programme=template, by=by)
    services.add_phase(draft=unfinished, by=by)
    started = services.start(clinic=clinic, name="Mine", by=by, template=template, made_for="Pat Pine")
    assert outline.of_version(started.versions.get()) == outline.of_version(newer)
    assert (started.made_for, started.summary, started.is_template) == ("Pat Pine", "For the garden", False)


def test_a_copy_of_a_programme_never_published_is_a_copy_of_its_draft(clinic: Clinic, by: User, draft: Version):
    started = services.start(clinic=clinic, name="Mine", by=by, template=draft.programme)
    assert outline.of_version(started.versions.get()) == outline.of_version(draft)


def test_a_form_sent_twice_begins_one_programme(clinic: Clinic, by: User):
    token = uuid.uuid4()
    first = services.start(clinic=clinic, name="Once", by=by, form_token=token)
    assert services.start(clinic=clinic, name="Once", by=by, form_token=token) == first
    assert clinic.programmes.count() == 1
    with pytest.raises(IntegrityError):
        ProgrammeFactory(clinic=clinic, form_token=token)


def test_a_template_of_another_clinic_is_a_programmers_mistake(clinic: Clinic, by: User, ben: Membership):
    with pytest.raises(ValueError, match="another clinic"):
        services.start(clinic=clinic, name="X", by=by, template=ProgrammeFactory(clinic=ben.clinic))


def test_opening_a_draft_copies_the_version_in_force_and_gives_it_the_next_number(clinic: Clinic, by: User):
    in_force = published_version(ProgrammeFactory(clinic=clinic))
    draft = services.draft_of(programme=in_force.programme, by=by)
    assert (draft.number, draft.is_draft) == (2, True)
    assert outline.of_version(draft) == outline.of_version(in_force)
    assert set(services.items_of(draft)).isdisjoint(Item.objects.filter(session__phase__version=in_force))


def test_opening_a_draft_twice_opens_the_same(clinic: Clinic, by: User):
    programme = published_version(ProgrammeFactory(clinic=clinic)).programme
    assert services.draft_of(programme=programme, by=by) == services.draft_of(programme=programme, by=by)
    assert verbs() == ["draft_opened"]


def test_an_archived_programme_opens_no_draft(clinic: Clinic, by: User):
    programme = published_version(ProgrammeFactory(clinic=clinic)).programme
    services.archive(programme=programme, by=by)
    with pytest.raises(ValidationError, match="archived"):
        services.draft_of(programme=programme, by=by)


def test_a_built_in_template_is_never_edited(by: User):
    built_in = ProgrammeFactory(clinic=None, is_template=True, key="starter")
    with pytest.raises(ValueError, match="built-in"):
        services.draft_of(programme=built_in, by=by)


def test_copying_forty_items_takes_few_queries(clinic: Clinic, by: User, django_assert_max_num_queries):
    version = VersionFactory(programme=ProgrammeFactory(clinic=clinic), published_at="2026-03-02T10:00Z")
    exercises = [ExerciseFactory() for _ in range(10)]
    for number in range(4):
        session = SessionFactory(phase=PhaseFactory(version=version, position=number + 1))
        for exercise in exercises:
            item(session, exercise, "3x8-10/side @12kg tempo 3-1-1-0 rest 60s effort 6", note="Slowly")
    with django_assert_max_num_queries(16):
        draft = services.draft_of(programme=version.programme, by=by)
    assert outline.of_version(draft) == outline.of_version(version)
    assert services.items_of(draft).count() == 40


# Items


def test_an_added_item_has_the_librarys_dose_and_comes_last(draft: Version, by: User):
    exercise = ExerciseFactory(name="Row", dose="3x12 rest 45s")
    added = services.add_item(session=session_of(draft), exercise=exercise, by=by)
    assert names(session_of(draft)) == ["Bridge", "Squat", "Carry", "Row"]
    assert (short(added.dose), added.position, added.is_core) == ("3x12 rest 45s", 4, True)
    assert verbs() == ["item_added"]


def test_only_the_first_four_of_a_session_begin_as_core(draft: Version, by: User):
    added = [services.add_item(session=session_of(draft), exercise=ExerciseFactory(), by=by) for _ in range(2)]
    assert [row.is_core for row in added] == [True, False]


@pytest.mark.parametrize(
    ("mode", "dose"),
    [
        ("reps", "3x10"),
        ("hold", "3x5 hold 10s"),
        ("work_time", "3x30s"),
        ("distance", "3x20m"),
        ("minutes", "10min"),
        ("activity", "1x1"),
    ],
)
def test_an_exercise_without_a_readable_dose_gets_a_plain_one_of_its_kind(
    draft: Version, by: User, mode: str, dose: str
):
    exercise = ExerciseFactory(dose="as you feel", dose_mode=mode)
    assert short(services.add_item(session=session_of(draft), exercise=exercise, by=by).dose) == dose


def test_a_one_sided_exercise_gets_its_sides_said(draft: Version, by: User):
    exercise = ExerciseFactory(dose="3x10", laterality="per_side")
    added = services.add_item(session=session_of(draft), exercise=exercise, by=by)
    assert short(added.dose) == "3x10/side"
    changed = services.change_item(item=added, by=by, dose=parse("3x12"))
    assert short(changed.dose) == "3x12/side"
    assert short(services.change_item(item=changed, by=by, dose=parse("3x12 left")).dose) == "3x12 left"


def test_the_same_form_sent_twice_adds_one(draft: Version, by: User):
    exercise = ExerciseFactory(name="Row")
    first = services.add_item(session=session_of(draft), exercise=exercise, by=by, seen=3)
    assert services.add_item(session=session_of(draft), exercise=exercise, by=by, seen=3) == first
    services.add_item(session=session_of(draft), exercise=exercise, by=by, seen=4)
    assert names(session_of(draft)) == ["Bridge", "Squat", "Carry", "Row", "Row"]


def test_a_session_is_full_at_fifty(draft: Version, by: User):
    session, exercise = session_of(draft), ExerciseFactory()
    for _ in range(47):
        item(session, exercise)
    with pytest.raises(ValidationError, match="50 exercises at most"):
        services.add_item(session=session, exercise=exercise, by=by)


def test_a_change_writes_what_is_given_and_counts(draft: Version, by: User):
    row = session_of(draft).items.first()
    changed = services.change_item(item=row, by=by, dose=parse("3x12 @8kg"), revision=1)
    row.refresh_from_db()
    assert (short(row.dose), row.note, row.is_core, row.revision) == ("3x12 @8kg", "", True, 2)
    changed = services.change_item(item=changed, by=by, note="Slowly", is_core=False, revision=2)
    row.refresh_from_db()
    assert (short(row.dose), row.note, row.is_core, row.revision) == ("3x12 @8kg", "Slowly", False, 3)
    assert AuditEvent.objects.latest("pk").detail == "version 1, A: Bridge 3x12 @8kg"


def test_the_same_again_changes_nothing_and_leaves_no_trail(draft: Version, by: User):
    row = session_of(draft).items.first()
    services.change_item(item=row, by=by, dose=parse("3 x 10"), note="", is_core=True, revision=99)
    row.refresh_from_db()
    assert (row.revision, verbs()) == (1, [])


def test_a_stale_change_is_refused_with_what_stands_there_now(draft: Version, by: User):
    row = session_of(draft).items.first()
    services.change_item(item=row, by=by, dose=parse("3x12"), revision=1)
    with pytest.raises(services.EditConflict) as conflict:
        services.change_item(item=row, by=by, dose=parse("3x15"), revision=1)
    assert (short(conflict.value.current.dose), conflict.value.current.revision) == ("3x12", 2)
    row.refresh_from_db()
    assert short(row.dose) == "3x12"


def test_a_change_and_its_trail_go_together_or_not_at_all(draft: Version, by: User, monkeypatch: pytest.MonkeyPatch):
    def out_of_paper(**_: object) -> None:
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr(AuditEvent.objects, "create", out_of_paper)
    row = session_of(draft).items.first()
    with pytest.raises(RuntimeError):
        services.change_item(item=row, by=by, dose=parse("3x12"))
    row.refresh_from_db()
    assert (short(row.dose), row.revision) == ("3x10", 1)


@pytest.mark.parametrize(
    ("position", "order"),
    [
        (1, ["Carry", "Bridge", "Squat"]),
        (2, ["Bridge", "Carry", "Squat"]),
        (3, ["Bridge", "Squat", "Carry"]),
        (99, ["Bridge", "Squat", "Carry"]),
    ],
)
def test_an_item_moves_to_a_place(draft: Version, by: User, position: int, order: list[str]):
    row = session_of(draft).items.last()
    services.move_item(item=row, by=by, position=position)
    assert (names(session_of(draft)), positions(session_of(draft))) == (order, [1, 2, 3])


def test_an_item_moves_to_another_session_and_keeps_its_revision(draft: Version, by: User):
    other = services.add_session(phase=draft.phases.get(), by=by)
    item(other, ExerciseFactory(name="Row"))
    row = draft.phases.get().sessions.first().items.get(exercise__name="Squat")
    services.move_item(item=row, by=by, session=other, position=1)
    first, second = draft.phases.get().sessions.all()
    assert (names(first), positions(first)) == (["Bridge", "Carry"], [1, 2])
    assert (names(second), positions(second)) == (["Squat", "Row"], [1, 2])
    assert services.items_of(draft).get(pk=row.pk).revision == 1


def test_an_item_never_leaves_its_draft(draft: Version, by: User):
    elsewhere = SessionFactory(phase=PhaseFactory(version=VersionFactory()))
    with pytest.raises(ValueError, match="another version"):
        services.move_item(item=session_of(draft).items.first(), by=by, session=elsewhere, position=1)


def test_steps_go_over_the_edge_into_the_next_session_and_phase(draft: Version, by: User):
    later = services.add_phase(draft=draft, by=by)
    first, second = session_of_phase(draft, 1), later.sessions.get()
    row = first.items.get(exercise__name="Carry")
    services.step_item(item=row, by=by, step=1)
    assert (names(first), names(second)) == (["Bridge", "Squat"], ["Carry"])
    services.step_item(item=services.items_of(draft).get(pk=row.pk), by=by, step=1)  # the end of the programme
    assert names(second) == ["Carry"]
    services.step_item(item=services.items_of(draft).get(pk=row.pk), by=by, step=-1)
    services.step_item(item=services.items_of(draft).get(pk=row.pk), by=by, step=-1)
    assert (names(first), names(second)) == (["Bridge", "Carry", "Squat"], [])


def session_of_phase(draft: Version, position: int) -> Session:
    return draft.phases.get(position=position).sessions.get()


def test_a_duplicate_stands_right_after_with_everything(draft: Version, by: User):
    row = session_of(draft).items.first()
    services.change_item(item=row, by=by, dose=parse("2x5 hold 10s"), note="Slowly", is_core=False)
    twin = services.copy_item(item=row, by=by)
    assert names(session_of(draft)) == ["Bridge", "Bridge", "Squat", "Carry"]
    assert positions(session_of(draft)) == [1, 2, 3, 4]
    assert (short(twin.dose), twin.note, twin.is_core, twin.revision) == ("2x5 hold 10s", "Slowly", False, 1)


# Taking out


@pytest.mark.parametrize("verb", ["change", "move", "copy", "remove"])
def test_an_item_that_a_colleague_removed_meanwhile_is_said_to_be_gone(draft: Version, by: User, verb: str):
    row = session_of(draft).items.first()
    services.remove_item(item=session_of(draft).items.first(), by=by)
    with pytest.raises(services.Overtaken, match="removed meanwhile"):
        {
            "change": lambda: services.change_item(item=row, by=by, note="x"),
            "move": lambda: services.move_item(item=row, by=by, position=1),
            "copy": lambda: services.copy_item(item=row, by=by),
            "remove": lambda: services.remove_item(item=row, by=by),
        }[verb]()


# Phases and sessions


def test_a_new_phase_is_the_next_stage_with_one_session(draft: Version, by: User):
    phase = services.add_phase(draft=draft, by=by)
    assert (phase.name, phase.kind, phase.position) == ("Phase 2", "strength", 2)
    assert [session.name for session in phase.sessions.all()] == ["A"]


def test_a_copied_phase_brings_its_sessions_and_items(draft: Version, by: User):
    first = draft.phases.get()
    copy = services.add_phase(draft=draft, by=by, copy_of=first)
    assert outline.of_phase(copy).sessions == outline.of_phase(first).sessions


def test_parts_are_added_once_for_a_form_sent_twice(draft: Version, by: User):
    phase = services.add_phase(draft=draft, by=by, seen=1)
    assert services.add_phase(draft=draft, by=by, seen=1) == phase
    session = services.add_session(phase=phase, by=by, seen=1)
    assert services.add_session(phase=phase, by=by, seen=1) == session
    assert (draft.phases.count(), phase.sessions.count()) == (2, 2)


def test_sessions_are_named_by_the_next_free_letter(draft: Version, by: User):
    phase = draft.phases.get()
    added = [services.add_session(phase=phase, by=by) for _ in range(2)]
    services.remove_session(session=added[0], by=by)
    assert [session.name for session in added] == ["B", "C"]
    assert services.add_session(phase=phase, by=by).name == "B"


def test_parts_have_an_upper_limit(draft: Version, by: User):
    phase = draft.phases.get()
    for _ in range(13):
        services.add_session(phase=phase, by=by)
    with pytest.raises(ValidationError, match="14 sessions at most"):
        services.add_session(phase=phase, by=by)
    for _ in range(11):
        services.add_phase(draft=draft, by=by)
    with pytest.raises(ValidationError, match="12 phases at most"):
        services.add_phase(draft=draft, by=by)


def test_only_fields_that_differ_are_written_and_named_in_the_trail(draft: Version, by: User):
    phase = draft.phases.get()
    services.change_part(part=phase, by=by, name="Begin", weeks=4)
    phase.refresh_from_db()
    assert (phase.name, AuditEvent.objects.get().detail) == ("Begin", "version 1, Begin: name")
    services.change_part(part=phase, by=by, name="Begin", weeks=4)
    assert verbs() == ["phase_changed"]


# Shelves


def test_a_template_of_the_clinic_is_a_published_copy_that_goes_its_own_way(anna: Membership, by: User, draft: Version):
    template = services.save_as_template(programme=draft.programme, by=by)
    in_force = services.newest_published(template)
    kept = outline.of_version(in_force)
    services.remove_item(item=session_of(draft).items.first(), by=by)
    assert (template.is_template, in_force.number) == (True, 1)
    assert outline.of_version(in_force) == kept != outline.of_version(draft)
    assert list(services.templates_for(anna)) == [template]


def test_an_empty_programme_makes_no_template(clinic: Clinic, by: User):
    programme = services.start(clinic=clinic, name="Empty", by=by)
    with pytest.raises(ValidationError):
        services.save_as_template(programme=programme, by=by)
    assert list(clinic.programmes.all()) == [programme]


def test_templates_for_a_clinic_are_the_built_in_and_its_own_published_ones(
    clinic: Clinic, anna: Membership, ben: Membership
):
    built_in = published_version(ProgrammeFactory(clinic=None, is_template=True, key="starter")).programme
    own = published_version(ProgrammeFactory(clinic=clinic, is_template=True)).programme
    VersionFactory(programme=ProgrammeFactory(clinic=clinic, is_template=True))  # not published
    published_version(ProgrammeFactory(clinic=clinic))  # not a template
    published_version(ProgrammeFactory(clinic=ben.clinic, is_template=True))  # not theirs
    assert set(services.templates_for(anna)) == {built_in, own}


def test_the_shelves(clinic: Clinic, anna: Membership, by: User, ben: Membership):
    plain, person, template, old = (
        ProgrammeFactory(clinic=clinic, name="Plain"),
        ProgrammeFactory(clinic=clinic, made_for="Pat Pine"),
        ProgrammeFactory(clinic=clinic, is_template=True),
        ProgrammeFactory(clinic=clinic),
    )
    services.archive(programme=old, by=by)
    built_in = published_version(ProgrammeFactory(clinic=None, is_template=True, key="starter")).programme
    ProgrammeFactory(clinic=ben.clinic)
    on = {shelf: set(services.find(anna, shelf=shelf)) for shelf in ("", "own", "people", "templates", "archived")}
    assert on == {
        "": {plain, person, template, built_in},
        "own": {plain},
        "people": {person},
        "templates": {template, built_in},
        "archived": {old},
    }
    assert [p.name for p in services.find(anna, q="pLa")] == ["Plain"]
    assert list(services.find(anna, q="pine home")) == [person]
    services.bring_back(programme=old, by=by)
    assert old in services.find(anna)


# The built-in templates


@pytest.fixture
def loaded(db: None) -> None:
    services.load_library()


def test_the_home_strength_starter_is_the_published_routine(loaded: None):
    starter = Programme.objects.get(clinic=None, key="starter")
    [phase] = services.newest_published(starter).phases.all()
    [session] = phase.sessions.all()
    rows = [(row.exercise.key, short(row.dose), row.is_core) for row in session.items.select_related("exercise")]
    assert (phase.kind, phase.weeks, phase.per_week_lo, phase.per_week_hi) == ("stability", 4, 3, 3)
    assert rows == [
        ("glute-bridge", "3x10 rest 45s effort 3-5", True),
        ("bird-dog", "3x8/side rest 45s effort 3-5", True),
        ("sit-to-stand", "3x10 tempo 3-1-1-0 rest 60s effort 4-5", True),
        ("suitcase-carry", "3x20-30s/side rest 60s effort 3-5", True),
    ]


def test_every_template_file_is_loaded_whole(loaded: None):
    known = {exercise.pk: exercise.key for exercise in Exercise.objects.all()}
    for data in load_templates():
        programme = Programme.objects.get(clinic=None, key=data.key)
        assert [each.value for each in programme.excluded] == list(data.exclusions)
        version = services.newest_published(programme)
        stored = [
            [
                (s.name, s.kind, s.per_week, [(known[i.exercise_id], i.dose, i.note, i.is_core) for i in s.items])
                for s in phase.sessions
            ]
            for phase in outline.of_version(version)
        ]
        written = [
            [
                (s.name, str(s.kind), s.per_week or "", [(i.exercise, parse(i.dose), i.note, i.core) for i in s.items])
                for s in phase.sessions
            ]
            for phase in data.phases
        ]
        assert stored == written


def test_loading_again_publishes_nothing(loaded: None, django_assert_max_num_queries):
    versions = list(Version.objects.order_by("pk").values())
    with django_assert_max_num_queries(10):
        again = library.load_templates()
    assert (again.added, again.changed) == (0, 0)
    assert list(Version.objects.order_by("pk").values()) == versions


def test_a_changed_file_becomes_a_new_version_and_the_old_one_stays(loaded: None, tmp_path: Path):
    for file in TEMPLATES_FOLDER.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(
            text.replace("dose: 3x10 rest 45 rpe 3-5", "dose: 3x12 rest 45 rpe 3-5") if file.stem == "starter" else text
        )
    starter = Programme.objects.get(clinic=None, key="starter")
    before = outline.of_version(starter.versions.get())
    result = library.load_templates(tmp_path)
    first, second = starter.versions.order_by("number")
    assert (result.added, result.changed) == (0, 1)
    assert outline.of_version(first) == before
    assert (second.number, second.is_draft) == (2, False)
    assert short(outline.of_version(second)[0].sessions[0].items[0].dose) == "3x12 rest 45s effort 3-5"


def test_a_template_that_left_the_folder_is_archived(loaded: None, tmp_path: Path):
    (tmp_path / "starter.yaml").write_text(
        (TEMPLATES_FOLDER / "starter.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    library.load_templates(tmp_path)
    assert list(Programme.objects.current().values_list("key", flat=True)) == ["starter"]


def test_a_template_with_an_unknown_exercise_is_refused_with_its_line(tmp_path: Path):
    (tmp_path / "starter.yaml").write_text(
        (TEMPLATES_FOLDER / "starter.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    with pytest.raises(
        DataFileErrors, match=r"starter\.yaml line \d+: there is no exercise with the key 'glute-bridge'"
    ):
        library.load_templates(tmp_path)
    assert Programme.objects.count() == Phase.objects.count() == 0


def test_what_a_clinic_made_of_a_template_stays_when_the_template_changes(loaded: None, clinic: Clinic, by: User):
    starter = Programme.objects.get(clinic=None, key="starter")
    mine = services.start(clinic=clinic, name="Mine", by=by, template=starter)
    kept = outline.of_version(mine.versions.get())
    Item.objects.filter(session__phase__version__programme=starter).update(reps_lo=5, reps_hi=5)
    assert library.load_templates().changed == 1
    assert outline.of_version(mine.versions.get()) == kept
