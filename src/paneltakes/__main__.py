"""``python -m paneltakes``."""

from paneltakes.cli.main import main

if __name__ == "__main__":
    main()
