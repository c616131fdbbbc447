from django.urls import path

from knowledge import views
from knowledge.search.views import search_page

app_name = "knowledge"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", search_page, name="search"),
    path("handbook/<slug:handbook_slug>/<str:number>/", views.section, name="section"),
    path("law/<slug:act_slug>/<str:number>/", views.article, name="article"),
]
