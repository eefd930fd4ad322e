"""An end to uploads that nobody could keep: the rest of the file is read and dropped, the form around it survives."""

from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 100 * 1024 * 1024  # of one request; each page asks for less and says so


class Quota(FileUploadHandler):
    """Stands before Django's handlers and passes on what they may store.

    A file that goes beyond arrives at its form empty but with its true size, and is refused there in words.
    """

    received = 0

    @property
    def is_over(self) -> bool:
        return self.received > MOST_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        return None if self.is_over else raw_data

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        if not self.is_over or self.request is None:
            return None
        for other in self.request.upload_handlers:  # what was stored before the end was reached goes at once
            if other is not self:
                other.upload_interrupted()
        return InMemoryUploadedFile(
            BytesIO(), self.field_name, self.file_name or "", self.content_type, file_size, self.charset
        )
