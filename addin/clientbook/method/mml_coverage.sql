-- Coverage of the must-have lists (MML), one row per client and month of the period (portable DuckDB dialect).
--
-- mml_members(client_id, profile): clients of one profile have the same list. mml_lists(profile, sku, month): what it ought to
-- buy in a month, each article once. An article counts as bought in a month where its net of that month is above zero: what
-- came back was not bought. `before` is the same list against the same month a year ago, the base of the KPI.
with wanted as (
    select profile, sku, month
    from mml_lists
    where month between $first and $last
),

sizes as (
    select profile, month, count(*) as required
    from wanted
    group by profile, month
),

bought as (
    select s.client_id, m.profile, s.sku, 12 * extract(year from s.date) + extract(month from s.date) - 1 as month
    from sales as s
    inner join mml_members as m on m.client_id = s.client_id
    where s.date >= $since and s.date <= $as_of and s.sku in (select sku from wanted)
    group by 1, 2, 3, 4
    having sum(s.amount) > 0
),

hits as (
    select b.client_id, w.month, count(*) as bought
    from bought as b
    inner join wanted as w on w.profile = b.profile and w.sku = b.sku and w.month = b.month
    group by b.client_id, w.month
),

earlier as (
    select b.client_id, w.month, count(*) as bought
    from bought as b
    inner join wanted as w on w.profile = b.profile and w.sku = b.sku and w.month = b.month + 12
    group by b.client_id, w.month
)

select
    m.client_id,
    s.month,
    s.required,
    coalesce(h.bought, 0) as bought,
    coalesce(e.bought, 0) as before
from mml_members as m
inner join sizes as s on s.profile = m.profile
left join hits as h on h.client_id = m.client_id and h.month = s.month
left join earlier as e on e.client_id = m.client_id and e.month = s.month
order by m.client_id, s.month
