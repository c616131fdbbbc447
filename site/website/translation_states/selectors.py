"""Every page in every language, in one query."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from portal.models import User
from portal.policies import user_is_bound_to_languages
from website.enums import TranslationStatus
from website.languages import BY_CODE, PUBLIC_LANGUAGES
from website.models import HomePage, TranslationState
from website.selectors import public_page_models
from website.translation_states.baseline import source_language

# What somebody has to do something about, the most urgent first.
OPEN = (TranslationStatus.STALE, TranslationStatus.PARTLY, TranslationStatus.UNREVIEWED)
ICONS = {
    TranslationStatus.MISSING: "minus",
    TranslationStatus.STALE: "warning",
    TranslationStatus.PARTLY: "edit",
    TranslationStatus.UNREVIEWED: "glasses",
    TranslationStatus.CURRENT: "check",
}
READ = (
    "pk",
    "translation_key",
    "locale_id",
    "draft_title",
    "depth",
    "live",
    "has_unpublished_changes",
    "translation_state__state",
    "translation_state__since",
    "translation_state__stale",
    "translation_state__untranslated",
    "translation_state__critical",
)


@dataclass(frozen=True)
class Column:
    """A language of the matrix; `locale_id` None: nothing was ever written in it."""

    code: str
    name: str
    direction: str
    locale_id: int | None
    is_source: bool


@dataclass(slots=True)
class Cell:
    """A page in a language."""

    state: str
    word: str
    icon: str
    pk: int | None = None
    title: str = ""
    is_live: bool = False
    has_draft: bool = False
    since: str = ""
    texts: int = 0
    critical: int = 0


@dataclass(frozen=True)
class MatrixRow:
    """A page; `source_pk` None where the source language has none."""

    title: str
    source_pk: int | None
    cells: list[Cell]
    level: int = 0


@dataclass(frozen=True)
class Matrix:
    columns: list[Column]
    rows: list[MatrixRow]
    # By language: how many pages are in each state, in the order of the states.
    counts: list[list[tuple[str, str, int]]]
    pages: int


@dataclass(frozen=True)
class Wanted:
    """What is chosen to be looked at; empty means everything."""

    state: str = ""
    language: str = ""
    page: int | None = None


@dataclass
class LanguageToDo:
    """How much is open in a language; `critical`: pages on which visitors get source blocks."""

    code: str
    name: str
    critical: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def cells(self) -> list[tuple[str, str, int]]:
        return [(state.value, str(state.label), self.counts.get(state, 0)) for state in OPEN]


def translation_matrix(user: User, wanted: Wanted | None = None) -> Matrix:
    """Pages by languages: her own languages first. Four queries, however many of either."""
    wanted = wanted or Wanted()
    columns = [
        column
        for column in columns_for(user)
        if not wanted.language or column.is_source or column.code == wanted.language
    ]
    groups = _cells_by_page(wanted)
    words = {state.value: str(state.label) for state in TranslationStatus}
    missing = Cell(TranslationStatus.MISSING, words[TranslationStatus.MISSING], "minus")
    rows = [_row(cells, columns, missing) for cells in groups.values()]
    shown = [row for row in rows if _is_wanted(row, columns, wanted)]
    counts = [_counts(number, rows, words) for number in range(len(columns))]
    return Matrix(columns, shown, counts, len(rows))


def columns_for(user: User) -> list[Column]:
    """The source's language, then those that she works in; for editors then the others."""
    locales = dict(Locale.objects.annotate(code=Lower("language_code")).values_list("code", "pk"))
    own = _languages_of(user)
    codes = [language.code for language in PUBLIC_LANGUAGES]
    codes += sorted(set(locales).difference(codes))
    if user_is_bound_to_languages(user):
        codes = [code for code in codes if code in {source_language(), *user.language_set}]
    columns = [_column(code, locales.get(code)) for code in codes]
    return sorted(columns, key=lambda column: (not column.is_source, column.locale_id not in own))


def languages_to_do(user: User) -> list[LanguageToDo]:
    """What is open in each language that has anything open, critical parts first. Three queries."""
    found = (
        TranslationState.objects.filter(state__in=OPEN)
        .values("page__locale__language_code", "state")
        .annotate(pages=Count("pk"), critical_pages=Count("pk", filter=Q(critical__gt=0)))
    )
    columns = {column.code: column for column in columns_for(user)}
    to_do: dict[str, LanguageToDo] = {}
    for row in found:
        code = row["page__locale__language_code"]
        if code not in columns:
            continue
        one = to_do.setdefault(code, LanguageToDo(code, columns[code].name))
        one.counts[row["state"]] = row["pages"]
        one.critical += row["critical_pages"]
    in_order = [to_do[code] for code in columns if code in to_do]
    return sorted(in_order, key=lambda one: (-one.critical, -one.counts.get("stale", 0)))


def translations_in_state(page: Page, *states: TranslationStatus) -> list[TranslationState]:
    """Translations of a page in one of the states, with page and language. One query."""
    found = TranslationState.objects.filter(
        page__translation_key=page.translation_key, state__in=states
    )
    found = found.exclude(page=page).select_related("page__locale")
    return list(found.defer("source_texts", "approvals").order_by("page__locale__language_code"))


def is_source_page(page: Page) -> bool:
    return bool(page.locale.language_code == source_language())


def language_name(code: str) -> str:
    return BY_CODE[code].endonym if code in BY_CODE else code


def _languages_of(user: User) -> set[int]:
    homes = PagePermissionPolicy(model=HomePage).instances_user_has_permission_for(user, "change")
    return set(homes.values_list("locale_id", flat=True))


def _column(code: str, locale_id: int | None) -> Column:
    language = BY_CODE.get(code)
    return Column(
        code=code,
        name=language.names[0] if language else code,
        direction=language.direction if language else "ltr",
        locale_id=locale_id,
        is_source=code == source_language(),
    )


def _cells_by_page(wanted: Wanted) -> dict[UUID, dict[int, tuple[Cell, int]]]:
    """By page, then by language: the cell, and how deep the page stands."""
    types = ContentType.objects.get_for_models(*public_page_models()).values()
    pages = Page.objects.filter(content_type__in=list(types), alias_of=None)
    if wanted.page:
        key = Page.objects.filter(pk=wanted.page).values("translation_key")
        pages = pages.filter(translation_key__in=key)
    words = {state.value: str(state.label) for state in TranslationStatus}
    # The source's own order of pages; languages that have no such page do not change it.
    rows = pages.order_by("path").values_list(*READ)
    groups: dict[UUID, dict[int, tuple[Cell, int]]] = {}
    source = Locale.objects.filter(language_code=source_language()).values_list("pk", flat=True)
    for row in sorted(rows, key=_not_of(source.first())):
        groups.setdefault(row[1], {})[row[2]] = _cell(row, words), row[4]
    return groups


def _not_of(locale_id: int | None) -> Any:
    return lambda row: row[2] != locale_id


def _cell(row: tuple[Any, ...], words: Mapping[str, str]) -> Cell:
    (
        pk,
        _key,
        _locale,
        title,
        _depth,
        live,
        has_draft,
        state,
        since,
        stale,
        untranslated,
        critical,
    ) = row
    state = state or TranslationStatus.UNREVIEWED
    is_open = state in {TranslationStatus.STALE, TranslationStatus.PARTLY}
    return Cell(
        state=state,
        word=words[state],
        icon=ICONS[TranslationStatus(state)],
        pk=pk,
        title=title,
        is_live=live,
        has_draft=has_draft and live,
        since=_day(since) if is_open and since else "",
        texts=stale + untranslated if is_open else 0,
        critical=critical or 0,
    )


def _day(moment: datetime) -> str:
    day = timezone.localtime(moment)
    return f"{day.day}. {day.month}. {day.year}"


def _row(
    group: Mapping[int, tuple[Cell, int]], columns: Iterable[Column], missing: Cell
) -> MatrixRow:
    first, depth = next(iter(group.values()))
    cells = [group.get(column.locale_id or 0, (missing, 0))[0] for column in columns]
    source = next((cell for cell, c in zip(cells, columns, strict=True) if c.is_source), missing)
    return MatrixRow(first.title, source.pk, cells, depth - 2)


def _is_wanted(row: MatrixRow, columns: Iterable[Column], wanted: Wanted) -> bool:
    if not wanted.state:
        return True
    cells = zip(row.cells, columns, strict=True)
    is_critical = wanted.state == "critical"
    return any(
        (cell.critical > 0 if is_critical else cell.state == wanted.state)
        for cell, column in cells
        if not column.is_source or wanted.language == column.code
    )


def _counts(
    number: int, rows: Iterable[MatrixRow], words: Mapping[str, str]
) -> list[tuple[str, str, int]]:
    found = Counter(row.cells[number].state for row in rows)
    return [
        (state.value, words[state], found[state]) for state in TranslationStatus if found[state]
    ]
