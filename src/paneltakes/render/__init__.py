"""Renderings of a panel."""
