-- The lines of sales: one row per sheet row, typed, signed, with its fate and what had to be said about its cells.
-- Over the view `canonical`, which any source of lines can give: row; date, date_text; qty, qty_text; amount, amount_text;
-- cost, cost_text; doc_no, client_id, sku, category, kind_text, first_text. A *_text is NULL where the cell was of its kind.
-- kinds(text, code) holds the spellings of `Тип` that occur.
-- fate: blank, example, header, total (no data); amount, date (left out); no_client; client.

CREATE OR REPLACE TABLE lines AS
WITH told AS (
    SELECT canonical.*, kinds.code AS kind
    FROM canonical LEFT JOIN kinds ON kinds.text = canonical.kind_text
)
SELECT
    row, date, doc_no, client_id, sku, category,
    CASE WHEN kind = 'return' THEN -abs(qty) ELSE qty END AS qty,
    CASE WHEN kind = 'return' THEN -abs(amount) ELSE amount END AS amount,
    CASE WHEN kind = 'return' THEN -abs(cost) ELSE cost END AS cost,
    date_remark(date_text, date) AS date_remark,
    number_remark(amount_text, amount) AS amount_remark,
    number_remark(cost_text, cost) AS cost_remark,
    number_remark(qty_text, qty) AS qty_remark,
    CASE WHEN kind_text IS NOT NULL AND kind IS NULL THEN 'code_unknown' END AS kind_remark,
    CASE
        WHEN is_blank_row(date, coalesce(date_text, doc_no, client_id, sku, category),
                          amount, amount_text, qty, qty_text, cost, cost_text) THEN 'blank'
        WHEN is_example(doc_no) OR is_example(client_id) OR is_example(sku) OR is_example(date_text) THEN 'example'
        WHEN amount IS NULL AND amount_text = getvariable('amount_header') THEN 'header'
        WHEN is_total_row(date, doc_no, client_id, first_text) THEN 'total'
        WHEN amount IS NULL THEN 'amount'
        WHEN date IS NULL THEN 'date'
        WHEN client_id IS NULL THEN 'no_client'
        ELSE 'client'
    END AS fate
FROM told;
