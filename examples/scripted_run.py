"""Play recorded replies through a panel, as a test of one's own pipeline would: python examples/scripted_run.py.

The replies in scripted-replies.json were written for this example; no model wrote them.
"""

import asyncio
import json
from pathlib import Path

import paneltakes
from paneltakes.providers.scripted import ScriptedProvider

HERE = Path(__file__).parent


async def main() -> None:
    """Show a take as it arrives, the pass of another voice, and a reply that had to be asked for again."""
    script = json.loads((HERE / "scripted-replies.json").read_text(encoding="utf-8"))
    provider = ScriptedProvider.of(script)
    article = await paneltakes.aread(HERE / "articles" / "harbour-heat.md")
    personas = ["skeptic", "builder"]
    async for part in paneltakes.stream(article, provider=provider, personas=personas):
        if isinstance(part, paneltakes.Take):
            print(f"{part.speaker.name}: {part.text or 'passes: ' + part.pass_reason}")
            print(f"  after {len(part.attempts)} attempts; rests on {[e.quote for e in part.evidence]}")


if __name__ == "__main__":
    asyncio.run(main())
