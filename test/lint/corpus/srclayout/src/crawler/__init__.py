"""A crawler in a src layout."""
from crawler.fetching import fetch, fetch_all
