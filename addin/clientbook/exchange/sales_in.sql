-- Sales lines that came, laid over the lines of the book (tables `lines`, `canonical` and `kinds` of register/sales_lines.sql).
-- incoming(block, file, row, client_id, client_fate, skipped, date, doc, sku, category, qty, amount, cost, kind, currency_ok):
-- typed already. A line is known by document, kind, year, client and product, the second such line as the second, and so on.
-- marks(row, mark): «Метка загрузки», where the book has it.

-- What an import remembers of a line, in its row. A line with another mark, or without one, was changed or typed by a
-- person: no import changes or blanks it, whatever comes.
CREATE OR REPLACE MACRO mark_of(doc, kind, client, sku, day, amount) AS CAST(
    md5_number_lower(concat_ws('|', doc, kind, coalesce(client, ''), coalesce(sku, ''), day, CAST(amount AS DECIMAL(18, 4))))
    % 1000000000 AS INTEGER
);

-- Why a line is not taken; a product of a document that stands in two files counts as the later file has it.
CREATE OR REPLACE TABLE taken AS
SELECT
    *, year(date) AS y, coalesce(client_id, '') AS c, coalesce(sku, '') AS s,
    CASE
        WHEN skipped <> '' THEN 'skipped'
        WHEN client_fate = 'refused' THEN 'client'
        WHEN NOT currency_ok THEN 'currency'
        WHEN date IS NULL THEN 'date'
        WHEN doc IS NULL THEN 'document'
        WHEN amount IS NULL THEN 'amount'
        WHEN file < max(file) OVER (PARTITION BY doc, kind, y, c, s) THEN 'repeated'
        ELSE 'line'
    END AS fate
FROM (SELECT * REPLACE (CASE WHEN getvariable('has_kind') THEN kind ELSE 'sale' END AS kind) FROM incoming);

CREATE OR REPLACE TABLE came AS
SELECT *, row_number() OVER (PARTITION BY mark ORDER BY block, row) AS m
FROM (SELECT *, mark_of(doc, kind, client_id, sku, date, amount) AS mark FROM taken WHERE fate = 'line');

CREATE OR REPLACE TABLE own AS
SELECT
    lines.row, lines.date, lines.doc_no AS doc, coalesce(kinds.code, 'sale') AS kind, lines.sku, lines.category,
    coalesce(recoded.listed, lines.client_id) AS client_id, lines.qty, lines.amount, lines.cost, marks.mark,
    CASE
        WHEN NOT getvariable('has_import_mark') THEN getvariable('has_kind') AND canonical.kind_text IS NULL -- an import always says the kind
        ELSE marks.mark IS DISTINCT FROM
            mark_of(lines.doc_no, coalesce(kinds.code, 'sale'), lines.client_id, lines.sku, lines.date, lines.amount)
    END AS typed
FROM lines
JOIN canonical ON canonical.row = lines.row
LEFT JOIN marks ON marks.row = lines.row
LEFT JOIN kinds ON kinds.text = canonical.kind_text
LEFT JOIN recoded ON recoded.code = lines.client_id
WHERE lines.fate IN ('client', 'no_client') AND lines.doc_no IS NOT NULL;

CREATE OR REPLACE TABLE owned AS
SELECT
    *, year(date) AS y, coalesce(client_id, '') AS c, coalesce(sku, '') AS s,
    row_number() OVER (PARTITION BY mark ORDER BY typed, row) AS m
FROM own;

-- Lines that say what they said before, while people changed the row that they came into.
CREATE OR REPLACE TABLE settled AS
SELECT came.block, came.row AS from_row, owned.row
FROM came JOIN owned USING (mark, m)
WHERE owned.typed;

-- The others meet the lines that imports brought, then those that people typed.
CREATE OR REPLACE TABLE pairs AS
WITH theirs AS (
    SELECT *, row_number() OVER (PARTITION BY doc, kind, y, c, s ORDER BY block, row) AS n
    FROM came ANTI JOIN settled ON settled.block = came.block AND settled.from_row = came.row
), ours AS (
    SELECT *, row_number() OVER (PARTITION BY doc, kind, y, c, s ORDER BY typed, row) AS n
    FROM owned ANTI JOIN settled ON settled.row = owned.row
), met AS (
    SELECT theirs.*, theirs.row AS from_row, ours.row AS own_row, ours.row IS NOT NULL AND NOT ours.typed AS ours_brought,
        coalesce(ours.typed, false) AS typed, ours.date AS own_date, ours.category AS own_category, ours.qty AS own_qty,
        ours.amount AS own_amount, ours.cost AS own_cost, ours.mark AS own_mark
    FROM theirs LEFT JOIN ours USING (doc, kind, y, c, s, n)
)
SELECT
    block, from_row, own_row AS row, own_row IS NULL AS is_new,
    date, doc, client_id, sku, category, qty, amount, cost, kind, mark,
    ours_brought AND getvariable('has_date') AND own_date IS DISTINCT FROM date AS new_date,
    ours_brought AND getvariable('has_category') AND category IS NOT NULL AND own_category IS DISTINCT FROM category
        AS new_category,
    ours_brought AND getvariable('has_qty') AND qty IS NOT NULL AND own_qty IS DISTINCT FROM qty AS new_qty,
    ours_brought AND own_amount IS DISTINCT FROM amount AS new_amount,
    ours_brought AND getvariable('has_cost') AND cost IS NOT NULL AND own_cost IS DISTINCT FROM cost AS new_cost,
    typed AND (own_amount IS DISTINCT FROM amount OR own_date IS DISTINCT FROM date) AS is_refused
FROM met;

-- Rows whose mark changes: with what came, or with the code of their client alone.
CREATE OR REPLACE TABLE remarked AS
SELECT row, mark FROM (
    SELECT owned.row, owned.mark AS was,
        coalesce(pairs.mark, mark_of(owned.doc, owned.kind, owned.client_id, owned.sku, owned.date, owned.amount)) AS mark
    FROM owned LEFT JOIN pairs ON pairs.row = owned.row
    WHERE getvariable('has_import_mark') AND NOT owned.typed
)
WHERE mark <> was;

-- Documents that came, as they stand or cancelled. One with a refused line is not among them: it keeps all it has.
CREATE OR REPLACE TABLE whole AS
SELECT doc, kind, y, c, date, bool_or(by_day) AS by_day,
    list_sort(list(s || '|' || amount) FILTER (WHERE fate <> 'repeated')) AS content
FROM taken
WHERE fate IN ('line', 'repeated', 'skipped') AND doc IS NOT NULL AND date IS NOT NULL
  AND (doc, kind) NOT IN (
    SELECT (doc, kind) FROM taken WHERE fate IN ('amount', 'currency', 'client', 'date') AND doc IS NOT NULL
  )
GROUP BY doc, kind, y, c, date;

-- A document is known by its number, kind, year and client. One of the book that did not come, though its number did:
CREATE OR REPLACE TABLE astray AS
SELECT doc, kind, y, c, date, typed, list_sort(list(s || '|' || amount)) AS content, min(row) AS row, sum(amount) AS amount
FROM owned
WHERE (doc, kind, y) IN (SELECT (doc, kind, y) FROM whole WHERE NOT by_day)
  AND (doc, kind, y, c) NOT IN (SELECT (doc, kind, y, c) FROM whole)
GROUP BY doc, kind, y, c, date, typed;

-- It is the one that came, corrected, if the book has that one not yet and they have the day in common, or all they say
-- within the months of the export, and nothing else is as like either of them: numbers are used again by other series of
-- documents, and people type lines of their own, which stay whatever comes.
CREATE OR REPLACE TABLE alike AS
SELECT
    astray.*, whole.c AS new_c, whole.date AS new_date,
    2 * CAST(coalesce(astray.content = whole.content, false) AS INTEGER) + CAST(astray.date = whole.date AS INTEGER) AS likeness
FROM astray JOIN whole USING (doc, kind, y)
WHERE NOT typed AND NOT whole.by_day AND (doc, kind, y, whole.c) NOT IN (SELECT (doc, kind, y, c) FROM owned)
  AND (astray.date = whole.date OR astray.content = whole.content AND date_trunc('month', astray.date) BETWEEN
    (SELECT date_trunc('month', min(date)) FROM whole) AND (SELECT max(date) FROM whole));

CREATE OR REPLACE TABLE corrected AS
SELECT * FROM (
    SELECT * FROM alike
    QUALIFY rank() OVER (PARTITION BY doc, kind, c, date ORDER BY likeness DESC) = 1
        AND rank() OVER (PARTITION BY doc, kind, new_c, new_date ORDER BY likeness DESC) = 1
)
QUALIFY count(*) OVER (PARTITION BY doc, kind, c, date) = 1 AND count(*) OVER (PARTITION BY doc, kind, new_c, new_date) = 1;

-- Lines of the book whose document came and has them no more, or came cancelled.
CREATE OR REPLACE TABLE gone AS
SELECT row, doc, amount FROM owned
WHERE NOT typed AND row NOT IN (SELECT row FROM pairs WHERE row IS NOT NULL)
  AND ((doc, kind, y, c) IN (SELECT (doc, kind, y, c) FROM whole)
    OR (doc, kind, c, date) IN (SELECT (doc, kind, c, date) FROM corrected));

-- Lines that people typed into a document that came without them, or cancelled.
CREATE OR REPLACE TABLE beside AS
SELECT row, doc, amount FROM owned
WHERE typed AND (doc, kind, y, c) IN (SELECT (doc, kind, y, c) FROM whole)
  AND row NOT IN (SELECT row FROM pairs WHERE row IS NOT NULL UNION ALL SELECT row FROM settled);

-- Documents of the days of the export that it has not, by whether it has another of their number; that one is told of a
-- document of any day when it is new to the book.
CREATE OR REPLACE TABLE absent AS
SELECT doc, kind, y, c, row, amount, false AS same_number FROM owned
WHERE date BETWEEN (SELECT min(date) FROM came) AND (SELECT max(date) FROM came)
  AND (doc, kind, y) NOT IN (SELECT (doc, kind, y) FROM taken WHERE doc IS NOT NULL AND y IS NOT NULL)
UNION ALL
SELECT doc, kind, y, c, row, amount, true FROM astray
WHERE (typed OR (doc, kind, c, date) NOT IN (SELECT (doc, kind, c, date) FROM corrected))
  AND (date BETWEEN (SELECT min(date) FROM came) AND (SELECT max(date) FROM came)
    OR (doc, kind, y) IN (SELECT (doc, kind, y) FROM pairs WHERE is_new));
