-- Net of every client in every month up to a date; a month is 12 · year + month (portable DuckDB dialect).
select
    client_id,
    cast(12 * extract(year from date) + extract(month from date) as integer) as month,
    cast(sum(amount) as double) as net
from sales
where date <= $as_of and client_id is not null
group by client_id, 12 * extract(year from date) + extract(month from date)
order by client_id, month
