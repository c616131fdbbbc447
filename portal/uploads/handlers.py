"""How uploads come in: in memory and nowhere else, up to a limit for the whole request.

Django's own handler steps aside for larger requests, and the file is then lost without a word.
"""

from io import BytesIO
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class TooLargeUpload(UploadedFile):
    """Stands for a file over the limit: its size is known, its content was not kept."""

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        # Answered with 400 where a form did not look at the size.
        raise RequestDataTooBig("the content of a file over the limit is not there")

    read = open = chunks = multiple_chunks = seek = __iter__ = _refuse

    def close(self) -> None:
        pass


class MemoryOnlyUploadHandler(FileUploadHandler):
    """Keeps files in memory; beyond the limit reads on without keeping anything.

    The request is read to its end, so that the browser can show the answer.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file: BytesIO | None = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            self.file = None
        elif self.file is not None:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        if self.file is None:
            return TooLargeUpload(
                name=self.file_name, content_type=self.content_type, size=self.received
            )
        self.file.seek(0)
        return InMemoryUploadedFile(
            file=self.file,
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
