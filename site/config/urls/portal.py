from django.urls import include, path

from portal.urls import urlpatterns as portal_urlpatterns

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.permission_denied"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"

urlpatterns = [
    *portal_urlpatterns,
    path("knowledge/", include("knowledge.urls")),
    path("helpline/", include("helpline.urls")),
    path("cases/", include("cases.urls")),
]
