"""表格: what leaves the desk for Excel, and a poll's archive."""
