-- Sales lines that came, laid over the lines of the book (tables `lines`, `canonical` and `kinds` of register/sales_lines.sql).
-- incoming(block, file, row, client_id, client_fate, skipped, date, doc, sku, category, qty, amount, cost, kind, currency_ok):
-- typed already. A line is known by document, kind, year, client and product, the second such line as the second, and so on.

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
FROM incoming;

CREATE OR REPLACE TABLE came AS
SELECT *, row_number() OVER (PARTITION BY doc, kind, y, c, s ORDER BY block, row) AS n
FROM taken WHERE fate = 'line';

CREATE OR REPLACE TABLE own AS
SELECT
    lines.row, lines.date, lines.doc_no AS doc, coalesce(kinds.code, 'sale') AS kind, lines.sku, lines.category,
    coalesce(recoded.listed, lines.client_id) AS client_id, lines.qty, lines.amount, lines.cost,
    getvariable('has_kind') AND canonical.kind_text IS NULL AS typed -- an import always says the kind
FROM lines
JOIN canonical ON canonical.row = lines.row
LEFT JOIN kinds ON kinds.text = canonical.kind_text
LEFT JOIN recoded ON recoded.code = lines.client_id
WHERE lines.fate IN ('client', 'no_client') AND lines.doc_no IS NOT NULL;

CREATE OR REPLACE TABLE owned AS
SELECT
    *, year(date) AS y, coalesce(client_id, '') AS c, coalesce(sku, '') AS s,
    row_number() OVER (PARTITION BY doc, kind, y, c, s ORDER BY row) AS n
FROM own;

CREATE OR REPLACE TABLE pairs AS
SELECT
    came.block, came.row AS from_row, owned.row AS row, owned.row IS NULL AS is_new,
    came.date, came.doc, came.client_id, came.sku, came.category, came.qty, came.amount, came.cost, came.kind,
    owned.row IS NOT NULL AND getvariable('has_date') AND owned.date IS DISTINCT FROM came.date AS new_date,
    owned.row IS NOT NULL AND getvariable('has_category') AND came.category IS NOT NULL
        AND owned.category IS DISTINCT FROM came.category AS new_category,
    owned.row IS NOT NULL AND getvariable('has_qty') AND came.qty IS NOT NULL
        AND owned.qty IS DISTINCT FROM came.qty AS new_qty,
    owned.row IS NOT NULL AND owned.amount IS DISTINCT FROM came.amount AS new_amount,
    owned.row IS NOT NULL AND getvariable('has_cost') AND came.cost IS NOT NULL
        AND owned.cost IS DISTINCT FROM came.cost AS new_cost
FROM came LEFT JOIN owned USING (doc, kind, y, c, s, n);

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
WHERE row NOT IN (SELECT row FROM pairs WHERE row IS NOT NULL)
  AND ((doc, kind, y, c) IN (SELECT (doc, kind, y, c) FROM whole)
    OR NOT typed AND (doc, kind, c, date) IN (SELECT (doc, kind, c, date) FROM corrected));

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
