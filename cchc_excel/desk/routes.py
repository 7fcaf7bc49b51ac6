"""Addresses → views, and what these give back → answers to the browser. A fault is a sentence and a line in the log."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from cchc_excel.desk.answers import Answer, Data, Download, NotFound, Page
from cchc_excel.desk.board import Board
from cchc_excel.desk.forms import Asked, BadForm, read_form
from cchc_excel.desk.frame import frame_of, time_left
from cchc_excel.desk.guard import FORM_BYTES, App, Guard, cookie_name
from cchc_excel.desk.jobs import Jobs
from cchc_excel.desk.sessions import Session, Sessions
from cchc_excel.desk.views import agencies, agency, home, issuing, matters, receiving, results
from cchc_excel.desk.words import error_words
from cchc_excel.errors import CchcError, UnlikelyError
from cchc_excel.messages import page as messages
from cchc_excel.workflow.run_log import fault_lines

View = Callable[[Asked], Answer]
#: Reading pages, by address.
PAGES: Mapping[str, View] = {
    "/": home.show,
    "/co-quan": agencies.show,
    "/co-quan/{code}": agency.show,
    "/co-quan/{code}/tep/{receipt}": agency.download,
    "/co-quan/{code}/tra-lai/{name}": agency.download_feedback,
    "/tiep-nhan": receiving.show,
    "/quyet-dinh": matters.show,
    "/ket-qua": results.show,
    "/ket-qua/tep/{name}": results.download,
    "/ket-qua/{code}": results.indicator,
    "/phat-hanh": issuing.show,
}
#: What changes something, by address.
CHANGES: Mapping[str, View] = {
    "/cap-nhat": home.update,
    "/dung": home.stop,
    "/co-quan/{code}/gia-han": agency.extend,
    "/co-quan/{code}/tra-lai": agency.feedback,
    "/tiep-nhan/tep": receiving.take,
    "/quyet-dinh/tep": matters.assign,
    "/quyet-dinh/ngay": matters.redate,
    "/ket-qua": results.form,
    "/phat-hanh": issuing.issue,
    "/phat-hanh/thu-hoi": issuing.withdraw,
}
_SUFFIXES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Desk:
    """All that the pages work with."""

    board: Board
    jobs: Jobs
    sessions: Sessions
    port: int
    secret: str
    close: Callable[[], None]


def desk_app(desk: Desk) -> App:
    """The pages of a workspace, behind their guard."""
    server = _Server(desk)
    routes = [
        Route("/open", server.open, methods=["GET"]),
        Route("/ticket", server.ticket, methods=["POST"]),
        Route("/dong", server.close, methods=["POST"]),
        Route("/thay-doi", server.version, methods=["GET"]),
        Route("/favicon.ico", server.icon, methods=["GET"]),
        Route("/static/{name}", server.static, methods=["GET"]),
        *(Route(path, server.page(view), methods=["GET"]) for path, view in PAGES.items()),
        *(Route(path, server.change(view), methods=["POST"]) for path, view in CHANGES.items()),
    ]
    app = Starlette(routes=routes, exception_handlers={404: server.missing, 405: server.missing})
    most = desk.board.workspace().settings.limits.file_bytes + FORM_BYTES
    return Guard(app, desk.port, desk.sessions, server.refuse, most)


class _Server:
    """Endpoints."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        folder = Path(str(resources.files("cchc_excel.desk")))
        self._templates = Environment(
            loader=FileSystemLoader(folder / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._static = {path.name: path.read_bytes() for path in (folder / "static").iterdir()}

    # --- who comes and goes ------------------------------------------------------------------------------------------

    async def open(self, request: Request) -> Response:
        """A ticket becomes a cookie."""
        session = self._desk.sessions.admit(request.query_params.get("t", ""))
        if session is None:
            return self._sentence(messages.TICKET_USED, 401)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(cookie_name(self._desk.port), session.key, httponly=True, samesite="strict", path="/")
        return answer

    async def ticket(self, request: Request) -> Response:
        """Another start of the program asks for a ticket, with the secret that its user can read."""
        given = request.headers.get("x-secret", "")
        if not secrets.compare_digest(given.encode(), self._desk.secret.encode()):
            return self._sentence(messages.NOT_OPENED_HERE, 401)
        return JSONResponse({"ticket": self._desk.sessions.ticket()})

    async def close(self, request: Request) -> Response:
        """The button that ends the program."""
        session: Session = request.scope["session"]
        try:
            fields, _ = await read_form(request)
        except BadForm:
            fields = {}
        if not session.is_token(fields.get("token", "")):
            return self._sentence(messages.NO_TOKEN, 403)
        self._desk.close()
        return self._sentence(messages.CLOSED, 200)

    async def version(self, request: Request) -> Response:
        """Whether a page shows what is no longer so."""
        del request
        job = self._desk.jobs.running
        if job is None:
            self._desk.board.warm()
        told: dict[str, Any] = {"version": await run_in_threadpool(self._desk.board.version), "job": None}
        if job is not None:
            told["job"] = {"title": job.title, "step": job.step, "done": job.done, "total": job.total}
            told["job"]["left"] = time_left(job)
        return JSONResponse(told)

    async def icon(self, request: Request) -> Response:
        """Browsers ask for it."""
        del request
        return Response(self._static["desk.svg"], media_type=_SUFFIXES[".svg"])

    async def static(self, request: Request) -> Response:
        """A file of the fixed list that was read at the start."""
        name = request.path_params["name"]
        if name not in self._static:
            return self._sentence(messages.NO_SUCH_PAGE, 404)
        return Response(self._static[name], media_type=_SUFFIXES[Path(name).suffix])

    # --- views -------------------------------------------------------------------------------------------------------

    def page(self, view: View) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint of a page that changes nothing."""

        async def endpoint(request: Request) -> Response:
            return await run_in_threadpool(self._answered, view, self._asked(request))

        return endpoint

    def change(self, view: View) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint of a form: it brings the token, and sent twice it is done once."""

        async def endpoint(request: Request) -> Response:
            session: Session = request.scope["session"]
            try:
                fields, upload = await read_form(request)
            except BadForm:
                return self._sentence(messages.UPLOAD_FAULTY, 400)
            if not session.is_token(fields.get("token", "")):
                return self._sentence(messages.NO_TOKEN, 403)
            number = fields.get("number", "")
            if number in session.answers:
                return RedirectResponse(session.answers[number], 303)
            asked = self._asked(request, fields=fields, upload=upload)
            try:
                answer = await run_in_threadpool(self._answered, view, asked)
            finally:
                await request.close()
            if number and answer.status_code == 303:
                session.remember(number, answer.headers["location"])
            return answer

        return endpoint

    def _asked(self, request: Request, **more: Any) -> Asked:
        desk, session = self._desk, request.scope["session"]
        query, path = dict(request.query_params), dict(request.path_params)
        return Asked(request.method, request.url.path, path, query, session, desk.board, desk.jobs, **more)

    def _answered(self, view: View, asked: Asked) -> Response:
        """What a view gives, as an answer; whatever it raises is a sentence."""
        try:
            return self._response(_outcome(view, asked), asked)
        except NotFound:
            return self._sentence(messages.NO_SUCH_PAGE, 404, asked)
        except CchcError as error:
            return self._sentence(error_words(error), 409, asked)
        except Exception as error:  # noqa: BLE001 - the last door: a crash of a page is a sentence and a log line
            self._desk.board.log_fault(f"desk {asked.method} {view.__module__}", fault_lines(error))
            return self._sentence(messages.UNEXPECTED, 500)

    def _response(self, answer: Answer, asked: Asked) -> Response:
        if isinstance(answer, Page):
            return self._rendered(answer, asked)
        if isinstance(answer, Data):
            return JSONResponse(answer.value)
        if isinstance(answer, Download):
            quoted = f"attachment; filename*=UTF-8''{quote(answer.name, safe='')}"
            headers = {"content-disposition": quoted}
            return FileResponse(answer.path, media_type="application/octet-stream", headers=headers)
        return RedirectResponse(answer.address, 303)

    def _rendered(self, page: Page, asked: Asked) -> Response:
        frame = frame_of(asked, asked.snapshot())
        values = {
            "frame": frame,
            "link": frame.link,
            "title": page.title,
            "session": asked.session,
            "messages": messages,
            "number": secrets.token_urlsafe(16),
            "place": asked.place,
            "told": asked.session.take_told(),
            **page.facts,
        }
        text = self._templates.get_template(f"{page.template}.html").render(values)
        return HTMLResponse(text, page.status)

    # --- sentences ---------------------------------------------------------------------------------------------------

    def _sentence(self, sentence: tuple[str, str], status: int, asked: Asked | None = None) -> Response:
        """A page that says what happened, what was kept and what to do; with the menu where there is one."""
        frame = None
        if asked is not None:
            try:
                frame = frame_of(asked, asked.board.snapshot())
            except Exception:  # noqa: BLE001 - then the sentence stands alone
                frame = None
        values = {
            "frame": frame,
            "link": frame.link if frame else (lambda path, **_: path),
            "title": sentence[0],
            "session": asked.session if asked else None,
            "messages": messages,
            "number": secrets.token_urlsafe(16),
            "message": sentence[0],
            "remedy": sentence[1],
            "typed": {messages.TYPED[k]: v for k, v in asked.fields.items() if k in messages.TYPED} if asked else {},
            "is_fault": status >= 400,
            "place": asked.place if asked else "",
            "told": "",
        }
        return HTMLResponse(self._templates.get_template("sentence.html").render(values), status)

    async def missing(self, request: Request, error: Exception) -> Response:
        """No such address."""
        del error
        session = request.scope.get("session")
        asked = self._asked(request) if session is not None else None
        return await run_in_threadpool(self._sentence, messages.NO_SUCH_PAGE, 404, asked)

    def refuse(self, status: int, sentence: tuple[str, str]) -> App:
        """What the guard refuses."""
        return self._sentence(sentence, status)


def _outcome(view: View, asked: Asked) -> Answer:
    """What a view gives; where it doubts that this is meant, the form comes again with that said."""
    try:
        return view(asked)
    except UnlikelyError as error:
        fields = {name: value for name, value in asked.fields.items() if name not in ("token", "number")}
        facts = {"fields": fields, "back": asked.place.rpartition("/")[0]}
        return Page("question", error.message, facts, status=409)
