"""Two words by which a team lead knows that she speaks with whoever enrolled.

The page that ends an enrolment shows them; she types what is said to her. A page of hers that has
grown old, or a second enrolment that somebody slipped in, has other words.
"""

from django.utils.crypto import constant_time_compare, salted_hmac

from portal.models.link import Link

# Short, everyday, without carons, and unlike each other on a bad phone line.
_WORD_LIST = """
banana barva boben breza bukev cesta dolina golob gora gozd grozd hotel hrast hrib jabolko
jagoda javor jelen jesen jezero juha jutro kamen kava kladivo klavir klobuk knjiga koleno kolo
konj korenje koza krava krog krompir kruh labod ladja letalo limona lipa lisica lonec lopata
luna malina maslo medved megla mesto metla miza mleko morje most obala oblak okno oreh orel otok
ovca park pesek pesem petelin pismo ples poletje polje pomlad ponev postaja potok ptica raca
radirka reka riba roka rosa sani slavec slika sliva smreka sneg solata sonce sova srajca srebro
svila torba torta travnik trg veter vlak voda volk vrana vrt zaboj zajec zima zlato zvezda zvon
"""
WORDS = tuple(_WORD_LIST.split())


def confirmation_words(link: Link) -> str:
    """The two words of an enrolment; the same each time, other ones for every link."""
    digest = salted_hmac("portal.confirmation_words", link.pk.hex, algorithm="sha256").digest()
    picks = (int.from_bytes(digest[at : at + 4], "big") % len(WORDS) for at in (0, 4))
    return " ".join(WORDS[pick] for pick in picks)


def words_are_of(link: Link, said: str) -> bool:
    """Whether these are the words of an enrolment, however they were typed."""
    return constant_time_compare(" ".join(said.lower().split()), confirmation_words(link))
