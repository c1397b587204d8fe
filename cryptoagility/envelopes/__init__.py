"""Envelopes: signatures around messages whose bytes are never altered."""
