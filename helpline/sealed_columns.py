from operator import attrgetter

from helpline.models import CallBack
from portal.letterboxes import LetterboxColumn

SEALED_COLUMNS = (
    LetterboxColumn(model=CallBack, field_name="sealed_request", place=attrgetter("request_place")),
)
