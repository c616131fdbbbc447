"""The objects that addresses of the cms name: one that is there, and one that never was."""

from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Model
from wagtail.documents.models import Document
from wagtail.models import Page

from knowledge.search.models import SearchSynonym
from tests.access.routes import Route

MISSING = "999999"
PAGES = ("page_id", "page_pk", "parent_page_id", "page_to_move_id", "destination_id")
DOCUMENTS = ("document_id", "doc_id")
APPS = ("app_label", "app_name", "content_type_app_name")
MODELS = ("model_name", "content_type_model_name")


@dataclass(frozen=True)
class CmsWorld:
    page: Page
    document: Document
    synonym: SearchSynonym

    def there(self, route: Route) -> str:
        """The address of an object that is there, as far as the address tells what it names."""
        return route.path(
            dict.fromkeys(PAGES, self.page.pk)
            | dict.fromkeys(DOCUMENTS, self.document.pk)
            | dict.fromkeys(APPS, "knowledge")
            | dict.fromkeys(MODELS, "searchsynonym")
            | self._object_of_its_model(route)
        )

    def missing(self, route: Route) -> str:
        numbers = [name for name in route.arguments if name.endswith(("pk", "_id"))]
        return route.path({name: MISSING for name in numbers if name != "upload_id"})

    def _object_of_its_model(self, route: Route) -> dict[str, Any]:
        model = model_of(route)
        found = model._default_manager.first() if model else None
        return {"pk": found.pk} if found else {}


def model_of(route: Route) -> type[Model] | None:
    """The model that a view of Wagtail's says it is for."""
    given = getattr(route.view, "view_initkwargs", {}).get("model")
    model = given or getattr(getattr(route.view, "view_class", None), "model", None)
    return model if isinstance(model, type) and issubclass(model, Model) else None


def make_cms_world() -> CmsWorld:
    document = Document.objects.create(title="x", file=ContentFile(b"x", name="x.txt"))
    return CmsWorld(
        page=Page.objects.order_by("-depth", "pk")[0],
        document=document,
        synonym=SearchSynonym.objects.order_by("pk")[0],
    )
