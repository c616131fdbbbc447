from django.urls import path, register_converter

from website.style_page import views
from website.style_page.tokens import Scheme


class SchemeConverter:
    """Day or night in an address. Raises ValueError, hence 404, for anything else."""

    regex = "light|dark"

    def to_python(self, value: str) -> Scheme:
        return Scheme(value)

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(SchemeConverter, "scheme")

urlpatterns = [
    path("", views.overview, name="style_page"),
    path("staff/<scheme:scheme>/", views.staff_sample, name="style_page_staff"),
    path("<slug:code>/<scheme:scheme>/", views.public_sample, name="style_page_public"),
    path("<slug:code>/card/<scheme:scheme>/", views.printed_sample, name="style_page_printed"),
]
