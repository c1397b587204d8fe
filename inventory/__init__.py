"""The inventory: finds cryptography, judges it under policies for a date, and plans its replacement."""
