"""Finds documents by words, in any script, and shows where the words stand.

SQLite: two FTS5 tables, one of words (prefixes, names folded to sounds) and one of trigrams, for
scripts and inflections that word ends hide. PostgreSQL: a tsvector and pg_trgm. Every term must be
found; what stands in quotation marks is a phrase.
"""

import re
import unicodedata
from collections.abc import Sequence

from django.db import connection
from django.db.models.expressions import RawSQL

from khronika.record.public.models import Document, TextRow
from khronika.script import fold

_TERM = re.compile(r'["“”„«»]([^"“”„«»]+)["“”„«»]|(\S+)')
_SHORTEST_TRIGRAM = 3
_BEFORE, _AFTER = 60, 120

Snippet = list[tuple[str, bool]]


def terms_of(words: str) -> list[tuple[str, bool]]:
    """Split what a reader typed into terms; the flag says that a term is a phrase.

    >>> terms_of('"two words" alone -- ')
    [('two words', True), ('alone', False)]
    """
    found = [(phrase or word, bool(phrase)) for phrase, word in _TERM.findall(words)]
    return [(term, phrase) for term, phrase in found if any(map(str.isalnum, term))][:12]


def matching(term: str, *, phrase: bool) -> RawSQL:
    """Answer the ids of documents in which a term is found, as a subquery."""
    if connection.vendor == "sqlite":
        sql, parameters = _sqlite(term, phrase=phrase)
    else:
        sql, parameters = _postgres(term, phrase=phrase)
    return RawSQL(sql, parameters)  # noqa: S611 - the text is ours, the term a parameter


def documents(term: str, *, phrase: bool) -> frozenset[int]:
    """Answer the keys of the documents, of any kind and level, in which a term is found."""
    vendor = _sqlite if connection.vendor == "sqlite" else _postgres
    with connection.cursor() as cursor:
        cursor.execute(*vendor(term, phrase=phrase))
        return frozenset(row[0] for row in cursor.fetchall())


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _fts_query(term: str, *, phrase: bool) -> str:
    """Write a term in the query language of FTS5 (SQLite FTS5, section 3)."""
    if phrase:
        return _quoted(term)
    folded = fold(term)
    by_sound = f" OR {{folded}} : {_quoted(folded)} *" if len(folded) >= _SHORTEST_TRIGRAM else ""
    return f"({_quoted(term)} *{by_sound})"


def _sqlite(term: str, *, phrase: bool) -> tuple[str, list[str]]:
    found = "SELECT rowid FROM public_words WHERE public_words MATCH %s"
    parameters = [_fts_query(term, phrase=phrase)]
    if len(term) >= _SHORTEST_TRIGRAM:
        found += " UNION SELECT rowid FROM public_trigrams WHERE public_trigrams MATCH %s"
        parameters.append(_quoted(term))
    # The plus keeps SQLite from a look-up for each hit: the index of document_id holds both ids.
    return f"SELECT document_id FROM public_text WHERE +id IN ({found})", parameters  # noqa: S608 - ours


def _postgres(term: str, *, phrase: bool) -> tuple[str, list[str]]:
    found = "search @@ phraseto_tsquery('simple', %s)"
    parameters = [term]
    if not phrase:
        found = "(search @@ to_tsquery('simple', %s)"
        parameters = [_lexeme(term)]
        folded = fold(term)
        if len(folded) >= _SHORTEST_TRIGRAM:
            found += " OR search @@ to_tsquery('simple', %s)"
            parameters.append(" & ".join(f"{_lexeme(word)}C" for word in folded.split()))
        found += ")"
    if len(term) >= _SHORTEST_TRIGRAM:
        found += " OR (title || ' ' || names || ' ' || words) ILIKE %s"
        parameters.append("%" + re.sub(r"([\\%_])", r"\\\1", term) + "%")
    return f"SELECT document_id FROM public_text WHERE {found}", parameters  # noqa: S608 - ours


def _lexeme(word: str) -> str:
    escaped = word.replace("\\", " ").replace("'", "''")
    return f"'{escaped}':*"


def ranked(words: str, *, level: str, limit: int) -> list[int]:
    """Answer ids of documents of any kind in which all words are found, the best first.

    Ranking happens inside the full-text table before anything is joined (FTS5's bm25, titles and
    names before running words); what only the trigrams find comes after.
    """
    terms = terms_of(words)
    if not terms:
        return []
    found = Document.objects.filter(level=level).exclude(kind="tombstone")
    for term, phrase in terms:
        found = found.filter(id__in=matching(term, phrase=phrase))
    everywhere = list(found.order_by("-published_seq").values_list("id", flat=True)[: limit * 8])
    place = {document: at for at, document in enumerate(_best(terms, limit * 8))}
    return sorted(everywhere, key=lambda one: place.get(one, len(place)))[:limit]


def _best(terms: Sequence[tuple[str, bool]], limit: int) -> list[int]:
    if connection.vendor == "sqlite":
        sql = (
            "SELECT t.document_id FROM (SELECT rowid, rank FROM public_words "
            "WHERE public_words MATCH %s AND rank MATCH 'bm25(8.0, 6.0, 4.0, 1.0)' "
            "ORDER BY rank LIMIT %s) f JOIN public_text t ON t.id = f.rowid ORDER BY f.rank"
        )
        query = " AND ".join(_fts_query(term, phrase=phrase) for term, phrase in terms)
    else:
        sql = (
            "SELECT document_id FROM public_text WHERE search @@ plainto_tsquery('simple', %s) "
            "ORDER BY ts_rank(search, plainto_tsquery('simple', %s)) DESC LIMIT %s"
        )
        query = " ".join(term for term, _ in terms)
    parameters: list[str | int] = [query, limit]
    if connection.vendor != "sqlite":
        parameters.insert(0, query)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] for row in cursor.fetchall()]


def snippets(words: str, documents: Sequence[int]) -> dict[int, Snippet]:
    """Answer, for documents that were found, the words around the first hit."""
    terms = [term for term, _ in terms_of(words)]
    rows = TextRow.objects.filter(document__in=list(documents))
    shown = {}
    for row in rows:
        found = next(filter(None, (snippet(text, terms) for text in (row.words, row.names))), None)
        if found:
            shown[row.document_id] = found
    return shown


class _Folds(dict[int, str]):
    """Folds of single characters, worked out when they are first met (`str.translate`)."""

    def __missing__(self, code: int) -> str:
        one = chr(code)
        self[code] = (unicodedata.normalize("NFD", one.casefold()) or one)[0]
        return self[code]


_FOLDS = _Folds()


def _flat(text: str) -> str:
    """Fold case and marks, one character for each, so that offsets stay as they are."""
    return text.translate(_FOLDS)


def snippet(text: str, terms: Sequence[str]) -> Snippet:
    """Cut a text around the first hit of any term; the flag marks the hits.

    >>> snippet("held on the quay", ["THE"])
    [('held on ', False), ('the', True), (' quay', False)]
    """
    flat = _flat(text)
    hits = sorted(
        (match.start(), match.end())
        for term in terms
        for match in re.finditer(re.escape(_flat(term)), flat)
    )
    if not hits:
        return []
    start, end = max(0, hits[0][0] - _BEFORE), min(len(text), hits[0][1] + _AFTER)
    pieces: Snippet = [("…", False)] if start else []
    at = start
    for first, last in hits:
        if first < at or last > end:
            continue
        pieces += [(text[at:first], False), (text[first:last], True)]
        at = last
    pieces += [(text[at:end] + ("…" if end < len(text) else ""), False)]
    return [piece for piece in pieces if piece[0]]
