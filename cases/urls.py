from django.urls import path

from cases import views
from cases.trail import views as trail_views

app_name = "cases"
urlpatterns = [
    path("", views.case_list, name="list"),
    path("new/", views.case_new, name="new"),
    path("trail/", trail_views.trail, name="trail"),
    path("trail/file/", trail_views.trail_file, name="trail_file"),
    path("<slug:code>/", views.case_detail, name="detail"),
    path("<slug:code>/notes/", views.note_new, name="note_new"),
    path("<slug:code>/documents/", views.document_new, name="document_new"),
    path("<slug:code>/documents/<uuid:document_id>/", views.document_file, name="document_file"),
    path(
        "<slug:code>/documents/<uuid:document_id>/remove/",
        views.document_delete,
        name="document_delete",
    ),
    path("<slug:code>/identity/", views.identity, name="identity"),
    path("<slug:code>/identity/save/", views.identity_save, name="identity_save"),
]
