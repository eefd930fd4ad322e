"""Tell the rooms below, which know no patient, what to do when a version is published and whose seat is whose."""

from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "patients"

    def ready(self) -> None:
        from clinic import seats as clinic_seats  # noqa: PLC0415 (models must be loaded first)
        from exercises.services import uses  # noqa: PLC0415
        from patients.reminders import planning  # noqa: PLC0415
        from patients.services import deciding, giving, holding, persons, plans, seats  # noqa: PLC0415
        from programmes import assigning  # noqa: PLC0415
        from programmes.services import changes, people, publishing  # noqa: PLC0415

        uses.PATIENTS.append(holding.patients_training_with)
        changes.REASONS.append(deciding.reasons_for)
        publishing.ON_PUBLISH.append(plans.follow)
        planning.BEFORE.append(plans.wake)
        assigning.ADDRESSES.append(giving.address)
        assigning.TRAINING.append(giving.training_with)
        assigning.PEOPLE.append(giving.person)
        people.PEOPLE.append(persons.person_of)
        clinic_seats.PATIENT_NAMES.append(seats.names)
