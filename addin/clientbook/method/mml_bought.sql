-- Articles of the must-have lists that clients ever bought: when last, and how much of them came since the period began.
--
-- mml_skus(sku). Portable DuckDB dialect.
select
    s.client_id,
    s.sku,
    max(case when s.amount > 0 then s.date end) as last_bought,
    coalesce(sum(case when s.date >= $since then s.amount end), 0) > 0 as recent
from sales as s
inner join mml_skus as l on l.sku = s.sku
where s.date <= $as_of and s.client_id is not null
group by s.client_id, s.sku
order by s.client_id, s.sku
