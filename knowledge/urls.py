from django.urls import path

from knowledge import views
from knowledge.law import views as law
from knowledge.reading import print_views
from knowledge.reading import views as reading_views
from knowledge.search.views import search_missing, search_page, search_suggest

app_name = "knowledge"
article = "law/<slug:act_slug>/<str:number>/"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", search_page, name="search"),
    path("search/suggest/", search_suggest, name="search_suggest"),
    path("search/missing/", search_missing, name="search_missing"),
    path("handbook/<slug:handbook_slug>/<str:number>/", views.section, name="section"),
    path("law/<slug:act_slug>/", law.act, name="act"),
    path(article, law.article, name="article"),
    path(f"{article}compare/", law.compare, name="compare"),
    path(f"{article}wording/<str:wording>/", law.article, name="wording"),
    path(f"{article}<id:paragraph>/", law.place, name="paragraph"),
    path(f"{article}<id:paragraph>/<id:point>/", law.place, name="point"),
    path(
        "handbook/<slug:handbook_slug>/<str:number>/changes/",
        reading_views.section_changes,
        name="section_changes",
    ),
    path(
        "law/<slug:act_slug>/<str:number>/changes/",
        reading_views.article_changes,
        name="article_changes",
    ),
    path("changes/seen/", reading_views.changes_mark_seen, name="changes_seen"),
    path("cards/", reading_views.cards, name="cards"),
    path("cards/pdf/", print_views.cards_pdf, name="cards_pdf"),
    path("glossary/", reading_views.glossary, name="glossary"),
    path("pins/new/", reading_views.pin_new, name="pin_new"),
    path("pins/<id:pin_id>/delete/", reading_views.pin_delete, name="pin_delete"),
    path("pins/<id:pin_id>/move/", reading_views.pin_order, name="pin_move"),
    path("unclear/<str:kind>/<id:key>/", reading_views.unclear_new, name="unclear_new"),
    path("answers/<id:note_id>/read/", reading_views.answer_read, name="answer_read"),
    path("print/<slug:handbook_slug>/", print_views.print_handbook, name="print_handbook"),
    path(
        "print/<slug:handbook_slug>/<str:number>/", print_views.print_section, name="print_section"
    ),
    path("pdf/<slug:handbook_slug>/", print_views.pdf_handbook, name="pdf_handbook"),
    path("pdf/<slug:handbook_slug>/<str:number>/", print_views.pdf_section, name="pdf_section"),
]
