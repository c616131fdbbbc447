"""The process in which a document that somebody brings is opened; see `portal.uploads.worker`.

Reads the file from its input and writes one line with the verdict, then document and report.
"""

import json
import sys

from knowledge.importing.documents import read_handbook_document
from knowledge.importing.errors import DocumentError
from knowledge.importing.storing import document_stored, report_stored
from portal.uploads.worker import limit_this_process

# Slower than the cleaning of a file: a book of a thousand pages is laid out sign by sign.
MAX_CPU_SECONDS = 120
READ = "read"


def main() -> None:
    limit_this_process(MAX_CPU_SECONDS)
    verdict, output = READ, ""
    try:
        document, report = read_handbook_document(sys.stdin.buffer.read())
        output = json.dumps(
            {"document": document_stored(document), "report": report_stored(report)},
            ensure_ascii=False,
        )
    except DocumentError as error:
        verdict = error.problem.value
    sys.stdout.buffer.write(f"{verdict}\n{output}".encode())


if __name__ == "__main__":
    main()
