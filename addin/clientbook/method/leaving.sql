-- What every client brought in the twelve months up to its own last order, from the client-days of facts.sql
-- (portable DuckDB dialect).
$days,

last_orders as (
    select client_id, max(case when amount > 0 then date end) as last_order
    from days
    group by client_id
)

select
    d.client_id,
    cast(sum(case when d.date > l.last_order - interval 365 day then $net else 0 end) as double) as last_year
from days as d
inner join last_orders as l on l.client_id = d.client_id
where l.last_order is not null
group by d.client_id
order by d.client_id
