"""The tables that the frameworks bring along, declared like our own.

A model that says nothing about any person is one line; all others name their fields, so that a
field which a new version adds is refused until somebody has looked at it.
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from portal.data_inventory import ACCOUNT, SESSION
from portal.inventory.activities import EDITING
from portal.inventory.declarations import DataClass, FieldDeclaration, ModelDeclaration

CONFIGURATION = FieldDeclaration(
    DataClass.INTERNAL,
    None,
    purpose=_("configuration and workings of the program"),
    retention=_("as long as the program needs it"),
)
CONTENT = FieldDeclaration(
    DataClass.INTERNAL,
    None,
    purpose=_("pages, pictures and files with their translations"),
    retention=_("until an editor deletes it"),
)
UNUSED = FieldDeclaration(
    DataClass.INTERNAL,
    None,
    purpose=_("a table of a framework that the portal does not fill"),
    retention=_("nothing is kept"),
)
AUTHOR = FieldDeclaration(
    DataClass.INTERNAL,
    EDITING,
    purpose=_("showing editors who works on a text"),
    retention=_("with the text, or as long as the account"),
)
VERSION = FieldDeclaration(
    DataClass.INTERNAL,
    EDITING,
    purpose=_("drafts, earlier versions and remarks of editors"),
    retention=_("with the text"),
)
LOG = FieldDeclaration(
    DataClass.INTERNAL,
    EDITING,
    purpose=_("showing who changed or published which text"),
    retention=_("no limit yet: the organisation has to set one, and nothing erases it by itself"),
)
SCREEN = FieldDeclaration(
    DataClass.INTERNAL,
    EDITING,
    purpose=_("settings of her editing screens"),
    retention=_("as long as the account"),
)
OPEN_FORM = FieldDeclaration(
    DataClass.INTERNAL,
    EDITING,
    purpose=_("previews, and telling editors who has the same text open"),
    retention=_("24 hours at most, once somebody edits again"),
)
HANDLE = replace(ACCOUNT, purpose=_("telling passkeys of one person together"))

_LOG_FIELDS = (
    "id", "content_type", "label", "action", "data", "timestamp", "uuid", "user", "revision",
    "content_changed", "deleted",
)  # fmt: skip

FRAMEWORKS: dict[str, dict[str, ModelDeclaration]] = {
    "auth": {
        "Permission": CONFIGURATION,
        "Group": CONFIGURATION,
        "Group_permissions": CONFIGURATION,
    },
    "contenttypes": {"ContentType": CONFIGURATION},
    "sessions": {
        "Session": dict.fromkeys(("session_key", "session_data", "expire_date"), SESSION),
    },
    "django_otp_webauthn": {
        "WebAuthnUserHandle": dict.fromkeys(("handle_hex", "user"), HANDLE),
        "WebAuthnAttestation": UNUSED,
        "WebAuthnCredential": dict.fromkeys(
            (
                "id", "user", "name", "confirmed", "created_at", "last_used_at", "credential_type",
                "credential_id", "public_key", "transports", "sign_count", "backup_eligible",
                "backup_state", "aaguid", "credential_id_sha256", "discoverable",
            ),
            UNUSED,
        ),
    },
    "taggit": {"Tag": CONTENT, "TaggedItem": CONTENT},
    "wagtailadmin": {
        "Admin": CONFIGURATION,
        "EditingSession": dict.fromkeys(
            ("id", "user", "content_type", "object_id", "last_seen_at", "is_editing"), OPEN_FORM
        ),
        "FormState": dict.fromkeys(
            (
                "id", "data", "user", "content_type", "object_id", "parent_object_id",
                "last_updated_at",
            ),
            OPEN_FORM,
        ),
    },
    "wagtailusers": {
        "UserProfile": dict.fromkeys(
            (
                "id", "user", "submitted_notifications", "approved_notifications",
                "rejected_notifications", "updated_comments_notifications", "preferred_language",
                "current_time_zone", "avatar", "dismissibles", "theme", "contrast", "density",
                "keyboard_shortcuts",
            ),
            SCREEN,
        ),
    },
    "wagtailembeds": {"Embed": UNUSED},
    "wagtaildocs": {
        "Document": {
            **dict.fromkeys(
                ("id", "collection", "title", "file", "created_at", "file_size", "file_hash"),
                CONTENT,
            ),
            "uploaded_by_user": AUTHOR,
        },
    },
    "wagtailimages": {
        "Image": {
            **dict.fromkeys(
                (
                    "id", "collection", "title", "file", "description", "width", "height",
                    "created_at", "focal_point_x", "focal_point_y", "focal_point_width",
                    "focal_point_height", "file_size", "file_hash",
                ),
                CONTENT,
            ),
            "uploaded_by_user": AUTHOR,
        },
        "Rendition": CONTENT,
    },
    # Addresses that public pages had before.
    "wagtailredirects": {"Redirect": CONTENT},
    "wagtailsearch": {"IndexEntry": CONTENT, "SQLiteFTSIndexEntry": CONTENT},
    "wagtail_localize": {
        **dict.fromkeys(
            (
                "TranslatableObject", "TranslationSource", "Translation", "TranslationLog",
                "String", "TranslationContext", "Template", "StringSegment", "TemplateSegment",
                "RelatedObjectSegment", "OverridableSegment",
            ),
            CONTENT,
        ),
        "LocaleSynchronization": CONFIGURATION,
        "StringTranslation": {
            **dict.fromkeys(
                (
                    "id", "translation_of", "locale", "context", "data", "translation_type",
                    "tool_name", "created_at", "updated_at", "has_error", "field_error",
                ),
                CONTENT,
            ),
            "last_translated_by": AUTHOR,
        },
        "SegmentOverride": {
            **dict.fromkeys(
                (
                    "id", "locale", "context", "created_at", "updated_at", "data_json",
                    "has_error", "field_error",
                ),
                CONTENT,
            ),
            "last_translated_by": AUTHOR,
        },
    },
    "wagtailcore": {
        **dict.fromkeys(
            (
                "Locale", "Site", "GroupSitePermission", "Collection", "GroupCollectionPermission",
                "CollectionViewRestriction", "CollectionViewRestriction_groups", "Workflow",
                "WorkflowContentType", "WorkflowTask", "WorkflowPage", "Task", "GroupApprovalTask",
                "GroupApprovalTask_groups", "GroupPagePermission", "PageViewRestriction",
                "PageViewRestriction_groups", "ReferenceIndex",
            ),
            CONFIGURATION,
        ),
        "Page": {
            **dict.fromkeys(
                (
                    "id", "path", "depth", "numchild", "translation_key", "locale",
                    "latest_revision", "live", "has_unpublished_changes", "first_published_at",
                    "last_published_at", "live_revision", "go_live_at", "expire_at", "expired",
                    "locked", "locked_at", "title", "draft_title", "slug", "content_type",
                    "url_path", "seo_title", "show_in_menus", "search_description",
                    "latest_revision_created_at", "alias_of",
                ),
                CONTENT,
            ),
            **dict.fromkeys(("owner", "locked_by"), AUTHOR),
        },
        "Revision": dict.fromkeys(
            (
                "id", "content_type", "base_content_type", "object_id", "created_at", "user",
                "object_str", "content", "approved_go_live_at",
            ),
            VERSION,
        ),
        "ModelLogEntry": dict.fromkeys((*_LOG_FIELDS, "object_id"), LOG),
        "PageLogEntry": dict.fromkeys((*_LOG_FIELDS, "page"), LOG),
        "Comment": dict.fromkeys(
            (
                "id", "page", "user", "text", "contentpath", "position", "created_at",
                "updated_at", "revision_created", "resolved_at", "resolved_by",
            ),
            VERSION,
        ),
        "CommentReply": dict.fromkeys(
            ("id", "comment", "user", "text", "created_at", "updated_at"), VERSION
        ),
        "PageSubscription": dict.fromkeys(
            ("id", "user", "page", "comment_notifications"), AUTHOR
        ),
        "UploadedFile": dict.fromkeys(
            ("id", "for_content_type", "file", "uploaded_by_user"), AUTHOR
        ),
        "WorkflowState": dict.fromkeys(
            (
                "id", "content_type", "base_content_type", "object_id", "workflow", "status",
                "created_at", "requested_by", "current_task_state",
            ),
            VERSION,
        ),
        "TaskState": dict.fromkeys(
            (
                "id", "workflow_state", "revision", "task", "status", "started_at", "finished_at",
                "finished_by", "comment", "content_type",
            ),
            VERSION,
        ),
    },
}  # fmt: skip

# Models that exist on one kind of database only.
OF_ONE_DATABASE = frozenset({("wagtailsearch", "SQLiteFTSIndexEntry")})
