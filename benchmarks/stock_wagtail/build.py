"""Make the database, pictures and static files of the stock site. Prints the queries of its home.

STOCK_DATA_DIR=… python -m benchmarks.stock_wagtail.build
"""

import io
import os
import sys
from pathlib import Path
from typing import Any

import django
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

MENU = ("Breads", "Locations", "Blog")
PICTURE_SIZE = (1920, 1080)
TEXT = "Flour, water, salt and time: what a good loaf needs, and what we do with it. "


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.stock_wagtail.settings")
    make_room()
    django.setup()
    call_command("makemigrations", "bakery", verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with transaction.atomic():
        make_site()
    sys.stdout.write(f"{queries_of_home()}\n")


def make_room() -> None:
    migrations = Path(os.environ["STOCK_DATA_DIR"]) / "bakery_migrations"
    migrations.mkdir(parents=True, exist_ok=True)
    (migrations / "__init__.py").touch()


def make_site() -> None:
    from wagtail.models import Locale, Page, Site

    from benchmarks.stock_wagtail.bakery import models

    if models.HomePage.objects.exists():
        return
    Site.objects.all().delete()
    for page in Page.objects.filter(depth=2):
        page.delete()
    Locale.objects.get_or_create(language_code="en")
    root = Page.objects.get(depth=1)
    home = root.add_child(
        instance=models.HomePage(
            title="Welcome to the bakery",
            slug="home",
            image=picture(0),
            hero_text="Bread from all over the world, each day.",
            hero_cta="Come and see",
            lead_image=picture(1),
            lead_title="Our history",
            lead_text=f"<p>{TEXT * 3}</p>",
        )
    )
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    breads = section(home, models.BreadsIndexPage, "Breads")
    locations = section(home, models.LocationsIndexPage, "Locations")
    blog = section(home, models.BlogIndexPage, "Blog")
    origin = models.Country._default_manager.create(title="France")
    add_children(breads, models.BreadPage, 10)
    # So many that the home page takes the 43 queries known of the demonstration site.
    models.BreadPage.objects.filter(slug="breads-9").update(origin=origin)
    add_children(locations, models.LocationPage, 4)
    add_children(blog, models.BlogPage, 8)
    home.hero_cta_link = breads
    home.featured_section_1, home.featured_section_2, home.featured_section_3 = (
        breads, locations, blog,
    )  # fmt: skip
    home.body = body()
    home.save_revision().publish()
    models.FooterText.objects.create(
        body=f"<p>{TEXT}</p>", locale=Locale.objects.get(language_code="en")
    )
    models.SocialSettings.objects.create(
        first_url="https://first.example/", second_url="https://second.example/"
    )


def section(home: Any, model: Any, title: str) -> Any:
    return home.add_child(
        instance=model(title=title, slug=title.lower(), show_in_menus=True, introduction=TEXT)
    )


def add_children(parent: Any, model: Any, count: int) -> None:
    for number in range(count):
        parent.add_child(
            instance=model(
                title=f"{parent.title} {number}",
                slug=f"{parent.slug}-{number}",
                introduction=TEXT * 2,
                image=picture(number),
                first_published_at=timezone.now(),
            )
        )


def body() -> list[tuple[str, Any]]:
    paragraph = f"<p>{TEXT * 3}</p>"
    return [
        ("heading", {"text": "What we bake"}),
        ("paragraph", paragraph),
        ("picture", {"image": picture(2), "caption": "A loaf"}),
        ("quote", {"text": TEXT, "name": "A baker"}),
        ("paragraph", paragraph),
    ]


def picture(number: int) -> Any:
    from PIL import Image as Drawing
    from wagtail.images.models import Image

    drawn = io.BytesIO()
    colour = (90 + number * 13 % 120, 60 + number * 7 % 90, 40)
    Drawing.effect_noise(PICTURE_SIZE, 20).convert("RGB").point(
        lambda value: min(255, value // 2 + colour[0] // 2)
    ).save(drawn, "JPEG", quality=60)
    title = f"Picture {number}"
    existing = Image.objects.filter(title=title).first()
    if existing:
        return existing
    drawn.seek(0)
    return Image.objects.create(title=title, file=ImageFile(drawn, name=f"picture-{number}.jpg"))


def queries_of_home() -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    # The first visits make the pictures in their sizes.
    for _ in range(2):
        response = Client().get("/")
    if response.status_code != 200:
        raise SystemExit(f"the stock site answers {response.status_code}")
    with CaptureQueriesContext(connection) as queries:
        Client().get("/")
    if "--show" in sys.argv:
        for query in queries:
            sys.stderr.write(f"{query['sql'][:160]}\n")
    return len(queries)


if __name__ == "__main__":
    main()
