from operator import attrgetter

from helpline.models import Letter
from portal.letterboxes import LetterboxColumn

SEALED_COLUMNS = (
    LetterboxColumn(model=Letter, field_name="sealed_content", place=attrgetter("content_place")),
)
