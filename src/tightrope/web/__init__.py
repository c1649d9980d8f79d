"""A read-only window on a ledger: the dashboard and a JSON API, over HTTP or as files."""

from tightrope.web.app import create_app
from tightrope.web.publish import check_folder, write_site

__all__ = ["check_folder", "create_app", "write_site"]
