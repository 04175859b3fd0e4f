-- What the risk rules look at, as it stood on earlier dates, and who bought in the months that followed (portable DuckDB
-- dialect). One row per date of the view check_dates and client who had bought by then. An order is a client-day with a
-- positive net, as in facts.sql; quantiles of gaps are weighted sums over ranks, as there.
with

days as (
    select client_id, date, cast(sum(amount) as decimal(38, 4)) as amount
    from sales
    where date <= $as_of and client_id is not null
    group by client_id, date
),

orders as (
    select
        client_id,
        date,
        cast(date_diff('day', lag(date) over (partition by client_id order by date), date) as integer) as gap
    from days
    where amount > 0
),

ordering as (
    select
        c.day as checked,
        o.client_id,
        min(case when o.date <= c.day then o.date end) as first_order,
        max(case when o.date <= c.day then o.date end) as last_order,
        max(case when o.date > c.day then 1 else 0 end) as bought_later
    from check_dates as c
    inner join orders as o on o.date <= c.ends
    group by c.day, o.client_id
),

gap_ranks as (
    select
        c.day as checked,
        o.client_id,
        o.gap,
        row_number() over (partition by c.day, o.client_id order by o.gap, o.date) as place,
        count(*) over (partition by c.day, o.client_id) as n
    from check_dates as c
    inner join orders as o on o.date <= c.day
    where o.gap is not null
),

all_gaps as (
    select
        checked,
        client_id,
        count(*) as gaps,
        max(gap) as max_gap,
        sum(gap * greatest(0, 1 - abs(place - 1 - 0.75 * (n - 1)))) as p75_gap,
        sum(gap * greatest(0, 1 - abs(place - 1 - 0.9 * (n - 1)))) as p90_gap,
        sum(gap * greatest(0, 1 - abs(place - 1 - 0.95 * (n - 1)))) as p95_gap
    from gap_ranks
    group by checked, client_id
),

totals as (
    select
        c.day as checked,
        d.client_id,
        sum(case when d.date > c.year_ago then d.amount else 0 end) as revenue_12m,
        sum(case when d.date > c.two_years_ago and d.date <= c.year_ago then d.amount else 0 end) as revenue_before,
        sum(case when d.date > c.quarter_ago then d.amount else 0 end) as amount_3m,
        sum(case when d.date > c.quarter_ago_then and d.date <= c.year_back then d.amount else 0 end) as amount_3m_then
    from check_dates as c
    inner join days as d on d.date <= c.day and d.date > c.two_years_ago
    group by c.day, d.client_id
),

baskets as (
    select
        c.day as checked,
        s.client_id,
        s.sku,
        max(case when s.date > c.quarter_ago then 1 else 0 end) as now,
        max(case when s.date <= c.year_back then 1 else 0 end) as before
    from check_dates as c
    inner join sales as s
        on s.date <= c.day and (s.date > c.quarter_ago or (s.date > c.quarter_ago_then and s.date <= c.year_back))
    where s.amount > 0 and s.client_id is not null and s.sku is not null
    group by c.day, s.client_id, s.sku
),

breadth as (
    select checked, client_id, sum(now) as skus, sum(before) as skus_then
    from baskets
    group by checked, client_id
)

select
    o.checked,
    o.client_id,
    o.first_order,
    o.last_order,
    o.bought_later,
    cast(coalesce(g.gaps, 0) as double) as gaps,
    cast(g.max_gap as double) as max_gap,
    cast(g.p75_gap as double) as p75_gap,
    cast(g.p90_gap as double) as p90_gap,
    cast(g.p95_gap as double) as p95_gap,
    cast(coalesce(t.revenue_12m, 0) as double) as revenue_12m,
    cast(coalesce(t.revenue_before, 0) as double) as revenue_before,
    cast(coalesce(t.amount_3m, 0) as double) as amount_3m,
    cast(coalesce(t.amount_3m_then, 0) as double) as amount_3m_then,
    cast(coalesce(b.skus, 0) as double) as skus,
    cast(coalesce(b.skus_then, 0) as double) as skus_then
from ordering as o
left join all_gaps as g on g.checked = o.checked and g.client_id = o.client_id
left join totals as t on t.checked = o.checked and t.client_id = o.client_id
left join breadth as b on b.checked = o.checked and b.client_id = o.client_id
where o.first_order is not null
order by o.checked, o.client_id
