"""Changes to the organisation's knowledge: importing a handbook."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
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
from knowledge.enums import ImportState, Readers
from knowledge.import_decisions import SectionsFound, is_withdrawn, page_state
from knowledge.importing.reading import read_handbook_file
from knowledge.importing.structure import (
    HandbookDocument,
    LawExcerpt,
    LegalArticle,
    Piece,
    Section,
    document_pieces,
    piece_label,
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
from knowledge.policies import readers_narrowest, user_can_edit_knowledge
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
    """What an import did, by the numbers of sections and the names of articles.

    `withdrawn`: taken off by an editor, left so. `renumbered`: the number that an editor gave to a
    section, by the document's. `held`: written as drafts that an import does not publish, for no
    more readers than had the words before. `waiting`: unchanged and not published as they stand.
    """

    handbook: str
    published: bool
    dry_run: bool
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    renumbered: dict[str, str] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
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
    conflict, also where a draft of hers waits; what she withdrew stays withdrawn, what she gave
    another number is not made again; what the document no longer holds is left and reported as
    missing. Published is only what this import writes.
    """
    with transaction.atomic():
        root = knowledge_root_ensure()
        handbook = handbook_ensure(
            root, slug, title or document.title, actor, source_note, is_starter
        )
        result = ImportResult(slug, publish, dry_run)
        writer = HandbookWriter(root, handbook, actor, result, document)
        for piece in document_pieces(document):
            writer.write(piece)
        result.missing = writer.missing()
        if publish:
            _publish_handbook(handbook, actor, result)
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


def handbook_slug_free(title: str) -> str:
    """An address for a new handbook; the organisation's own gets the short one."""
    handbooks = HandbookPage.objects.all()
    wanted = _slug(title) if handbooks.filter(is_starter=False).exists() else HANDBOOK_SLUG
    root = KnowledgeRootPage.objects.first()
    return wanted if root is None else _free_slug(root, wanted)


def handbook_ensure(
    root: KnowledgeRootPage,
    slug: str,
    title: str,
    actor: User | None,
    source_note: str = "",
    is_starter: bool = False,
) -> HandbookPage:
    """The handbook of that address; made as a draft when there is none."""
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
        handbook.save_revision(user=actor)
    return handbook


@transaction.atomic
def section_readers_narrow(*, actor: User, section: SectionPage, readers: Readers) -> None:
    """Close a section and its latest version; nothing is published by it.

    Raises PermissionDenied.
    """
    if not user_can_edit_knowledge(actor):
        raise PermissionDenied
    section.readers = readers
    SectionPage.objects.filter(pk=section.pk).update(readers=readers)
    section.save_revision(user=actor, clean=False)


def _publish_handbook(handbook: HandbookPage, actor: User | None, result: ImportResult) -> None:
    if is_withdrawn(handbook):
        result.withdrawn.append(handbook.title)
    elif not handbook.live:
        handbook.save_revision(user=actor).publish(user=actor)


def _starter_unpublish(actor: User | None) -> bool:
    """Take the starter handbook out of sight, so that search finds each thing once."""
    starters = HandbookPage.objects.filter(is_starter=True, live=True)
    for starter in starters:
        for page in [*starter.get_descendants().live().specific(), starter]:
            page.unpublish(user=actor)
    return bool(starters)


class HandbookWriter:
    """Writes the pages of one document, piece by piece, and keeps account of it.

    `taken`: the conflicts that were decided for the document: label → fingerprint of what the
    page held when that was decided; a page changed since then stays.
    """

    def __init__(
        self,
        root: KnowledgeRootPage,
        handbook: HandbookPage,
        actor: User | None,
        result: ImportResult,
        document: HandbookDocument,
        taken: Mapping[str, str] | None = None,
    ) -> None:
        self._root = root
        self._handbook = handbook
        self._actor = actor
        self._publish = result.published
        self._taken = taken or {}
        self.result = result
        self._articles: dict[ArticleKey, LegalArticlePage] = {}
        self._acts = acts_by_article()
        self._found = SectionsFound(handbook, document, self._acts)
        self._sections: dict[str, SectionPage] = dict(self._found.by_number)
        for number, given in result.renumbered.items():
            self._sections[number] = self._sections[given]

    def write(self, piece: Piece) -> None:
        """What a page cannot hold is left out and reported, the rest goes on."""
        try:
            with transaction.atomic():
                self._write_piece(piece)
        except ValidationError:
            self.result.refused.append(piece_label(piece))

    def missing(self) -> list[str]:
        """The sections that are there, but not in the document."""
        given = set(self.result.renumbered.values())
        return [page.number for page in self._found.missing() if page.number not in given]

    def _write_piece(self, piece: Piece) -> None:
        if isinstance(piece, LegalArticle):
            self._write_article(piece)
        else:
            self._write_section(piece)

    def _write_article(self, article: LegalArticle) -> None:
        act = self._act(article.act)
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
            label=piece_label(article),
            wanted=fingerprint(article),
            current=lambda latest: fingerprint(article_content(latest, article.act)),
            fill=fill,
        )
        self._acts[page.pk] = article.act
        self._articles[article.act, article.number] = page

    def _act(self, title: str) -> LegalActPage:
        slug = _slug(title)
        act = LegalActPage.objects.child_of(self._root).filter(slug=slug).first()
        if act is None:
            act = LegalActPage(title=title[:255], slug=slug, locale=self._root.locale, live=False)
            self._root.add_child(instance=act)
            act.save_revision(user=self._actor)
        if self._publish and is_withdrawn(act):
            if act.title not in self.result.withdrawn:
                self.result.withdrawn.append(act.title)
        elif self._publish and not act.live:
            act.save_revision(user=self._actor).publish(user=self._actor)
        return act

    def _write_section(self, section: Section) -> None:
        content = own_content(section)
        articles = {
            (block.act, block.article): self._article(block)
            for block in content.blocks
            if isinstance(block, LawExcerpt)
        }
        parent = self._parent(section.number)
        page = self._sections.get(section.number)
        if page is None:
            renumbered = self._found.renumbered(section)
            if renumbered is not None:
                self._sections[section.number] = renumbered
                self.result.renumbered[section.number] = renumbered.number
                return
            page = SectionPage(slug=_slug(section.number), number=section.number)
            page.title = content.title[:255]
        elif section.number in self.result.renumbered:
            return

        def fill(target: SectionPage) -> Readers | None:
            """Whom it is for, where the words ask for fewer readers than their place."""
            circle = (
                self._found.readers_of_new(section, parent)
                if target.pk is None
                else self._found.readers_of_changed(section, page, target)
            )
            target.title = content.title[:255]
            target.body = body_of(content.blocks, articles)
            target.notes = notes_of(content)
            target.readers = readers_narrowest([Readers(target.readers), *filter(None, [circle])])
            return circle

        self._write(
            page,
            parent,
            label=section.number,
            wanted=fingerprint(content),
            current=lambda latest: fingerprint(section_content(latest, self._acts)),
            fill=fill,
        )
        self._sections[section.number] = page

    def _article(self, excerpt: LawExcerpt) -> LegalArticlePage:
        """The page of a quoted article, which was written before the sections."""
        key = (excerpt.act, excerpt.article)
        if key not in self._articles:
            acts = LegalActPage.objects.child_of(self._root).filter(slug=_slug(excerpt.act))
            articles = LegalArticlePage.objects.child_of(acts.get())
            self._articles[key] = articles.get(number=excerpt.article)
        return self._articles[key]

    def _parent(self, number: str) -> Page:
        """The page above a section; the next higher one where that could not be written."""
        above = number.rpartition(".")[0]
        while above and above not in self._sections:
            above = above.rpartition(".")[0]
        parent: Page = self._sections[above] if above else self._handbook
        # What was added below it since then has moved its counters on.
        parent.refresh_from_db()
        return parent

    def _write(
        self,
        page: Any,
        parent: Page,
        *,
        label: str,
        wanted: str,
        current: Callable[[Any], str],
        fill: Callable[[Any], Readers | None],
    ) -> None:
        """Create the page, or bring its latest revision to what the document says."""
        if page.pk is None:
            self._create(page, parent, label, wanted, fill)
            self.result.created.append(label)
            return
        latest = page.get_latest_revision_as_object()
        state, held = page_state(page, latest, wanted, current)
        if state is ImportState.WITHDRAWN:
            self.result.withdrawn.append(label)
        elif state is ImportState.UNCHANGED:
            self.result.unchanged.append(label)
            if self._publish and (not page.live or page.has_unpublished_changes):
                self.result.waiting.append(label)
        elif state is ImportState.CONFLICT and self._taken.get(label) != held:
            self.result.conflicts.append(label)
        else:
            self._save(latest, label, wanted, fill(latest))
            decided = state is ImportState.CONFLICT
            (self.result.taken if decided else self.result.updated).append(label)

    def _create(
        self,
        page: Any,
        parent: Page,
        label: str,
        wanted: str,
        fill: Callable[[Any], Readers | None],
    ) -> None:
        circle = fill(page)
        page.slug = _free_slug(parent, page.slug)
        page.locale = parent.locale
        page.live = False
        page.imported_fingerprint = wanted
        _add_in_order(parent, page)
        self._save(page, label, wanted, circle)

    def _save(self, page: Any, label: str, wanted: str, circle: Readers | None) -> None:
        """`circle`: not everybody who reads the place may read the words; that is a draft."""
        page.imported_fingerprint = wanted
        revision = page.save_revision(user=self._actor)
        if circle is not None:
            self.result.held.append(label)
        elif self._publish:
            revision.publish(user=self._actor)


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


def _free_slug(parent: Page, slug: str) -> str:
    """An editor may have given the address to a page of her own."""
    taken = set(parent.get_children().filter(slug__startswith=slug).values_list("slug", flat=True))
    free, count = slug, 2
    while free in taken:
        free, count = f"{slug}-{count}", count + 1
    return free


def _slug(text: str) -> str:
    plain = without_note_marks(text).lower().translate(_SLUG_LETTERS).replace(".", "-")
    return slugify(plain)[:255] or "neimenovano"
