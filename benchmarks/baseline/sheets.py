"""The sheets: what is computed, put into their tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from benchmarks.baseline import assortment, contacts, economy, forecast, kpi, loyalty
from benchmarks.baseline.columns import (
    APPROVAL,
    CLIENTS,
    COVERED,
    FLOW,
    FURTHER,
    GROWTH,
    GROWTH_FORMULAS,
    HISTORY,
    INTENSITY,
    KPI,
    KPI_FORMULAS,
    LEFT,
    NPS_CLIENTS,
    NPS_FORMULA,
    NPS_MANAGERS,
    PLAN,
    PNL,
    PNL_FORMULAS,
    RISKS,
    SIGNAL,
    SILENT,
    TOUCH,
    UNIT_CLIENTS,
    UNITS,
    WEEK,
    WEEK_FORMULAS,
)
from benchmarks.baseline.norms import LISTED, T
from benchmarks.baseline.register import Register
from benchmarks.baseline.writing import PARAMETERS, Table, put


def write(book: Any, frame: pd.DataFrame, register: Register) -> None:
    """Put the sheets into the workbook, formatted."""
    parameters = pd.DataFrame({"key": list(PARAMETERS), "value": list(PARAMETERS.values())})
    put(book, "Параметры", Table(parameters, {"Ключ": "key", "Значение": "value"}))
    _clients(book, frame)
    _plan(book, frame, register)
    _money(book, frame, register)
    _people(book, frame, register)


def _clients(book: Any, frame: pd.DataFrame) -> None:
    """Write the sheets with a row for every client."""
    shown = frame.reset_index()
    put(book, "Сегментация", Table(shown, CLIENTS))
    endangered = shown[shown["risk"] > 0]
    order = (endangered["income"].clip(lower=0) * endangered["risk"]).sort_values(ascending=False, kind="stable").index
    put(book, "Риски", Table(endangered.loc[order], RISKS))
    put(book, "История", Table(shown.sort_values("id").assign(as_of=T), HISTORY))
    by_hand = np.where(shown["manual"].notna(), "да", "нет")
    changed = shown.assign(by_hand=by_hand)[shown["approved"].isna() | (shown["approved"] != shown["computed"])]
    put(book, "Утверждение", Table(changed, APPROVAL))
    sums = frame.groupby("segment").agg(
        clients=("income", "size"), income=("income", "sum"), revenue=("revenue_12m", "sum")
    )
    headers = {"Сегмент": "segment", "Клиентов": "clients", "УГД, ₽": "income", "Выручка 12м": "revenue"}
    put(book, "Сводка", Table(sums.reset_index(), headers))


def _plan(book: Any, frame: pd.DataFrame, register: Register) -> None:
    """Write the contact plan and the load of the managers."""
    plan = contacts.contact_plan(frame, register)
    put(book, "План контактов", Table(plan, PLAN))
    load = plan.pivot_table(index="manager", columns="channel", values="minutes", aggfunc="sum").fillna(0)
    load["count"], load["minutes"] = plan.groupby("manager").size(), plan.groupby("manager")["minutes"].sum()
    headers = {"Менеджер": "manager", "Контактов": "count", "Минут": "minutes"}
    put(book, "Загрузка", Table(load.reset_index(), headers | {f"{one}, мин": one for one in load.columns[:-2]}))


def _money(book: Any, frame: pd.DataFrame, register: Register) -> None:
    """Write the sheets of money: P&L, who left, what to win, the forecast."""
    put(book, "P&L клиентов", Table(economy.client_pnl(frame, register.log).assign(none=0.0), PNL, PNL_FORMULAS))
    left = economy.leaving(frame, register.orders)
    flow = Table(
        economy.flow(frame, left, register), FLOW, {"Итог к прошлому году, ₽": "=H{row}-G{row}"}, "Приток и отток"
    )
    missed = {"Недополучено, ₽": "=MAX(0,E{row})*MAX(0,N{row}-O{row})/365"}
    put(book, "Удержание", flow, Table(left.head(LISTED), LEFT, missed, "Кто ушёл и кого возвращать"))
    put(book, "Теряем связь", Table(economy.losing_touch(frame), TOUCH, {"Сигнал": SIGNAL}))
    put(book, "Рост", Table(economy.growth(frame), GROWTH, GROWTH_FORMULAS))
    put(book, "СППО_неделя", Table(forecast.week(frame, register), WEEK, WEEK_FORMULAS))


def _people(book: Any, frame: pd.DataFrame, register: Register) -> None:
    """Write the sheets of people: assortment offered, decision units, NPS, intensity, KPI."""
    matrix, groups = assortment.matrix(frame, register.sales)
    columns = {"Клиент": "client", "Менеджер": "manager", "Сегмент": "segment", "Групп куплено": "count"}
    columns |= {"Предложить": "offer", **{f"{group}, ₽": group for group in groups}, "Новое за 3 мес.": "new"}
    columns |= {"Ожидание, ₽": "expected", "Доля покупающих в сегменте": "buyers", "Код клиента": "id"}
    put(book, "Матрица ассортимента", Table(matrix, columns))
    units = loyalty.decision_units(frame, register.people)
    managers = Table(loyalty.units_of_managers(units, register.staff), UNITS, COVERED)
    listed = units[units["large"] | (units["known"] == 0)].sort_values(["live", "income"], ascending=[True, False])
    put(book, "ГПР", managers, Table(listed, UNIT_CLIENTS, COVERED, "Клиенты"))
    scores = loyalty.scores(frame)
    answered = Table(loyalty.scores_of_managers(frame, scores), NPS_MANAGERS, {"NPS": NPS_FORMULA})
    put(book, "NPS", answered, Table(scores, NPS_CLIENTS, title="Все клиенты с оценкой, с самых низких"))
    people, weeks, days = loyalty.intensity(register)
    silent = loyalty.silent(frame, register.log)
    put(
        book,
        "ЖИР",
        Table(people, INTENSITY, {"Интенсивность, %": '=IF(N(F{row})>0,E{row}/F{row},"")'}),
        Table(weeks, {str(one): one for one in weeks.columns}, title="По неделям", share=True),
        Table(days, {str(one): one for one in days.columns}, title="По дням", share=True),
        Table(silent, SILENT, title="Давно без контакта"),
    )
    sold = assortment.sold_new(frame, matrix)
    more = kpi.further(frame, register, sold, people).assign(better="больше")
    done = {"Выполнение": '=IF(OR(F{row}="",E{row}=""),"",IF(E{row}>0,ROUND(F{row}/E{row},9),""))'}
    paid = Table(kpi.paid(frame, register.staff), KPI, KPI_FORMULAS)
    put(book, "KPI", paid, Table(more, FURTHER, done, "Ещё показатели"))
