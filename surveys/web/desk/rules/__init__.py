"""认定规则: reckoning with one, and the records without which silence never counts."""
