"""Data from outside and back: exports of other programs into a register, the plan as calendars, people and tasks for a CRM."""
