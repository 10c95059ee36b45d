"""The words of the interface in the reader's language, from gettext catalogs.

A catalog is a `.po` file in `translations/`; it is read when the program starts. A message that a
catalog lacks stays English. In Python: `from web.words.wording import gettext as _`, and for a text
that is looked up later, `N_`. Values are named, as in `%(count)s`, for a translator may need them
in another order. Source: GNU gettext.
"""

from collections.abc import Mapping
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import Any, Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from flask import Flask, current_app, g, has_app_context
from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from web.words.languages import ENGLISH, LANGUAGES, Language, language

EXTENSION: Final = "migralex.wording"
"""Where an application keeps its catalogs: one for each language tag but English."""
NOTHING: Final = NullTranslations()
MOST_SAFE: Final = 4096


def catalogs() -> dict[str, NullTranslations]:
    """The catalogs by language tag. Raises OSError or ValueError if one cannot be read."""
    return {one.tag: _catalog(one.locale) for one in LANGUAGES if one != ENGLISH}


def _catalog(locale: str) -> NullTranslations:
    with files("web").joinpath("translations", f"{locale}.po").open("rb") as file:
        messages = read_po(file, locale=locale, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _spoken(chosen: Language | None = None) -> NullTranslations:
    if not has_app_context():
        return NOTHING
    if chosen is not None:
        return _catalog_of(chosen)
    # A page says a hundred messages.
    found: NullTranslations | None = g.get("catalog")
    if found is None:
        g.catalog = found = _catalog_of(language())
    return found


def _catalog_of(spoken: Language) -> NullTranslations:
    known: Mapping[str, NullTranslations] = current_app.extensions[EXTENSION]
    return known.get(spoken.tag, NOTHING)


def gettext(message: str, /, *, spoken: Language | None = None, **values: Any) -> str:
    """The message with the values in it, in the reader's language unless another is named."""
    text = _spoken(spoken).gettext(message)
    return text % values if values else text


def ngettext(one: str, many: str, number: int, /, **values: Any) -> str:
    """The form of the message for a number, which is also the value `num`."""
    return _spoken().ngettext(one, many, number) % {"num": number, **values}


def pgettext(
    context: str, message: str, /, *, spoken: Language | None = None, **values: Any
) -> str:
    """The message where English has one word for what other languages keep apart.

    `spoken` is another language than the reader's.
    """
    text = _spoken(spoken).pgettext(context, message)
    return text % values if values else text


def N_(message: str) -> str:  # noqa: N802 - the name by which extraction knows it
    """Mark a message that is looked up later; answers with it as it is."""
    return message


def NP_(context: str, message: str) -> tuple[str, str]:  # noqa: N802 - as above
    """Mark a message with its context; answers with both."""
    return context, message


def number(value: int) -> str:
    """A whole number with its thousands parted as the reader is used to."""
    return str(format_decimal(value, locale=language().locale))


def install(app: Flask) -> None:
    """Give the templates `_`, `{% trans %}`, and numbers."""
    app.extensions[EXTENSION] = catalogs()
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: _spoken().gettext(message),
        lambda one, many, count: _spoken().ngettext(one, many, count),
        newstyle=True,
        pgettext=lambda context, message: _spoken().pgettext(context, message),
        npgettext=lambda context, one, many, count: _spoken().npgettext(context, one, many, count),
    )
    _translate_quickly(app.jinja_env)
    app.jinja_env.filters["number"] = number


def _translate_quickly(environment: Environment) -> None:
    """Have templates look messages up without the context that the extension derives for each.

    A page says a hundred messages, most without values: those are made safe once.
    """

    @lru_cache(maxsize=MOST_SAFE)
    def safe(catalog: NullTranslations, message: str) -> Markup:
        return Markup(catalog.gettext(message)) % {}  # noqa: S704 - our own words

    @pass_eval_context
    def translate(context: EvalContext, message: str, /, **values: Any) -> str:
        catalog = _spoken()
        if context.autoescape and not values:
            return safe(catalog, message)
        text = catalog.gettext(message)
        return (Markup(text) if context.autoescape else text) % values  # noqa: S704 - as above

    environment.globals.update(_=translate, gettext=translate)
