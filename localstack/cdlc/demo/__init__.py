"""`cdlc demo`: a person's walk through everything that runs, each answer checked, with measured figures."""
