"""Acts of law in own words, published as an editor would."""

from collections.abc import Sequence
from datetime import date

from knowledge.models import LegalActPage, LegalArticlePage, LegalParagraph, LegalWording
from knowledge.services import knowledge_root_ensure

Text = str | tuple[str, Sequence[str]]


def paragraphs(*texts: Text) -> list[LegalParagraph]:
    """Numbered from 1; a text with a list of points is written as a pair."""
    return [
        LegalParagraph(number=number, text=text, points="\n".join(points), sort_order=number)
        for number, (text, points) in enumerate(map(_pair, texts), start=1)
    ]


def _pair(text: Text) -> tuple[str, Sequence[str]]:
    return (text, ()) if isinstance(text, str) else text


def make_act(title: str, slug: str, **fields: str) -> LegalActPage:
    root = knowledge_root_ensure()
    act = LegalActPage(title=title, slug=slug, locale=root.locale, **fields)
    root.add_child(instance=act)
    act.save_revision().publish()
    return act


def make_article(
    act: LegalActPage, number: str, *texts: Text, valid_from: date | None = None, source: str = ""
) -> LegalArticlePage:
    article = LegalArticlePage(
        title=f"{number}. člen", slug=f"clen-{number}", number=number, locale=act.locale
    )
    wording = LegalWording(valid_from=valid_from, source=source, sort_order=0)
    wording.paragraphs = paragraphs(*texts)
    article.wordings = [wording]
    act.add_child(instance=article)
    article.save_revision().publish()
    return LegalArticlePage.objects.get(pk=article.pk)


def add_wording(
    article: LegalArticlePage, valid_from: date, *texts: Text, source: str = ""
) -> LegalArticlePage:
    latest = article.get_latest_revision_as_object()
    wording = LegalWording(valid_from=valid_from, source=source, sort_order=9)
    wording.paragraphs = paragraphs(*texts)
    latest.wordings = [*latest.wordings.all(), wording]
    latest.save_revision().publish()
    return LegalArticlePage.objects.get(pk=article.pk)
