"""Checks: what code can verify of a reply without a model."""
