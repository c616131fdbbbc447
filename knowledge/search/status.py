"""What the page about the state of the portal says of the search."""

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledge.search.changes import change_number
from knowledge.search.elasticsearch_engine import ElasticsearchEngine
from knowledge.search.engine import (
    IndexState,
    SearchEngine,
    SearchIndexMissingError,
    SearchTimedOutError,
    SearchUnavailableError,
)
from knowledge.search.engines import elasticsearch_engine, embedded_engine
from portal.enums import StatusLevel
from portal.status import StatusRow

EMBEDDED = gettext_lazy("Search: embedded engine")
ELASTICSEARCH = gettext_lazy("Search: Elasticsearch")
UNHEALTHY = "red"


def search_status() -> list[StatusRow]:
    """A row for each engine: its health, its documents, when its index was built."""
    rows = [_row(EMBEDDED, embedded_engine())]
    chosen = elasticsearch_engine()
    if chosen is not None:
        rows.append(_elasticsearch_row(chosen))
    return rows


def _elasticsearch_row(engine: ElasticsearchEngine) -> StatusRow:
    try:
        health = engine.health()
    except SearchUnavailableError as error:
        return _attention(
            ELASTICSEARCH,
            _("It does not answer (%(reason)s). The embedded engine answers in its stead.")
            % {"reason": _reason(error)},
        )
    row = _row(ELASTICSEARCH, engine, beside=embedded_engine())
    level = StatusLevel.ATTENTION if health == UNHEALTHY else row.level
    text = _("%(text)s Health of the cluster: %(health)s.") % {"text": row.text, "health": health}
    return StatusRow(ELASTICSEARCH, text, level)


def _row(
    label: str | Promise, engine: SearchEngine, beside: SearchEngine | None = None
) -> StatusRow:
    try:
        state = engine.state()
    except SearchIndexMissingError:
        return _attention(label, _("There is no index: manage.py search_rebuild builds it."))
    except SearchUnavailableError as error:
        return _attention(label, _("It does not answer (%(reason)s).") % {"reason": _reason(error)})
    behind = change_number() - state.number
    if behind:
        text = _("%(state)s Changes it does not know yet: %(behind)s.")
        return _attention(label, text % {"state": _said(state), "behind": behind})
    other = _documents_beside(beside, state)
    if other != state.documents:
        text = _(
            "%(state)s The embedded index holds %(documents)s: one of the two has lost some. "
            "manage.py search_rebuild builds both anew."
        )
        return _attention(label, text % {"state": _said(state), "documents": other})
    return StatusRow(label, _said(state))


def _documents_beside(engine: SearchEngine | None, state: IndexState) -> int:
    """What an index that knows the same changes holds; while one is behind, no more is known."""
    try:
        other = engine.state() if engine else state
    except SearchUnavailableError:
        return state.documents
    return other.documents if other.number == state.number else state.documents


def _said(state: IndexState) -> str:
    return _("Documents: %(documents)s. Built on %(built_at)s.") % {
        "documents": state.documents,
        "built_at": formats.date_format(timezone.localtime(state.built_at), "DATETIME_FORMAT"),
    }


def _reason(error: SearchUnavailableError) -> str:
    if error.status in (401, 403):
        return _("user or password refused")
    if isinstance(error, SearchTimedOutError):
        return _("no answer in time")
    return str(error)


def _attention(label: str | Promise, text: str) -> StatusRow:
    return StatusRow(label, text, StatusLevel.ATTENTION)
