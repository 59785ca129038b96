"""The application of one centre: what tablets talk to, and the pages that staff see."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles

from centre.accounts import Accounts
from centre.api import sync_router
from centre.archive import Archive
from centre.looked import Looked
from centre.pages import (
    alerts,
    conflicts,
    due,
    export,
    find,
    history,
    hours,
    login,
    person,
    record_page,
    records_list,
    station,
    sync_desk,
    tablet_page,
    today,
    users,
)
from centre.pages.errors import add_error_pages
from centre.pages.frame import ICON, STATIC
from centre.pages.guard import GuardHeaders
from centre.pages.visitor import Office
from centre.settings import Settings

_PAGES: Final = (
    login,
    today,
    station,
    due,
    person,
    alerts,
    hours,
    conflicts,
    sync_desk,
    tablet_page,
    history,
    records_list,
    record_page,
    export,
    find,
    users,
)


def create_app(archive: Archive, settings: Settings) -> FastAPI:
    """The application over an open archive."""
    app = FastAPI(title="Linli centre", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.office = Office(archive, settings, Accounts(archive.engine), Looked(archive.engine))
    app.include_router(sync_router(archive))
    for pages in _PAGES:
        app.include_router(pages.router)
    app.add_api_route("/static/icon.svg", _icon, methods=["GET"])
    app.mount("/static", StaticFiles(directory=STATIC))
    add_error_pages(app)
    app.add_middleware(GuardHeaders, https=settings.https)
    return app


def _icon() -> Response:
    return FileResponse(ICON, media_type="image/svg+xml")
