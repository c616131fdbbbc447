from django.urls import path

from knowledge import views
from knowledge.law import views as law
from knowledge.search.views import search_page

app_name = "knowledge"
article = "law/<slug:act_slug>/<str:number>/"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", search_page, name="search"),
    path("handbook/<slug:handbook_slug>/<str:number>/", views.section, name="section"),
    path("law/<slug:act_slug>/", law.act, name="act"),
    path(article, law.article, name="article"),
    path(f"{article}compare/", law.compare, name="compare"),
    path(f"{article}wording/<str:wording>/", law.article, name="wording"),
    path(f"{article}<int:paragraph>/", law.place, name="paragraph"),
    path(f"{article}<int:paragraph>/<int:point>/", law.place, name="point"),
]
