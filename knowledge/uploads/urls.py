from django.urls import path

from knowledge.uploads import views

urlpatterns = [
    path("handbook-import/", views.uploads, name=views.UPLOADS),
    path("handbook-import/<uuid:upload_id>/", views.upload, name=views.UPLOAD),
    path(
        "handbook-import/<uuid:upload_id>/start/", views.upload_start, name="handbook_upload_start"
    ),
    path(
        "handbook-import/<uuid:upload_id>/continue/",
        views.upload_continue,
        name="handbook_upload_continue",
    ),
    path(
        "handbook-import/<uuid:upload_id>/compare/",
        views.upload_compare,
        name="handbook_upload_compare",
    ),
    path(
        "handbook-import/<uuid:upload_id>/discard/",
        views.upload_discard,
        name="handbook_upload_discard",
    ),
]
