"""The real Elasticsearch that tests use: an address for each test, its indexes removed after it."""

import os
import secrets

TEST_ELASTICSEARCH_URL = os.environ.get("TEST_ELASTICSEARCH_URL", "").rstrip("/")
# A busy machine is no fault; what happens when it takes too long has tests of its own.
PATIENCE_SECONDS = 20.0


def own_address() -> str:
    """An address with a prefix that no other test and no other process has."""
    return f"{TEST_ELASTICSEARCH_URL}/test-{os.getpid()}-{secrets.token_hex(4)}"
