-- Three totals of lines by their fate, and a fourth that must meet them (domain: §3, reconciliation on net 12 m).
-- The fourth goes a way of its own: from the cells as they came (`canonical`), knowing nothing of fates, codes or T but
-- which rows are no data. Before the last 12 months is what is dated so; the rest is in_year. Portable DuckDB dialect.

WITH parts AS (
    SELECT
        CASE WHEN fate = 'no_client' AND date <= getvariable('as_of') THEN 'no_client' ELSE 'left_out' END AS part,
        coalesce(date > getvariable('year_start'), true) AS in_year, amount, net
    FROM priced WHERE fate IN ('amount', 'date', 'no_client', 'client')
      AND NOT coalesce(fate = 'client' AND date <= getvariable('as_of'), false)
    UNION ALL
    SELECT
        'counted' AS part, date > getvariable('year_start') AS in_year, amount,
        amount - CASE WHEN getvariable('by_profit') THEN coalesce(cost, 0) ELSE 0 END AS net
    FROM sales
),
cells AS (
    SELECT
        coalesce(c.date > getvariable('year_start'), true) AS in_year, c.category,
        CASE WHEN k.code = 'return' THEN -abs(c.amount) ELSE c.amount END AS amount,
        CASE WHEN k.code = 'return' THEN -abs(c.cost) ELSE c.cost END AS cost
    FROM canonical AS c LEFT JOIN kinds AS k ON k.text = c.kind_text
    WHERE c.amount IS NOT NULL
      AND NOT is_blank_row(c.date, coalesce(c.date_text, c.doc_no, c.client_id, c.sku, c.category),
                           c.amount, c.amount_text, c.qty, c.qty_text, c.cost, c.cost_text)
      AND NOT (is_example(c.doc_no) OR is_example(c.client_id) OR is_example(c.sku) OR is_example(c.date_text))
      AND NOT is_total_row(c.date, c.doc_no, c.client_id, c.first_text)
),
whole AS (
    SELECT
        s.in_year, s.amount,
        CASE WHEN getvariable('by_profit')
             THEN coalesce(s.cost, CAST(s.amount * coalesce(r.ratio, a.common) AS DECIMAL(18, 4)), 0)
             ELSE 0 END AS cost
    FROM cells AS s LEFT JOIN ratios AS r ON r.category = s.category CROSS JOIN ratio_of_all AS a
)
SELECT part, in_year, count(*) AS lines, sum(amount) AS amount, sum(net) AS net FROM parts GROUP BY part, in_year
UNION ALL
SELECT 'all_lines' AS part, in_year, count(*) AS lines, sum(amount) AS amount, sum(amount - cost) AS net
FROM whole GROUP BY in_year;
