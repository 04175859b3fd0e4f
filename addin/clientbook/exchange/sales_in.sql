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
    coalesce(recoded.listed, lines.client_id) AS client_id, lines.qty, lines.amount, lines.cost
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

-- Lines of the book whose document came and has them no more, or came cancelled. A document is known by its number, kind
-- and client in a year, or by its number, kind and day, unless it is but a day, which clients share. One with a refused
-- line keeps all it has.
CREATE OR REPLACE TABLE whole AS
SELECT DISTINCT doc, kind, date, y, c, by_day
FROM taken
WHERE fate IN ('line', 'repeated', 'skipped') AND doc IS NOT NULL AND date IS NOT NULL
  AND (doc, kind) NOT IN (
    SELECT (doc, kind) FROM taken WHERE fate IN ('amount', 'currency', 'client', 'date') AND doc IS NOT NULL
  );

CREATE OR REPLACE TABLE gone AS
SELECT row, doc, amount FROM owned
WHERE row NOT IN (SELECT row FROM pairs WHERE row IS NOT NULL)
  AND ((doc, kind, y, c) IN (SELECT (doc, kind, y, c) FROM whole) OR (doc, kind, date) IN (SELECT (doc, kind, date) FROM whole WHERE NOT by_day));
