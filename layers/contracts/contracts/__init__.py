"""The published language: event types, topics and their builders. Only the publisher builds its events."""
