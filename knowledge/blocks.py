"""What a section's text is made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class BulletListBlock(blocks.StructBlock):
    ordered = blocks.BooleanBlock(required=False, label=_("Numbered"))
    items = blocks.ListBlock(blocks.TextBlock(rows=1, label=_("Item")), label=_("Items"))

    class Meta:
        icon = "list-ul"
        label = _("List")


class TableCellBlock(blocks.StructBlock):
    text = blocks.TextBlock(required=False, rows=1, label=_("Text"))
    points = blocks.ListBlock(blocks.TextBlock(rows=1), default=[], label=_("Points"))

    class Meta:
        label = _("Cell")


class TableRowBlock(blocks.StructBlock):
    cells = blocks.ListBlock(TableCellBlock(), label=_("Cells"))

    class Meta:
        label = _("Row")


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(required=False, label=_("Caption"))
    header = blocks.ListBlock(blocks.CharBlock(), label=_("Header"))
    rows = blocks.ListBlock(TableRowBlock(), label=_("Rows"))

    class Meta:
        icon = "table"
        label = _("Table")


class LawExcerptBlock(blocks.StructBlock):
    article = blocks.PageChooserBlock(
        page_type="knowledge.LegalArticlePage", label=_("Article of law")
    )

    class Meta:
        icon = "openquote"
        label = _("Article of law")


class SectionBodyBlock(blocks.StreamBlock):
    heading = blocks.CharBlock(
        max_length=120,
        icon="title",
        label=_("Heading"),
        help_text=_("Stands in the contents of the page."),
    )
    paragraph = blocks.TextBlock(
        rows=4,
        icon="pilcrow",
        label=_("Paragraph"),
        help_text=_("[^3] marks the place of note 3."),
    )
    list = BulletListBlock()
    table = TableBlock()
    law_excerpt = LawExcerptBlock()
