from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.enums import Role


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person who may sign in. What they may do comes from their roles alone."""

    language = models.CharField(
        _("language of the screens"),
        max_length=5,
        choices=[("sl", "slovenščina"), ("en", "English")],
        default="sl",
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            # Colleagues tell one another apart by it; a capital letter must not make another.
            models.UniqueConstraint(
                Lower("username"),
                name="portal_one_person_per_user_name",
                violation_error_message=_("This user name is taken."),
            )
        ]

    @cached_property
    def role_set(self) -> frozenset[str]:
        return frozenset(self.role_assignments.values_list("role", flat=True))

    def has_role(self, *roles: Role) -> bool:
        return self.is_active and not self.role_set.isdisjoint(roles)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.pop("role_set", None)
        super().refresh_from_db(*args, **kwargs)

    @property
    def display_name(self) -> str:
        return self.first_name or self.username


class RoleAssignment(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    granted_at = models.DateTimeField(_("granted at"), auto_now_add=True)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="portal_one_row_per_role")
        ]

    def __str__(self) -> str:
        return self.get_role_display()
