"""改造菜单: what one compound offers, what that costs, who pays, as long as its poll is a draft."""
