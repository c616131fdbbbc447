"""The kinds of pages of a bakery's site, each with its picture."""

from typing import Any

from django.db import models
from wagtail.blocks import CharBlock, RichTextBlock, StreamBlock, StructBlock, TextBlock
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page, TranslatableMixin


def picture() -> Any:
    return models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )


def featured() -> Any:
    return models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )


class HeadingBlock(StructBlock):
    text = CharBlock()

    class Meta:
        template = "bakery/heading_block.html"


class PictureBlock(StructBlock):
    image = ImageChooserBlock()
    caption = CharBlock(required=False)

    class Meta:
        template = "bakery/picture_block.html"


class QuoteBlock(StructBlock):
    text = TextBlock()
    name = CharBlock(required=False)

    class Meta:
        template = "bakery/quote_block.html"


class BodyBlock(StreamBlock):
    heading = HeadingBlock()
    paragraph = RichTextBlock()
    picture = PictureBlock()
    quote = QuoteBlock()


class Country(models.Model):
    title = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.title


class FooterText(TranslatableMixin, models.Model):
    body = RichTextField()

    class Meta(TranslatableMixin.Meta):
        pass

    def __str__(self) -> str:
        return "Footer text"


class BreadPage(Page):
    introduction = models.TextField(blank=True)
    image = picture()
    origin = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )


class LocationPage(Page):
    introduction = models.TextField(blank=True)
    image = picture()


class BlogPage(Page):
    introduction = models.TextField(blank=True)
    image = picture()


class IndexPage(Page):
    introduction = models.TextField(blank=True)
    image = picture()

    class Meta:
        abstract = True


class BreadsIndexPage(IndexPage):
    def children(self) -> Any:
        return BreadPage.objects.live().descendant_of(self).order_by("-first_published_at")


class LocationsIndexPage(IndexPage):
    def children(self) -> Any:
        return self.get_children().specific().live()


class BlogIndexPage(IndexPage):
    def children(self) -> Any:
        return self.get_children().specific().live()


class HomePage(Page):
    image = picture()
    hero_text = models.CharField(max_length=255)
    hero_cta = models.CharField(max_length=255)
    hero_cta_link = featured()
    body = StreamField(BodyBlock(), blank=True)
    lead_image = picture()
    lead_title = models.CharField(max_length=255, blank=True)
    lead_text = RichTextField(blank=True)
    featured_section_1 = featured()
    featured_section_2 = featured()
    featured_section_3 = featured()

    template = "bakery/home_page.html"


@register_setting
class SocialSettings(BaseGenericSetting):
    first_url = models.URLField(blank=True)
    second_url = models.URLField(blank=True)
