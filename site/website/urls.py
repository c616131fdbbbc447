from django.urls import path, re_path

from website import views
from website.letters import views as letter_views
from website.printed_matter import views as printed

# Before a language is chosen.
neutral_urlpatterns = [path("", views.languages, name="languages")]

# Behind the language's part of the address. Of Wagtail's own patterns only this one: its
# sign-in and password pages would need a cookie.
localized_urlpatterns = [
    path("done/", letter_views.done, name="done"),
    path("print/", printed.printed_matter, name="printed_matter"),
    path("print/<slug:name>.pdf", printed.sheet_download, name="printed_sheet_pdf"),
    path("print/<slug:name>/", printed.sheet_page, name="printed_sheet"),
    re_path(
        r"^(?P<path>(?:[\w\-]+/)*)sound\.(?P<kind>mp3|ogg)$", views.recording, name="recording"
    ),
    re_path(r"^(?P<path>(?:[\w\-]+/)*)$", views.page, name="wagtail_serve"),
]
