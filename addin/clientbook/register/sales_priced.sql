-- Income of every line, and the lines that count.
-- Variables: as_of, year_start (DATE), by_profit (BOOLEAN). recoded(code, listed): codes of lines that `Клиенты` spells otherwise.

-- Cost as a share of the amount: by product group, and of all for the lines of other groups.
CREATE OR REPLACE TABLE ratios AS
SELECT category, CAST(sum(cost) AS DOUBLE) / CAST(sum(amount) AS DOUBLE) AS ratio
FROM lines
WHERE fate IN ('client', 'no_client') AND date <= getvariable('as_of') AND cost IS NOT NULL AND category IS NOT NULL
GROUP BY category HAVING sum(amount) > 0;

SET VARIABLE cost_ratio = (
    SELECT CAST(sum(cost) AS DOUBLE) / nullif(CAST(sum(amount) AS DOUBLE), 0)
    FROM lines WHERE fate IN ('client', 'no_client') AND date <= getvariable('as_of') AND cost IS NOT NULL
);

-- A missing cost is estimated by the group's share, and flagged; only where income is profit.
CREATE OR REPLACE VIEW priced AS
SELECT
    lines.* EXCLUDE (cost),
    coalesce(cost, estimate) AS cost,
    cost IS NULL AND estimate IS NOT NULL AS cost_estimated,
    amount - CASE WHEN getvariable('by_profit') THEN coalesce(cost, estimate, 0) ELSE 0 END AS net
FROM (
    SELECT
        lines.*,
        CASE WHEN getvariable('by_profit') AND cost IS NULL
             THEN CAST(amount * coalesce(ratio, getvariable('cost_ratio')) AS DECIMAL(18, 4)) END AS estimate
    FROM lines LEFT JOIN ratios ON ratios.category = lines.category
) AS lines;

-- The lines that count: dated up to T, with a client. Codes that Excel changed are those of `Клиенты`.
CREATE OR REPLACE TABLE sales AS
SELECT
    row, date, doc_no, coalesce(recoded.listed, client_id) AS client_id, sku, category, qty, amount, cost, cost_estimated
FROM priced LEFT JOIN recoded ON recoded.code = priced.client_id
WHERE fate = 'client' AND date <= getvariable('as_of')
ORDER BY row;
