from django.urls import include, path

from portal.urls import urlpatterns as portal_urlpatterns
from website.printed_matter.staff_views import portal_page as printed_matter

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.permission_denied"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"

urlpatterns = [
    *portal_urlpatterns,
    path("knowledge/", include("knowledge.urls")),
    path("helpline/", include("helpline.urls")),
    path("cases/", include("cases.urls")),
    path("printed-matter/", printed_matter, name="printed_matter"),
]
