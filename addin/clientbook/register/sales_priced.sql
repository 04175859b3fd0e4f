-- Income of every line, and the lines that count (portable DuckDB dialect).
-- Variables: as_of, year_start (DATE), by_profit (BOOLEAN). recoded(code, listed): codes of lines that `Клиенты` spells otherwise.

-- Cost as a share of the amount: by product group, and of all for the lines of other groups. The share is a DECIMAL with
-- 14 digits, so that every engine makes the same kopecks of it.
CREATE OR REPLACE TABLE ratios AS
SELECT category, cost_share(sum(cost), sum(amount)) AS ratio
FROM lines
WHERE fate IN ('client', 'no_client') AND date <= getvariable('as_of') AND cost IS NOT NULL AND category IS NOT NULL
GROUP BY category HAVING sum(amount) > 0;

CREATE OR REPLACE TABLE ratio_of_all AS
SELECT cost_share(sum(cost), sum(amount)) AS common
FROM lines WHERE fate IN ('client', 'no_client') AND date <= getvariable('as_of') AND cost IS NOT NULL;

-- A missing cost is estimated by the group's share, and flagged; only where income is profit.
CREATE OR REPLACE VIEW priced AS
SELECT
    row, date, doc_no, client_id, sku, category, qty, amount, fate,
    coalesce(cost, estimate) AS cost,
    cost IS NULL AND estimate IS NOT NULL AS cost_estimated,
    amount - CASE WHEN getvariable('by_profit') THEN coalesce(cost, estimate, 0) ELSE 0 END AS net
FROM (
    SELECT
        l.row, l.date, l.doc_no, l.client_id, l.sku, l.category, l.qty, l.amount, l.cost, l.fate,
        CASE WHEN getvariable('by_profit') AND l.cost IS NULL
             THEN CAST(l.amount * coalesce(r.ratio, a.common) AS DECIMAL(18, 4)) END AS estimate
    FROM lines AS l LEFT JOIN ratios AS r ON r.category = l.category CROSS JOIN ratio_of_all AS a
) AS estimated;

-- The lines that count: dated up to T, with a client. Codes that Excel changed are those of `Клиенты`.
CREATE OR REPLACE TABLE sales AS
SELECT
    p.row, p.date, p.doc_no, coalesce(c.listed, p.client_id) AS client_id, p.sku, p.category, p.qty, p.amount, p.cost,
    p.cost_estimated
FROM priced AS p LEFT JOIN recoded AS c ON c.code = p.client_id
WHERE p.fate = 'client' AND p.date <= getvariable('as_of')
ORDER BY p.row;
