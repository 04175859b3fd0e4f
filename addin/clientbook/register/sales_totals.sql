-- Three totals of lines by their fate, and a fourth that must meet them (domain: §3, reconciliation on net 12 m).
-- The fourth goes a way of its own: from the cells as they came (`canonical`), knowing nothing of fates, codes or T but
-- which rows are no data. Before the last 12 months is what is dated so; the rest is in_year.

WITH parts AS (
    SELECT
        CASE WHEN fate = 'no_client' AND date <= getvariable('as_of') THEN 'no_client' ELSE 'left_out' END AS part,
        coalesce(date > getvariable('year_start'), true) AS in_year, amount, net
    FROM priced WHERE fate IN ('amount', 'date', 'no_client', 'client')
      AND NOT coalesce(fate = 'client' AND date <= getvariable('as_of'), false)
    UNION ALL
    SELECT
        'counted', date > getvariable('year_start'), amount,
        amount - CASE WHEN getvariable('by_profit') THEN coalesce(cost, 0) ELSE 0 END
    FROM sales
),
cells AS (
    SELECT
        coalesce(date > getvariable('year_start'), true) AS in_year, category,
        CASE kinds.code WHEN 'return' THEN -abs(amount) ELSE amount END AS amount,
        CASE kinds.code WHEN 'return' THEN -abs(cost) ELSE cost END AS cost
    FROM canonical LEFT JOIN kinds ON kinds.text = canonical.kind_text
    WHERE amount IS NOT NULL
      AND row NOT IN (SELECT row FROM lines WHERE fate IN ('blank', 'example', 'header', 'total'))
),
whole AS (
    SELECT
        in_year, amount,
        CASE WHEN getvariable('by_profit')
             THEN coalesce(cost, CAST(amount * coalesce(ratio, getvariable('cost_ratio')) AS DECIMAL(18, 4)), 0)
             ELSE 0 END AS cost
    FROM cells LEFT JOIN ratios ON ratios.category = cells.category
)
SELECT part, in_year, count(*) AS rows, sum(amount) AS amount, sum(net) AS net FROM parts GROUP BY ALL
UNION ALL
SELECT 'all_lines', in_year, count(*), sum(amount), sum(amount - cost) FROM whole GROUP BY ALL;
