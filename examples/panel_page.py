"""Write a panel on a shipped article as a web page: python examples/panel_page.py [FILE]."""

import sys
from pathlib import Path

import paneltakes

ARTICLE = Path(__file__).parent / "articles" / "harbour-heat.md"


def main(page: Path) -> None:
    """Convene the panel and write the page."""
    panel = paneltakes.convene(ARTICLE, model="extractive")
    page.write_text(paneltakes.render_panel(panel, "html"), encoding="utf-8")
    print(f"{len(panel.takes)} takes on “{panel.article.title}” in {page}, cost {panel.cost}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("panel.html"))
