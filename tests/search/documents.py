"""A small handbook in the tests' own words."""

from knowledge.search.documents import DocumentKind, SearchDocument

DOCUMENTS = [
    SearchDocument(
        key="1",
        kind=DocumentKind.SECTION,
        number="1",
        title="Učenje jezika",
        url="/knowledge/handbook/vzorec/1/",
        text="Na začetku poiščemo tečaj slovenščine. Tečaji potekajo zvečer.",
    ),
    SearchDocument(
        key="2",
        kind=DocumentKind.SECTION,
        number="2",
        title="Iskanje zaposlitve",
        url="/knowledge/handbook/vzorec/2/",
        text="Zavod za zaposlovanje objavlja prosta delovna mesta. Delodajalec pripravi pogodbo.",
    ),
    SearchDocument(
        key="3",
        kind=DocumentKind.SECTION,
        number="2.1",
        title="Skrb za svetovalke",
        url="/knowledge/handbook/vzorec/2.1/",
        text="Kdor dolgo dela brez počitka, izgori. Izgorevanje prepoznamo po utrujenosti.",
        path=("Iskanje zaposlitve",),
    ),
    SearchDocument(
        key="4/1",
        kind=DocumentKind.LAW,
        number="7/1",
        title="7. člen, 1. odstavek",
        url="/knowledge/law/vzorcni-zakon/7/#odst-1",
        text="Dovoljenje za začasno prebivanje velja pol leta.",
        path=("Vzorčni zakon",),
    ),
    SearchDocument(
        key="4/2",
        kind=DocumentKind.LAW,
        number="7/2",
        title="7. člen, 2. odstavek",
        url="/knowledge/law/vzorcni-zakon/7/#odst-2",
        text="Tolmačenje je brezplačno.",
        path=("Vzorčni zakon",),
    ),
]

RESTRICTED = SearchDocument(
    key="9",
    kind=DocumentKind.SECTION,
    number="9",
    title="Postopek ob vlomu",
    url="/knowledge/handbook/vzorec/9/",
    text="Ključavnice zamenja hišnik.",
    restricted_to=frozenset({"team_lead"}),
)
