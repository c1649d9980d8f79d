"""A read-only window on a ledger: the brief and a JSON API, over HTTP."""

from tightrope.web.app import create_app

__all__ = ["create_app"]
