from django.urls import path, re_path

from website import views
from website.letters import views as letter_views
from website.printed_matter import views as printed
from website.search_engines import views as search_engines

# Before a language is chosen.
neutral_urlpatterns = [
    path("", views.languages, name="languages"),
    path("robots.txt", search_engines.robots, name="robots"),
    path("sitemap.xml", search_engines.site_map, name="site_map"),
    path("picture.png", search_engines.share_picture, name="share_picture"),
]

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
