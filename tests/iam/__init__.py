"""Least privilege, proven: what functions called against what their policies grant."""
