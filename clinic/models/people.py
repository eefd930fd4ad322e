"""Who signs in, and in what part: a user is an e-mail address, a membership is what it may do where."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from clinic.models.clinic import Clinic


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None, password: str | None = None, **fields: object) -> "User":
        """Make a user; without a password only a link or a code by e-mail signs them in."""
        user = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        user.set_password(password)  # None makes it unusable
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One person's (or one family's) way in, named by an e-mail address; patients may have none."""

    email = models.EmailField("e-mail", unique=True, null=True, blank=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(email=""), name="user_email_null_rather_than_blank"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or f"user {self.pk}"


class Role(models.TextChoices):
    ADMIN = "admin", "Clinic admin"
    THERAPIST = "therapist", "Therapist"
    PATIENT = "patient", "Patient"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        return self.filter(is_active=True)

    def staff(self) -> "MembershipQuerySet":
        return self.exclude(role=Role.PATIENT)

    def therapists(self) -> "MembershipQuerySet":
        return self.active().filter(role=Role.THERAPIST)


class Membership(models.Model):
    """A user's part in a clinic.

    Staff have one per clinic. A family that shares an e-mail address is one user with one
    patient membership each, so that a device can be signed in as exactly one of them.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "clinic"], condition=~Q(role="patient"), name="one_staff_role_per_clinic"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    @property
    def is_staff(self) -> bool:
        return self.role != Role.PATIENT
