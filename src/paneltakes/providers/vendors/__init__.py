"""The vendors: one adapter for each SDK, and what adapters have in common."""
