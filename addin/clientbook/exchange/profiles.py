"""Import profiles: how the exports of one program are laid out, told by a TOML file that anybody can add.

A profile has a list of ``[[export]]``: each is recognised by headers and says which of our tables its columns feed.
The files beside this module are read by name; any other is read by its path. What a profile may say is described in
``docs/en/import.md``; a word that is not known is refused, so that a misspelt rule is never passed over.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from clientbook.errors import UsageError
from clientbook.locale import LANGUAGES
from clientbook.register.columns import Table, normal
from clientbook.register.tables import CLIENTS, LOG, PEOPLE, SALES

FED: Mapping[str, Table] = {table.short: table for table in (CLIENTS, PEOPLE, SALES, LOG)}
"""What a profile can feed: short name → table, in the order they are taken in."""
MORE: Mapping[str, frozenset[str]] = {
    "clients": frozenset({"state"}),
    "people": frozenset({"client", "tax_id", "tax_reg", "state"}),
    "sales": frozenset(
        {"client", "tax_id", "tax_reg", "document", "line", "price", "discount", "discount_percent"}
        | {"amount_gross", "vat", "vat_rate", "currency", "state"}
    ),
    "log": frozenset({"client", "tax_id", "tax_reg", "state"}),
}
"""Table → what its rows may say beyond its columns."""
AMOUNTS = ("amount", "amount_gross", "price")
BECAUSE = ("cancelled", "deleted", "open", "other")
BUILT_IN = ("1c", "bitrix24", "amocrm", "retailcrm", "generic")


@dataclass(frozen=True)
class Pick:
    """Where a value stands: the first header that has one in the row, or several put together.

    Attributes:
        headers: headers, the best first
        join: all of them, with a space between
    """

    headers: tuple[str, ...]
    join: bool = False


@dataclass(frozen=True)
class Skip:
    """Rows that are not taken in: cancelled, deleted, not closed yet.

    Attributes:
        column: the value that decides
        values: its spellings, normalised
        only: rows with any other value are skipped, instead of those with these
        because: ``cancelled``, ``deleted``, ``open`` or ``other``
    """

    column: str
    values: frozenset[str]
    only: bool
    because: str


@dataclass(frozen=True)
class Money:
    """How the amount of a sales line is found.

    Attributes:
        order: ``amount`` (without VAT), ``amount_gross`` (with VAT), ``price`` × quantity: the first that has a value
        price_has_vat: the price includes VAT
        cost_has_vat: the cost includes VAT
        discount: of a ``unit`` or of the ``line``
        vat: (from which day, percent), for lines that do not say their own rate
        rates: currency → roubles for one unit
    """

    order: tuple[str, ...] = AMOUNTS
    price_has_vat: bool = False
    cost_has_vat: bool = False
    discount: str = "line"
    vat: tuple[tuple[date, float], ...] = ()
    rates: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Document:
    """How a document is read that comes in one text, «Реализация 00УТ-000123 от 15.07.2026 12:00:00».

    Attributes:
        pattern: with the groups ``number`` and ``date``
        kinds: what the text begins with, normalised → code of a kind of sale
    """

    pattern: re.Pattern[str]
    kinds: Mapping[str, str]


@dataclass(frozen=True)
class Feed:
    """What an export gives one of our tables.

    Attributes:
        table: the table
        columns: key → where it stands
        words: key → spelling, normalised → code
        fixed: key → value of every row
        owns: keys whose values are the source's: an import renews them; others are only filled where they are blank
        skip: rows that are not taken
        id_prefix: what is put before the row's own id, so that ids of two programs cannot meet
    """

    table: Table
    columns: Mapping[str, Pick]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    owns: frozenset[str] = frozenset()
    skip: tuple[Skip, ...] = ()
    id_prefix: str = ""


@dataclass(frozen=True)
class Export:
    """One kind of file or sheet.

    Attributes:
        names: language → what it is called
        needs: of each group one header must be there
        without: none of these headers may be there
        feeds: what it gives
        money: how amounts are found
        document: how documents are read that come in one text
        levels: of a grouped report, from outside in: key → headers; empty for a plain list
        by_day: a list without documents: what a client bought on a day counts as one
    """

    names: Mapping[str, str]
    needs: tuple[tuple[str, ...], ...]
    without: tuple[str, ...]
    feeds: tuple[Feed, ...]
    money: Money
    document: Document | None
    levels: Mapping[str, tuple[str, ...]]
    by_day: bool = False

    def name(self, lang: str) -> str:
        """Return what it is called in a language."""
        return self.names[lang]

    def headers(self) -> tuple[str, ...]:
        """Return every header it knows, each once."""
        known = [header for group in self.needs for header in group]
        known += [header for feed in self.feeds for pick in feed.columns.values() for header in pick.headers]
        known += [header for group in self.levels.values() for header in group]
        known += self.without
        return tuple({normal(header): header for header in reversed(known)}.values())


@dataclass(frozen=True)
class Profile:
    """What is known of the exports of one program.

    Attributes:
        name: the name it is asked for by
        title: what the program is called
        english: figures and days are read as English ones
        exports: the kinds of files there are
    """

    name: str
    title: str
    english: bool
    exports: tuple[Export, ...]


def load(name: str) -> Profile:
    """Read a profile by its name or its path.

    Raises:
        UsageError: there is none, or it says something that is not known.
    """
    if name.casefold() in BUILT_IN:
        entry = files("clientbook.exchange") / "profiles" / f"{name.casefold()}.toml"
        return _profile(name.casefold(), entry.read_text(encoding="utf-8"))
    path = Path(name)
    if path.suffix.casefold() != ".toml":
        raise UsageError("profile_unknown", name=name, names=", ".join(BUILT_IN))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        raise UsageError("profile_absent", file=str(path)) from None
    except UnicodeDecodeError:
        raise UsageError("profile_not_utf8", file=path.name) from None
    return _profile(path.stem, text)


def _profile(name: str, text: str) -> Profile:
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError("profile_toml", file=name, what=str(error)) from None
    reader = _Reader(name)
    try:
        return reader.profile(tree)
    except (TypeError, ValueError, AttributeError, KeyError, re.error):
        raise UsageError("profile_bad", file=name, place=reader.place) from None


class _Reader:
    """Reads the tree of a profile; ``place`` is where it is, for the sentence when something does not fit."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.place = ""

    def profile(self, tree: Mapping[str, Any]) -> Profile:
        self._known(tree, "", ("title", "english", "prefix", "vat", "rates", "export"))
        shared = {key: tree[key] for key in ("vat", "rates") if key in tree}
        prefix = self._text(tree.get("prefix", ""))
        exports = tuple(self._export(one, shared, prefix, number) for number, one in enumerate(tree["export"], start=1))
        return Profile(self.name, self._text(tree["title"]), bool(tree.get("english", False)), exports)

    def _export(self, tree: Mapping[str, Any], shared: Mapping[str, Any], prefix: str, number: int) -> Export:
        here = f"export {number}"
        names = ("key", "needs", "without", "money", "document", "levels", "by_day", *FED)
        self._known(tree, here, names)
        feeds = tuple(self._feed(FED[name], tree[name], prefix, f"{here}: {name}") for name in FED if name in tree)
        if not feeds:
            raise ValueError
        self.place = f"{here}: needs"
        needs = tuple(self._texts(group) for group in tree["needs"])
        levels = {key: self._texts(found) for key, found in tree.get("levels", {}).items()}
        document = self._document(tree["document"], here) if "document" in tree else None
        money = self._money({**shared, **tree.get("money", {})}, here)
        without = self._texts(tree.get("without", ()))
        self.place = f"{here}: by_day"
        by_day = tree.get("by_day", False)
        if by_day is not True and by_day is not False:
            raise TypeError
        self.place = here
        return Export(self._names(tree["key"], here), needs, without, feeds, money, document, levels, by_day)

    def _names(self, found: Any, here: str) -> Mapping[str, str]:
        """Return language → name, from a text or from one for each language."""
        if isinstance(found, str):
            return dict.fromkeys(LANGUAGES, found)
        self._known(found, f"{here}.key", LANGUAGES)
        return {lang: self._text(found[lang]) for lang in LANGUAGES}

    def _feed(self, table: Table, tree: Mapping[str, Any], prefix: str, here: str) -> Feed:
        self._known(tree, here, ("columns", "words", "fixed", "owns", "skip"))
        keys = set(table.by_key) | MORE[table.short]
        self._known(tree["columns"], f"{here}.columns", keys)
        columns = {key: self._pick(found, f"{here}.columns.{key}") for key, found in tree["columns"].items()}
        self._known(tree.get("words", {}), f"{here}.words", keys)
        words = {
            key: {normal(text): self._text(code) for text, code in found.items()}
            for key, found in tree.get("words", {}).items()
        }
        self._known(tree.get("fixed", {}), f"{here}.fixed", keys)
        self._known(dict.fromkeys(tree.get("owns", ())), f"{here}.owns", table.by_key)
        skip = tuple(self._skip(one, keys, f"{here}.skip") for one in tree.get("skip", ()))
        return Feed(table, columns, words, dict(tree.get("fixed", {})), frozenset(tree.get("owns", ())), skip, prefix)

    def _pick(self, found: Any, here: str) -> Pick:
        self.place = here
        if isinstance(found, Mapping):
            self._known(found, here, ("join",))
            return Pick(self._texts(found["join"]), join=True)
        return Pick(self._texts(found))

    def _skip(self, tree: Mapping[str, Any], keys: Iterable[str], here: str) -> Skip:
        self._known(tree, here, ("column", "values", "only", "because"))
        self.place = here
        if (
            tree["column"] not in keys
            or tree.get("because", "other") not in BECAUSE
            or ("values" in tree) == ("only" in tree)
        ):
            raise ValueError
        values = frozenset(normal(text) for text in self._texts(tree.get("values", tree.get("only", ()))))
        return Skip(tree["column"], values, "only" in tree, tree.get("because", "other"))

    def _money(self, tree: Mapping[str, Any], here: str) -> Money:
        here = f"{here}.money"
        self._known(tree, here, ("order", "price_has_vat", "cost_has_vat", "discount", "vat", "rates"))
        order = self._texts(tree.get("order", AMOUNTS))
        discount = tree.get("discount", "line")
        if not set(order) <= set(AMOUNTS) or discount not in ("line", "unit"):
            raise ValueError
        vat = []
        for one in tree.get("vat", ()):
            self._known(one, f"{here}.vat", ("since", "percent"))
            if not isinstance(one["since"], date):
                raise TypeError
            vat.append((one["since"], float(one["percent"])))
        rates = {normal(text): float(rate) for text, rate in tree.get("rates", {}).items()}
        flags = (bool(tree.get("price_has_vat", False)), bool(tree.get("cost_has_vat", False)))
        return Money(order, *flags, discount, tuple(sorted(vat)), rates)

    def _document(self, tree: Mapping[str, Any], here: str) -> Document:
        self._known(tree, f"{here}.document", ("pattern", "kinds"))
        pattern = re.compile(self._text(tree["pattern"]), re.IGNORECASE)
        if not {"number", "date"} <= set(pattern.groupindex):
            raise ValueError
        return Document(pattern, {normal(text): self._text(code) for text, code in tree.get("kinds", {}).items()})

    def _known(self, tree: Mapping[str, Any], here: str, names: Iterable[str]) -> None:
        """Refuse a name that is not known."""
        self.place = here
        for name in tree:
            if name not in set(names):
                self.place = f"{here}: {name}".strip(": ")
                raise ValueError

    @staticmethod
    def _text(value: Any) -> str:
        if not isinstance(value, str):
            raise TypeError
        return value

    def _texts(self, value: Any) -> tuple[str, ...]:
        if isinstance(value, str):
            return (value,)
        return tuple(self._text(one) for one in value)
