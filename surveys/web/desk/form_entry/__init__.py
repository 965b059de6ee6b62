"""录入: one screen to type in what a home said on paper, at its door or by telephone, in the order of the paper."""
