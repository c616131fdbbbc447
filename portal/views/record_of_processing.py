from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest
from portal.csv_file import MEDIA_TYPE as CSV
from portal.inventory import record
from portal.policies import user_can_read_record_of_processing
from portal.uploads.serving import attachment_response

reads_record = access_if(user_can_read_record_of_processing)


@reads_record
@require_safe
def record_of_processing(request: SignedInRequest) -> HttpResponse:
    context = {"record": record.record_of_processing()}
    return render(request, "portal/record_of_processing.html", context)


@reads_record
@require_safe
def record_of_processing_file(request: SignedInRequest) -> HttpResponse:
    return _csv_download(record.record_as_csv(), "record-of-processing")


@reads_record
@require_safe
def record_of_processing_fields(request: SignedInRequest) -> HttpResponse:
    return _csv_download(record.fields_as_csv(), "record-of-processing-fields")


def _csv_download(text: str, name: str) -> HttpResponse:
    return attachment_response(content=text.encode(), name=f"{name}.csv", media_type=CSV)
