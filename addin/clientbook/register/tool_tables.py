"""The input tables of the further tools: all optional; a tool without its table says which one to fill in (domain: §6)."""

from __future__ import annotations

from dataclasses import replace

from clientbook.register import codes
from clientbook.register.columns import Column, Kind, Table

_CLIENT = Column("client_id", "Код клиента", "client_id", Kind.ID, required=True, width=13, typed=True)
_MANAGER = Column("manager", "Менеджер", "manager", width=22, typed=True)
_PERIOD = Column("period", "Период", "period", Kind.MONTH, required=True, aliases=("месяц",), width=12, typed=True)
_CATEGORY = Column(
    "category",
    "Группа товара",
    "category",
    aliases=("группа", "товарная группа", "категория"),
    width=22,
    typed=True,
)

ALGORITHM = Table(
    "cb_algorithm",
    "АПР",
    "Decision steps",
    (
        _CLIENT,
        Column("step", "№ шага", "step", Kind.INT, required=True, aliases=("шаг",), width=8, typed=True),
        Column("stage", "Этап", "stage", required=True, width=30, typed=True),
        Column("person", "Участник", "participant", aliases=("кто решает", "фио"), width=26, typed=True),
        Column("criterion", "Критерий", "criterion", width=34, typed=True),
        Column("deadline", "Срок", "deadline", Kind.DATE, width=12, typed=True),
        Column(
            "material",
            "Наш материал",
            "material",
            Kind.CODE,
            codes=codes.MATERIAL,
            aliases=("материал",),
            width=13,
            typed=True,
        ),
        Column("passed_on", "Пройден", "passed_on", Kind.DATE, aliases=("дата прохождения",), width=12, typed=True),
    ),
    identity=("client_id", "step"),
)
"""Алгоритм принятия решения: the client's own steps to a purchase, in order."""

OFFERS = Table(
    "cb_offers",
    "КП",
    "Quotations",
    (
        Column(
            "offer_no", "№ КП", "offer_no", Kind.ID, required=True, aliases=("номер кп", "кп"), width=13, typed=True
        ),
        _CLIENT,
        _MANAGER,
        Column(
            "sent_on", "Дата отправки", "sent_on", Kind.DATE, required=True, aliases=("дата",), width=13, typed=True
        ),
        Column("amount", "Сумма КП", "amount", Kind.MONEY, aliases=("сумма", "сумма без ндс"), width=15, typed=True),
        _CATEGORY,
        Column(
            "state", "Состояние", "state", Kind.CODE, codes=codes.OFFER_STATE, aliases=("статус",), width=14, typed=True
        ),
        Column("paid_on", "Дата оплаты", "paid_on", Kind.DATE, aliases=("оплачено",), width=12, typed=True),
        Column("refusal", "Причина отказа", "refusal_reason", width=30, typed=True),
    ),
    identity=("offer_no",),
)
"""Коммерческие предложения sent to clients."""

ARGUMENTS = Table(
    "cb_arguments",
    "ХПВ",
    "Arguments",
    (
        replace(_CATEGORY, required=True),
        Column("feature", "Характеристика", "feature", width=36, typed=True),
        Column("advantage", "Преимущество", "advantage", width=36, typed=True),
        Column("benefit", "Выгода клиента", "benefit", required=True, aliases=("выгода",), width=40, typed=True),
        Column("usp", "УТП", "usp", width=40, typed=True),
    ),
)
"""Характеристики – преимущества – выгоды by product group, and the unique offer (УТП)."""

MML = Table(
    "cb_mml",
    "MML",
    "Must-have list",
    (
        Column("client_group", "Группа клиента", "client_group", required=True, width=20, typed=True),
        Column("sku", "Артикул", "sku", Kind.ID, required=True, width=18, typed=True),
        Column("since", "Обязательный с", "since", Kind.DATE, width=13, typed=True),
        Column("until", "По", "until", Kind.DATE, width=12, typed=True),
    ),
)
"""Minimum must list: what a client of a group (a segment, an industry, or «все») ought to buy."""

COSTS = Table(
    "cb_costs",
    "Затраты",
    "Client costs",
    (
        _PERIOD,
        _CLIENT,
        Column("discounts", "Скидки и бонусы", "discounts", Kind.MONEY, aliases=("скидки",), width=15, typed=True),
        Column("logistics", "Логистика", "logistics", Kind.MONEY, aliases=("доставка",), width=15, typed=True),
        Column("other", "Прочее", "other", Kind.MONEY, width=13, typed=True),
    ),
)
"""What a client costs besides the goods, by month, roubles without VAT."""

ANSWERS = Table(
    "cb_answers",
    "Оценки NPS",
    "NPS answers",
    (
        Column("date", "Дата", "date", Kind.DATE, required=True, width=12, typed=True),
        _CLIENT,
        Column("person", "ФИО", "person", aliases=("контактное лицо",), width=26, typed=True),
        Column(
            "score", "Оценка 0–10", "score", Kind.INT, required=True, aliases=("оценка", "nps"), width=10, typed=True
        ),
        Column("reason", "Почему", "reason", aliases=("комментарий", "причина"), width=40, typed=True),
    ),
)
"""Answers to «порекомендуете ли вы нас», one row per person and date."""

INDICATORS = Table(
    "cb_indicators",
    "Показатели",
    "Indicators",
    (
        _PERIOD,
        Column("manager", "Менеджер", "manager", required=True, aliases=("сотрудник",), width=22, typed=True),
        Column("measure", "Показатель", "measure", Kind.CODE, required=True, codes=codes.KPI, width=26, typed=True),
        Column("plan", "План", "plan", Kind.NUMBER, width=12, typed=True),
        Column("fact", "Факт", "fact", Kind.NUMBER, width=12, typed=True),
        Column("source", "Источник", "source", width=30, typed=True),
    ),
    identity=("period", "manager", "measure"),
)
"""Facts that no other sheet holds (errors in orders, meetings, time of answer), one row per month, person and KPI."""

TOOL_TABLES: tuple[Table, ...] = (ALGORITHM, OFFERS, ARGUMENTS, MML, COSTS, ANSWERS, INDICATORS)
