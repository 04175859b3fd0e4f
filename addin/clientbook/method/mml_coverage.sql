-- Coverage of the must-have lists (MML), one row per client and month of the period (portable DuckDB dialect).
--
-- mml_members(client_id, client_group): the groups a client belongs to. mml_lists(client_group, sku, month): what a group
-- ought to buy in a month. An article counts as bought in a month where its net of that month is above zero: what came
-- back was not bought. `before` is the same list against the same month a year ago, the base of the KPI.
with wanted as (
    select distinct m.client_id, l.month, l.sku
    from mml_members as m
    inner join mml_lists as l on l.client_group = m.client_group
    where l.month between $first and $last
),

bought as (
    select client_id, sku, 12 * extract(year from date) + extract(month from date) - 1 as month
    from sales
    where date >= $since and date <= $as_of and client_id is not null and sku in (select sku from mml_lists)
    group by 1, 2, 3
    having sum(amount) > 0
)

select
    w.client_id,
    w.month,
    count(*) as required,
    count(b.sku) as bought,
    count(p.sku) as before
from wanted as w
left join bought as b on b.client_id = w.client_id and b.sku = w.sku and b.month = w.month
left join bought as p on p.client_id = w.client_id and p.sku = w.sku and p.month = w.month - 12
group by w.client_id, w.month
order by w.client_id, w.month
