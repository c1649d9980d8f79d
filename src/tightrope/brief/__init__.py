"""The brief: choosing, wording and drawing what the ledger has published. It computes nothing."""

from tightrope.brief.manifest import write_manifest
from tightrope.brief.page import render, write
from tightrope.brief.summary import summary
from tightrope.brief.wording import LOCALES

__all__ = ["LOCALES", "render", "summary", "write", "write_manifest"]
