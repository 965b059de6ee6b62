"""结果: the committee's own view of it, on the screen and on paper."""
