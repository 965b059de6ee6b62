"""Diandan 居民点单: from a compound's roster to its verdict, its priority list and its sheet."""
