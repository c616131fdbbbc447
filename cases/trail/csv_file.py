from django.utils import timezone
from django.utils.translation import gettext as _

from cases.trail.selectors import Trail
from portal.csv_file import csv_text


def trail_as_csv(trail: Trail) -> str:
    """The events as a table for a spreadsheet, times of the organisation's zone."""
    headings = [_("Who"), _("Roles now"), _("What"), _("When")]
    return csv_text(
        headings,
        (
            [
                row.who,
                row.roles,
                row.what,
                timezone.localtime(row.at).isoformat(sep=" ", timespec="seconds"),
            ]
            for row in trail.rows
        ),
    )
