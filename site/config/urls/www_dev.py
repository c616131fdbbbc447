"""The public door where the project is developed: with the style page, which no other has."""

from django.urls import include, path

from config.urls.www import handler400, handler404, handler500
from config.urls.www import urlpatterns as www_urlpatterns

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("style/", include("website.style_page.urls")), *www_urlpatterns]
