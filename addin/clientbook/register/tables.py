"""The input tables of a register: sheets, columns, headers and kinds — the one place (domain: the register).

A column that has ``required`` gives a problem for every row that leaves it blank. Further spellings of headers that
people and their accounting programs use stand in ``aliases``.
"""

from __future__ import annotations

from clientbook.register import codes
from clientbook.register.columns import Column, Kind, Table
from clientbook.register.tool_tables import TOOL_TABLES

CLIENTS = Table(
    "cb_clients",
    "Клиенты",
    "Clients",
    (
        Column(
            "client_id",
            "Код клиента",
            "client_id",
            Kind.ID,
            required=True,
            aliases=(
                *("код", "id клиента", "номер клиента", "код контрагента", "id контрагента", "код покупателя"),
                *("client code", "client id", "client no", "customer id", "customer code", "customer no", "account id"),
            ),
            width=13,
            typed=True,
        ),
        Column(
            "client",
            "Клиент",
            "client",
            required=True,
            aliases=(
                *("наименование", "название", "контрагент", "покупатель", "наименование клиента", "название клиента"),
                *("наименование контрагента", "наименование покупателя"),
                *("client name", "customer", "customer name", "company", "company name", "account name"),
            ),
            width=32,
            typed=True,
        ),
        Column("tax_id", "ИНН", "tax_id", Kind.ID, aliases=("inn",), width=14, typed=True),
        Column("tax_reg", "КПП", "tax_reg", Kind.ID, aliases=("kpp",), width=12, typed=True),
        Column(
            "parent_id",
            "Головной код",
            "parent_id",
            Kind.ID,
            aliases=("холдинг", "головная организация"),
            width=13,
            typed=True,
        ),
        Column("industry", "Отрасль", "industry", width=18, typed=True),
        Column("region", "Регион", "region", aliases=("город", "область"), width=18, typed=True),
        Column(
            "manager",
            "Менеджер",
            "manager",
            required=True,
            aliases=(
                *("ответственный", "ответственный менеджер", "менеджер клиента", "менеджер по работе с клиентами"),
                *("основной менеджер", "менеджер по продажам", "ответственный за клиента"),
                *("закреплённый менеджер", "владелец-сотрудник"),
                *("account manager", "sales manager", "sales rep", "responsible", "owner"),
            ),
            width=22,
            typed=True,
        ),
        Column(
            "first_deal",
            "Дата первой отгрузки",
            "first_deal",
            Kind.DATE,
            aliases=("первая отгрузка",),
            width=13,
            typed=True,
        ),
        Column(
            "potential",
            "Годовой потенциал закупок",
            "potential",
            Kind.MONEY,
            aliases=("потенциал", "потенциал закупок", "годовой потенциал"),
            width=16,
            typed=True,
        ),
        Column(
            "kind", "Тип", "type", Kind.CODE, codes=codes.CLIENT_KIND, aliases=("тип клиента",), width=13, typed=True
        ),
        Column("seasonal", "Сезонный", "seasonal", Kind.YESNO, width=10, typed=True),
        Column("key_flag", "Ключевой", "key", Kind.YESNO, aliases=("ключевой клиент",), width=10, typed=True),
        Column("credit_limit", "Кредитный лимит", "credit_limit", Kind.MONEY, width=14, typed=True),
        Column("payment_days", "Отсрочка, дн.", "payment_days", Kind.INT, aliases=("отсрочка",), width=11, typed=True),
        Column(
            "receivable",
            "Дебиторка, ₽",
            "receivable",
            Kind.MONEY,
            aliases=("дебиторка", "дебиторская задолженность"),
            width=14,
            typed=True,
        ),
        Column(
            "overdue",
            "Просрочка, ₽",
            "overdue",
            Kind.MONEY,
            aliases=("просрочка", "просроченная задолженность"),
            width=14,
            typed=True,
        ),
        Column("overdue_days", "Дней просрочки", "overdue_days", Kind.INT, width=11, typed=True),
        Column(
            "claim",
            "Претензия",
            "claim",
            Kind.YESNO,
            aliases=("претензия (да/нет)", "открытая претензия"),
            width=11,
            typed=True,
        ),
        Column("contract_end", "Договор до", "contract_end", Kind.DATE, width=12, typed=True),
        Column("nps", "NPS", "nps", Kind.NUMBER, width=7, typed=True),
        Column("nps_date", "Дата NPS", "nps_date", Kind.DATE, width=12, typed=True),
        Column("no_calls", "Не звонить", "no_calls", Kind.YESNO, aliases=("не беспокоить",), width=11, typed=True),
        Column(
            "segment_approved",
            "Сегмент утверждённый",
            "segment_approved",
            Kind.CODE,
            codes=codes.SEGMENT,
            width=15,
            typed=True,
        ),
        Column("approved_on", "Дата утверждения", "approved_on", Kind.DATE, width=13, typed=True),
        Column(
            "segment_manual", "Сегмент вручную", "segment_manual", Kind.CODE, codes=codes.SEGMENT, width=15, typed=True
        ),
        Column("status_manual", "Статус вручную", "status_manual", Kind.CODE, codes=codes.STATUS, width=15, typed=True),
        Column("override_reason", "Причина правки", "override_reason", width=24, typed=True),
        Column("comment", "Комментарий", "comment", aliases=("примечание",), width=30, typed=True),
    ),
    identity=("client_id",),
    needed=True,
)

SALES = Table(
    "cb_sales",
    "Продажи",
    "Sales",
    (
        Column(
            "date",
            "Дата",
            "date",
            Kind.DATE,
            required=True,
            aliases=(
                *("дата документа", "дата отгрузки", "дата реализации", "дата продажи", "дата накладной"),
                *("order date", "invoice date", "sale date", "sales date"),
            ),
            width=12,
            typed=True,
        ),
        Column(
            "doc_no",
            "Документ",
            "doc_no",
            Kind.ID,
            required=True,
            aliases=(
                *("номер документа", "№ документа", "документ №", "накладная", "номер накладной", "№ накладной"),
                *("документ реализации", "документ продажи", "регистратор"),
                *("order id", "order no", "order number", "invoice", "invoice no", "invoice number"),
                *("document", "document no", "document number", "doc no", "doc number"),
            ),
            instead=("номер", "номер заказа", "№ заказа", "заказ", "number"),
            width=14,
            typed=True,
        ),
        Column(
            "client_id",
            "Код клиента",
            "client_id",
            Kind.ID,
            required=True,
            aliases=(
                *("код", "код контрагента", "id клиента", "id контрагента", "код покупателя"),
                *("customer id", "client id", "client code", "customer code", "customer no", "account id"),
            ),
            instead=("клиент", "контрагент", "покупатель", "client", "client name", "customer", "customer name"),
            width=13,
            typed=True,
        ),
        Column(
            "sku",
            "Артикул",
            "sku",
            Kind.ID,
            aliases=("номенклатура", "товар", "код товара", "item code", "product code"),
            width=18,
            typed=True,
        ),
        Column("category", "Группа", "category", aliases=("товарная группа", "категория"), width=18, typed=True),
        Column("qty", "Кол-во", "qty", Kind.NUMBER, aliases=("количество", "quantity"), width=10, typed=True),
        Column(
            "amount",
            "Сумма без НДС",
            "amount",
            Kind.MONEY,
            required=True,
            aliases=(
                *("сумма", "выручка", "выручка без ндс", "сумма продажи", "сумма отгрузки"),
                *("стоимость без ндс", "продажи без ндс", "net amount", "net sales", "revenue"),
            ),
            width=15,
            typed=True,
        ),
        Column("cost", "Себестоимость", "cost", Kind.MONEY, aliases=("себестоимость без ндс",), width=15, typed=True),
        Column(
            "kind",
            "Тип",
            "type",
            Kind.CODE,
            codes=codes.SALE_KIND,
            aliases=("вид", "вид операции", "тип операции"),
            width=13,
            typed=True,
        ),
        Column("import_mark", "Метка загрузки", "import_mark", Kind.INT, width=13, grouped=True),
    ),
    needed=True,
)

PEOPLE = Table(
    "cb_people",
    "Контакты ГПР",
    "Decision unit",
    (
        Column("person_id", "ID строки", "person_id", Kind.ID, width=10, typed=True),
        Column("client_id", "Код клиента", "client_id", Kind.ID, required=True, width=13, typed=True),
        Column("person", "ФИО", "name", required=True, aliases=("контактное лицо", "person"), width=26, typed=True),
        Column("position", "Должность", "position", width=22, typed=True),
        Column(
            "dmu_role",
            "Роль в ГПР",
            "dmu_role",
            Kind.CODE,
            codes=codes.DMU_ROLE,
            aliases=("роль",),
            width=14,
            typed=True,
        ),
        Column(
            "influence", "Влияние 1–5", "influence", Kind.INT, aliases=("влияние", "влияние 1-5"), width=9, typed=True
        ),
        Column(
            "attitude",
            "Отношение −2…+2",
            "attitude",
            Kind.INT,
            aliases=("отношение", "отношение -2…+2", "отношение -2...+2"),
            width=10,
            typed=True,
        ),
        Column("phone", "Телефон", "phone", Kind.ID, width=18, typed=True),
        Column("email", "E-mail", "email", aliases=("почта", "электронная почта"), width=24, typed=True),
        Column("messenger", "Мессенджер", "messenger", width=16, typed=True),
        Column("birthday", "День рождения", "birthday", Kind.DATE, width=13, typed=True),
        Column(
            "preferred",
            "Предпочтительный канал",
            "preferred_channel",
            Kind.CODE,
            codes=codes.CHANNEL,
            width=16,
            typed=True,
        ),
        Column(
            "consent",
            "Согласие на обработку ПДн",
            "consent",
            Kind.YESNO,
            aliases=("согласие", "согласие пдн"),
            width=14,
            typed=True,
        ),
        Column("main", "Основной", "main", Kind.YESNO, width=10, typed=True),
        Column(
            "active", "Работает", "active", Kind.YESNO, aliases=("активен", "работает у клиента"), width=10, typed=True
        ),
    ),
    identity=("person_id",),
)

LOG = Table(
    "cb_log",
    "Журнал",
    "Log",
    (
        Column("row_id", "ID строки", "row_id", Kind.ID, width=24, typed=True),
        Column("date", "Дата", "date", Kind.DATE, required=True, width=12, typed=True),
        Column("manager", "Менеджер", "manager", required=True, width=22, typed=True),
        Column("client_id", "Код клиента", "client_id", Kind.ID, required=True, width=13, typed=True),
        Column("person", "ФИО контакта", "person", aliases=("контактное лицо",), width=26, typed=True),
        Column(
            "kind",
            "Вид",
            "kind",
            Kind.CODE,
            codes=codes.CONTACT_KIND,
            aliases=("вид контакта", "канал"),
            width=13,
            typed=True,
        ),
        Column("purpose", "Цель", "purpose", width=26, typed=True),
        Column("result", "Результат", "result", Kind.CODE, codes=codes.LOG_RESULT, width=16, typed=True),
        Column("outcome", "Итог", "outcome", width=36, typed=True),
        Column("next_step", "Следующий шаг", "next_step", width=28, typed=True),
        Column("next_date", "Дата следующего шага", "next_date", Kind.DATE, width=13, typed=True),
        Column("minutes", "Мин.", "minutes", Kind.INT, width=8, typed=True),
        Column("contact_id", "ID контакта", "contact_id", Kind.ID, width=28, typed=True),
        Column("time", "Время", "time", aliases=("время контакта", "время звонка"), width=9, typed=True),
    ),
    identity=("row_id",),
)

PLANS = Table(
    "cb_plans",
    "Планы",
    "Targets",
    (
        Column(
            "period",
            "Период",
            "period",
            Kind.MONTH,
            required=True,
            aliases=("месяц", "период (месяц)"),
            width=12,
            typed=True,
        ),
        Column("manager", "Менеджер", "manager", required=True, width=22, typed=True),
        Column("client_id", "Код клиента", "client_id", Kind.ID, width=13, typed=True),
        Column("measure", "Показатель", "measure", Kind.CODE, required=True, codes=codes.MEASURE, width=18, typed=True),
        Column("plan", "План", "plan", Kind.MONEY, required=True, width=15, typed=True),
    ),
)

STAFF = Table(
    "cb_staff",
    "Сотрудники",
    "Staff",
    (
        Column("manager", "Менеджер", "manager", required=True, aliases=("сотрудник", "фио"), width=22, typed=True),
        Column("job", "Роль", "role", Kind.CODE, required=True, codes=codes.JOB, width=10, typed=True),
        Column("head", "Руководитель", "head", width=22, typed=True),
        Column("rate", "Ставка", "rate", Kind.NUMBER, width=9, typed=True),
        Column("daily_cap", "Норма контактов в день", "daily_cap", Kind.INT, width=12, typed=True),
        Column("substitute", "Замещающий", "substitute", width=22, typed=True),
        Column("salary", "Оклад", "salary", Kind.MONEY, aliases=("оклад, ₽",), width=13, typed=True),
        Column(
            "bonus_target",
            "Целевая премия",
            "bonus_target",
            Kind.MONEY,
            aliases=("целевая премия, ₽",),
            width=13,
            typed=True,
        ),
    ),
    identity=("manager",),
)

LEAVE = Table(
    "cb_leave",
    "Отпуска",
    "Leave",
    (
        Column("manager", "Менеджер", "manager", required=True, width=22, typed=True),
        Column("start", "С", "from", Kind.DATE, required=True, aliases=("начало", "start"), width=12, typed=True),
        Column(
            "end", "По", "to", Kind.DATE, required=True, aliases=("конец", "окончание", "end"), width=12, typed=True
        ),
    ),
)

TRANSFERS = Table(
    "cb_transfers",
    "Передачи",
    "Transfers",
    (
        Column("client_id", "Код клиента", "client_id", Kind.ID, required=True, width=13, typed=True),
        Column("giver", "От кого", "from_manager", width=22, typed=True),
        Column("taker", "Кому", "to_manager", required=True, width=22, typed=True),
        Column("date", "Дата", "date", Kind.DATE, required=True, width=12, typed=True),
        Column(
            "reason",
            "Причина",
            "reason",
            Kind.CODE,
            codes=codes.TRANSFER_REASON,
            aliases=("причина передачи",),
            width=24,
            typed=True,
        ),
        Column("back", "Вернуть", "back", Kind.DATE, aliases=("дата возврата", "вернуть с"), width=12, typed=True),
    ),
)

REGULATION = Table(
    "cb_regulation",
    "Регламент",
    "Regulation",
    (
        Column("line", "Ключ", "key", required=True, width=20, typed=True),
        Column("segment", "Сегмент", "segment", width=34, typed=True),
        Column("channel", "Канал", "channel", Kind.CODE, required=True, codes=codes.CHANNEL, width=18, typed=True),
        Column("per_year", "Раз в год", "per_year", Kind.NUMBER, required=True, width=10, typed=True),
        Column("dmu_role", "Роль в ГПР", "dmu_role", Kind.CODE, codes=codes.DMU_ROLE, width=12, typed=True),
        Column("purpose", "Цель", "purpose", width=36, typed=True),
        Column("minutes", "Мин.", "minutes", Kind.INT, width=8, typed=True),
    ),
    identity=("line", "channel"),
)

CALENDAR = Table(
    "cb_calendar",
    "Календарь",
    "Calendar",
    (
        Column("date", "Дата", "date", Kind.DATE, required=True, width=12, typed=True),
        Column(
            "working",
            "Рабочий день 0/1",
            "working",
            Kind.YESNO,
            required=True,
            aliases=("рабочий день", "рабочий"),
            width=12,
            typed=True,
        ),
        Column("hours", "Часы", "hours", Kind.NUMBER, width=8, typed=True),
        Column("why", "Причина", "reason", width=30, typed=True),
    ),
    identity=("date",),
)

SETTINGS = Table(
    "cb_settings",
    "Настройки",
    "Settings",
    (
        Column("key", "Ключ", "key", Kind.ID, required=True, width=24),
        Column("title", "Параметр", "parameter", width=38),
        Column("value", "Значение", "value", width=14, typed=True),
        Column("given", "На этот расчёт", "this run", width=12),
        Column("default", "По умолчанию", "default", width=14),
        Column("unit", "Ед.", "unit", width=9),
        Column("low", "Мин", "min", Kind.NUMBER, width=8),
        Column("high", "Макс", "max", Kind.NUMBER, width=8),
        Column("about", "Описание", "description", width=70),
    ),
    identity=("key",),
)

INPUTS: tuple[Table, ...] = (
    CLIENTS,
    SALES,
    PEOPLE,
    LOG,
    PLANS,
    STAFF,
    LEAVE,
    TRANSFERS,
    REGULATION,
    CALENDAR,
    *TOOL_TABLES,
    SETTINGS,
)
