-- What an article of the must-have lists is expected to bring a month, by segment of clients (portable DuckDB dialect).
--
-- mml_clients(client_id, segment), mml_skus(sku). The median of what it brought a month (12 months / 12) to the clients of a
-- segment who bought it; with fewer than $least of them, to all who bought it. A median is a weighted sum over ranks, as in
-- facts.sql. The category of an article is the one under which most of it was sold.
with lines as (
    select s.client_id, s.sku, s.date, s.category, s.amount, $net as net
    from sales as s
    inner join mml_skus as l on l.sku = s.sku
    where s.date <= $as_of and s.client_id is not null
),

worth as (
    select w.client_id, w.sku, c.segment, w.monthly
    from (
        select client_id, sku, cast(sum(net) as double) / 12 as monthly
        from lines
        where date > $year_ago
        group by client_id, sku
        having sum(amount) > 0
    ) as w
    inner join mml_clients as c on c.client_id = w.client_id
),

segment_ranks as (
    select
        segment,
        sku,
        monthly,
        row_number() over (partition by segment, sku order by monthly, client_id) as place,
        count(*) over (partition by segment, sku) as n
    from worth
),

by_segment as (
    select segment, sku, count(*) as buyers, sum(monthly * greatest(0, 1 - abs(place - 1 - 0.5 * (n - 1)))) as monthly
    from segment_ranks
    group by segment, sku
),

all_ranks as (
    select
        sku,
        monthly,
        row_number() over (partition by sku order by monthly, client_id) as place,
        count(*) over (partition by sku) as n
    from worth
),

by_all as (
    select sku, count(*) as buyers, sum(monthly * greatest(0, 1 - abs(place - 1 - 0.5 * (n - 1)))) as monthly
    from all_ranks
    group by sku
),

named as (
    select sku, category
    from (
        select sku, category, row_number() over (partition by sku order by sum(amount) desc, category) as place
        from lines
        where category is not null
        group by sku, category
    ) as categories
    where place = 1
),

segments as (
    select distinct segment
    from mml_clients
)

select
    g.segment,
    l.sku,
    n.category,
    case when s.buyers >= $least then s.monthly else a.monthly end as expected,
    case when s.buyers >= $least then s.buyers else coalesce(a.buyers, 0) end as buyers,
    coalesce(s.buyers >= $least, false) as own_segment
from segments as g
cross join mml_skus as l
left join by_segment as s on s.segment = g.segment and s.sku = l.sku
left join by_all as a on a.sku = l.sku
left join named as n on n.sku = l.sku
order by g.segment, l.sku
