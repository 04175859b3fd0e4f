-- One row per client, from the sales lines dated up to the as-of date (portable DuckDB dialect).
--
-- Every place in the form of a dollar name is replaced by a literal (facts.py says what each means), so that the same
-- text runs on other engines. Money is DECIMAL throughout, for sums of doubles differ from run to run: 18 digits in a line,
-- 38 in sums, as the square of an order of 100,000 roubles is more than 18 digits hold. Quantiles are weighted sums over
-- ranks, which every engine computes alike; ties are broken by date, of which a client has one each.
with

-- What goods cost, as a share of their price: by group, for lines whose own cost is missing, and over all goods (category
-- null), for groups in which no line has a cost. (Where income is profit the register has filled them in by the same rule,
-- and flagged them; here it serves plans in profit beside income in revenue.)
group_sums as (
    select coalesce(category, '') as category, sum(cost) as cost, sum(amount) as amount
    from sales
    where date <= $as_of and cost is not null
    group by coalesce(category, '')
),

cost_shares as (
    select category, cast(cost as double) / cast(amount as double) as share
    from group_sums
    where amount > 0
    union all
    select cast(null as varchar) as category, cast(sum(cost) as double) / nullif(cast(sum(amount) as double), 0) as share
    from group_sums
),

-- A DECIMAL with 14 digits, so that every engine makes the same kopecks of it.
cost_rates as (
    select
        category,
        cast(
            cast(floor(
                0.5 + 1e14 * case when share > 9000 then 9000 when share < -9000 then -9000 else share end
            ) as bigint) * cast(0.00000000000001 as decimal(15, 14)) as decimal(18, 14)
        ) as rate
    from cost_shares
),

-- Client-days with what was sold net of returns. A month's age: 1 is the last full month, 2 the one before it, ...
days as (
    select
        s.client_id,
        s.date,
        $month - (12 * extract(year from s.date) + extract(month from s.date)) + 1 as month_age,
        cast(sum(s.amount) as decimal(38, 4)) as amount,
        cast(sum(
            s.amount - coalesce(s.cost, cast(s.amount * coalesce(g.rate, a.rate) as decimal(18, 4)))
        ) as decimal(38, 4)) as profit,
        sum(case when s.cost is null then 1 else 0 end) as uncosted
    from sales as s
    left join cost_rates as g on g.category = coalesce(s.category, '')
    cross join (select rate from cost_rates where category is null) as a
    where s.date <= $as_of and s.client_id is not null
    group by s.client_id, s.date
),

totals as (
    select
        client_id,
        sum(case when date > $year_ago then amount else 0 end) as revenue_12m,
        sum(case when date > $year_ago then profit end) as profit_12m,
        sum(case when date > $year_ago then uncosted else 0 end) as uncosted_12m,
        sum(case when date > $two_years_ago and date <= $year_ago then amount else 0 end) as revenue_before,
        sum(case when date > $quarter_ago then amount else 0 end) as amount_3m,
        sum(case when date > $quarter_ago_then and date <= $then then amount else 0 end) as amount_3m_then,
        sum(case when month_age = 1 then amount else 0 end) as m01,
        sum(case when month_age = 2 then amount else 0 end) as m02,
        sum(case when month_age = 3 then amount else 0 end) as m03,
        sum(case when month_age = 4 then amount else 0 end) as m04,
        sum(case when month_age = 5 then amount else 0 end) as m05,
        sum(case when month_age = 6 then amount else 0 end) as m06,
        sum(case when month_age = 7 then amount else 0 end) as m07,
        sum(case when month_age = 8 then amount else 0 end) as m08,
        sum(case when month_age = 9 then amount else 0 end) as m09,
        sum(case when month_age = 10 then amount else 0 end) as m10,
        sum(case when month_age = 11 then amount else 0 end) as m11,
        sum(case when month_age = 12 then amount else 0 end) as m12,
        sum(case when month_age = 13 then amount else 0 end) as m13,
        sum(case when month_age = 14 then amount else 0 end) as m14,
        sum(case when month_age = 15 then amount else 0 end) as m15,
        sum(case when month_age = 16 then amount else 0 end) as m16,
        sum(case when month_age = 17 then amount else 0 end) as m17,
        sum(case when month_age = 18 then amount else 0 end) as m18,
        sum(case when month_age = 19 then amount else 0 end) as m19,
        sum(case when month_age = 20 then amount else 0 end) as m20,
        sum(case when month_age = 21 then amount else 0 end) as m21,
        sum(case when month_age = 22 then amount else 0 end) as m22,
        sum(case when month_age = 23 then amount else 0 end) as m23,
        sum(case when month_age = 24 then amount else 0 end) as m24,
        sum(case when month_age = 25 then amount else 0 end) as m25,
        sum(case when month_age = 26 then amount else 0 end) as m26
    from days
    group by client_id
),

-- An order is a client-day with a positive net.
orders as (
    select
        client_id,
        date,
        month_age,
        amount,
        profit,
        cast(date_diff('day', lag(date) over (partition by client_id order by date), date) as integer) as gap,
        cast(row_number() over (partition by client_id order by date desc) as integer) as recent_rank,
        cast(row_number() over (partition by client_id order by amount, date) as integer) as size_rank,
        cast(count(*) over (partition by client_id) as integer) as n
    from days
    where amount > 0
),

-- The client's median order: the middle one, or the mean of the two in the middle.
typical as (
    select client_id, cast(sum(amount) * case when count(*) = 2 then 0.5 else 1.0 end as decimal(38, 4)) as amount
    from orders
    where 2 * size_rank between n and n + 2
    group by client_id
),

-- One-off: many times the typical order, and most of what was bought in the same twelve months.
marked as (
    select
        o.client_id,
        o.date,
        o.month_age,
        o.amount,
        o.profit,
        o.amount * o.amount as square,
        case
            when o.amount <= $one_off_times * t.amount or o.date <= $two_years_ago then 0
            when o.date > $year_ago and o.amount > $one_off_share * s.revenue_12m then 1
            when o.date <= $year_ago and o.amount > $one_off_share * s.revenue_before then 1
            else 0
        end as one_off
    from orders as o
    inner join typical as t on t.client_id = o.client_id
    inner join totals as s on s.client_id = o.client_id
),

ordering as (
    select
        client_id,
        min(date) as first_order,
        max(date) as last_order,
        count(*) as orders,
        sum(case when date > $year_ago then 1 else 0 end) as orders_12m,
        sum(case when date > $year_ago then one_off else 0 end) as one_off_orders,
        sum(case when date > $year_ago and one_off = 1 then amount else 0 end) as one_off_revenue,
        sum(case when date > $year_ago and one_off = 1 then profit else 0 end) as one_off_profit,
        -- The last six full months, the six before them, and the same six a year ago.
        sum(case when month_age between 1 and 6 and one_off = 1 then amount else 0 end) as half_one_off_last,
        sum(case when month_age between 1 and 6 and one_off = 0 then square else 0 end) as half_squares_last,
        sum(case when month_age between 1 and 6 and one_off = 0 then 1 else 0 end) as half_orders_last,
        sum(case when month_age between 7 and 12 and one_off = 1 then amount else 0 end) as half_one_off_before,
        sum(case when month_age between 7 and 12 and one_off = 0 then square else 0 end) as half_squares_before,
        sum(case when month_age between 7 and 12 and one_off = 0 then 1 else 0 end) as half_orders_before,
        sum(case when month_age between 13 and 18 and one_off = 1 then amount else 0 end) as half_one_off_then,
        sum(case when month_age between 13 and 18 and one_off = 0 then square else 0 end) as half_squares_then,
        sum(case when month_age between 13 and 18 and one_off = 0 then 1 else 0 end) as half_orders_then
    from marked
    group by client_id
),

gap_ranks as (
    select
        client_id,
        gap,
        recent_rank,
        n - 1 as n,
        cast(row_number() over (partition by client_id order by gap, date) as integer) as gap_rank
    from orders
    where gap is not null
),

-- Linear interpolation: a rank weighs by how near it lies to the place 0.9 * (n - 1), counted from 0.
all_gaps as (
    select
        client_id,
        count(*) as gaps,
        max(gap) as max_gap,
        max(case when recent_rank = 1 then gap end) as last_gap,
        sum(gap * greatest(0, 1 - abs(gap_rank - 1 - 0.9 * (n - 1)))) as p90_gap
    from gap_ranks
    group by client_id
),

recent_ranks as (
    select
        client_id,
        gap,
        cast(row_number() over (partition by client_id order by gap, recent_rank) as integer) as gap_rank,
        cast(count(*) over (partition by client_id) as integer) as n
    from gap_ranks
    where recent_rank <= $interval_gaps
),

recent_gaps as (
    select client_id, sum(gap * greatest(0, 1 - abs(gap_rank - 1 - 0.5 * (n - 1)))) as median_gap
    from recent_ranks
    group by client_id
),

-- Articles bought in the last three months, and in the same months a year ago.
baskets as (
    select
        client_id,
        sku,
        max(case when date > $quarter_ago then 1 else 0 end) as now,
        max(case when date <= $then then 1 else 0 end) as before
    from sales
    where
        date <= $as_of and amount > 0 and client_id is not null and sku is not null
        and (date > $quarter_ago or (date > $quarter_ago_then and date <= $then))
    group by client_id, sku
),

breadth as (
    select client_id, sum(now) as skus, sum(before) as skus_then
    from baskets
    group by client_id
)

select
    t.*,
    o.first_order,
    o.last_order,
    coalesce(o.orders, 0) as orders,
    coalesce(o.orders_12m, 0) as orders_12m,
    coalesce(o.one_off_orders, 0) as one_off_orders,
    coalesce(o.one_off_revenue, 0) as one_off_revenue,
    coalesce(o.one_off_profit, 0) as one_off_profit,
    coalesce(o.half_one_off_last, 0) as half_one_off_last,
    coalesce(o.half_squares_last, 0) as half_squares_last,
    coalesce(o.half_orders_last, 0) as half_orders_last,
    coalesce(o.half_one_off_before, 0) as half_one_off_before,
    coalesce(o.half_squares_before, 0) as half_squares_before,
    coalesce(o.half_orders_before, 0) as half_orders_before,
    coalesce(o.half_one_off_then, 0) as half_one_off_then,
    coalesce(o.half_squares_then, 0) as half_squares_then,
    coalesce(o.half_orders_then, 0) as half_orders_then,
    coalesce(g.gaps, 0) as gaps,
    g.max_gap,
    g.last_gap,
    g.p90_gap,
    r.median_gap,
    coalesce(b.skus, 0) as skus,
    coalesce(b.skus_then, 0) as skus_then
from totals as t
left join ordering as o on o.client_id = t.client_id
left join all_gaps as g on g.client_id = t.client_id
left join recent_gaps as r on r.client_id = t.client_id
left join breadth as b on b.client_id = t.client_id
order by t.client_id
