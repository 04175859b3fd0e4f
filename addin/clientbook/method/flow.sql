-- Inflow and outflow of income by month, from the client-days of facts.sql (portable DuckDB dialect).
--
-- A month stands against the same month a year ago. Every client falls into one of four kinds at the end of the month,
-- so that new + returned + kept + lost = this month − the same month a year ago, to the kopeck:
-- not yet a client a year ago; silent then (over his limit of days); silent now; the rest.
$days,

monthly as (
    select
        client_id,
        12 * extract(year from date) + extract(month from date) - 1 as month,
        sum($net) as net,
        max(case when amount > 0 then date end) as last_order
    from days
    group by 1, 2
),

-- A row speaks for its month and for those after it, up to the client's next one.
running as (
    select
        client_id,
        month,
        net,
        max(last_order) over (partition by client_id order by month) as last_order,
        lead(month) over (partition by client_id order by month) as next_month
    from monthly
),

states as (
    select
        r.client_id,
        p.month,
        case when r.month = p.month then r.net else 0 end as net,
        r.last_order is not null as bought,
        date_diff('day', r.last_order, p.ends) > l.silent_days as silent
    from running as r
    inner join flow_months as p on r.month <= p.month and (r.next_month is null or r.next_month > p.month)
    inner join flow_limits as l on l.client_id = r.client_id
),

pairs as (
    select
        s.month,
        s.net,
        coalesce(b.net, 0) as net_before,
        case
            when b.client_id is null or not b.bought then 'new'
            when b.silent then 'returned'
            when s.silent then 'lost'
            else 'kept'
        end as kind
    from states as s
    left join states as b on b.client_id = s.client_id and b.month = s.month - 12
)

select
    month,
    cast(sum(net) as double) as income,
    cast(sum(net_before) as double) as year_ago,
    cast(sum(case when kind = 'new' then net - net_before else 0 end) as double) as new,
    cast(sum(case when kind = 'returned' then net - net_before else 0 end) as double) as returned,
    cast(sum(case when kind = 'kept' then net - net_before else 0 end) as double) as kept,
    cast(sum(case when kind = 'lost' then net - net_before else 0 end) as double) as lost
from pairs
group by month
order by month
