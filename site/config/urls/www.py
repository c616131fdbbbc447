from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from portal.views.health import healthz
from website.urls import localized_urlpatterns, neutral_urlpatterns

handler400 = "website.views.bad_request"
handler404 = "website.views.not_found"
handler500 = "website.views.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    *neutral_urlpatterns,
    *i18n_patterns(path("", include(localized_urlpatterns)), prefix_default_language=True),
]
