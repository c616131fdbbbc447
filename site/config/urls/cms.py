from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.doors import Door, door_origin
from portal.urls import door_urlpatterns
from portal.views.sign_in import sign_out

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.permission_denied"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"

urlpatterns = [
    *door_urlpatterns,
    # Wagtail's own ways in and out give way to the portal's.
    path("login/", RedirectView.as_view(pattern_name="sign_in")),
    path("logout/", sign_out),
    # Names, languages and pictures of people are not changed behind the portal's back.
    path("account/", RedirectView.as_view(url=f"{door_origin(Door.PORTAL)}/account/")),
    # With the project's own words for what Wagtail does not say in Slovene yet.
    path("jsi18n/", JavaScriptCatalog.as_view(packages=["wagtail.admin", "config"])),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtailadmin_urls)),
]
