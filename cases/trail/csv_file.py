import csv
import io

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.trail.selectors import Trail

# Spreadsheets take cells that begin like this for formulas.
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"


def trail_as_csv(trail: Trail) -> str:
    """The events as a table for a spreadsheet: semicolons, as Slovene spreadsheets expect."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    table = csv.writer(text, delimiter=";")
    table.writerow([_("Who"), _("Roles now"), _("What"), _("When")])
    for row in trail.rows:
        at = timezone.localtime(row.at).isoformat(sep=" ", timespec="seconds")
        table.writerow([_harmless(row.who), row.roles, row.what, at])
    return text.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_BEGINNINGS) else cell
