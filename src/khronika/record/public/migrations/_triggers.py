"""The rules behind public documents: triggers of both databases, written by hand.

A document gets in only with the hash of its bytes, and that hash must be the one of the latest
`record_publication` row of its subject and level; index rows carry the same hash. A migration
that alters one of these tables ends with `install`: Django's AlterField drops triggers on SQLite
without a word. `khronika record verify` compares the texts in the database with the ones here.
"""

INDEXED = ("public_act", "public_party", "public_address", "public_text")
COLUMNS = ("kind", "number", "country", "level", "subject")

_LATEST = """(SELECT {column} FROM record_publication
      WHERE subject = NEW.subject AND level = NEW.level ORDER BY seq DESC LIMIT 1)"""
_HASH, _SEQ = _LATEST.format(column="sha256"), _LATEST.format(column="seq")


_KIND = """(SELECT e.kind FROM record_entry e WHERE e.seq = (SELECT seq FROM record_publication
      WHERE subject = NEW.subject AND level = NEW.level ORDER BY seq DESC LIMIT 1))"""


def _sqlite_refusal(message, condition):
    return f"  SELECT RAISE(ABORT, '{message}') WHERE {condition};\n"


def _sqlite(name, when, table, body):
    return name, f"CREATE TRIGGER {name} {when} ON {table} BEGIN\n{body}END"


def _sqlite_triggers():
    # sha256() is the function that Django registers: a connection without it fails closed.
    document = (
        _sqlite_refusal(
            "public_document: the hash is not that of the bytes", "NEW.sha256 IS NOT sha256(NEW.body)"
        )
        + _sqlite_refusal(
            "public_document: the hash is not that of the latest publication",
            f"NEW.sha256 IS NOT {_HASH}",
        )
        + _sqlite_refusal(
            "public_document: the entry is not that of the latest publication",
            f"NEW.published_seq IS NOT {_SEQ}",
        )
        + _sqlite_refusal(
            "public_document: a column does not say what the bytes say",
            " OR ".join(
                f"NEW.{column} IS NOT json_extract(NEW.body, '$.{column}')" for column in COLUMNS
            ),
        )
    )
    # Withdrawing and erasing need one person only, so they may take away and nothing else.
    first = document + _sqlite_refusal(
        "public_document: what was never published cannot be withdrawn",
        f"{_KIND} IS NOT 'publish'",
    )
    later = document + _sqlite_refusal(
        "public_document: a withdrawal or an erasure adds something",
        f"""{_KIND} IS NOT 'publish' AND json_extract(NEW.body, '$.kind') IS NOT 'tombstone'
    AND ({_KIND} IS NOT 'erase'
      OR EXISTS (SELECT 1 FROM json_tree(NEW.body) n WHERE n.key = 'fact'
        AND n.value NOT IN (SELECT o.value FROM json_tree(OLD.body) o WHERE o.key = 'fact')))""",
    )
    made = [
        _sqlite("public_document_insert", "BEFORE INSERT", "public_document", first),
        _sqlite("public_document_update", "BEFORE UPDATE", "public_document", later),
        _sqlite(
            "public_document_no_delete",
            "BEFORE DELETE",
            "public_document",
            "  SELECT RAISE(ABORT, 'public_document: DELETE is refused');\n",
        ),
    ]
    for table in INDEXED:
        rule = _sqlite_refusal(
            f"{table}: the hash is not that of the latest publication", f"NEW.sha256 IS NOT {_HASH}"
        ) + _sqlite_refusal(
            f"{table}: the row is not of that document",
            "NOT EXISTS (SELECT 1 FROM public_document WHERE id = NEW.document_id AND "
            "subject = NEW.subject AND level = NEW.level AND sha256 = NEW.sha256)",
        )
        made += [
            _sqlite(f"{table}_insert", "BEFORE INSERT", table, rule),
            _sqlite(f"{table}_update", "BEFORE UPDATE", table, rule),
        ]
    return (*made, *_sqlite_search())


def _sqlite_search():
    """Keep the full-text tables with `public_text` (SQLite FTS5, 4.4.3: external content)."""
    made = []
    for table, columns in (
        ("public_words", "title, names, folded, words"),
        ("public_trigrams", "title, names, words"),
    ):
        new = ", ".join(f"NEW.{column}" for column in columns.split(", "))
        old = new.replace("NEW.", "OLD.")
        insert = f"  INSERT INTO {table}(rowid, {columns}) VALUES (NEW.id, {new});\n"
        delete = (
            f"  INSERT INTO {table}({table}, rowid, {columns}) VALUES ('delete', OLD.id, {old});\n"
        )
        made += [
            _sqlite(f"{table}_insert", "AFTER INSERT", "public_text", insert),
            _sqlite(f"{table}_delete", "AFTER DELETE", "public_text", delete),
            _sqlite(f"{table}_update", "AFTER UPDATE", "public_text", delete + insert),
        ]
    return tuple(made)


def _refusal(message, condition):
    return f"  IF {condition} THEN RAISE EXCEPTION '{message}'; END IF;\n"


def _postgres(name, when, table, body):
    each = "STATEMENT" if "TRUNCATE" in when else "ROW"
    answer = "OLD" if "DELETE" in when else "NEW"
    return name, (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$BEGIN\n"
        f"{body}  RETURN {answer};\nEND$body$;\n"
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"
    )


def _postgres_triggers():
    document = (
        _refusal(
            "public_document: the hash is not that of the bytes",
            "NEW.sha256 IS DISTINCT FROM encode(sha256(convert_to(NEW.body, 'UTF8')), 'hex')",
        )
        + _refusal(
            "public_document: the hash is not that of the latest publication",
            f"NEW.sha256 IS DISTINCT FROM {_HASH}",
        )
        + _refusal(
            "public_document: the entry is not that of the latest publication",
            f"NEW.published_seq IS DISTINCT FROM {_SEQ}",
        )
        + _refusal(
            "public_document: a column does not say what the bytes say",
            " OR ".join(
                f"NEW.{column} IS DISTINCT FROM NEW.body::jsonb->>'{column}'" for column in COLUMNS
            ),
        )
    )
    first = document + _refusal(
        "public_document: what was never published cannot be withdrawn",
        f"{_KIND} IS DISTINCT FROM 'publish'",
    )
    facts = "jsonb_path_query({}.body::jsonb, 'strict $.**.fact') #>> '{{}}'"
    later = document + _refusal(
        "public_document: a withdrawal or an erasure adds something",
        f"""{_KIND} IS DISTINCT FROM 'publish'
    AND NEW.body::jsonb->>'kind' IS DISTINCT FROM 'tombstone'
    AND ({_KIND} IS DISTINCT FROM 'erase'
      OR EXISTS (SELECT {facts.format("NEW")} EXCEPT SELECT {facts.format("OLD")}))""",
    )
    made = [
        _postgres("public_document_insert", "BEFORE INSERT", "public_document", first),
        _postgres("public_document_update", "BEFORE UPDATE", "public_document", later),
    ]
    for what in ("DELETE", "TRUNCATE"):
        refusal = f"  RAISE EXCEPTION 'public_document: {what} is refused';\n"
        name = f"public_document_no_{what.lower()}"
        made.append(_postgres(name, f"BEFORE {what}", "public_document", refusal))
    for table in INDEXED:
        rule = _refusal(
            f"{table}: the hash is not that of the latest publication",
            f"NEW.sha256 IS DISTINCT FROM {_HASH}",
        ) + _refusal(
            f"{table}: the row is not of that document",
            "NOT EXISTS (SELECT 1 FROM public_document WHERE id = NEW.document_id AND "
            "subject = NEW.subject AND level = NEW.level AND sha256 = NEW.sha256)",
        )
        made.append(_postgres(f"{table}_write", "BEFORE INSERT OR UPDATE", table, rule))
    return tuple(made)


TRIGGERS = {"sqlite": _sqlite_triggers(), "postgresql": _postgres_triggers()}

TABLES = {
    "sqlite": (
        "CREATE VIRTUAL TABLE public_words USING fts5(title, names, folded, words, "
        "content='public_text', content_rowid='id', prefix='2 3', "
        "tokenize='unicode61 remove_diacritics 2')",
        "CREATE VIRTUAL TABLE public_trigrams USING fts5(title, names, words, "
        "content='public_text', content_rowid='id', tokenize='trigram')",
    ),
    "postgresql": (
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        "ALTER TABLE public_text ADD COLUMN search tsvector GENERATED ALWAYS AS ("
        "setweight(to_tsvector('simple', title), 'A') || "
        "setweight(to_tsvector('simple', names), 'B') || "
        "setweight(to_tsvector('simple', folded), 'C') || "
        "to_tsvector('simple', words)) STORED",
        "CREATE INDEX public_text_search ON public_text USING gin (search)",
        "CREATE INDEX public_text_trigrams ON public_text USING gin "
        "((title || ' ' || names || ' ' || words) gin_trgm_ops)",
    ),
}
"""Full-text tables and indexes, which Django's models do not know."""


def install(apps, schema_editor):
    """Put full-text tables and every trigger in place."""
    vendor = schema_editor.connection.vendor
    with schema_editor.connection.cursor() as cursor:
        for statement in TABLES[vendor]:
            cursor.execute(statement)
        for _, text in TRIGGERS[vendor]:
            cursor.execute(text)


def remove(apps, schema_editor):
    """Take triggers and full-text tables away again (a migration backwards)."""
    vendor = schema_editor.connection.vendor
    with schema_editor.connection.cursor() as cursor:
        for name, text in TRIGGERS[vendor]:
            table = text.split(f"CREATE TRIGGER {name} ")[1].split(" ON ")[1].split()[0]
            on_table = f" ON {table}" if vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")
            if vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")
        if vendor == "sqlite":
            cursor.execute("DROP TABLE public_words")
            cursor.execute("DROP TABLE public_trigrams")
        else:
            cursor.execute("DROP INDEX public_text_trigrams")
            cursor.execute("ALTER TABLE public_text DROP COLUMN search")
