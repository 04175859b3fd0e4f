-- What was sold by client and day of the months that are closed or may be: goods with a cost of their own apart from those
-- whose cost is only estimated. An estimate moves with every later sale of its group, and that is no correction of the month.
select
    client_id,
    date,
    cast(sum(amount) as double) as revenue,
    cast(sum(case when cost is null or cost_estimated then 0 else amount - cost end) as double) as costed,
    cast(sum(case when cost is null or cost_estimated then amount else 0 end) as double) as uncosted
from sales
where client_id is not null and date > $after and date <= $until
group by client_id, date
order by date, client_id
