"""The frame that every page is drawn in: templates, language, and pages for people who are not signed in."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from centre.settings import Settings
from records.words import LANGUAGES, Words, load_words

HERE: Final = Path(__file__).resolve().parent.parent
STATIC: Final = HERE / "static"
ICON: Final = HERE.parent / "assets" / "icon.svg"
LANGUAGE_COOKIE: Final = "linli-language"
_HTML_LANG: Final = {"zh-Hans": "zh-CN", "en": "en"}


@cache
def templates() -> Environment:
    """The templates, with escaping on and undefined names an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static_mark"] = _static_mark()
    return environment


def _static_mark() -> int:
    """Changes with our styles and scripts, so that no browser keeps old ones."""
    return int(max(path.stat().st_mtime for path in STATIC.iterdir()))


def language_of(request: Request) -> str:
    """The language somebody chose; Chinese unless they did."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def here(request: Request) -> str:
    """The page's own address, for links that come back to it."""
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def common(request: Request, words: Words) -> dict[str, object]:
    """What every template may use."""
    settings: Settings = request.app.state.office.settings
    return {
        "say": words,
        "html_lang": _HTML_LANG[words.language],
        "other_languages": [(c, load_words(c)("centre.frame.own_name")) for c in LANGUAGES if c != words.language],
        "here": here(request) if request.method == "GET" else "/",
        "site": settings.site_name,
        "demo": settings.demo,
    }


def plain_page(request: Request, template: str, language: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page without navigation, for those who are not signed in."""
    words = load_words(language)
    text = templates().get_template(template).render(**common(request, words), **values)
    return HTMLResponse(text, status)
