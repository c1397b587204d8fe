"""What endpoints offer: one file a protocol."""
