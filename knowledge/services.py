"""Changes to the organisation's knowledge: importing a handbook."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import GroupPagePermission, Locale, Page

from knowledge.content import (
    ArticleKey,
    article_content,
    body_of,
    fingerprint,
    notes_of,
    own_content,
    paragraphs_of,
    section_content,
)
from knowledge.importing.reading import read_handbook_file
from knowledge.importing.structure import (
    HandbookDocument,
    LegalArticle,
    Section,
    without_note_marks,
)
from knowledge.models import (
    HandbookPage,
    KnowledgeRootPage,
    LegalActPage,
    LegalArticlePage,
    SectionPage,
)
from knowledge.numbers import number_order
from knowledge.reading.services import starter_cards_load, starter_terms_load
from knowledge.selectors import acts_by_article
from portal.audit.services import audit_record
from portal.enums import AuditAction, Role
from portal.models import User

_LANGUAGE = "sl"
_EDITORS_MAY = ("add", "change", "publish", "lock", "unlock")
_SLUG_LETTERS = str.maketrans("čšžćđ", "cszcd")
HANDBOOK_SLUG = "prirocnik"
HANDBOOK_TITLE = "Priročnik"
STARTER_SLUG = "zacetni-prirocnik"
STARTER_HANDBOOK = Path(__file__).parent / "starter" / "handbook_sl.md"


@dataclass
class ImportResult:
    """What an import did, by the numbers of sections and the names of articles."""

    handbook: str
    published: bool
    dry_run: bool
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    starter_unpublished: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def handbook_import(
    *,
    actor: User | None,
    document: HandbookDocument,
    publish: bool = False,
    dry_run: bool = False,
    slug: str = HANDBOOK_SLUG,
    title: str = "",
    source_note: str = "",
    is_starter: bool = False,
) -> ImportResult:
    """Create or update the pages of a handbook and of the articles it quotes.

    A page that a person changed since its last import is left alone and reported as a
    conflict; one that the document no longer holds is left and reported as missing.
    """
    with transaction.atomic():
        root = knowledge_root_ensure()
        handbook = _handbook(root, slug, title or document.title, source_note, is_starter)
        writer = _Writer(actor, publish, ImportResult(slug, publish, dry_run))
        articles = {
            (article.act, article.number): writer.write_article(root, article)
            for article in document.articles
        }
        writer.write_sections(handbook, document, articles)
        if publish:
            _publish_handbook(handbook, actor)
            if not is_starter:
                writer.result.starter_unpublished = _starter_unpublish(actor)
        audit_record(
            actor=actor,
            action=AuditAction.HANDBOOK_IMPORTED,
            subject_kind="handbook",
            subject_id=handbook.pk,
        )
        transaction.set_rollback(dry_run)
    return writer.result


def starter_handbook_load(*, actor: User | None) -> ImportResult | None:
    """Publish the project's own short handbook; None when a handbook exists already.

    Cards and words of the glossary come with it, each only where there are none.
    """
    starter_cards_load()
    starter_terms_load()
    if HandbookPage.objects.exists():
        return None
    document, _report = read_handbook_file(STARTER_HANDBOOK)
    return handbook_import(
        actor=actor,
        document=document,
        publish=True,
        slug=STARTER_SLUG,
        is_starter=True,
    )


def knowledge_root_ensure() -> KnowledgeRootPage:
    """The root of the restricted tree, which editors may work in; made on first use."""
    root = KnowledgeRootPage.objects.first()
    if root is not None:
        return root
    locale, _created = Locale.objects.get_or_create(language_code=_LANGUAGE)
    root = KnowledgeRootPage(title="Znanje", slug="znanje", locale=locale)
    Page.get_first_root_node().add_child(instance=root)
    editors, _created = Group.objects.get_or_create(name=Role.EDITOR.value)
    for permission in _EDITORS_MAY:
        GroupPagePermission.objects.create(group=editors, page=root, permission_type=permission)
    return root


def _handbook(
    root: KnowledgeRootPage, slug: str, title: str, source_note: str, is_starter: bool
) -> HandbookPage:
    handbook = HandbookPage.objects.child_of(root).filter(slug=slug).first()
    if handbook is None:
        handbook = HandbookPage(
            title=(title or HANDBOOK_TITLE)[:255],
            slug=slug,
            source_note=source_note,
            is_starter=is_starter,
            locale=root.locale,
            live=False,
        )
        root.add_child(instance=handbook)
    return handbook


def _publish_handbook(handbook: HandbookPage, actor: User | None) -> None:
    if not handbook.live:
        handbook.save_revision(user=actor).publish(user=actor)


def _starter_unpublish(actor: User | None) -> bool:
    """Take the starter handbook out of sight, so that search finds each thing once."""
    starters = HandbookPage.objects.filter(is_starter=True, live=True)
    for starter in starters:
        for page in [*starter.get_descendants().live().specific(), starter]:
            page.unpublish(user=actor)
    return bool(starters)


class _Writer:
    """Writes the pages of one document and keeps account of it."""

    def __init__(self, actor: User | None, publish: bool, result: ImportResult) -> None:
        self._actor = actor
        self._publish = publish
        self.result = result
        self._acts: dict[int, str] = {}

    def write_article(self, root: KnowledgeRootPage, article: LegalArticle) -> LegalArticlePage:
        act = self._act(root, article.act)
        page = LegalArticlePage.objects.child_of(act).filter(number=article.number).first()
        if page is None:
            page = LegalArticlePage(
                title=f"{article.number}. člen", slug=_slug(article.number), number=article.number
            )

        def fill(target: LegalArticlePage) -> None:
            target.paragraphs = paragraphs_of(article)

        self._write(
            page,
            act,
            label=f"{act.title}, {article.number}. člen",
            wanted=fingerprint(article),
            current=lambda latest: fingerprint(article_content(latest, article.act)),
            fill=fill,
        )
        self._acts[page.pk] = article.act
        return page

    def _act(self, root: KnowledgeRootPage, title: str) -> LegalActPage:
        slug = _slug(title)
        act = LegalActPage.objects.child_of(root).filter(slug=slug).first()
        if act is None:
            act = LegalActPage(title=title[:255], slug=slug, locale=root.locale, live=False)
            root.add_child(instance=act)
        if self._publish and not act.live:
            act.save_revision(user=self._actor).publish(user=self._actor)
        return act

    def write_sections(
        self,
        handbook: HandbookPage,
        document: HandbookDocument,
        articles: dict[ArticleKey, LegalArticlePage],
    ) -> None:
        existing = SectionPage.objects.descendant_of(handbook).order_by("path")
        pages: dict[str, SectionPage] = {page.number: page for page in existing}
        self._acts |= acts_by_article()
        for section in document.sections:
            self._write_section(handbook, section, pages, articles)
        kept = {section.number for section in document.walk()}
        self.result.missing = [number for number in pages if number not in kept]

    def _write_section(
        self,
        parent: Page,
        section: Section,
        pages: dict[str, SectionPage],
        articles: dict[ArticleKey, LegalArticlePage],
    ) -> None:
        content = own_content(section)
        page = pages.get(section.number)
        if page is None:
            page = SectionPage(slug=_slug(section.number), number=section.number)
            page.title = content.title[:255]

        def fill(target: SectionPage) -> None:
            target.title = content.title[:255]
            target.body = body_of(content.blocks, articles)
            target.notes = notes_of(content)

        self._write(
            page,
            parent,
            label=section.number,
            wanted=fingerprint(content),
            current=lambda latest: fingerprint(section_content(latest, self._acts)),
            fill=fill,
        )
        for child in section.children:
            self._write_section(page, child, pages, articles)

    def _write(
        self,
        page: Any,
        parent: Page,
        *,
        label: str,
        wanted: str,
        current: Callable[[Any], str],
        fill: Callable[[Any], None],
    ) -> None:
        """Create the page, or bring its latest revision to what the document says."""
        if page.pk is None:
            self._create(page, parent, wanted, fill)
            self.result.created.append(label)
            return
        latest = page.get_latest_revision_as_object()
        held = current(latest)
        if held == wanted and latest.imported_fingerprint == wanted:
            self._publish_latest(page)
            self.result.unchanged.append(label)
        elif held != latest.imported_fingerprint:
            self.result.conflicts.append(label)
        else:
            fill(latest)
            latest.imported_fingerprint = wanted
            self._save(latest)
            self.result.updated.append(label)

    def _create(self, page: Any, parent: Page, wanted: str, fill: Callable[[Any], None]) -> None:
        fill(page)
        page.imported_fingerprint = wanted
        page.locale = parent.locale
        page.live = False
        _add_in_order(parent, page)
        self._save(page)

    def _save(self, page: Any) -> None:
        revision = page.save_revision(user=self._actor)
        if self._publish:
            revision.publish(user=self._actor)

    def _publish_latest(self, page: Page) -> None:
        if self._publish and (not page.live or page.has_unpublished_changes):
            page.latest_revision.publish(user=self._actor)


def _add_in_order(parent: Page, page: Any) -> None:
    """Before the first sibling with a higher number, otherwise at the end."""
    order = number_order(page.number)
    siblings = type(page).objects.child_of(parent).order_by("path")
    for key, number in siblings.values_list("pk", "number"):
        if number_order(number) > order:
            siblings.get(pk=key).add_sibling(pos="left", instance=page)
            parent.refresh_from_db()
            return
    parent.add_child(instance=page)


def _slug(text: str) -> str:
    plain = without_note_marks(text).lower().translate(_SLUG_LETTERS).replace(".", "-")
    return slugify(plain)[:255] or "neimenovano"
