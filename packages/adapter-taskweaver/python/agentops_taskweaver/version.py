"""The version of the npm package that this belongs to. `npm run version` writes it."""

__version__ = "0.0.0"
