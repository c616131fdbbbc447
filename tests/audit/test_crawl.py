"""The audit finds what is wrong in sources, headers and links: shown a page with that fault."""

import pytest

from tests.audit.crawl import Crawl
from tests.audit.findings import Check, Finding
from tests.audit.markup import markup_findings
from tests.audit.small_site import ELSEWHERE, Served, served, sound_page
from tests.audit.visits import Visit, visits_of_forms

START = "/sl/"


def found(pages: dict[str, Served], *starts: Visit) -> list[Finding]:
    """What links, markup and headers of a small site show."""
    with served(pages) as origin:
        crawl = Crawl(origin)
        crawl.follow(starts or [Visit(START)])
        answers = [answer for answer in crawl.answers.values() if answer.is_page]
        sources = [each for answer in answers for each in markup_findings(answer, origin)]
        return [*crawl.findings(), *sources]


def site_with(text: str, head: str = "") -> dict[str, Served]:
    return {START: Served(sound_page(text, head=head))}


def test_a_sound_site_has_no_findings() -> None:
    text = '<p id="kraj"><a href="/sl/druga/">Druga</a> <a href="#kraj">Sem</a></p>'
    pages = {**site_with(text), "/sl/druga/": Served(sound_page('<a href="/sl/#kraj">Prva</a>'))}
    assert found(pages) == []


def test_a_link_to_a_page_that_is_not_there_is_found_where_it_stands() -> None:
    pages = {
        **site_with('<a href="druga/">Druga</a>'),
        "/sl/druga/": Served(sound_page('<a href="/sl/ni/">Ni</a>')),
    }
    assert Finding("/sl/druga/", Check.LINKS, "dead link: /sl/ni/ answers 404") in found(pages)


def test_a_link_to_a_place_that_is_not_on_the_page_is_found() -> None:
    text = '<a href="/sl/druga/#tu">Tu</a> <a href="/sl/druga/#ni">Ni</a> <a href="#nikjer">N</a>'
    pages = {**site_with(text), "/sl/druga/": Served(sound_page('<p id="tu">Tu.</p>'))}
    assert [finding.what for finding in found(pages)] == [
        "dead link: /sl/ has no “nikjer”",
        "dead link: /sl/druga/ has no “ni”",
    ]


def test_a_redirect_to_nowhere_is_found() -> None:
    pages = {
        **site_with('<a href="/staro/">Staro</a>'),
        "/staro/": Served(sound_page(), 301, (("Location", "/sl/ni/"),)),
    }
    whats = [finding.what for finding in found(pages) if finding.check is Check.LINKS]
    assert whats == ["dead link: /sl/ni/ answers 404"]


@pytest.mark.parametrize(
    ("page", "what"),
    [
        (Served(sound_page(), headers=(("Set-Cookie", "id=1"),)), "sets a cookie: id"),
        (Served(sound_page(lang="en")), "lang “en” instead of “sl”"),
        (Served(sound_page(direction="rtl")), "dir “rtl” instead of “ltr”"),
        (Served(sound_page(), 500), "answers 500 instead of 200"),
        (
            Served(sound_page("<h1>Še eden</h1>")),
            "2 headings of the first level instead of one",
        ),
        (Served(sound_page().replace("<title>Stran", "<title>")), "no title"),
        (
            Served(sound_page(f'<img src="{ELSEWHERE}/slika.png" alt="">')),
            f"asks elsewhere: {ELSEWHERE}/slika.png",
        ),
        (
            Served(sound_page(head=f'<link rel="stylesheet" href="{ELSEWHERE}/slog.css">')),
            f"asks elsewhere: {ELSEWHERE}/slog.css",
        ),
    ],
)
def test_a_page_with_a_fault_is_found_by_it(page: Served, what: str) -> None:
    assert found({START: Served(sound_page())}) == []
    assert [finding.what for finding in found({START: page})] == [what]


def test_arabic_has_to_run_from_right_to_left() -> None:
    pages = {path: Served(sound_page(lang="ar", direction=way))
             for path, way in (("/ar/", "rtl"), ("/ar/narobe/", "ltr"))}  # fmt: skip
    findings = found(pages, Visit("/ar/"), Visit("/ar/narobe/"))
    assert [(each.page, each.what) for each in findings] == [
        ("/ar/narobe/", "dir “ltr” instead of “rtl”")
    ]


def test_a_missing_page_may_answer_404_and_nothing_else() -> None:
    assert found({}, Visit("/sl/ni/", 404)) == []
    pages = {"/sl/ni/": Served(sound_page())}
    whats = [finding.what for finding in found(pages, Visit("/sl/ni/", 404))]
    assert whats == ["answers 200 instead of 404"]


def test_every_form_is_sent_empty_and_the_self_check_to_its_end() -> None:
    form = "<form method='post'><button {}>Pošlji</button></form>"
    pages = {
        "/sl/": Served(sound_page(form.format(""))),
        "/sl/v/": Served(sound_page(form.format("name='situation'"))),
        "/sl/brez/": Served(sound_page()),
    }  # fmt: skip
    with served(pages) as origin:
        crawl = Crawl(origin)
        crawl.follow(Visit(path) for path in pages)
        labels = [visit.label for visit in visits_of_forms(crawl.answers.values())]
    assert labels == [
        "/sl/ → sent empty", "/sl/v/ → questions", "/sl/v/ → nothing answered",
        "/sl/v/ → a yes", "/sl/v/ → a no",
    ]  # fmt: skip
