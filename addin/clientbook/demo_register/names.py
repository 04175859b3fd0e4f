"""Invented names and numbers of the demo register: companies, people, tax numbers with valid check digits.

Nothing here belongs to anybody: the roots of the company names are made up, the tax offices are numbered 00 and the
mail domains end in ``.example``.
"""

from __future__ import annotations

from random import Random


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ROOTS = _listed(
    "Ардамир Белозор Берестань Борогор Ведомир Велимост Ветроград Вешнегор Волокша Вятомир Гремислав Дальвека "
    "Двинград Добровек Долинар Егорьян Жаворон Заветень Звонград Златобор Искрень Каменвек Кедроград Кленовар "
    "Колобрег Ладовек Лесомир Липовень Лугоград Мирогор Морошань Новобрег Огнеяр Озеримир Осиновар Перелесье "
    "Полемир Речевик Росимир Рябинград Северлад Синегор Соколград Стременец Тавримир Тихобрег Тополевик Туманград "
    "Угоримир Устимир Холмоград Хрусталец Чистобор Шелоград Щедромир Юговек Ягодин Яровек Ясеневик Яхонтовец"
)

_MALE = _listed("Алексей Виктор Денис Илья Константин Максим Николай Олег Павел Роман Сергей Тимур Фёдор Юрий")
_FEMALE = _listed("Алина Валерия Галина Елена Ирина Лариса Марина Наталья Ольга Полина Светлана Татьяна Юлия Яна")
_PATRONYMS = _listed("Алексеев Борисов Викторов Денисов Егоров Иванов Львов Николаев Олегов Павлов Петров Романов")
_SURNAMES = _listed(
    "Берёзкин Брусникин Вербин Ветлугин Грушин Дубравин Еловин Жасминов Калинкин Кедров Кленов Клюквин Липкин "
    "Малинкин Ольхин Орешин Осинкин Подорожников Полынин Ромашин Рябинкин Сиренев Смородин Соснин Тополев Травин "
    "Хмелев Черёмухин Шиповников Яблонев Ягодкин Ясенев"
)

_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        _listed("a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya"),
        strict=True,
    )
)


def latin(text: str) -> str:
    """Return Russian text in Latin letters, for the English register and mail addresses."""
    letters: list[str] = []
    for letter in text:
        small = _LATIN.get(letter.lower(), letter).replace("_", "")
        letters.append(small.capitalize() if letter.isupper() else small)
    return "".join(letters)


def person(dice: Random) -> str:
    """Return an invented full name in Russian: surname, first name, patronymic."""
    woman = dice.random() < 0.5
    surname, father = dice.choice(_SURNAMES), dice.choice(_PATRONYMS)
    if woman:
        return f"{surname}а {dice.choice(_FEMALE)} {father}на"
    return f"{surname} {dice.choice(_MALE)} {father}ич"


def _check(digits: str, weights: tuple[int, ...]) -> str:
    return str(sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 % 10)


def company_tax_id(region: str, number: int) -> str:
    """Return a ten-digit ИНН of a company with its check digit; office 00 of a region does not register anybody."""
    digits = f"{region}00{number:05d}"
    return digits + _check(digits, (2, 4, 10, 3, 5, 9, 4, 6, 8))


def trader_tax_id(region: str, number: int) -> str:
    """Return a twelve-digit ИНН of a sole trader with both check digits."""
    digits = f"{region}00{number:06d}"
    digits += _check(digits, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8))
    return digits + _check(digits, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))


def tax_reg(region: str) -> str:
    """Return a КПП: tax office, reason 01, number 001."""
    return f"{region}0001001"
