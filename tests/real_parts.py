"""The real parts that some tests need, whether they are here, and how to get them."""

import os
import shutil
from pathlib import Path

from portal.printing.pdf import PANGO_PACKAGES, pdf_is_available
from tests.audit.tools import Tools, parts_of_this_machine
from tests.browser.chromium import CHROMIUM
from tests.search.real_elasticsearch import TEST_ELASTICSEARCH_URL

HANDBOOK_FILE = Path(
    os.environ.get("HANDBOOK_FILE")
    or Path(__file__).resolve().parents[2] / "shared" / "source" / "handbook.txt"
)

# Marker → is it here, and how to get it.
REAL_PARTS = {
    "audit_tools": (
        Tools().are_there and not parts_of_this_machine().missing,
        "tests of the audit's tools need them: make audit ARGS=--tools (Node, Java, Chromium)",
    ),
    "browser": (
        CHROMIUM is not None and shutil.which("oathtool") is not None,
        "browser tests need Chromium and oathtool (Debian: apt-get install chromium oathtool)",
    ),
    "elasticsearch": (
        bool(TEST_ELASTICSEARCH_URL),
        "tests on a real Elasticsearch: make elasticsearch (needs Java 17 and Maven)",
    ),
    "gettext": (
        shutil.which("xgettext") is not None,
        "the check of the catalogues needs gettext (Debian: apt-get install gettext)",
    ),
    "pango": (
        pdf_is_available(),
        f"tests of the PDF need pango (Debian: apt-get install {PANGO_PACKAGES})",
    ),
    "real_handbook": (
        HANDBOOK_FILE.is_file(),
        "tests on the organisation's own handbook need its text: HANDBOOK_FILE=… make test",
    ),
}
