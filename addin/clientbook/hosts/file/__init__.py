"""A closed .xlsx or .xlsm, edited part by part."""
