"""«KPI», «Премия», ДИ and «Сводка» as they stand on the sheet."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from clientbook.locale import LANGUAGES, words
from clientbook.method import roles
from clientbook.method.kpi_rows import COLUMNS
from clientbook.register import codes
from clientbook.register.settings import Settings
from clientbook.sheets import job_description, kpi, pay
from tests.sheets.frames import TOP

RU = words("ru")


def people(total: float = 100.0, value: float | None = 0.9) -> pd.DataFrame:
    """Return one person with two KPIs, one of them without data, and the integral."""
    base = {"manager": "Анна", "job": "km", "period": "июнь 2026", "source": "откуда", "cap": 1.2, "floor": 0.7}
    rows = [
        {
            **base,
            "measure": "nrr",
            "unit": "share",
            "plan": 1.05,
            "fact": 1.0,
            "base": 0.85,
            "ratio": 0.75,
            "raw_weight": total - 30,
            "weight": 100.0,
            "score": 0.9,
            "contribution": 0.9,
            "points": 63.0,
            "setting_key": "weight_km_nrr",
        },
        {**base, "measure": "mml", "unit": "share", "raw_weight": 30.0, "points": 0.0, "setting_key": "weight_km_mml"},
        {**base, "measure": "integral", "weight": total, "contribution": value, "setting_key": "integral"},
    ]
    return pd.DataFrame(rows).reindex(columns=list(COLUMNS))


def test_ratios_are_shown_in_percent_as_their_unit_says() -> None:
    rows = kpi.content(people(), Settings(), TOP, RU).tables["cb_kpi"]
    assert rows[["unit", "plan", "fact", "base"]].to_numpy()[0].tolist() == ["%", 105, 100, 85]
    assert rows["measure"].tolist() == ["NRR", "MML", "И"]


def test_where_there_is_no_integral_the_cell_says_why() -> None:
    short = kpi.content(people(95.0, None), Settings(), TOP, RU)
    assert short.tables["cb_kpi"]["contribution"].iloc[2] == "сумма 95 %"
    assert short.lines["kpi_without"] == 1
    few = people(100.0, None)
    few.loc[0, "raw_weight"], few.loc[1, "raw_weight"] = 30.0, 70.0
    assert kpi.content(few, Settings(), TOP, RU).tables["cb_kpi"]["contribution"].iloc[2] == "данных 30 %"


def test_only_the_raw_weight_is_typed_and_it_has_a_formula() -> None:
    for lang in LANGUAGES:
        table = kpi.sheet(lang).blocks()[0].table
        assert [column.key for column in table.columns if column.typed] == ["raw_weight"]
        assert table["raw_weight"].formula
        assert "{word." not in "".join(column.formula or "" for column in table.columns)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("job", job_description.JOBS)
def test_a_job_description_has_its_sections_and_neither_names_nor_roubles(job: str, lang: str) -> None:
    speech = words(lang)
    content = job_description.content(job, Settings(), speech)
    texts = [cell for rows in content.texts.values() for row in rows for cell in row.cells]
    table = content.tables[f"cb_jd_{job}"]
    whole = "\n".join([*texts, *table.astype(str).to_numpy().ravel()])
    sections = ("general", "product", "duties", "rights", "rules", "pay", "links", "liability", "acquainted")
    assert all(speech.text(f"jd.heading.{section}") in texts for section in sections)
    assert speech.text("jd.approve") in texts
    assert not re.search(r"₽|руб\b|roubl|RUB", whole)
    assert not re.search(r"\{\w*\}", whole)
    assert table["weight"].sum() == pytest.approx(1)
    assert table["measure"].tolist() == [codes.KPI.word(m, lang) for m in roles.KPI_SETS[job]]


@pytest.mark.parametrize("job", job_description.MAIN)
def test_targets_and_thresholds_of_a_job_description_follow_the_settings(job: str) -> None:
    def nrr(settings: Settings) -> dict[str, object]:
        rows = job_description.measures(job, settings, RU).to_dict("records")
        return {str(key): value for row in rows if row["measure"] == "nrr" for key, value in row.items()}

    assert (nrr(Settings())["plan"], nrr(Settings())["floor"]) == ("105 %", "99 %")
    assert nrr(Settings({f"weight_{job}_nrr": 20}))["weight"] == 0.2


def test_pay_names_who_has_no_bonus() -> None:
    frame = pd.DataFrame(
        {
            "manager": ["Анна", "Борис"],
            "salary": [1.0, 2.0],
            "bonus_target": [10.0, 20.0],
            "integral": [0.5, None],
            "bonus": [5.0, None],
            "fixed": [1.0, 2.0],
            "charges": [1.8, 0.6],
            "payroll": [7.8, 2.6],
            "rate": [1.0, 1.0],
            "worked": [20, 21],
            "norm": [21, 21],
            "contributions": [0.3, 0.3],
            "bonus_floor": [0.6, 0.6],
            "bonus_cap": [1.2, 1.2],
        }
    )
    content = pay.content(frame, Settings(), TOP, RU)
    assert content.lines["pay_without"] == 1
    assert content.lines["pay_total"] == pytest.approx(10.4)
