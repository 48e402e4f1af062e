"""Providers: who answers a prompt."""
