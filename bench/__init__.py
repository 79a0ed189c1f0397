"""Measurements: what `python manage.py bench` runs, each beside a reference that it runs in the same call.

Must not live here: anything the product needs to run, tests, verdicts (a bench measures, it does not judge).
"""
