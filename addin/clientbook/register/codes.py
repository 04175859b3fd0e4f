"""Coded values of the register: an ASCII code each, read in both languages, written in the language of the book."""

from __future__ import annotations

from clientbook.register.columns import Code, Codes

YESNO = Codes(
    (
        Code("yes", "да", "yes", ("1", "истина", "true", "+", "y", "д", "работает")),
        Code(
            "no",
            "нет",
            "no",
            ("0", "ложь", "false", "-", "n", "н", "уволен", "уволена", "ушел", "ушла", "не работает", "left"),
        ),
    )
)

CLIENT_KIND = Codes(
    (
        Code("regular", "регулярный", "regular"),
        Code("one_off", "разовый", "one-off"),
        Code("project", "проектный", "project"),
    )
)

DONE = Codes(
    (
        Code("left_out", "строка не вошла в расчёт", "the row is not in the calculation"),
        Code("default", "взято значение по умолчанию или пусто", "a default or a blank was used"),
        Code("cleaned", "прочитано после очистки", "read after cleaning"),
        Code("kept", "оставлено как есть", "left as it is"),
        Code("capped", "ограничено возможным", "limited to what is possible"),
        Code("skipped", "пропущено: это не данные", "passed over: no data"),
    )
)
"""What was done with the place of a problem: the values of :class:`clientbook.register.problems.Done`."""

SALE_KIND = Codes(
    (
        Code("sale", "отгрузка", "sale", ("реализация", "реализациятоваров", "продажа", "продажи", "shipment")),
        Code(
            "return",
            "возврат",
            "return",
            (
                *("возвраты", "возвраттовара", "возвраттоваров", "возвратпокупателя", "возвратотпокупателя"),
                *("возвраттовараотпокупателя", "возвраттоваровотпокупателя", "returns", "refund", "creditnote"),
            ),
        ),
        Code("correction", "корректировка", "correction", ("коррекция", "adjustment")),
    )
)

SEGMENT = Codes(
    (
        Code("key", "Ключевой", "Key"),
        Code("large", "Крупный", "Large"),
        Code("medium", "Средний", "Medium"),
        Code("small", "Малый", "Small"),
        Code("none", "Без сегмента", "No segment"),  # off the income curve: never bought, no sales in 12 months, a loss
    )
)

ABC = Codes(
    (
        Code("A", "A", "A", ("а",)),
        Code("B", "B", "B", ("в",)),
        Code("C", "C", "C", ("с",)),
        Code("loss", "убыточный", "loss-making"),
        Code("none", "без продаж", "no sales"),
    )
)

XYZ = Codes((Code("X", "X", "X"), Code("Y", "Y", "Y"), Code("Z", "Z", "Z"), Code("na", "н/д", "n/a")))

STATUS = Codes(
    (
        Code("never", "Не клиент", "Never bought"),
        Code("one_time", "Разовый", "One-time"),
        Code("lost", "Потерянный", "Lost"),
        Code("sleeping", "Спящий", "Sleeping"),
        Code("new", "Новый", "New"),
        Code("recovered", "Восстановленный", "Recovered"),
        Code("growing", "Растущий", "Growing"),
        Code("declining", "Снижающийся", "Declining"),
        Code("stable", "Стабильный", "Stable"),
    )
)

STRATEGY = Codes(
    (
        Code("keep", "Удерживать", "Keep"),
        Code("grow_keep", "Развивать и удерживать", "Grow and keep"),
        Code("keep_ask", "Удерживать + выяснить", "Keep + find out"),
        Code("serve", "Обслуживать", "Serve"),
        Code("grow", "Развивать", "Grow"),
        Code("ask", "Выяснить", "Find out"),
        Code("remote", "Обслуживать дистанционно", "Serve remotely"),
        Code("revise", "Пересмотреть условия", "Revise terms"),
        Code("attract", "Привлечь", "Attract"),
        Code("wake", "Разбудить", "Wake up"),
        Code("return", "Вернуть", "Win back"),
        Code("one_time", "Разовая сделка", "One-time deal"),
    )
)

RISK_BAND = Codes((Code("low", "низкий", "low"), Code("watch", "внимание", "watch"), Code("high", "высокий", "high")))

RFM_GROUP = Codes(
    (
        Code("champions", "Чемпионы", "Champions"),
        Code("loyal", "Лояльные", "Loyal Customers"),
        Code("potential_loyal", "Возможные лояльные", "Potential Loyalist"),
        Code("new", "Новые", "New Customers"),
        Code("promising", "Перспективные", "Promising"),
        Code("need_attention", "Требуют внимания", "Need Attention"),
        Code("about_to_sleep", "Засыпают", "About To Sleep"),
        Code("at_risk", "В зоне риска", "At Risk"),
        Code("cant_lose", "Нельзя потерять", "Can't Lose Them"),
        Code("hibernating", "Спящие", "Hibernating"),
        Code("lost", "Потерянные", "Lost"),
        Code("others", "Прочие", "Others"),
        Code("na", "н/д", "n/a"),
    )
)

DMU_ROLE = Codes(
    (
        Code("decider", "ЛПР", "Decider", ("decisionmaker",)),
        Code("influencer", "ЛВР", "Influencer"),
        Code("user", "пользователь", "user"),
        Code("buyer", "закупщик", "buyer", ("закупки",)),
        Code("finance", "финансы", "finance", ("бухгалтер", "бухгалтерия")),
    )
)

CONTACT_KIND = Codes(
    (
        Code("visit", "визит", "visit", ("встреча",)),
        Code("session", "сессия", "session", ("годовойобзор", "обзор", "review")),
        Code("online", "онлайн", "online", ("онлайн-встреча", "видеозвонок", "zoom")),
        Code("call", "звонок", "call"),
        Code("letter", "письмо", "e-mail", ("email", "почта")),
        Code("messenger", "мессенджер", "messenger", ("чат", "telegram", "whatsapp")),
        Code("offer", "КП", "offer", ("quotation",)),
        Code("nps", "NPS", "NPS"),
        Code("internal", "ВКК", "internal"),
        Code("other", "прочее", "other", ("другое",)),
    )
)

CHANNEL = Codes(
    (
        Code("visit", "Визит", "Visit"),
        Code("call", "Звонок", "Call"),
        Code("message", "Письмо/мессенджер", "E-mail/messenger", ("письмо", "мессенджер", "сообщение", "message")),
        Code("review", "Годовой обзор", "Yearly review", ("обзор", "сессия")),
    )
)

LOG_RESULT = Codes(
    (
        Code("held", "состоялся", "held", ("состоялась", "состоялось", "ок", "done")),
        Code("no_answer", "не дозвонились", "no answer", ("недозвон",)),
        Code("moved", "перенос", "moved", ("перенесен", "postponed")),
    )
)

MATERIAL = Codes(
    (
        Code("offer", "КП", "quotation", ("предложение", "offer")),
        Code("usp", "УТП", "USP"),
        Code("benefits", "ХПВ", "benefits", ("fab",)),
        Code("sample", "образец", "sample"),
        Code("contract", "договор", "contract"),
        Code("other", "прочее", "other", ("другое",)),
    )
)

OFFER_STATE = Codes(
    (
        Code("sent", "отправлено", "sent", ("открыто", "open")),
        Code("talks", "согласование", "in talks", ("вработе", "переговоры")),
        Code("paid", "оплачено", "paid", ("выиграно", "оплата", "won")),
        Code("refused", "отказ", "refused", ("проиграно", "отклонено", "lost")),
    )
)

TRANSFER_REASON = Codes(
    (
        Code("leave", "отпуск, болезнь", "leave", ("отпуск", "болезнь", "больничный", "декрет", "отсутствие")),
        Code("dismissal", "увольнение", "dismissal", ("уволен", "уволился", "уход", "left")),
        Code(
            "hunter_farmer", "от привлечения к ведению", "hunter to farmer", ("передача после продажи", "новый клиент")
        ),
        Code("other", "прочее", "other", ("другое", "перераспределение")),
    )
)

PLAN_STATUS = Codes(
    (
        Code("planned", "план", "planned", ("запланирован", "запланировано", "в плане")),
        Code("done", "выполнен", "done", ("выполнено", "сделано")),
        Code("no_answer", "не дозвонились", "no answer", ("недозвон",)),
        Code("moved", "перенос", "moved", ("перенесен", "перенесён", "перенесено", "перенесли")),
        Code("cancelled", "отмена", "cancelled", ("отменен", "отменён", "отменено")),
        Code("off_norm", "вне регламента", "off the norm"),
        Code("missed", "пропущен", "missed", ("пропущено", "не выполнен")),
    )
)

MEASURE = Codes(
    (
        Code("revenue", "Выручка", "Revenue", ("оборот", "продажи")),
        Code("profit", "Валовая прибыль", "Gross profit", ("вп", "маржа", "прибыль", "margin")),
    )
)

JOB = Codes(
    (
        Code("km", "КМ", "Client manager", ("km", "клиентскийменеджер", "менеджер")),
        Code("kam", "КАМ", "Key account manager", ("kam",)),
        Code("rko", "РКО", "Head of client department", ("rko", "руководителько", "руководительклиентскогоотдела")),
        Code("rop", "РОП", "Head of sales", ("rop",)),
        Code("kd", "КД", "Commercial director", ("kd",)),
        Code("gd", "ГД", "General director", ("gd",)),
        Code("ap", "АП", "Sales assistant", ("ap",)),
        Code("mp", "МП", "Sales manager", ("mp",)),
        Code("sr", "СР", "Sales representative", ("sr",)),
        Code("sop", "СОП", "Order clerk", ("sop",)),
        Code("tm", "ТМ", "Telemarketer", ("tm",)),
    )
)

KPI = Codes(
    (
        Code("plan", "План продаж", "Sales plan"),
        Code("nrr", "NRR", "NRR"),
        Code("retention", "Удержание ключевых и крупных", "Retention of key and large"),
        Code("mml", "MML", "MML"),
        Code("overdue", "Просрочка", "Overdue"),
        Code("contacts", "План контактов", "Contact plan"),
        Code("share", "Доля в закупках", "Share of wallet"),
        Code("dmu", "Покрытие ГПР", "Decision-unit coverage"),
        Code("nps", "NPS", "NPS"),
        Code("accuracy", "Точность прогноза", "Forecast accuracy"),
        Code("cross", "Перекрёстные продажи", "Cross-sell"),
        Code("handover", "Новые и передача", "New and handed over", ("передача",)),
        Code("new_payments", "Новые оплаты", "New payments", ("новые клиенты",)),
        Code("second_order", "Второй заказ", "Second order"),
        Code("payroll", "ФОТ, % прибыли", "Payroll, % of profit", ("фот", "фот %")),
        Code("dependency", "Зависимость от одного клиента", "Dependency on one client", ("зависимость",)),
        Code("reactivation", "Реактивация", "Reactivation"),
        Code("growth", "Рост УГД", "Income growth"),
        Code("quality", "Качество данных", "Data quality"),
        Code("activity", "ЖИР", "Activity", ("интенсивность",)),
        Code("errors", "Ошибки в документах", "Errors in documents", ("ошибки",)),
        Code("on_time", "Документы в срок", "Documents on time", ("срок", "в срок")),
        Code("meetings", "Встречи", "Meetings", ("квалифицированные встречи",)),
        Code("conversion", "Конверсия", "Conversion"),
        Code("response_time", "Время ответа", "Response time"),
        Code("integral", "И", "Integral"),
    )
)

BETTER = Codes((Code("more", "больше", "more"), Code("less", "меньше", "less")))
"""Which way a KPI is better."""

FORECAST_ROW = Codes(
    (
        Code("client", "клиент", "client"),
        Code("rest", "остальные", "the rest"),
        Code("new", "новые клиенты", "new clients"),
    )
)

FORECAST_PLAN = Codes(
    (
        Code("given", "лист «Планы»", "Targets"),
        Code("share", "доля плана менеджера", "share of the manager's plan"),
        Code("pace", "двенадцатая часть года", "a twelfth of the year"),
        Code("frozen", "зафиксирован", "frozen"),
    )
)

KPI_UNIT = Codes(
    (
        Code("rub", "₽", "₽"),
        Code("share", "%", "%"),
        Code("points", "балл", "points"),
        Code("pcs", "шт.", "pcs"),
        Code("hours", "ч", "h"),
    )
)
