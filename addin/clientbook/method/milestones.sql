-- Milestones of each client, from the client-days of facts.sql (portable DuckDB dialect): the first orders and how many are
-- paid, the last order before a quarter and the orders in it.
--
-- What a client owes is taken for his latest orders: payments cover the oldest first. An order counts as paid where the
-- orders after it alone make up the debt.
$days,

ordered as (
    select
        d.client_id,
        d.date,
        row_number() over (partition by d.client_id order by d.date) as place,
        coalesce(sum(d.amount) over (
            partition by d.client_id order by d.date desc rows between unbounded preceding and 1 preceding
        ), 0) >= coalesce(o.owed, 0) as paid
    from days as d
    left join milestone_debts as o on o.client_id = d.client_id
    where d.amount > 0
)

select
    client_id,
    min(date) as first_order,
    min(case when place = 2 then date end) as second_order,
    min(case when place = $orders then date end) as ripe_order,
    count(*) as orders,
    sum(case when paid then 1 else 0 end) as paid_orders,
    max(case when date <= $before then date end) as last_before,
    sum(case when date > $before then 1 else 0 end) as orders_in
from ordered
group by client_id
order by client_id
