"""The rules behind public documents: triggers of both databases, written by hand.

A document gets in only with the hash of its bytes, and that hash must be the one of the latest
`record_publication` row of its subject and level; index rows carry the same hash. A migration
that alters one of these tables ends with `install`: Django's AlterField drops triggers on SQLite
without a word. `khronika record verify` compares the texts in the database with the ones here.

What one person puts in place of a document by `erase` may only take away. On SQLite that is asked
of `takes_away(old, new)`, which the program registers on its connections
(`record.documents.taking`): one that has not got it fails closed. PostgreSQL compares leaf by leaf
in SQL, a little more loosely where numbers are counted again; `verify` asks the exact rule too.
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
        f"""{_KIND} IS NOT 'publish' AND {_KIND} IS NOT 'erase'
    AND json_extract(NEW.body, '$.kind') IS NOT 'tombstone'
    OR {_KIND} IS 'erase' AND takes_away(OLD.body, NEW.body) IS NOT 1""",
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


# Every leaf of a body with its place: keys, and for an item of a list its id. What stands after an
# erasure must stand at the same place before it, or be what `erase` leaves there, each in its line:
# the nonce; words of that place behind a mask; what is counted again, of codes that were there; a
# person drawn anew, whose id nobody had, in place of one who is gone; which act was theirs first;
# what a reader cannot check of a package that is offered no more; a newer form of the document.
_LEAVES = """(
      WITH RECURSIVE walk(place, leaf) AS (
        SELECT ''::text, {body}::jsonb
        UNION ALL
        SELECT w.place || '.' || c.key, c.value FROM walk w CROSS JOIN LATERAL (
          SELECT key, value FROM jsonb_each(
            CASE WHEN jsonb_typeof(w.leaf) = 'object' THEN w.leaf ELSE '{{}}' END)
          UNION ALL
          SELECT coalesce(CASE WHEN jsonb_typeof(i) = 'object' THEN
              coalesce(i->>'id', i->>'fact') END, '-'), i
            FROM jsonb_array_elements(
              CASE WHEN jsonb_typeof(w.leaf) = 'array' THEN w.leaf ELSE '[]' END) i) c)
      SELECT place, leaf, leaf #>> '{{}}' AS word FROM walk
        WHERE jsonb_typeof(leaf) NOT IN ('object', 'array'))"""

_NEWER = "NEW.body::jsonb->'v' > OLD.body::jsonb->'v' AND NEW.body::jsonb->>'v' IN ('2', '3')"
"""A document is written in the newest schema again; a test counts the versions."""

_ERASURE = f"""  IF NEW.body::jsonb->>'kind' = 'tombstone' THEN
    IF NEW.body::jsonb - ARRAY['nonce', 'on', 'number', 'subject', 'level', 'v', 'of', 'why',
        'successor', 'kind', 'reason'] <> '{{}}'
      OR NEW.body::jsonb->>'nonce' !~ '^[0-9a-f]{{32}}$'
      OR NEW.body::jsonb->>'on' !~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$'
      OR NEW.body::jsonb->>'reason' IS NOT NULL
      OR NEW.body::jsonb->'number' IS DISTINCT FROM OLD.body::jsonb->'number'
      OR (NEW.body::jsonb->'v' IS DISTINCT FROM OLD.body::jsonb->'v' AND ({_NEWER}) IS NOT TRUE)
      OR (CASE WHEN OLD.body::jsonb->>'kind' = 'tombstone' THEN
          (NEW.body::jsonb->'of', NEW.body::jsonb->'why', NEW.body::jsonb->'successor')
            IS DISTINCT FROM
          (OLD.body::jsonb->'of', OLD.body::jsonb->'why', OLD.body::jsonb->'successor')
        ELSE NEW.body::jsonb->>'of' IS DISTINCT FROM OLD.body::jsonb->>'kind'
          OR NEW.body::jsonb->>'why' IS DISTINCT FROM 'erased'
          OR NEW.body::jsonb->>'successor' IS NOT NULL END)
    THEN RAISE EXCEPTION 'public_document: a tombstone of an erasure adds something'; END IF;
  ELSIF EXISTS (
    WITH o AS MATERIALIZED {_LEAVES.format(body="OLD.body")},
      n AS MATERIALIZED {_LEAVES.format(body="NEW.body")}
    SELECT 1 FROM n WHERE jsonb_typeof(n.leaf) <> 'null'
      AND NOT EXISTS (SELECT 1 FROM o WHERE o.place = n.place AND o.leaf = n.leaf)
      AND NOT (n.place = '.nonce' AND n.word ~ '^[0-9a-f]{{32}}$')
      AND NOT (strpos(n.word, '[name withheld]') > 0 AND EXISTS (SELECT 1 FROM o
        WHERE o.place = n.place AND jsonb_typeof(o.leaf) = 'string' AND o.word LIKE replace(
          regexp_replace(n.word, '([\\\\%_])', '\\\\\\1', 'g'), '[name withheld]', '%')))
      AND NOT (n.place ~ '^[.](totals|title[.]parts[.]acts)[.]' AND (jsonb_typeof(n.leaf) = 'number'
        OR EXISTS (SELECT 1 FROM o WHERE o.leaf = n.leaf)))
      AND NOT (n.place ~ '^[.]quotes[.][^.]+[.]masked[.]' AND jsonb_typeof(n.leaf) = 'number')
      AND NOT (n.place ~ '[.]party$' AND n.word ~ '^[0-9a-z]{{16}}$'
        AND NOT EXISTS (SELECT 1 FROM o WHERE o.word = n.word))
      AND NOT (n.place ~ '^[.]parties[.][0-9a-z]{{16}}[.](id|kind|named)$'
        AND n.word IN (split_part(n.place, '.', 3), 'person', 'false')
        AND NOT EXISTS (SELECT 1 FROM o WHERE o.word = split_part(n.place, '.', 3)))
      AND NOT (n.place ~ '[.]same_as$'
        AND EXISTS (SELECT 1 FROM o WHERE o.place = '.acts.' || n.word || '.id'))
      AND NOT (n.place ~ '[.]href$' AND n.word = '#')
      AND NOT (n.place = '.v' AND {_NEWER})
      AND NOT (n.place ~ '^[.](sources|films)[.][^.]+[.]evidence[.](level|unchecked[.]-)$'
        AND n.word IN ('restricted', 'bytes', 'stamps', 'custody'))
      AND NOT (n.place ~ '^[.]trees[.].*[.]type$' AND n.word = 'text'))
  THEN RAISE EXCEPTION 'public_document: an erasure adds something'; END IF;
"""


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
    later = document + _refusal(
        "public_document: a withdrawal or an erasure adds something",
        f"""{_KIND} IS DISTINCT FROM 'publish' AND {_KIND} IS DISTINCT FROM 'erase'
    AND NEW.body::jsonb->>'kind' IS DISTINCT FROM 'tombstone'""",
    )
    later += f"  IF {_KIND} = 'erase' THEN\n{_ERASURE}  END IF;\n"
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


def install_again(apps, schema_editor):
    """Put every trigger in place anew, in its present text."""
    vendor = schema_editor.connection.vendor
    with schema_editor.connection.cursor() as cursor:
        for name, text in TRIGGERS[vendor]:
            table = text.split(f"CREATE TRIGGER {name} ")[1].split(" ON ")[1].split()[0]
            on_table = f" ON {table}" if vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")
            cursor.execute(text)
