from django.urls import path, re_path

from website import views

# Before a language is chosen.
neutral_urlpatterns = [path("", views.languages, name="languages")]

# Behind the language's part of the address. Of Wagtail's own patterns only this one: its
# sign-in and password pages would need a cookie.
localized_urlpatterns = [
    re_path(r"^(?P<path>(?:[\w\-]+/)*)$", views.page, name="wagtail_serve"),
]
