"""Reading what somebody brings, in a process of its own."""

import json

from django.conf import settings

from knowledge.importing.decoding import LARGEST_DOCUMENT
from knowledge.importing.documents import refused_document
from knowledge.importing.errors import DocumentError, DocumentProblem
from knowledge.importing.report import Report
from knowledge.importing.storing import document_restored, report_restored
from knowledge.importing.structure import HandbookDocument, document_pieces
from knowledge.importing.worker import READ
from portal.uploads.cleaning import worker_run
from portal.uploads.refusals import Refusal, UploadRefusedError

# Time on the clock; the worker's own limit counts computing time only.
SECONDS = 180.0
_WORKER = "knowledge.importing.worker"


def document_read_apart(content: bytes) -> tuple[HandbookDocument, Report]:
    """The handbook in a file of any kind. Raises DocumentError."""
    if len(content) > LARGEST_DOCUMENT:
        raise refused_document(Refusal.TOO_LARGE)
    try:
        verdict, output = worker_run(content, _WORKER, seconds=SECONDS)
    except UploadRefusedError as error:
        raise refused_document(error.refusal) from None
    if verdict != READ:
        problem = DocumentProblem(verdict)
        raise DocumentError(f"The file was not read: {problem.value}.", problem)
    read = json.loads(output)
    document = document_restored(read["document"])
    if len(document_pieces(document)) > settings.HANDBOOK_SECTIONS_MOST:
        raise DocumentError(
            "The document has too many sections.", DocumentProblem.TOO_MANY_SECTIONS
        )
    return document, report_restored(read["report"])
