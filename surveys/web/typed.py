"""What was sent, taken as a browser would have sent it: typed text as text, files only where a form asks for some."""

from __future__ import annotations

from typing import IO, Any

from flask import Request, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.formparser import FormDataParser
from wtforms import FileField


class NamedParts(FormDataParser):
    """Reads forms without those parts that have no name: no browser sends any, and no view could ask for one."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, Any]]:
        """The rest of the stream, what was typed, and files."""
        rest, form, files = super().parse(stream, mimetype, content_length, options)
        return rest, self._named(form), self._named(files)

    def _named(self, sent: MultiDict[str, Any]) -> MultiDict[str, Any]:
        return (
            self.cls([(name, value) for name, value in sent.items(multi=True) if name is not None]) if None in sent else sent
        )


class NamedRequest(Request):
    """A request whose form has names only."""

    form_data_parser_class = NamedParts


class TypedForm(FlaskForm):
    """A form whose fields of text never hold anything else, whatever a program sends in the place of a browser: a file
    under the name of a text, or JSON."""

    class Meta(FlaskForm.Meta):
        """How what was sent becomes what a form holds."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """What was sent, unless somebody says what to take instead, or that nothing is to be taken."""
            if formdata is None or isinstance(formdata, MultiDict):
                return super().wrap_formdata(form, formdata)
            if not form.is_submitted():
                return None
            sent: MultiDict[str, Any] = MultiDict(request.form)
            for name, file in request.files.items(multi=True):
                if name in form and isinstance(form[name], FileField):
                    sent.add(name, file)
            return sent
