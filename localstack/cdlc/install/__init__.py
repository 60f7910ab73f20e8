"""Installs what the local cloud and the tests need.

With the standard library alone: it runs before anything else is there.
"""
