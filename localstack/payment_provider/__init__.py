"""Stripe's API on this machine: real states, real money rules, faults on request: `python -m payment_provider`."""
