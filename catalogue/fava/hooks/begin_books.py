"""Begins the books with a few accounts; leaves books that are there alone."""

import os
from pathlib import Path

BOOKS = Path("/data/main.beancount")

ACCOUNTS = {
    "association": [
        "Assets:Bank",
        "Assets:Cash",
        "Liabilities:Unpaid-Bills",
        "Equity:Opening-Balances",
        "Income:Membership-Fees",
        "Income:Donations",
        "Income:Grants",
        "Income:Events",
        "Income:Other",
        "Expenses:Rent",
        "Expenses:Events",
        "Expenses:Insurance",
        "Expenses:Bank-Charges",
        "Expenses:Office",
        "Expenses:Other",
    ],
    "household": [
        "Assets:Bank",
        "Assets:Savings",
        "Assets:Cash",
        "Liabilities:Credit-Card",
        "Equity:Opening-Balances",
        "Income:Salary",
        "Income:Other",
        "Expenses:Home",
        "Expenses:Groceries",
        "Expenses:Energy",
        "Expenses:Transport",
        "Expenses:Health",
        "Expenses:Leisure",
        "Expenses:Other",
    ],
}

currency = os.environ["BOOKS_CURRENCY"]
if not BOOKS.exists():
    lines = [
        # Part of every address of the site: change it only when nobody has bookmarks.
        'option "title" "Accounts"',
        f'option "operating_currency" "{currency}"',
        'option "documents" "documents"',
        "",
        *(f"2000-01-01 open {account} {currency}" for account in ACCOUNTS[os.environ["BOOKS_KIND"]]),
        "",
    ]
    Path("/data/documents").mkdir(exist_ok=True)
    whole = BOOKS.with_suffix(".new")
    whole.write_text("\n".join(lines), encoding="utf-8")
    whole.replace(BOOKS)
