"""What Wagtail asks before it offers or does anything to a public page."""

from wagtail.models import PagePermissionTester

from website.models import PublicPage


class PublicPagePermissionTester(PagePermissionTester):
    """Publishing is a second person's; taking down, or back, is still one's alone."""

    page: PublicPage

    def can_publish(self) -> bool:
        return not self.page.needs_second_person and super().can_publish()

    def can_publish_subpage(self) -> bool:
        below = self.page.specific_class.creatable_subpage_models()
        alone = not any(getattr(model, "needs_second_person", False) for model in below)
        return alone and super().can_publish_subpage()

    def can_unschedule(self) -> bool:
        return super().can_publish()

    def can_set_view_restrictions(self) -> bool:
        return super().can_publish()

    def can_move(self) -> bool:
        """A page for victims has one place; elsewhere it would be out under another address."""
        return not (self.page.live and self.page.needs_second_person) and super().can_move()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Who may not take a page down deletes no draft of it either."""
        return super().can_publish() and super().can_delete(ignore_bulk)

    def can_copy(self) -> bool:
        return super().can_publish() and super().can_copy()
