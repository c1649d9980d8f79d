"""From outside to records: document readers, public data sets, and the one place that fetches."""
