# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of page that this site has: the first one, plain ones, news, and forms that people fill in."""
import logging

from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.forms.models import AbstractEmailForm, AbstractFormField
from wagtail.contrib.forms.panels import FormSubmissionsPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from .blocks import BodyBlock

PLAIN = ["bold", "italic", "link", "ol", "ul", "document-link"]
COLOURS = [
    ("#1f5f8b", "Blue"),
    ("#1d6b52", "Green"),
    ("#8b2f3c", "Red"),
    ("#6a3f86", "Purple"),
    ("#8a5300", "Amber"),
    ("#33383d", "Grey"),
]


def picture(**more):
    return models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", **more
    )


@register_setting(icon="view")
class Look(BaseSiteSetting):
    """What stands at the head and the foot of each page."""

    logo = picture(help_text="Beside the name of the site.")
    colour = models.CharField(max_length=7, choices=COLOURS, default=COLOURS[0][0])
    foot = RichTextField(blank=True, features=PLAIN, help_text="At the foot of each page: an address, a legal notice.")

    panels = [FieldPanel("logo"), FieldPanel("colour"), FieldPanel("foot")]

    class Meta:
        verbose_name = "Look of the site"


class WithBody(Page):
    intro = models.TextField("introduction", blank=True, max_length=600)
    body = StreamField(BodyBlock(), blank=True)

    content_panels = Page.content_panels + [FieldPanel("intro"), FieldPanel("body")]
    search_fields = Page.search_fields + [index.SearchField("intro"), index.SearchField("body")]

    class Meta:
        abstract = True


class HomePage(WithBody):
    picture = picture(help_text="Across the top of the page.")

    content_panels = Page.content_panels + [FieldPanel("intro"), FieldPanel("picture"), FieldPanel("body")]
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1

    class Meta:
        verbose_name = "First page"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["latest"] = Article.objects.live().public().descendant_of(self).order_by("-date", "-pk")[:3]
        return context


class TextPage(WithBody):
    parent_page_types = ["pages.HomePage", "pages.TextPage"]

    class Meta:
        verbose_name = "Page"


class NewsPage(Page):
    intro = models.TextField("introduction", blank=True, max_length=600)

    content_panels = Page.content_panels + [FieldPanel("intro")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.Article"]

    class Meta:
        verbose_name = "News"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["articles"] = Article.objects.live().public().child_of(self).order_by("-date", "-pk")[:100]
        return context


class Article(WithBody):
    date = models.DateField(default=timezone.localdate)
    picture = picture()

    content_panels = Page.content_panels + [
        FieldPanel("date"),
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("body"),
    ]
    parent_page_types = ["pages.NewsPage"]
    subpage_types = []


class FormField(AbstractFormField):
    page = ParentalKey("FormPage", on_delete=models.CASCADE, related_name="form_fields")


class FormPage(AbstractEmailForm):
    intro = RichTextField("introduction", blank=True, features=PLAIN)
    button = models.CharField("text of the button", max_length=40, default="Send")
    thanks = RichTextField("what is said afterwards", blank=True, features=PLAIN)
    closes = models.DateTimeField(
        "closes at", null=True, blank=True, help_text="Nobody can answer any more after this time."
    )

    content_panels = [
        FormSubmissionsPanel(),
        *Page.content_panels,
        FieldPanel("intro"),
        InlinePanel("form_fields", label="Question", heading="Questions", min_num=1),
        FieldPanel("button"),
        FieldPanel("thanks"),
        FieldPanel("closes"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("from_address"), FieldPanel("to_address")]), FieldPanel("subject")],
            heading="Answers by mail",
        ),
    ]
    search_fields = Page.search_fields + [index.SearchField("intro")]
    parent_page_types = ["pages.HomePage", "pages.TextPage"]
    subpage_types = []
    template = "pages/form_page.html"
    landing_page_template = "pages/form_page_thanks.html"

    class Meta:
        verbose_name = "Form"

    @property
    def is_closed(self):
        return self.closes is not None and self.closes <= timezone.now()

    def serve(self, request, *args, **kwargs):
        if request.method == "POST":
            if self.is_closed:
                request.method = "GET"
            # A field that nobody sees: only programs that fill in whatever there is write into it.
            elif request.POST.get("hp_leave_empty"):
                return self.render_landing_page(request, None, *args, **kwargs)
        return super().serve(request, *args, **kwargs)

    def send_mail(self, form):
        # The answer is kept already: whoever wrote it need not hear that a mail did not leave.
        try:
            super().send_mail(form)
        except Exception:
            logging.getLogger("pages").exception("an answer could not be mailed")
