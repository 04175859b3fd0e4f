-- What clients lack of the list in force at T, the dearest first (portable DuckDB dialect).
--
-- mml_members(client_id, profile, segment), mml_lists(profile, sku, month); clients of one profile have the same list. An article is
-- missing where nothing of it was bought, net, since the period began. What it is expected to bring a month is the median
-- of what it brings a month (12 months / 12) to clients of the same segment who buy it; with fewer than $least such clients,
-- to all who buy it. A median is a weighted sum over ranks, as in facts.sql.
with wanted as (
    select m.client_id, m.segment, l.sku
    from mml_members as m
    inner join mml_lists as l on l.profile = m.profile
    where l.month = $month
),

listed as (
    select distinct sku
    from mml_lists
    where month = $month
),

lines as (
    select s.client_id, s.sku, s.date, s.category, s.amount, $net as net
    from sales as s
    inner join listed as l on l.sku = s.sku
    where s.date <= $as_of and s.client_id is not null
),

recent as (
    select client_id, sku
    from lines
    where date >= $since
    group by client_id, sku
    having sum(amount) > 0
),

ever as (
    select client_id, sku, max(date) as last_bought
    from lines
    where amount > 0
    group by client_id, sku
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
    inner join mml_members as c on c.client_id = w.client_id
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

missing as (
    select
        w.client_id,
        w.sku,
        n.category,
        e.last_bought,
        case when s.buyers >= $least then s.monthly else a.monthly end as expected,
        case when s.buyers >= $least then s.buyers else coalesce(a.buyers, 0) end as buyers,
        coalesce(s.buyers >= $least, false) as own_segment
    from wanted as w
    left join recent as r on r.client_id = w.client_id and r.sku = w.sku
    left join ever as e on e.client_id = w.client_id and e.sku = w.sku
    left join by_segment as s on s.segment = w.segment and s.sku = w.sku
    left join by_all as a on a.sku = w.sku
    left join named as n on n.sku = w.sku
    where r.sku is null
),

ranked as (
    select
        *,
        row_number() over (partition by client_id order by coalesce(expected, 0) desc, sku) as place,
        count(*) over (partition by client_id) as missing
    from missing
)

select client_id, sku, category, last_bought, expected, buyers, own_segment, place, missing
from ranked
where place <= $shown
order by client_id, place
