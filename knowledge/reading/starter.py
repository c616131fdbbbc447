"""The cards and words that an installation begins with, in the project's own words.

The principles behind the cards are those of the organisation's handbook (3.4); the sentences are
not. Readers see that they are a start, until the editors have looked them over.
"""

from knowledge.reading.enums import CardGroup

_COMMUNICATION, _WORK = CardGroup.COMMUNICATION, CardGroup.WORK


def _card(
    group: CardGroup, title: str, do: str, do_not: str, example: str, english: str = ""
) -> dict[str, str]:
    return {
        "group": group,
        "title": title,
        "do": do,
        "do_not": do_not,
        "example": example,
        "example_other": english,
        "example_language": "en" if english else "",
    }


STARTER_CARDS = (
    _card(
        _COMMUNICATION,
        "Govori razumljivo",
        "Kratki stavki in vsakdanje besede. Preveri, ali te razume.",
        "Strokovni izrazi, kratice, več vprašanj v enem.",
        "Lahko to poveste s svojimi besedami, da vidim, ali sem bila jasna?",
        "Can you tell me in your own words, so that I know I was clear?",
    ),
    _card(
        _COMMUNICATION,
        "Govori v svojem imenu",
        "Začni pri sebi: kaj opažaš, kaj te skrbi, kaj potrebuješ.",
        "Stavki, ki se začnejo z »Vi ste« in zvenijo kot očitek.",
        "Skrbi me, ker vas včeraj nisem mogla priklicati.",
        "I was worried because I could not reach you yesterday.",
    ),
    _card(
        _COMMUNICATION,
        "Vprašaj tako, da je lahko reči ja",
        "Povej, kaj je mogoče, in vprašaj za naslednji korak.",
        "Vprašanja, ki že vsebujejo »ne« ali dvom.",
        "Bi si ponudbo ogledali do jutri?",
        "Would you like to look at the offer until tomorrow?",
    ),
    _card(
        _COMMUNICATION,
        "Ne ugibaj njenih misli",
        "Vprašaj, kaj misli in čuti, ter počakaj na odgovor.",
        "»Vem, kako se počutite.« Dokončevanje njenih stavkov.",
        "Kako je to za vas?",
        "What is this like for you?",
    ),
    _card(
        _COMMUNICATION,
        "Opiši dejanje, ne osebe",
        "Povej, kaj je naredila in kaj je to omogočilo.",
        "Ocene značaja, tudi pohvalne.",
        "Sami ste poklicali zdravnico. To je bil velik korak.",
        "You called the doctor yourself. That was a big step.",
    ),
    _card(
        _COMMUNICATION,
        "Brez »vedno« in »nikoli«",
        "Govori o enem dogodku in o tem, kaj bo jutri drugače.",
        "Posploševanje: vedno, nikoli, vse, vsakdo.",
        "Danes ste zamudili. Kaj bi pomagalo, da bi jutri prišli ob devetih?",
        "You were late today. What would help you to be here at nine tomorrow?",
    ),
    _card(
        _COMMUNICATION,
        "Povej naravnost",
        "Jasno povej, kaj lahko, česa ne moreš in zakaj.",
        "Ovinkarjenje in namigi.",
        "Tega ne morem urediti jaz. Skupaj lahko pokličeva v službo, ki to lahko.",
        "I cannot arrange this myself. We can call together the office that can.",
    ),
    _card(
        _COMMUNICATION,
        "Obljubi samo, kar lahko izpolniš",
        "Povej, kaj boš naredila in do kdaj.",
        "»Bom videla, kaj se da.« »Vse bo v redu.«",
        "Do petka pokličem na upravno enoto in vam povem, kaj so rekli.",
        "I will call the office by Friday and tell you what they said.",
    ),
    _card(
        _COMMUNICATION,
        "Daj pogovoru obliko",
        "Povej, o čem bosta govorili, koliko časa in kaj bo na koncu.",
        "Preskakovanje s teme na temo.",
        "Imava pol ure. Najprej šola, potem stanovanje, na koncu dogovor.",
        "We have half an hour: first school, then housing, then what we agree.",
    ),
    _card(
        _COMMUNICATION,
        "Ponudi izbiro in povej posledice",
        "Najmanj dve možnosti in pri vsaki, kaj prinese.",
        "En sam »pravi« nasvet.",
        "Lahko greste na tečaj zdaj ali jeseni. Zdaj je manj mest, jeseni bo dlje trajalo.",
        "You can start the course now or in autumn. Now there are fewer places.",
    ),
    _card(
        _COMMUNICATION,
        "Povzemi in skleni dogovor",
        "Na koncu skupaj ponovita, kdo naredi kaj in do kdaj.",
        "Konec brez dogovora.",
        "Dogovorili sva se: vi prinesete spričevalo, jaz pokličem šolo. Sem kaj izpustila?",
        "We agreed: you bring the certificate, I call the school. Did I leave anything out?",
    ),
    _card(
        _WORK,
        "Zaupnost",
        "Povej, kaj zapišeš, kdo to vidi in kaj ostane med vama.",
        "Pogovor o njej, kjer poslušajo drugi.",
        "Zapisala bom samo to, kar potrebujeva za načrt. Pokažem vam, preden shranim.",
    ),
    _card(
        _WORK,
        "Varnost najprej",
        "Preveri, ali je zdaj na varnem in ali lahko govori.",
        "Vprašanja o preteklosti, dokler ne veš, ali je na varnem.",
        "Ste zdaj na varnem? Lahko govorite?",
        "Are you safe now? Can you talk?",
    ),
    _card(
        _WORK,
        "Soglasje in izbira",
        "Pojasni možnosti, počakaj, sprejmi tudi »ne«.",
        "Odločanje namesto nje, tudi z dobrim namenom.",
        "Odločite se lahko danes ali pozneje. Tudi če rečete ne, se lahko vrnete.",
        "You can decide today or later. You can come back even if you say no.",
    ),
    _card(
        _WORK,
        "Moč in nadzor nazaj k njej",
        "Vprašaj, na čem želi delati; pokaži vsak korak, ki ga je naredila.",
        "Urejanje stvari, ki jih zmore sama.",
        "Kaj od tega bi danes radi naredili sami?",
        "Which part would you like to do yourself today?",
    ),
    _card(
        _WORK,
        "Odgovoren je storilec",
        "Povej naglas, da za to, kar se je zgodilo, ni kriva ona.",
        "»Zakaj niste odšli?« Iskanje njene napake.",
        "Za to, kar so vam naredili, odgovarjajo oni.",
        "What they did to you is their responsibility.",
    ),
    _card(
        _WORK,
        "Poskrbi tudi zase",
        "Meje delovnega časa, supervizija, pogovor v timu.",
        "Nositi vse sama.",
        "To zgodbo bi rada odnesla na supervizijo.",
    ),
)


def _term(
    term: str, english: str, meaning: str, meaning_en: str, abbreviation: str = ""
) -> dict[str, str]:
    return {
        "term": term,
        "abbreviation": abbreviation,
        "term_en": english,
        "meaning": meaning,
        "meaning_en": meaning_en,
    }


STARTER_TERMS = (
    _term(
        "trgovina z ljudmi",
        "trafficking in human beings",
        "Nekdo drugega zvabi, premesti ali zadržuje, da bi ga izkoriščal.",
        "Somebody lures, moves or holds another person in order to exploit her.",
        "TzL",
    ),
    _term(
        "posttravmatska stresna motnja",
        "post-traumatic stress disorder (PTSD)",
        "Odziv na hudo doživetje, ki ne mine sam: podoživljanje, izogibanje, stalna napetost. "
        "Ugotavlja jo zdravnica ali klinična psihologinja.",
        "A reaction to a terrible experience that does not pass by itself: reliving it, avoiding, "
        "constant tension. Diagnosed by a doctor or a clinical psychologist.",
        "PTSM",
    ),
    _term(
        "center za socialno delo",
        "social work centre",
        "Javni zavod, ki odloča o socialnih pomočeh in izvaja socialne storitve na svojem območju.",
        "The public institution that decides about social benefits and provides social services.",
        "CSD",
    ),
    _term(
        "Ministrstvo za delo, družino, socialne zadeve in enake možnosti",
        "Ministry of Labour, Family, Social Affairs and Equal Opportunities",
        "Ministrstvo, pristojno med drugim za delo in socialno varstvo.",
        "The ministry in charge of labour and social protection, among other things.",
        "MDDSZ",
    ),
    _term(
        "Ministrstvo za notranje zadeve",
        "Ministry of the Interior",
        "Ministrstvo, pristojno med drugim za policijo in tujce.",
        "The ministry in charge of the police and of foreigners, among other things.",
        "MNZ",
    ),
    _term(
        "Zavod Republike Slovenije za zaposlovanje",
        "Employment Service of Slovenia",
        "Javni zavod, ki vodi evidenco brezposelnih, posreduje delo in izvaja usposabljanja.",
        "The public service that registers job seekers, mediates work and runs training.",
        "ZRSZ",
    ),
    _term(
        "reintegracija",
        "reintegration",
        "Pot osebe nazaj v samostojno vsakdanje življenje; v novem okolju: integracija.",
        "A person's way back to an independent everyday life; in new surroundings: integration.",
    ),
    _term(
        "viktimizacija",
        "victimisation",
        "Ravnanje, zaradi katerega oseba postane ali se počuti žrtev; ponovna, kadar se to "
        "zgodi znova, tudi zaradi ravnanja služb.",
        "Treatment that makes a person a victim or feel like one; again when it is repeated, "
        "by services too.",
    ),
    _term(
        "opolnomočenje",
        "empowerment",
        "Oseba znova dobi moč in znanje, da o svojem življenju odloča sama.",
        "A person regains the power and the knowledge to decide about her own life.",
    ),
    _term(
        "supervizija",
        "supervision",
        "Reden vodeni pogovor strokovnih delavk o njihovem delu z nekom zunaj primera.",
        "Regular guided talk of professionals about their work with somebody outside the case.",
    ),
    _term(
        "izgorelost",
        "burn-out",
        "Izčrpanost zaradi dolgotrajnega pritiska pri delu, ki po počitku ne mine.",
        "Exhaustion from long pressure at work that does not pass with rest.",
    ),
)
