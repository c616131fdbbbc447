from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.enums import Role
from portal.user_names import shown_name_key, user_name_key, validate_shown_name


class UserNameKeyField(models.CharField):
    """What the person's user name is compared by; follows it whenever it is saved."""

    def pre_save(self, model_instance: Any, add: bool) -> str:
        key = user_name_key(model_instance.username)
        setattr(model_instance, self.attname, key)
        return key


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person who may sign in. What they may do comes from their roles alone."""

    language = models.CharField(
        _("language of the screens"),
        max_length=5,
        choices=[("sl", "slovenščina"), ("en", "English")],
        default="sl",
    )

    # Databases fold letters in ways of their own, SQLite those of English alone.
    username_key = UserNameKeyField(
        max_length=300,
        unique=True,
        blank=True,
        editable=False,
        error_messages={"unique": _("This user name is taken.")},
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def clean(self) -> None:
        super().clean()
        self.username_key = user_name_key(self.username)
        if self.first_name:
            self._clean_shown_name()

    def _clean_shown_name(self) -> None:
        """Trails and notes show this name alone: two people may not share it."""
        try:
            validate_shown_name(self.first_name)
        except ValidationError as error:
            raise ValidationError({"first_name": error.messages}) from error
        others = User.objects.exclude(pk=self.pk).values_list("first_name", "username")
        key = shown_name_key(self.first_name)
        if any(shown_name_key(first or username) == key for first, username in others):
            raise ValidationError(
                {"first_name": _("A colleague has this name already. Add an initial.")}
            )

    @cached_property
    def role_set(self) -> frozenset[str]:
        return frozenset(self.role_assignments.values_list("role", flat=True))

    @cached_property
    def language_set(self) -> frozenset[str]:
        """The languages in which she translates or reviews."""
        return frozenset(self.language_assignments.values_list("language_code", flat=True))

    def has_role(self, *roles: Role) -> bool:
        return self.is_active and not self.role_set.isdisjoint(roles)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.pop("role_set", None)
        self.__dict__.pop("language_set", None)
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


class LanguageAssignment(models.Model):
    """A language in which a person translates or reviews; without such a role it opens nothing."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="language_assignments")
    language_code = models.CharField(_("language"), max_length=12)
    granted_at = models.DateTimeField(_("granted at"), auto_now_add=True)

    class Meta:
        verbose_name = _("language of a person")
        verbose_name_plural = _("languages of people")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "language_code"], name="portal_one_row_per_language"
            )
        ]

    def __str__(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.language_code, self.language_code))
