"""The rules that stand behind the code: triggers of both databases, written by hand.

They read append-only tables only (`record_entry`, `record_mark`, `record_publication`), never
working tables, which anyone can update. A migration that alters one of these tables ends with
`install`: Django's AlterField drops triggers on SQLite without a word. `khronika record verify`
compares the texts in the database with the ones here.
"""

WRITES = (
    "'receive','propose','decide','compose','party','match','access','correct','withdraw',"
    "'erase','register'"
)
APPEND_ONLY = ("record_entry", "record_mark", "record_publication", "record_value")
ZEROS = "0" * 64

_HEAD = "(SELECT max(seq) FROM record_entry)"


def _sqlite_refusal(message: str, condition: str) -> str:
    return f"  SELECT RAISE(ABORT, '{message}') WHERE {condition};\n"


def _sqlite(name: str, when: str, table: str, body: str) -> tuple[str, str]:
    return name, f"CREATE TRIGGER {name} {when} ON {table} BEGIN\n{body}END"


# What a publication demands, in the words of both databases: {fact}, {level} etc. are filled in.
# A tree of prose is approved by somebody who wrote none of it since the last approved hash.
_APPROVED = """SELECT 1 FROM record_mark w
      WHERE w.fact = {fact} AND w.seq = {seq} AND w.what = 'write' AND w.actor LIKE 'u:%'
        AND NOT EXISTS (SELECT 1 FROM record_mark l
          WHERE l.fact = w.fact AND l.what = 'write' AND l.seq > w.seq)
        AND EXISTS (SELECT 1 FROM record_mark a
          WHERE a.fact = w.fact AND a.seq = w.seq AND a.what = 'approve'
            AND a.actor LIKE 'u:%' AND a.actor <> w.actor
            AND (w.fact NOT LIKE '%.tree.%' OR NOT EXISTS (SELECT 1 FROM record_mark o
              WHERE o.fact = w.fact AND o.what = 'write' AND o.actor = a.actor AND o.seq > coalesce((
                SELECT max(p.seq) FROM record_mark p JOIN record_mark q
                  ON q.fact = p.fact AND q.seq = p.seq AND q.what = 'write' AND q.actor <> p.actor
                WHERE p.fact = w.fact AND p.what = 'approve' AND p.seq < w.seq), 0))))"""

_SECONDED = """SELECT 1 FROM record_entry r JOIN record_entry a ON a.subject = r.subject
      WHERE r.id = NEW.request AND a.kind = 'approve' AND {request_of_a} = NEW.request
        AND a.actor <> r.actor AND a.actor LIKE 'u:%'"""

_SUPERSEDED = """SELECT 1 FROM record_publication p JOIN record_entry r ON r.id = NEW.request
      WHERE p.subject = NEW.subject AND p.level = NEW.level AND p.seq > r.seq"""

_LAST_OF_PLACE = """NOT EXISTS (SELECT 1 FROM record_publication q
        WHERE q.subject = p.subject AND q.level = p.level AND q.seq > p.seq)"""

_PUBLICATION_KNOWN = """SELECT 1 FROM record_publication
      WHERE subject = NEW.subject AND level = NEW.level AND seq = NEW.seq"""


def _sqlite_documents(entry: str) -> str:
    return (
        f"json_each({entry}.payload, '$.documents') d WHERE json_extract(d.value, '$[0]') = "
        "NEW.subject AND json_extract(d.value, '$[1]') = NEW.level AND "
        "json_extract(d.value, '$[2]') = NEW.sha256"
    )


def _sqlite_triggers() -> tuple[tuple[str, str], ...]:
    entry = (
        _sqlite_refusal(
            "record_entry: seq is not the next",
            f"NEW.seq IS NOT coalesce({_HEAD}, 0) + 1",
        )
        + _sqlite_refusal(
            "record_entry: prev is not the hash of the head",
            "NEW.prev IS NOT coalesce((SELECT hash FROM record_entry WHERE seq = NEW.seq - 1), "
            f"'{ZEROS}')",
        )
        + _sqlite_refusal(
            "record_entry: the id is known",
            "EXISTS (SELECT 1 FROM record_entry WHERE id = NEW.id)",
        )
        + _sqlite_refusal("record_entry: the payload is no JSON", "NOT json_valid(NEW.payload)")
    )
    marks = f"""  INSERT INTO record_mark (entry, fact, seq, actor, what)
    SELECT NEW.seq, json_extract(j.value, '$.fact'), NEW.seq, NEW.actor, 'write'
      FROM json_each(NEW.payload, '$.facts') j WHERE NEW.kind IN ({WRITES})
    UNION ALL
    SELECT NEW.seq, json_extract(j.value, '$[0]'), json_extract(j.value, '$[1]'), NEW.actor, 'approve'
      FROM json_each(NEW.payload, '$.facts') j WHERE NEW.kind = 'approve';
"""
    mark = _sqlite_refusal(
        "record_mark: not in the head entry",
        f"""NOT EXISTS (SELECT 1 FROM record_entry e, json_each(e.payload, '$.facts') j
      WHERE e.seq = NEW.entry AND e.seq = {_HEAD} AND e.actor = NEW.actor
        AND ((NEW.what = 'write' AND e.kind IN ({WRITES}) AND NEW.seq = e.seq
            AND json_extract(j.value, '$.fact') = NEW.fact)
          OR (NEW.what = 'approve' AND e.kind = 'approve'
            AND json_extract(j.value, '$[0]') = NEW.fact
            AND json_extract(j.value, '$[1]') = NEW.seq)))""",
    ) + _sqlite_refusal(
        "record_mark: known",
        "EXISTS (SELECT 1 FROM record_mark WHERE entry = NEW.entry AND fact = NEW.fact)",
    )
    value = _sqlite_refusal(
        "record_value: the id is known", "EXISTS (SELECT 1 FROM record_value WHERE id = NEW.id)"
    ) + _sqlite_refusal(
        "record_value: the head entry does not name it",
        f"coalesce(instr((SELECT payload FROM record_entry WHERE seq = {_HEAD}), "
        "'\"' || NEW.id || '\"'), 0) = 0",
    )
    erased = _sqlite_refusal(
        "record_value: only the erase entry at the head deletes",
        f"""NOT EXISTS (SELECT 1 FROM record_entry e, json_each(e.payload, '$.values') j
      WHERE e.seq = {_HEAD} AND e.kind IN ('erase', 'restore') AND j.value = OLD.id)""",
    ) + _sqlite_refusal(
        "record_value: the frozen bytes of what stands in public stay with it",
        f"""EXISTS (SELECT 1 FROM record_publication p JOIN record_entry r ON r.id = p.request,
      json_each(r.payload, '$.bodies') b
      WHERE OLD.key IS NOT NULL AND p.subject = OLD.owner AND {_LAST_OF_PLACE}
        AND json_extract(b.value, '$.value') = OLD.id
        AND json_extract(r.payload, '$.documents[' || b.key || '][0]') = p.subject
        AND json_extract(r.payload, '$.documents[' || b.key || '][1]') = p.level
        AND NOT EXISTS (SELECT 1 FROM record_entry e, json_each(e.payload, '$.documents') d
          WHERE e.seq = {_HEAD} AND json_extract(d.value, '$[0]') = p.subject
            AND json_extract(d.value, '$[1]') = p.level))""",
    )
    publication = (
        _sqlite_refusal(
            "record_publication: seq is not the head",
            f"NEW.seq IS NOT {_HEAD}",
        )
        + _sqlite_refusal("record_publication: known", f"EXISTS ({_PUBLICATION_KNOWN})")
        + _sqlite_refusal(
            "record_publication: no bundle, withdrawal or erasure holds this document",
            f"""NOT EXISTS (SELECT 1 FROM record_entry e, {_sqlite_documents("e")}
        AND e.seq = NEW.seq AND e.kind IN ('withdraw', 'erase') AND e.id = NEW.request)
    AND NOT EXISTS (SELECT 1 FROM record_entry e JOIN record_entry r ON r.id = NEW.request,
      {_sqlite_documents("r")}
        AND e.seq = NEW.seq AND e.kind = 'publish' AND r.kind = 'request'
        AND json_extract(e.payload, '$.request') = NEW.request)""",
        )
        + _sqlite_refusal(
            "record_publication: a fact is not approved by a second person",
            f"""EXISTS (SELECT 1 FROM record_entry r WHERE r.id = NEW.request AND r.kind = 'request'
      AND (json_array_length(r.payload, '$.facts') IS NOT NULL) <>
        (json_array_length(r.payload, '$.facts') > 0))
    OR EXISTS (SELECT 1 FROM record_entry r, json_each(r.payload, '$.facts') f
      WHERE r.id = NEW.request AND r.kind = 'request' AND NOT EXISTS ({
                _APPROVED.format(
                    fact="json_extract(f.value, '$[0]')", seq="json_extract(f.value, '$[1]')"
                )
            }))""",
        )
        + _sqlite_refusal(
            "record_publication: nobody but the requester approved in this bundle",
            f"""EXISTS (SELECT 1 FROM record_entry WHERE id = NEW.request AND kind = 'request')
    AND NOT EXISTS ({_SECONDED.format(request_of_a="json_extract(a.payload, '$.request')")})""",
        )
        + _sqlite_refusal(
            "record_publication: a later document stands; request again",
            f"EXISTS ({_SUPERSEDED})",
        )
    )
    made = [
        _sqlite("record_entry_insert", "BEFORE INSERT", "record_entry", entry),
        _sqlite("record_entry_marks", "AFTER INSERT", "record_entry", marks),
        _sqlite("record_mark_insert", "BEFORE INSERT", "record_mark", mark),
        _sqlite("record_value_insert", "BEFORE INSERT", "record_value", value),
        _sqlite("record_value_delete", "BEFORE DELETE", "record_value", erased),
        _sqlite("record_publication_insert", "BEFORE INSERT", "record_publication", publication),
    ]
    for table in (*APPEND_ONLY, "record_view"):
        for what in ("UPDATE", "DELETE"):
            if what == "DELETE" and table in ("record_value", "record_view"):
                continue
            refusal = f"  SELECT RAISE(ABORT, '{table}: {what} is refused');\n"
            made.append(_sqlite(f"{table}_no_{what.lower()}", f"BEFORE {what}", table, refusal))
    return tuple(made)


def _refusal(message: str, condition: str) -> str:
    return f"  IF {condition} THEN RAISE EXCEPTION '{message}'; END IF;\n"


def _postgres(name: str, when: str, table: str, body: str) -> tuple[str, str]:
    each = "STATEMENT" if "TRUNCATE" in when else "ROW"
    answer = "OLD" if "DELETE" in when else "NEW"
    return name, (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$BEGIN\n"
        f"{body}  RETURN {answer};\nEND$body$;\n"
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"
    )


def _array(entry: str, key: str) -> str:
    # A payload without the key gives no rows; one whose key is no list is refused by PostgreSQL.
    return f"jsonb_array_elements(coalesce({entry}.payload::jsonb->'{key}', '[]'))"


def _documents(entry: str) -> str:
    return (
        f"{_array(entry, 'documents')} d WHERE d->>0 = NEW.subject AND d->>1 = NEW.level "
        "AND d->>2 = NEW.sha256"
    )


def _postgres_triggers() -> tuple[tuple[str, str], ...]:
    entry = (
        _refusal(
            "record_entry: seq is not the next",
            f"NEW.seq IS DISTINCT FROM coalesce({_HEAD}, 0) + 1",
        )
        + _refusal(
            "record_entry: prev is not the hash of the head",
            "NEW.prev IS DISTINCT FROM coalesce((SELECT hash FROM record_entry "
            f"WHERE seq = NEW.seq - 1), '{ZEROS}')",
        )
        + _refusal(
            "record_entry: the id is known",
            "EXISTS (SELECT 1 FROM record_entry WHERE id = NEW.id)",
        )
        + _refusal("record_entry: the payload is no JSON", "NEW.payload::jsonb IS NULL")
    )
    marks = f"""  IF NEW.kind IN ({WRITES}) THEN
    INSERT INTO record_mark (entry, fact, seq, actor, what)
      SELECT NEW.seq, j->>'fact', NEW.seq, NEW.actor, 'write' FROM {_array("NEW", "facts")} j;
  ELSIF NEW.kind = 'approve' THEN
    INSERT INTO record_mark (entry, fact, seq, actor, what)
      SELECT NEW.seq, j->>0, (j->>1)::bigint, NEW.actor, 'approve' FROM {_array("NEW", "facts")} j;
  END IF;
"""
    mark = _refusal(
        "record_mark: not in the head entry",
        f"""NOT EXISTS (SELECT 1 FROM record_entry e, {_array("e", "facts")} j
      WHERE e.seq = NEW.entry AND e.seq = {_HEAD} AND e.actor = NEW.actor
        AND ((NEW.what = 'write' AND e.kind IN ({WRITES}) AND NEW.seq = e.seq
            AND j->>'fact' = NEW.fact)
          OR (NEW.what = 'approve' AND e.kind = 'approve'
            AND j->>0 = NEW.fact AND (j->>1)::bigint = NEW.seq)))""",
    ) + _refusal(
        "record_mark: known",
        "EXISTS (SELECT 1 FROM record_mark WHERE entry = NEW.entry AND fact = NEW.fact)",
    )
    value = _refusal(
        "record_value: the id is known", "EXISTS (SELECT 1 FROM record_value WHERE id = NEW.id)"
    ) + _refusal(
        "record_value: the head entry does not name it",
        "coalesce(strpos((SELECT payload FROM record_entry "
        f"WHERE seq = {_HEAD}), '\"' || NEW.id || '\"'), 0) = 0",
    )
    erased = _refusal(
        "record_value: only the erase entry at the head deletes",
        f"""NOT EXISTS (SELECT 1 FROM record_entry e, {_array("e", "values")} j
      WHERE e.seq = {_HEAD} AND e.kind IN ('erase', 'restore') AND j#>>'{{}}' = OLD.id)""",
    ) + _refusal(
        "record_value: the frozen bytes of what stands in public stay with it",
        f"""OLD.key IS NOT NULL AND EXISTS (SELECT 1 FROM record_publication p
      JOIN record_entry r ON r.id = p.request CROSS JOIN LATERAL
      jsonb_array_elements(coalesce(r.payload::jsonb->'bodies', '[]')) WITH ORDINALITY b(body, n)
      WHERE p.subject = OLD.owner AND {_LAST_OF_PLACE}
        AND b.body->>'value' = OLD.id
        AND r.payload::jsonb#>>ARRAY['documents', (b.n - 1)::text, '0'] = p.subject
        AND r.payload::jsonb#>>ARRAY['documents', (b.n - 1)::text, '1'] = p.level
        AND NOT EXISTS (SELECT 1 FROM record_entry e, {_array("e", "documents")} d
          WHERE e.seq = {_HEAD} AND d->>0 = p.subject AND d->>1 = p.level))""",
    )
    request = "EXISTS (SELECT 1 FROM record_entry WHERE id = NEW.request AND kind = 'request')"
    publication = (
        _refusal("record_publication: seq is not the head", f"NEW.seq IS DISTINCT FROM {_HEAD}")
        + _refusal("record_publication: known", f"EXISTS ({_PUBLICATION_KNOWN})")
        + _refusal(
            "record_publication: no bundle, withdrawal or erasure holds this document",
            f"""NOT EXISTS (SELECT 1 FROM record_entry e, {_documents("e")}
        AND e.seq = NEW.seq AND e.kind IN ('withdraw', 'erase') AND e.id = NEW.request)
    AND NOT EXISTS (SELECT 1 FROM record_entry e JOIN record_entry r ON r.id = NEW.request,
      {_documents("r")}
        AND e.seq = NEW.seq AND e.kind = 'publish' AND r.kind = 'request'
        AND e.payload::jsonb->>'request' = NEW.request)""",
        )
        + _refusal(
            "record_publication: a fact is not approved by a second person",
            f"""{request} AND (
      NOT EXISTS (SELECT 1 FROM record_entry r, {_array("r", "facts")} f WHERE r.id = NEW.request)
      OR EXISTS (SELECT 1 FROM record_entry r, {_array("r", "facts")} f
        WHERE r.id = NEW.request AND NOT EXISTS ({
                _APPROVED.format(fact="f->>0", seq="(f->>1)::bigint")
            })))""",
        )
        + _refusal(
            "record_publication: nobody but the requester approved in this bundle",
            f"""{request} AND NOT EXISTS ({
                _SECONDED.format(request_of_a="a.payload::jsonb->>'request'")
            })""",
        )
        + _refusal(
            "record_publication: a later document stands; request again",
            f"EXISTS ({_SUPERSEDED})",
        )
    )
    made = [
        _postgres("record_entry_insert", "BEFORE INSERT", "record_entry", entry),
        _postgres("record_entry_marks", "AFTER INSERT", "record_entry", marks),
        _postgres("record_mark_insert", "BEFORE INSERT", "record_mark", mark),
        _postgres("record_value_insert", "BEFORE INSERT", "record_value", value),
        _postgres("record_value_delete", "BEFORE DELETE", "record_value", erased),
        _postgres("record_publication_insert", "BEFORE INSERT", "record_publication", publication),
    ]
    for table in (*APPEND_ONLY, "record_view"):
        for what in ("UPDATE", "DELETE", "TRUNCATE"):
            if what == "DELETE" and table in ("record_value", "record_view"):
                continue
            refusal = f"  RAISE EXCEPTION '{table}: {what} is refused';\n"
            made.append(_postgres(f"{table}_no_{what.lower()}", f"BEFORE {what}", table, refusal))
    return tuple(made)


TRIGGERS = {"sqlite": _sqlite_triggers(), "postgresql": _postgres_triggers()}


def install(apps, schema_editor):
    """Put every trigger in place, replacing an older text of the same name."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _drop_like_indexes(cursor)
        for name, text in TRIGGERS[connection.vendor]:
            remove_one(cursor, connection.vendor, name, text)
            cursor.execute(text)


def remove(apps, schema_editor):
    """Take every trigger away again (a migration backwards)."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for name, text in TRIGGERS[connection.vendor]:
            remove_one(cursor, connection.vendor, name, text)
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")


def remove_one(cursor, vendor, name, text):
    """Drop one trigger; PostgreSQL wants its table too."""
    table = text.split(f"CREATE TRIGGER {name} ")[1].split(" ON ")[1].split()[0]
    on_table = f" ON {table}" if vendor == "postgresql" else ""
    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def _drop_like_indexes(cursor):
    # Django adds a second index for LIKE to every text key; ids are only compared whole.
    cursor.execute(
        "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() "
        "AND tablename LIKE 'record\\_%%' AND tablename <> 'record_user' AND indexname LIKE '%%\\_like'",
        [],
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP INDEX IF EXISTS "{name}"')
