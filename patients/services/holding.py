"""Who trains with what: asked by the rooms below, which know no patients."""

from collections.abc import Collection

from clinic.models import Clinic
from patients.models import Plan


def patients_training_with(clinic: Clinic, exercises: Collection[int]) -> int:
    """How many patients of the clinic have one of these in the version they follow now."""
    plans = Plan.objects.open().filter(patient__clinic=clinic, version__phases__sessions__items__exercise__in=exercises)
    return plans.values("patient").distinct().count()
