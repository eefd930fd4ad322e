"""A programme: a name over a row of versions, of which at most one is a draft."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinic.models import Clinic, Membership
from exercises.vocabulary import Precaution


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, seat: Membership) -> "ProgrammeQuerySet":
        """What somebody on the clinic's staff may open: the one rule, for lists, search, reading, copies and paper.

        The built-in templates, and of their clinic's own, archived too, all but what a colleague keeps private.
        """
        return self.filter(self.seen_by(seat))

    def own_of(self, seat: Membership) -> "ProgrammeQuerySet":
        """The same without the built-in ones: what can be edited."""
        return self.filter(self.owned_by(seat))

    @staticmethod
    def seen_by(seat: Membership, via: str = "") -> Q:
        """`visible_to` as a condition; `via` is the way there from another table, such as "programme__"."""
        built_in = Q((f"{via}clinic__isnull", True), (f"{via}archived_at__isnull", True))
        return ProgrammeQuerySet.owned_by(seat, via) | built_in

    @staticmethod
    def owned_by(seat: Membership, via: str = "") -> Q:
        """`own_of` as a condition."""
        shared = Q((f"{via}private_to__isnull", True)) | Q((f"{via}private_to", seat.user_id))
        return Q((f"{via}clinic", seat.clinic_id)) & shared

    def templates(self) -> "ProgrammeQuerySet":
        return self.filter(is_template=True)

    def current(self) -> "ProgrammeQuerySet":
        return self.filter(archived_at__isnull=True)


class Programme(models.Model):
    """A programme or a template; `clinic` is empty for the built-in templates.

    `exclusions` are codes of precautions, with spaces between: for whom it was not thought out.
    `made_for` is a person's name, kept as words so that this room needs to know no patient.
    `private_to` is set on a template that its maker keeps to themselves; see `visible_to`.
    """

    clinic = models.ForeignKey(Clinic, null=True, blank=True, on_delete=models.CASCADE, related_name="programmes")
    key = models.SlugField(max_length=60, blank=True)
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=400, blank=True)
    exclusions = models.CharField(max_length=1000, blank=True, editable=False)
    is_template = models.BooleanField(default=False)
    made_for = models.CharField(max_length=120, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    private_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    form_token = models.UUIDField(null=True, blank=True, editable=False)  # a form sent twice makes one row

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "form_token"], name="programme_form_sent_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(clinic__isnull=True), name="built_in_programme_key"),
            models.CheckConstraint(
                condition=Q(clinic__isnull=False) | (Q(is_template=True) & ~Q(key="")),
                name="built_in_programmes_are_templates",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def excluded(self) -> list[Precaution]:
        """The precautions that ask for a second look before somebody is given this: a warning, never a lock."""
        return [Precaution(code) for code in self.exclusions.split()]
