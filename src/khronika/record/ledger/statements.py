"""Statements with which entries change the working tables; every name is a constant of ours."""

SET_FACT = (
    "INSERT INTO record_fact (id, thing, field, item, value, value_id, party, cites, rule, "
    "confidence, status, seq, author, published, erased) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, NULL, FALSE) "
    "ON CONFLICT (id) DO UPDATE SET value = excluded.value, value_id = excluded.value_id, "
    "party = excluded.party, cites = excluded.cites, rule = excluded.rule, "
    "confidence = excluded.confidence, status = excluded.status, seq = excluded.seq, "
    "author = excluded.author, erased = FALSE"
)
JUDGE_FACT = "UPDATE record_fact SET status = %s, seq = %s, author = %s WHERE id = %s"
RAISE_EVENT = "UPDATE record_event SET revision = revision + 1, seq = %s WHERE id = %s"
RAISE_BY_REPORT = (
    "UPDATE record_event SET revision = revision + 1, seq = %s WHERE id IN ("
    "SELECT event FROM record_act WHERE report = %s AND event IS NOT NULL UNION "
    "SELECT event FROM record_intervention WHERE report = %s AND event IS NOT NULL)"
)
RAISE_BY_PARTY = (
    "WITH RECURSIVE same(id) AS (SELECT CAST(%s AS varchar(26)) UNION "
    "SELECT CAST(%s AS varchar(26)) UNION "
    'SELECT CASE WHEN j."left" = s.id THEN j."right" ELSE j."left" END FROM record_judgement j '
    'JOIN same s ON j."left" = s.id OR j."right" = s.id WHERE j.verdict = \'same\') '
    "UPDATE record_event SET revision = revision + 1, seq = %s WHERE id IN ("
    "SELECT a.event FROM record_fact f JOIN record_act a ON a.id = f.thing "
    "WHERE f.party IN (SELECT id FROM same) AND a.event IS NOT NULL UNION "
    "SELECT i.event FROM record_fact f JOIN record_intervention i ON i.id = f.thing "
    "WHERE f.party IN (SELECT id FROM same) AND i.event IS NOT NULL)"
)
TOUCH = {
    "report": "UPDATE record_report SET seq = %s WHERE id = %s",
    "party": "UPDATE record_party SET seq = %s WHERE id = %s",
}
NEW_EVIDENCE = (
    "INSERT INTO record_evidence (id, report, head, sources, completes, whole, media, seq) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
