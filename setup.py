"""Packaging of clientbook; settings of the tools stand in pyproject.toml."""

from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
README = HERE / "README.md"
POSTGRES = ["psycopg[binary]>=3.2", "sqlglot>=30.0"]

setup(
    name="clientbook",
    version="0.1.0",
    description="Run a B2B client department from its Excel register: segments, contact plan, job-description KPIs",
    long_description=README.read_text(encoding="utf-8") if README.exists() else "",
    long_description_content_type="text/markdown",
    license="MIT",
    python_requires=">=3.11",
    package_dir={"": "addin"},
    packages=find_packages("addin"),
    package_data={
        "clientbook": [
            "py.typed",
            "locale/*/*.toml",
            "exchange/*/*.toml",
            "exchange/*.sql",
            "method/*.sql",
            "register/*.sql",
            "macros/*",
        ]
    },
    install_requires=[
        "pandas>=2.2",
        "openpyxl>=3.1.5",
        "lxml>=5.0",
        "xlwings>=0.37.6",
        "duckdb>=1.4",
        # what reads closed files and what plans with it has no build for a browser, where xlwings Lite runs
        "fastexcel>=0.21; sys_platform != 'emscripten'",
        "python-calamine>=0.9; sys_platform != 'emscripten'",
        "isal>=1.7; sys_platform != 'emscripten'",
        "ortools>=9.12; sys_platform != 'emscripten'",
        "highspy>=1.10",
        "holidays>=0.80",
        "python-stdnum>=2.0",
        "rich>=13.7",
        "typer>=0.15",
        # calendars, near names of an import, workbooks with a password: of the command line, which no browser has
        "icalendar>=7.0; sys_platform != 'emscripten'",
        "rapidfuzz>=3.9; sys_platform != 'emscripten'",
        "msoffcrypto-tool>=5.4; sys_platform != 'emscripten'",
    ],
    extras_require={
        # sales that stay in PostgreSQL
        "postgres": POSTGRES,
        # sales that stay in whatever else Ibis opens, Spark among them (which wants Java, and takes 500 MB)
        "engines": [*POSTGRES, "ibis-framework[duckdb]>=12.0", "pyspark>=4.0"],
        "test": [
            *POSTGRES,
            "hypothesis>=6.120",
            "lifetimes==0.11.3",
            "lxml-stubs",
            "mypy>=2.4",
            "oletools>=0.60.2",
            "pandas-stubs",
            "pytest>=8.3",
            "pytest-rerunfailures>=15",  # LibreOffice crashes now and then where its own faults are met
            "pytest-timeout>=2.3",
            "pytest-xdist>=3.6",
            "ruff>=0.11",
            "scipy>=1.14",
            "setuptools>=70.1",  # builds a wheel without fetching anything, to be tried
            "types-openpyxl",
            "types-vobject",
            "vobject>=0.9.9",  # reads our calendars with other eyes than the library that writes them
            "XlsxWriter>=3.2",
        ],
    },
    entry_points={"console_scripts": ["clientbook=clientbook.ui.cli:main"]},
)
