"""Cross-cutting plumbing of every context: http, events, errors, settings, clock, stores. It knows no context."""
