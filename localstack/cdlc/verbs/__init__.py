"""One module per verb of the command; each has a `command` function, which cli.py registers."""
