"""What each KPI says about one person: plan, fact and where they come from; one module per KPI (domain: §5)."""
