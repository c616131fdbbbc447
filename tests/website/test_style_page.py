"""The living style page: there where the project is developed, nowhere else."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polib
import pytest
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import Resolver404, resolve

from portal.doors import Door
from tests.website.conftest import Visit
from tests.website.html import read
from website.selectors import public_page_models, victim_page_models
from website.style_page import samples as samples_module
from website.style_page.samples import ICONS, hero_states, samples
from website.style_page.tokens import Scheme, colours, pairs, sizes
from website.style_page.views import public_sample

LOCALE = Path(samples_module.__file__).parent / "catalogue"
CATALOGUE = LOCALE / "ne" / "LC_MESSAGES" / "django.po"
SLOVENE = LOCALE.parents[1] / "locale" / "sl" / "LC_MESSAGES" / "django.po"
SAMPLES = ["/style/sl/light/", "/style/ar/dark/", "/style/ne/light/"]
ALL_PAGES = ["/style/", *SAMPLES, "/style/ne/card/dark/", "/style/staff/light/"]
Open = Callable[[str], HttpResponse]


@pytest.fixture
def developing(settings: Any) -> Open:
    """The public door as `config.settings.dev` has it. Without a database: the page asks none."""
    settings.DOOR_URLCONFS = {**settings.DOOR_URLCONFS, Door.WWW: "config.urls.www_dev"}
    settings.LOCALE_PATHS = [LOCALE]
    return lambda path: Client().get(path, headers={"host": "localhost"})


def test_page_is_there_in_development_only() -> None:
    for path in ALL_PAGES:
        assert resolve(path, urlconf="config.urls.www_dev").url_name.startswith("style_page")
        with pytest.raises(Resolver404):
            resolve(path, urlconf="config.urls.www")


@pytest.mark.parametrize("path", ALL_PAGES)
def test_every_page_brings_its_style_under_the_strict_policy(developing: Open, path: str) -> None:
    response = developing(path)
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert not re.search(r"<[^>]+ style=", response.text)


def test_every_icon_is_shown_with_its_name(developing: Open) -> None:
    document = read(developing("/style/"))
    names = {path.stem for path in ICONS.glob("*.svg")}
    assert len(names) > 20
    shown = {
        item.attributes["id"].removeprefix("icon-"): item.text.strip()
        for item in document.all("li")
        if item.attributes.get("id", "").startswith("icon-")
    }
    assert shown == {name: name for name in names}


def test_every_token_and_its_contrast_is_shown(developing: Open) -> None:
    page = developing("/style/").text
    for scheme in Scheme:
        for name, colour in colours(scheme).items():
            assert f"colour-{scheme}-{name}" in page
            assert colour in page
        for pair in pairs(scheme):
            assert f'class="{pair.style_class}"' in page
            assert f"{pair.ratio:.1f} : 1" in page
    for name, size in sizes().items():
        assert f"<code>{name}</code> <small>{size}</small>" in page


def test_colours_that_cannot_be_told_apart_are_named(
    developing: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "too little" not in developing("/style/").text
    monkeypatch.setattr("website.style_page.tokens.TEXT_CONTRAST", 20)
    assert "too little" in developing("/style/").text


@pytest.mark.parametrize(
    ("code", "direction", "leave"),
    [
        ("sl", "ltr", "Zapustite stran"),
        ("ar", "rtl", "اخرجوا من هذه الصفحة"),
        ("ne", "ltr", "यो पाना छोड्नुहोस्"),
    ],
)
def test_sample_is_in_its_script(developing: Open, code: str, direction: str, leave: str) -> None:
    document = read(developing(f"/style/{code}/light/"))
    html = document.one("html")
    assert (html.attributes["lang"], html.attributes["dir"]) == (code, direction)
    assert leave in document.one("a", id="exit").text
    assert document.one("h1").text == samples()[code].texts["heading"]
    assert "Not read by a native speaker yet." in document.one("main").text


def test_sample_shows_every_state_of_the_number(developing: Open) -> None:
    text = " ".join(read(developing("/style/sl/light/")).one("main").text.split())
    assert len(hero_states(samples()["sl"])) == 5
    for words in (
        "Oglasimo se zdaj, do 20:00.",
        "Zdaj se nihče ne oglasi.",
        "Oglasimo se podnevi in ponoči.",
        "Ure še niso določene.",
        "Naša številka še ni določena.",
    ):
        assert words in text


def test_sample_shows_what_is_wrong_in_a_form(developing: Open) -> None:
    document = read(developing("/style/sl/light/"))
    wrong = [p for p in document.all("p") if p.attributes.get("class") == "wrong"]
    assert len(wrong) == 3


def test_scheme_of_a_sample_does_not_depend_on_the_device(developing: Open) -> None:
    by_day, by_night = (developing(f"/style/sl/{scheme}/").text for scheme in Scheme)
    assert "color-scheme:light" in by_day
    assert "color-scheme:dark" in by_night
    assert "prefers-color-scheme" not in by_day + by_night


def test_unknown_sample_is_not_there(rf: RequestFactory) -> None:
    assert public_sample(rf.get("/"), "sl", Scheme.LIGHT).status_code == 200
    with pytest.raises(Http404):
        public_sample(rf.get("/"), "xx", Scheme.LIGHT)
    assert resolve("/style/sl/dark/", urlconf="config.urls.www_dev")
    with pytest.raises(Resolver404):
        resolve("/style/sl/dusk/", urlconf="config.urls.www_dev")


def test_samples_may_stand_in_a_frame_of_the_same_site_only(developing: Open) -> None:
    def ancestors(path: str) -> str:
        policy = developing(path).headers["Content-Security-Policy"]
        return next(part.strip() for part in policy.split(";") if "frame-ancestors" in part)

    assert ancestors("/style/ar/dark/") == "frame-ancestors 'self'"
    assert ancestors("/style/") == "frame-ancestors 'none'"


def test_nepali_words_are_those_of_the_public_screens() -> None:
    words = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(CATALOGUE))}
    assert len(words) > 60
    assert words <= {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(SLOVENE))}


def test_nepali_words_are_compiled() -> None:
    compiled = {
        (entry.msgctxt, entry.msgid): entry.msgstr
        for entry in polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    }
    assert compiled == {
        (entry.msgctxt, entry.msgid): entry.msgstr for entry in polib.pofile(str(CATALOGUE))
    }


def test_every_kind_of_page_that_links_lead_to_has_its_icon(visit: Visit) -> None:
    icons = {model.__name__: model.link_icon for model in public_page_models()}
    assert {icons[model.__name__] for model in victim_page_models()} - {""} <= {
        path.stem for path in ICONS.glob("*.svg")
    }
    without = {model.__name__ for model in victim_page_models() if not model.link_icon}
    assert without == {"HomePage"}
    drawing = (ICONS / "mobile.svg").read_text(encoding="utf-8")
    assert drawing in visit("/sl/").text
