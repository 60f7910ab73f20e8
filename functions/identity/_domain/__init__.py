"""Rules of identity, pure: standard library and refusals only."""
