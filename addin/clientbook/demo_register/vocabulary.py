"""Words of the demo register, Russian and English side by side: cities, industries, goods, purposes and outcomes.

These are data of an invented distributor of workshop supplies, not messages: they stand in cells as if people had
typed them, and therefore not in the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass

Pair = tuple[str, str]


def say(pair: Pair, lang: str) -> str:
    """Return the Russian or the English half of a pair."""
    return pair[0] if lang == "ru" else pair[1]


@dataclass(frozen=True)
class City:
    """A city: name, number of its tax region, weight of its market, place of its client manager among the eight."""

    name: Pair
    tax_region: str
    weight: float
    manager: int


CITIES: tuple[City, ...] = (
    City(("Москва", "Moscow"), "77", 20, 0),
    City(("Тула", "Tula"), "71", 12, 0),
    City(("Санкт-Петербург", "Saint Petersburg"), "78", 20, 1),
    City(("Великий Новгород", "Veliky Novgorod"), "53", 14, 1),
    City(("Нижний Новгород", "Nizhny Novgorod"), "52", 19, 2),
    City(("Ярославль", "Yaroslavl"), "76", 17, 2),
    City(("Казань", "Kazan"), "16", 18, 3),
    City(("Ульяновск", "Ulyanovsk"), "73", 15, 3),
    City(("Самара", "Samara"), "63", 19, 4),
    City(("Саратов", "Saratov"), "64", 16, 4),
    City(("Екатеринбург", "Yekaterinburg"), "66", 22, 5),
    City(("Пермь", "Perm"), "59", 19, 5),
    City(("Ростов-на-Дону", "Rostov-on-Don"), "61", 18, 6),
    City(("Краснодар", "Krasnodar"), "23", 16, 6),
    City(("Новосибирск", "Novosibirsk"), "54", 18, 7),
    City(("Омск", "Omsk"), "55", 17, 7),
)


@dataclass(frozen=True)
class Industry:
    """An industry: its name, the half it lends to company names, and its season (none, summer or winter)."""

    name: Pair
    suffix: str
    season: str = ""


INDUSTRIES: tuple[Industry, ...] = (
    Industry(("Машиностроение", "Engineering"), "Маш"),
    Industry(("Строительство", "Construction"), "Строй", "summer"),
    Industry(("Металлообработка", "Metalworking"), "Металл"),
    Industry(("Пищевое производство", "Food production"), "Продукт"),
    Industry(("Деревообработка", "Woodworking"), "Лес"),
    Industry(("Сельское хозяйство", "Agriculture"), "Агро", "summer"),
    Industry(("Энергетика", "Energy"), "Энерго", "winter"),
    Industry(("Транспорт и логистика", "Logistics"), "Транс"),
    Industry(("Химическое производство", "Chemicals"), "Хим"),
    Industry(("Мебельное производство", "Furniture"), "Мебель"),
    Industry(("ЖКХ", "Utilities"), "Сервис", "winter"),
    Industry(("Оптовая торговля", "Wholesale"), "Снаб"),
)


@dataclass(frozen=True)
class Goods:
    """A product group: name, prefix of its articles, usual price of a unit in roubles, usual margin."""

    name: Pair
    prefix: str
    price: float
    margin: float


GOODS: tuple[Goods, ...] = (
    Goods(("Подшипники", "Bearings"), "BRG", 900, 0.27),
    Goods(("Инструмент", "Tools"), "TLS", 2600, 0.24),
    Goods(("Крепёж", "Fasteners"), "FST", 60, 0.34),
    Goods(("Абразивы", "Abrasives"), "ABR", 140, 0.31),
    Goods(("Средства защиты", "Protective wear"), "PPE", 420, 0.29),
    Goods(("Смазочные материалы", "Lubricants"), "LUB", 1500, 0.22),
    Goods(("Сварка", "Welding"), "WLD", 700, 0.25),
    Goods(("Электротехника", "Electrical"), "ELC", 1100, 0.20),
)

ARTICLES_PER_GROUP = 9

DEPARTMENT: tuple[tuple[Pair, str], ...] = (
    (("Аистова Анна", "Anna Aistova"), "km"),
    (("Барсуков Борис", "Boris Barsukov"), "km"),
    (("Воробьёва Вера", "Vera Vorobyova"), "km"),
    (("Голубев Глеб", "Gleb Golubev"), "km"),
    (("Дроздова Дарья", "Darya Drozdova"), "km"),
    (("Ежов Егор", "Yegor Yezhov"), "km"),
    (("Журавлёва Жанна", "Zhanna Zhuravlyova"), "km"),
    (("Зайцев Захар", "Zakhar Zaytsev"), "km"),
    (("Иволгин Игорь", "Igor Ivolgin"), "kam"),
    (("Кречетова Кира", "Kira Krechetova"), "kam"),
    (("Лебедева Лидия", "Lidia Lebedeva"), "rko"),
    (("Малиновский Марк", "Mark Malinovsky"), "ap"),
    (("Нырков Никита", "Nikita Nyrkov"), "mp"),
)


def places_of(*jobs: str) -> tuple[int, ...]:
    """Return the places in the department of the people who have one of some jobs."""
    return tuple(place for place, (_, job) in enumerate(DEPARTMENT) if job in jobs)


POSITIONS: dict[str, tuple[Pair, ...]] = {
    "decider": (
        ("Генеральный директор", "General director"),
        ("Директор по закупкам", "Purchasing director"),
        ("Коммерческий директор", "Commercial director"),
    ),
    "influencer": (
        ("Главный инженер", "Chief engineer"),
        ("Главный механик", "Chief mechanic"),
        ("Начальник производства", "Head of production"),
    ),
    "user": (("Мастер цеха", "Shop foreman"), ("Механик", "Mechanic")),
    "buyer": (("Менеджер по снабжению", "Buyer"), ("Начальник снабжения", "Head of supply")),
    "finance": (("Главный бухгалтер", "Chief accountant"),),
}

PURPOSES: dict[str, tuple[Pair, ...]] = {
    "visit": (
        ("Обсудить план закупок на квартал", "Discuss the purchasing plan for the quarter"),
        ("Показать новую группу товаров", "Show a new product group"),
        ("Осмотреть участок, подобрать замену", "Walk the shop floor, find a substitute"),
    ),
    "session": (("Годовой обзор сотрудничества", "Yearly review"),),
    "online": (("Разобрать спецификацию", "Go through the specification"),),
    "call": (
        ("Узнать потребность на месяц", "Ask for this month's demand"),
        ("Проверить, как прошла поставка", "Ask how the delivery went"),
        ("Напомнить об оплате", "Remind of a payment"),
        ("Узнать, почему нет заказа", "Ask why there is no order"),
    ),
    "letter": (
        ("Новый прайс и сроки поставки", "New price list and delivery times"),
        ("Статус заказа", "Order status"),
    ),
    "messenger": (("Напоминание о заказе", "Reminder of an order"), ("Статус заказа", "Order status")),
    "offer": (("КП на годовой объём", "Offer for the yearly volume"),),
    "nps": (("Вопрос о готовности рекомендовать", "Would you recommend us"),),
}

OUTCOMES: tuple[tuple[Pair, Pair], ...] = (
    (("Готовят заявку", "They prepare an order"), ("Выставить счёт", "Send an invoice")),
    (("Запросили КП на крепёж", "Asked for an offer on fasteners"), ("Отправить КП", "Send the offer")),
    (("Всё устраивает, заказ по графику", "All is well, orders as planned"), ("", "")),
    (("Сравнивают цены с другим поставщиком", "They compare our prices"), ("Согласовать скидку", "Agree a discount")),
    (("Оплата до конца недели", "Payment by the end of the week"), ("Проверить оплату", "Check the payment")),
    (
        ("Объём снизился из-за простоя линии", "Less volume: a line stands still"),
        ("Позвонить через месяц", "Call in a month"),
    ),
    (("Просят образцы", "They ask for samples"), ("Отправить образцы", "Send samples")),
)

LEAVE_REASONS: dict[str, Pair] = {
    "session": ("Стратегическая сессия отдела", "Strategy day of the department"),
    "stock": ("Инвентаризация склада", "Stocktaking"),
}

OVERRIDE_REASONS: tuple[Pair, ...] = (
    ("Опорный клиент региона", "Anchor client of the region"),
    ("Войдёт в холдинг с января", "Joins a holding in January"),
)

COMMENTS: tuple[Pair, ...] = (
    ("Просят счёт только в последний день месяца", "They want invoices on the last day of a month only"),
    ("Пропуск заказывать за сутки", "Order the gate pass a day ahead"),
    ("Новый склад с весны", "New warehouse since spring"),
)

SECOND_ENTRY: Pair = ("Завели ещё раз", "Entered once more")
STATUS_REASON: Pair = ("Вернутся весной, есть договорённость", "They come back in spring, as agreed")

CAUSES: tuple[tuple[Pair, Pair], ...] = (
    (
        ("Линия клиента стоит на ремонте", "Their line is under repair"),
        ("Согласовать график с цехом", "Agree the schedule with the shop"),
    ),
    (
        ("Перенесли закупку на следующий месяц", "The purchase moved to next month"),
        ("Предложить отгрузку частями", "Offer a part shipment"),
    ),
    (
        ("Ждут решения по цене", "They wait for a price decision"),
        ("Отправить КП с новой ценой", "Send an offer with the new price"),
    ),
    (
        ("Часть заказа ушла другому поставщику", "Part of the order went elsewhere"),
        ("Встреча с ЛПР", "Meet the decision maker"),
    ),
    (("Товара нет на складе", "Out of stock"), ("Предложить замену", "Offer a substitute")),
)

STAGES: tuple[tuple[Pair, float], ...] = (
    (("заявка", "order"), 0.9),
    (("счёт", "invoice"), 0.8),
    (("согласование", "in talks"), 0.5),
    (("отгружаем", "shipping"), 1.0),
)

ARGUMENTS: tuple[tuple[int, Pair, Pair, Pair, Pair | None], ...] = (
    (
        0,
        ("Подшипники с паспортом партии", "Bearings with a batch certificate"),
        ("ресурс известен заранее", "service life known beforehand"),
        ("ремонт по плану, а не по аварии", "repairs by plan, not by breakdown"),
        None,
    ),
    (
        0,
        ("Подбор аналога за час", "A substitute found within an hour"),
        ("не ждать завод-изготовитель", "no waiting for the maker"),
        ("линия не стоит", "the line does not stand still"),
        None,
    ),
    (
        1,
        ("Заточка у нас в цехе", "Sharpening in our shop"),
        ("инструмент служит втрое дольше", "tools last three times longer"),
        ("меньше закупать нового", "less to buy anew"),
        None,
    ),
    (
        2,
        ("4 000 позиций крепежа на складе", "4,000 fasteners in stock"),
        ("одна поставка вместо пяти", "one delivery instead of five"),
        ("меньше счетов и приёмок", "fewer invoices and receipts"),
        (
            "весь крепёж одной машиной на следующий день",
            "all fasteners in one delivery the next day",
        ),
    ),
    (
        3,
        ("Круги под вашу сталь", "Wheels for your steel"),
        ("съём металла на четверть больше", "a quarter more metal off"),
        ("меньше часов на зачистку", "fewer hours of grinding"),
        None,
    ),
    (
        4,
        ("Размеры по спискам бригад", "Sizes by the lists of your teams"),
        ("комплект каждому в пакете", "a kit for each person in one bag"),
        ("выдача за день, а не за неделю", "handed out in a day, not a week"),
        None,
    ),
    (
        6,
        ("Электроды с прокалкой", "Electrodes ready baked"),
        ("варят сразу, без печи", "weld at once, no oven"),
        ("сварщики не ждут", "welders do not wait"),
        None,
    ),
    (
        7,
        ("Сборка щитов по вашей схеме", "Switchboards built to your diagram"),
        ("монтаж за одну смену", "mounted in one shift"),
        ("простой короче", "less downtime"),
        None,
    ),
)
"""Place of the product group, feature, advantage, benefit, unique offer."""

REFUSALS: tuple[Pair, ...] = (
    ("Дороже на 7 %", "Seven per cent dearer"),
    ("Срок поставки не устроил", "Delivery takes too long"),
    ("Отложили закупку до весны", "Purchase put off until spring"),
    ("Взяли у прежнего поставщика", "Bought from the old supplier"),
)

LOW_SCORES: tuple[Pair, ...] = (
    ("Две поставки подряд с опозданием", "Two late deliveries in a row"),
    ("Долго отвечают на запрос цены", "Price requests are answered late"),
    ("Пересорт в последней отгрузке", "Wrong items in the last delivery"),
    ("Не предупредили о росте цен", "No warning of higher prices"),
)
