-- Product groups of every client: what is bought, and since when (portable DuckDB dialect).
--
-- Groups bought within a year only. `first_bought` looks back as far as the book does; `quarter` is the net amount since the quarter began.
select
    client_id,
    category,
    cast(sum(case when date > $year_ago then amount else 0 end) as double) as revenue_12m,
    cast(sum(case when date > $year_ago then $net else 0 end) as double) as net_12m,
    cast(sum(case when date > $quarter_ago then amount else 0 end) as double) as quarter,
    min(case when amount > 0 then date end) as first_bought
from sales as s
where date <= $as_of and client_id is not null and category is not null
group by client_id, category
having
    sum(case when date > $year_ago then amount else 0 end) <> 0
    or min(case when amount > 0 then date end) > $quarter_ago
order by client_id, category
