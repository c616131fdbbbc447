from operator import attrgetter

from portal.drafts import DRAFT_KEYS, draft_place
from portal.letterboxes import WRAPPING_KEY
from portal.models import Draft, LetterboxKey, TotpDevice
from portal.models.device import SEED_KEY
from portal.sealing.registry import MasterSealedColumn

SEALED_COLUMNS = (
    MasterSealedColumn(
        model=TotpDevice, field_name="sealed_seed", key=SEED_KEY, place=attrgetter("seed_place")
    ),
    MasterSealedColumn(
        model=LetterboxKey,
        field_name="sealed_private_key",
        key=WRAPPING_KEY,
        place=attrgetter("private_key_place"),
    ),
    *(
        MasterSealedColumn(
            model=Draft,
            field_name="sealed_fields",
            key=key,
            place=draft_place,
            only={"key_ring": ring},
        )
        for ring, key in DRAFT_KEYS.items()
    ),
)
