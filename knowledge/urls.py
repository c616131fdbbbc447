from django.urls import path

from knowledge import views
from knowledge.search.views import search_missing, search_page, search_suggest

app_name = "knowledge"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", search_page, name="search"),
    path("search/suggest/", search_suggest, name="search_suggest"),
    path("search/missing/", search_missing, name="search_missing"),
    path("handbook/<slug:handbook_slug>/<str:number>/", views.section, name="section"),
    path("law/<slug:act_slug>/<str:number>/", views.article, name="article"),
]
