"""The settings: every threshold of the method, with its default, unit and range (texts: ``setting.<key>``).

A blank value means today's default. A value out of range, or of the wrong kind, is a problem with its cell, and the
default is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

SettingValue = float | int | str | date | None


class Setting(NamedTuple):
    """One setting: ``unit`` is a key of ``unit.<unit>`` in the catalogue; ``choices`` for settings that are words of a list."""

    key: str
    default: SettingValue
    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    kind: Literal["number", "int", "word", "text", "date"] = "number"


def _share(key: str, default: float, low: float = 0.0, high: float = 1.0) -> Setting:
    return Setting(key, default, "share", low, high)


def _days(key: str, default: int, low: int = 0, high: int = 3650) -> Setting:
    return Setting(key, default, "days", low, high, kind="int")


def _count(key: str, default: int, unit: str = "pcs", low: int = 0, high: int = 1000) -> Setting:
    return Setting(key, default, unit, low, high, kind="int")


def _times(key: str, default: float, low: float = 0.0, high: float = 100.0) -> Setting:
    return Setting(key, default, "times", low, high)


def _points(key: str, default: int) -> Setting:
    return Setting(key, default, "points", 0, 100)


def _weight(key: str, default: int) -> Setting:
    return Setting(key, default, "percent", 0, 100)


SETTINGS: tuple[Setting, ...] = (
    # dates
    Setting("as_of", None, "date", kind="date"),
    _days("as_of_gap_days", 7, 0, 366),
    # where the sales lines are, if not on a sheet
    Setting("sales_source", None, kind="text"),
    # income
    Setting("income_basis", "auto", choices=("auto", "profit", "revenue"), kind="word"),
    Setting("income_mode", "auto", choices=("auto", "12m", "expert"), kind="word"),
    _share("cost_coverage_min", 0.95),
    _days("young_days", 365, 90, 730),
    _days("young_floor_days", 90, 1, 365),
    # classes
    _share("abc_a", 0.80),
    _share("abc_b", 0.95),
    _share("service_key", 0.50),
    _share("service_large", 0.80),
    _share("service_medium", 0.95),
    _times("xyz_x", 0.5, 0, 10),
    _times("xyz_y", 1.0, 0, 10),
    _count("xyz_quarters", 8, "quarters", 4, 8),
    _count("xyz_min_quarters", 4, "quarters", 2, 8),
    _count("rfm_min_clients", 25, "pcs", 5, 1000),
    # wallet
    _share("wallet_target_share", 0.60, 0.05, 1.0),
    _share("potential_top_share", 1 / 3),
    # interval and life cycle
    _count("interval_gaps", 12, "pcs", 3, 100),
    _count("interval_min_gaps", 3, "pcs", 1, 100),
    _days("interval_default", 90, 1, 730),
    _times("lost_intervals", 3, 1, 20),
    _days("lost_days", 180),
    _times("sleeping_intervals", 2, 1, 20),
    _days("sleeping_days", 90),
    _days("one_time_days", 365),
    _days("new_days", 180),
    _days("new_few_days", 365),
    _count("new_few_orders", 3),
    _days("recovered_days", 90),
    _share("trend_change", 0.20, 0.01, 1.0),
    _times("trend_z", 1.0, 0, 5),
    _count("trend_min_orders", 3),
    # risk
    _points("risk_p90", 25),
    _points("risk_longest", 15),
    _points("risk_amount", 20),
    _points("risk_nps", 15),
    _points("risk_breadth", 10),
    _points("risk_overdue", 10),
    _points("risk_no_contact", 10),
    _points("risk_no_decider", 10),
    _points("risk_share", 10),
    _share("risk_fall", 0.30, 0.01, 1.0),
    Setting("risk_nps_limit", 6, "points", 0, 10),
    _days("risk_overdue_days", 30),
    _times("risk_contact_norms", 1.5, 0.5, 10),
    _share("risk_share_fall", 0.10),
    _points("risk_watch", 25),
    _points("risk_high", 50),
    # priority
    _points("priority_income", 40),
    _times("priority_risk", 0.3, 0, 1),
    _points("priority_gap", 20),
    _points("priority_late", 10),
    # one-off deals and seasons
    _times("one_off_times", 5, 1, 100),
    _share("one_off_share", 0.50),
    _share("seasonal_correlation", 0.60),
    _share("seasonal_month", 0.50),
    _share("dependency_share", 0.20),
    # retention and growth
    _share("win_back_share", 0.80, 0.05, 1.0),
    _days("win_back_days", 730, 90, 3650),
    _count("list_rows", 1000, "pcs", 20, 100_000),
    _count("check_least", 30, "pcs", 5, 1000),
    # history
    Setting("moves_from", None, "date", kind="date"),
    _count("history_recent", 6, "pcs", 2, 100),
    _count("history_rows", 30_000, "pcs", 1_000, 1_000_000),
    # contact plan
    _count("horizon_weeks", 13, "weeks", 1, 53),
    _count("day_minutes", 480, "minutes", 60, 720),
    _share("contact_share", 0.50, 0.05, 1.0),
    _count("visit_minutes", 120, "minutes", 1, 480),
    _count("review_minutes", 120, "minutes", 1, 480),
    _count("call_minutes", 12, "minutes", 1, 480),
    _count("message_minutes", 5, "minutes", 1, 480),
    _count("visits_per_day", 2, "pcs", 0, 20),
    _count("calls_per_day", 12, "pcs", 0, 200),
    _days("min_gap_days", 3, 1, 60),
    _days("window_overdue_days", 5, 1, 60),
    _share("window_overdue_share", 0.25),
    _days("window_days", 2, 0, 60),
    _share("window_share", 0.15),
    _days("frozen_days", 5, 0, 60),
    _times("cost_level", 0.1, 0, 10),
    _times("cost_unplaced", 2, 0.1, 100),
    _points("risk_action", 50),
    _days("nps_age_days", 365),
    _days("urgent_days", 3, 1, 30),
    _days("contract_notice_days", 60, 1, 365),
    # activity log
    Setting("intensity_norm", 15, "points", 1, 200),
    Setting("intensity_visit", 5, "points", 0, 50),
    Setting("intensity_online", 3, "points", 0, 50),
    Setting("intensity_offer", 3, "points", 0, 50),
    Setting("intensity_call", 1, "points", 0, 50),
    Setting("intensity_message", 0.5, "points", 0, 50),
    _share("intensity_low", 0.70),
    _share("intensity_fair", 0.90),
    Setting("intensity_over", 1.5, "share", 1, 10),
    _count("intensity_burst_day", 20, "pcs", 2, 1000),
    _count("intensity_burst_few", 5, "pcs", 2, 1000),
    _count("intensity_burst_minutes", 10, "minutes", 1, 240),
    _share("intensity_month_end", 0.35),
    _share("intensity_no_result", 0.30),
    _days("intensity_steps_days", 14, 1, 90),
    # decision unit
    _days("dmu_live_days", 180, 7, 1095),
    # decision algorithm
    _days("step_lead_days", 3, 0, 30),
    _days("step_soon_days", 14, 1, 90),
    # quotations
    _days("offer_days", 14, 1, 180),
    # assortment
    _count("mml_months", 3, "months", 1, 12),
    _count("mml_least_buyers", 3, "pcs", 1, 100),
    _count("mml_shown", 3, "pcs", 1, 50),
    # plan, forecast, report; approval
    _days("forecast_freeze_days", 5, 0, 20),
    _count("accuracy_week", 1, "weeks", 0, 5),
    _days("approval_days", 92, 30, 366),
    # job descriptions and KPI
    Setting("kpi_scale", "linear", choices=("linear", "threshold", "proportional"), kind="word"),
    _times("kpi_linear_floor", 0.7, 0, 0.99),
    _times("kpi_threshold", 0.8, 0, 1),
    _times("kpi_cap", 1.2, 1, 3),
    _share("kpi_min_weight", 0.60),
    _times("kpi_nrr_base", 0.85, 0, 2),
    _times("kpi_nrr_target", 1.05, 0, 3),
    _days("kpi_nrr_history", 730, 365, 3650),
    _share("kpi_retention_key", 0.95),
    _share("kpi_retention_large", 0.88),
    _share("kpi_retention_other", 0.70),
    _share("kpi_contacts_target", 0.90),
    _share("kpi_overdue_target", 0.10),
    _share("kpi_overdue_zero", 0.20),
    _share("kpi_overdue_late", 0.03),
    _share("kpi_dmu_target", 0.80),
    Setting("kpi_nps_target", 30, "points", -100, 100),
    _count("kpi_nps_min_answers", 10),
    _share("kpi_share_growth", 0.05),
    _share("kpi_mml_growth", 0.10),
    _share("kpi_cross_target", 0.10),
    _share("kpi_accuracy_km", 0.60),
    _share("kpi_accuracy_rko", 0.85),
    _share("kpi_handover_target", 0.90),
    _count("kpi_new_payments_target", 3),
    _share("kpi_second_order_target", 0.50),
    _share("kpi_payroll_target", 0.25),
    _share("kpi_reactivation_target", 0.15),
    _share("kpi_growth_target", 0.10),
    _share("kpi_quality_target", 0.95),
    _share("kpi_errors_target", 0.01),
    _share("kpi_on_time_target", 0.95),
    _count("kpi_meetings_target", 20),
    _share("kpi_conversion_target", 0.30),
    Setting("kpi_response_time_target", 2, "hours", 0, 240),
    _count("handover_orders", 2, "pcs", 1, 20),
    _days("handover_days", 90, 1, 730),
    # client P&L
    Setting("minute_cost", 12, "rub", 0, 1000),
    _share("overdue_rate", 0.20),
    # pay
    _share("payroll_contributions", 0.30),
    _times("bonus_floor", 0, 0, 1),
    _times("bonus_cap", 1.2, 1, 3),
    _weight("weight_km_plan", 35),
    _weight("weight_km_nrr", 25),
    _weight("weight_km_mml", 15),
    _weight("weight_km_overdue", 15),
    _weight("weight_km_contacts", 10),
    _weight("weight_kam_nrr", 35),
    _weight("weight_kam_share", 20),
    _weight("weight_kam_dmu", 15),
    _weight("weight_kam_nps", 15),
    _weight("weight_kam_accuracy", 15),
    _weight("weight_rko_plan", 35),
    _weight("weight_rko_nrr", 30),
    _weight("weight_rko_retention", 15),
    _weight("weight_rko_overdue", 10),
    _weight("weight_rko_accuracy", 10),
    _weight("weight_rop_plan", 40),
    _weight("weight_rop_handover", 20),
    _weight("weight_rop_accuracy", 15),
    _weight("weight_rop_payroll", 15),
    _weight("weight_rop_overdue", 10),
    _weight("weight_kd_plan", 40),
    _weight("weight_kd_handover", 20),
    _weight("weight_kd_accuracy", 15),
    _weight("weight_kd_payroll", 15),
    _weight("weight_kd_overdue", 10),
    _weight("weight_gd_plan", 40),
    _weight("weight_gd_nrr", 30),
    _weight("weight_gd_dependency", 15),
    _weight("weight_gd_payroll", 15),
    _weight("weight_ap_errors", 40),
    _weight("weight_ap_on_time", 40),
    _weight("weight_ap_quality", 20),
    _weight("weight_mp_new_payments", 50),
    _weight("weight_mp_second_order", 20),
    _weight("weight_mp_plan", 15),
    _weight("weight_mp_accuracy", 15),
    _weight("weight_sr_new_payments", 50),
    _weight("weight_sr_second_order", 20),
    _weight("weight_sr_plan", 15),
    _weight("weight_sr_accuracy", 15),
    _weight("weight_tm_meetings", 50),
    _weight("weight_tm_conversion", 30),
    _weight("weight_tm_quality", 20),
    _weight("weight_sop_plan", 50),
    _weight("weight_sop_mml", 25),
    _weight("weight_sop_response_time", 25),
    _weight("weight_km_reactivation", 0),
    _weight("weight_km_growth", 0),
    _weight("weight_km_cross", 0),
    _weight("weight_kam_reactivation", 0),
    _weight("weight_kam_growth", 0),
    _weight("weight_kam_cross", 0),
    _weight("weight_rko_reactivation", 0),
    _weight("weight_rko_growth", 0),
    _weight("weight_rko_cross", 0),
)

BY_KEY: Mapping[str, Setting] = {setting.key: setting for setting in SETTINGS}


@dataclass(frozen=True)
class Settings:
    """The settings in force for one run: what was typed, over the defaults.

    Attributes:
        typed: key → value typed in the book or given with ``--set``; already checked and converted
    """

    typed: Mapping[str, SettingValue] = field(default_factory=dict)

    def number(self, key: str) -> float:
        """Return a setting as a figure."""
        value = self.value(key)
        if not isinstance(value, (int, float)):
            raise KeyError(key)
        return float(value)

    def whole(self, key: str) -> int:
        """Return a setting as a whole figure."""
        return round(self.number(key))

    def word(self, key: str) -> str:
        """Return a setting that is one of its choices."""
        return str(self.value(key))

    def value(self, key: str) -> SettingValue:
        """Return a setting of any kind; None where a date is not set.

        Raises:
            KeyError: there is no such setting.
        """
        default = BY_KEY[key].default
        value = self.typed.get(key)
        return default if value is None else value

    def overlaid(self, more: Mapping[str, SettingValue]) -> Settings:
        """Return these settings with further values on top."""
        return Settings({**self.typed, **more})
