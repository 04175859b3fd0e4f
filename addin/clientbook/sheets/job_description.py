"""ДИ_КМ, ДИ_КАМ, ДИ_РКО, …: printable job descriptions of at most two A4 pages, without names and without roubles.

The text is drawn once and is the company's from then on; the table of measures follows «Настройки» at every run.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from clientbook.locale import Words
from clientbook.method import roles
from clientbook.method.kpi_rows import figure
from clientbook.method.score import scale_floor
from clientbook.register import codes
from clientbook.register.columns import Column, Kind, Table
from clientbook.register.settings import BY_KEY, Settings
from clientbook.sheets.description import Block, Content, Sheet, Text, TextRow
from clientbook.sheets.fields import shown

MAIN = ("km", "kam", "rko")
"""Jobs every book has a description of; those of other jobs are made where somebody has the job."""

JOBS = {
    "km": ("ДИ_КМ", "JD_KM"),
    "kam": ("ДИ_КАМ", "JD_KAM"),
    "rko": ("ДИ_РКО", "JD_RKO"),
    "rop": ("ДИ_РОП", "JD_ROP"),
    "kd": ("ДИ_КД", "JD_KD"),
    "gd": ("ДИ_ГД", "JD_GD"),
    "ap": ("ДИ_АП", "JD_AP"),
    "mp": ("ДИ_МП", "JD_MP"),
    "sr": ("ДИ_СР", "JD_SR"),
    "tm": ("ДИ_ТМ", "JD_TM"),
    "sop": ("ДИ_СОП", "JD_SOP"),
}
"""Job → names of its sheet."""

WIDTHS = (5.0, 19.0, 36.0, 22.0, 8.0, 13.0, 13.0)
WHOLE = (len(WIDTHS),)
SECTIONS = ("general", "product", "duties", "rights", "rules")
HALVES = (3, 4)


@cache
def table(job: str) -> Table:
    """Return the table of measures of a job: ``cb_jd_km``."""
    number, measure, formula, source, weight, plan, floor = WIDTHS
    return Table(
        f"cb_jd_{job}",
        *JOBS[job],
        (
            Column("number", "№", "No.", Kind.INT, width=number),
            Column("measure", "Показатель", "Measure", Kind.CODE, codes=codes.KPI, width=measure),
            Column("formula", "Формула словами", "Formula in words", width=formula),
            Column("source", "Источник", "Source", width=source),
            Column("weight", "Вес", "Weight", Kind.PERCENT, width=weight),
            Column("plan", "План", "Target", width=plan),
            Column("floor", "Порог", "Threshold", width=floor),
        ),
        identity=("measure",),
    )


@cache
def sheet(job: str) -> Sheet:
    """Return the description of a job's sheet."""
    return Sheet(
        f"jd_{job}",
        *JOBS[job],
        stack=(Text("head"), Block(table(job), heading=True, autofilter=False), Text("tail")),
        landscape=False,
    )


TABLES: tuple[Table, ...] = tuple(table(job) for job in JOBS)


def content(job: str, settings: Settings, words: Words) -> Content:
    """Return a job description.

    Args:
        job: one of ``JOBS``
        settings: targets, weights and the scale
        words: the language of the book
    """
    rows = shown(measures(job, settings, words), table(job), words)
    return Content(
        sheet(job),
        {table(job).name: rows},
        texts={"head": head(job, settings, words), "tail": tail(job, settings, words)},
    )


def measures(job: str, settings: Settings, words: Words) -> pd.DataFrame:
    """Return the table of measures: number, measure (code), formula, source, weight (ratio), plan and floor in words."""
    rows = []
    for number, (measure, weight) in enumerate(roles.weights(job, settings).items(), start=1):
        plan, floor = _target(job, measure, settings, words)
        rows.append(
            {
                "number": number,
                "measure": measure,
                "formula": words.text(f"kpi.formula.{measure}"),
                "source": words.text(f"kpi.from.{measure}"),
                "weight": weight / 100,
                "plan": plan,
                "floor": floor,
            }
        )
    return pd.DataFrame(rows)


def _percent(share: float, words: Words) -> str:
    return words.text("kpi.percent", value=figure(round(100 * share, 2), words))


LESS = {
    "errors": "kpi_errors_target",
    "response_time": "kpi_response_time_target",
    "payroll": "kpi_payroll_target",
    "dependency": "dependency_share",
}
"""KPIs of which less is better, and the settings of their targets; at a threshold K is 0 as plan / fact falls to it."""

COUNTS = {"new_payments": "pcs", "meetings": "pcs", "response_time": "hours"}
"""KPIs that are no ratios, with their units."""


def _amount(measure: str, value: float, words: Words) -> str:
    """Return a target in its unit: «3 шт.», «2,9 ч», «1,43 %»."""
    if measure not in COUNTS:
        return words.text("kpi.percent", value=words.number(100 * value, 1 if round(100 * value, 1) % 1 else 0))
    return f"{figure(round(value, 1), words)} {codes.KPI_UNIT.word(COUNTS[measure], words.lang)}"


def _target(job: str, measure: str, settings: Settings, words: Words) -> tuple[str, str]:
    """Return target and threshold of a measure in words; at the threshold and below K is 0."""
    floor = scale_floor(settings)
    if measure in {"mml", "share"}:
        points = 100 * settings.number(f"kpi_{measure}_growth")
        plan, low = (words.text("jd.own_base", points=figure(round(p, 2), words)) for p in (points, points * floor))
    elif measure == "overdue":
        target, zero = settings.number("kpi_overdue_target"), settings.number("kpi_overdue_zero")
        return words.text("jd.at_most", value=_percent(target, words)), _percent(zero, words)
    elif measure == "retention":
        limits = {part: _percent(settings.number(f"kpi_retention_{part}"), words) for part in ("key", "large")}
        plan = words.text("jd.segments", **limits)
        low = words.text("jd.of_plan", value=_percent(floor, words))
    elif measure == "nps":
        target = settings.number("kpi_nps_target")
        plan, low = figure(target, words), figure(round(target * floor, 1), words)
    elif measure in LESS:
        target = settings.number(LESS[measure])
        plan, low = (_amount(measure, value, words) for value in (target, target / floor if floor else target))
        plan = words.text("jd.at_most", value=plan)
    elif measure in COUNTS:
        target = settings.number(f"kpi_{measure}_target")
        plan, low = _amount(measure, target, words), _amount(measure, target * floor, words)
    else:
        target, base = _share_target(job, measure, settings)
        plan, low = _percent(target, words), _percent(base + floor * (target - base), words)
    return plan, low if floor > 0 else words.text("jd.none")


def _share_target(job: str, measure: str, settings: Settings) -> tuple[float, float]:
    """Return target and base of a measure that is a ratio."""
    if measure == "nrr":
        return settings.number("kpi_nrr_target"), settings.number("kpi_nrr_base")
    if measure == "accuracy":
        return settings.number("kpi_accuracy_km" if job in roles.FARMERS else "kpi_accuracy_rko"), 0.0
    key = f"kpi_{measure}_target"
    return (settings.number(key) if key in BY_KEY else 1.0), 0.0


def head(job: str, settings: Settings, words: Words) -> tuple[TextRow, ...]:
    """Return what stands above the table: approval, version, sections 1 to 5."""
    product = {
        "nrr": _percent(settings.number("kpi_nrr_target"), words),
        "overdue": _percent(settings.number("kpi_overdue_target"), words),
        "share": figure(round(100 * settings.number("kpi_share_growth"), 2), words),
        "key": _percent(settings.number("kpi_retention_key"), words),
        "large": _percent(settings.number("kpi_retention_large"), words),
        "errors": _percent(settings.number("kpi_errors_target"), words),
        "on_time": _percent(settings.number("kpi_on_time_target"), words),
        "new_payments": figure(settings.number("kpi_new_payments_target"), words),
        "meetings": figure(settings.number("kpi_meetings_target"), words),
        "response": figure(settings.number("kpi_response_time_target"), words),
        "payroll": _percent(settings.number("kpi_payroll_target"), words),
        "dependency": _percent(settings.number("dependency_share"), words),
        "orders": figure(settings.number("handover_orders"), words),
        "days": figure(settings.number("handover_days"), words),
    }

    def own(part: str) -> str:
        key = f"jd.{job}.{part}"
        return words.text(key if key in words.catalogue else f"jd.{part}")

    rows = [
        TextRow((words.text("jd.company"), words.text("jd.approve")), "strong", HALVES),
        TextRow((own("unit"), own("approver")), "body", HALVES),
        TextRow((words.text("jd.version"), words.text("jd.approve_sign")), "body", HALVES),
        TextRow((words.text("jd.act"), words.text("jd.approve_date")), "body", HALVES),
    ]
    for section in SECTIONS:
        rows += _section(section, f"jd.{job}.{section}", words, product)
    return tuple(rows)


def tail(job: str, settings: Settings, words: Words) -> tuple[TextRow, ...]:
    """Return what stands under the table: sections 7 to 9 and the sheet of acknowledgement."""
    scale = words.text(f"jd.scale.{settings.word('kpi_scale')}", cap=words.number(settings.number("kpi_cap"), 1))
    rows = _section(
        "pay", "jd.pay", words, {"scale": scale, "least": _percent(settings.number("kpi_min_weight"), words)}
    )
    rows += _section("links", f"jd.{job}.links", words)
    rows += _section("liability", "jd.liability", words)
    rows += [
        TextRow((words.text("jd.heading.acquainted"),), "heading", WHOLE),
        TextRow((words.text("jd.acquainted"),), "note", WHOLE),
        TextRow(tuple(words.text(f"jd.{part}") for part in ("person", "date", "signature")), "label", (3, 1, 3)),
    ]
    rows += [TextRow(("", "", ""), "cell", (3, 1, 3), height=20.0) for _ in range(4)]
    return tuple(rows)


def _section(name: str, key: str, words: Words, fields: dict[str, str] | None = None) -> list[TextRow]:
    rows = [TextRow((words.text(f"jd.heading.{name}"),), "heading", WHOLE)]
    number = 1
    while f"{key}.{number}" in words.catalogue:
        rows.append(TextRow((words.text(f"{key}.{number}", **(fields or {})),), "body", WHOLE))
        number += 1
    return rows
