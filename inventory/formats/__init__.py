"""How bytes are laid out: what several detectors read in the same way, below all of them."""
