"""What visitors read in place of critical blocks that are not current: the source's own, marked.

A whole block each time, never a part of a sentence (public-site.md, P34).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from website.languages import BY_CODE, Language
from website.models import PublicPage
from website.translation_states.baseline import source_language


@dataclass(frozen=True)
class ShownBlock:
    """A block as visitors get it. `language`: that of the source, where it is the source's."""

    content: Any
    language: Language | None = None


@dataclass(frozen=True)
class ShownText:
    """The same of a plain field."""

    text: str
    language: Language | None = None


@dataclass(frozen=True)
class CriticalContent:
    """The critical fields of a page. One query where something is replaced, else none."""

    page: PublicPage
    source: PublicPage | None
    replaced: frozenset[str]

    @property
    def _language(self) -> Language:
        return BY_CODE[source_language()]

    def blocks(self, field: str) -> list[ShownBlock]:
        """The blocks of a stream field in their order, with those that only the source has."""
        own = list(getattr(self.page, field))
        if not any(key.startswith(f"{field}.") for key in self.replaced):
            return [ShownBlock(block) for block in own]
        source = list(getattr(self.source, field)) if self.source else []
        newer = {block.id: block for block in source if f"{field}.{block.id}" in self.replaced}
        kept = [block for block in own if f"{field}.{block.id}" not in self.replaced]
        order = _order(own, source)
        shown = [
            *(ShownBlock(block) for block in kept),
            *(ShownBlock(block, self._language) for block in newer.values()),
        ]
        return sorted(shown, key=lambda part: order.index(part.content.id))

    def text(self, field: str) -> ShownText:
        if field not in self.replaced:
            return ShownText(getattr(self.page, field))
        if self.source is None:
            return ShownText("")
        return ShownText(getattr(self.source, field), self._language)


def critical_content(page: PublicPage, *, is_preview: bool = False) -> CriticalContent:
    """With the source where something is replaced; a preview shows the draft as it is written.

    Where visitors do not find the source either, what is not current is left out.
    """
    replaced = frozenset() if is_preview else blocks_replaced(page)
    source = _live_source(page) if replaced else None
    return CriticalContent(page, source, replaced)


def blocks_replaced(page: PublicPage) -> frozenset[str]:
    """Keys of the blocks that visitors do not get in this language. No query after `live_page`."""
    state = getattr(page, "translation_state", None) if page.live and page.pk else None
    return frozenset(state.blocks_replaced if state else ())


def _live_source(page: PublicPage) -> PublicPage | None:
    sources = type(page)._default_manager.filter(
        translation_key=page.translation_key,
        locale__language_code=source_language(),
        live=True,
        alias_of=None,
    )
    found: PublicPage | None = sources.exclude(pk=page.pk).first()
    return found


def _order(own: Iterable[Any], source: Iterable[Any]) -> list[str]:
    """The translation's order; what it lacks comes after what it follows in the source."""
    order = [block.id for block in own]
    for before, block in _with_before(source):
        if block.id not in order:
            order.insert(order.index(before) + 1 if before in order else 0, block.id)
    return order


def _with_before(blocks: Iterable[Any]) -> Iterator[tuple[str | None, Any]]:
    before = None
    for block in blocks:
        yield before, block
        before = block.id
