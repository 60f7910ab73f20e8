"""Puts the application onto the local cloud: stores, connectors, stacks, first contents."""
