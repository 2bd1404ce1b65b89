# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a page may be made of."""
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageChooserBlock


class PictureBlock(blocks.StructBlock):
    picture = ImageChooserBlock()
    caption = blocks.CharBlock(required=False, max_length=300)

    class Meta:
        icon = "image"
        template = "pages/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    words = blocks.TextBlock()
    who = blocks.CharBlock(required=False, max_length=120)

    class Meta:
        icon = "openquote"
        template = "pages/blocks/quote.html"


class ButtonBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=60)
    page = blocks.PageChooserBlock(required=False)
    address = blocks.URLBlock(required=False, help_text=_("Instead of a page of this site."))

    class Meta:
        icon = "link"
        template = "pages/blocks/button.html"


class BodyBlock(blocks.StreamBlock):
    text = blocks.RichTextBlock(icon="pilcrow")
    picture = PictureBlock()
    quote = QuoteBlock()
    button = ButtonBlock()
    file = DocumentChooserBlock(icon="download", template="pages/blocks/file.html")
    video = EmbedBlock(icon="media", template="pages/blocks/video.html")
