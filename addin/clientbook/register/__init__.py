"""The register: tables, headers and codes, reading loose rows into typed frames, every problem with its cell."""
