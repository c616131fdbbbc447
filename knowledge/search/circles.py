"""Circles: the documents of an embedded index that are open to exactly the same audiences.

Words are counted for each circle by itself, so that a reader's answers are made of nothing but
the documents open to her, as if the index held no others.
"""

import json
import sqlite3
from collections.abc import Set as AbstractSet

# Words of the program's own vocabulary: everybody's, whatever the documents hold.
GENERAL_CIRCLE = 0

CIRCLES_SCHEMA = """
CREATE TABLE circles (id INTEGER PRIMARY KEY, audiences TEXT NOT NULL UNIQUE);
"""


def circle_of(connection: sqlite3.Connection, restricted_to: AbstractSet[str]) -> int:
    """The circle of documents restricted to these audiences, made when it is new."""
    audiences = json.dumps(sorted(restricted_to))
    connection.execute("INSERT OR IGNORE INTO circles (audiences) VALUES (?)", (audiences,))
    (circle,) = connection.execute(
        "SELECT id FROM circles WHERE audiences = ?", (audiences,)
    ).fetchone()
    return int(circle)


def circles_open_to(
    connection: sqlite3.Connection, audiences: AbstractSet[str] | None
) -> tuple[int, ...]:
    """The circles that a reader may read; None may read all of them."""
    rows = [
        (int(circle), frozenset(json.loads(restricted_to)))
        for circle, restricted_to in connection.execute("SELECT id, audiences FROM circles")
    ]
    return tuple(
        sorted(
            circle
            for circle, restricted_to in rows
            if audiences is None or not restricted_to or restricted_to & audiences
        )
    )
