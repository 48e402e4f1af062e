"""The extractive engine: comments made of the article's own sentences, chosen and framed by each persona's moves."""

from paneltakes.providers.extractive.provider import ExtractiveProvider

__all__ = ["ExtractiveProvider"]
